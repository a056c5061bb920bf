package statistics

import (
	"fmt"

	"gonum.org/v1/gonum/stat"
)

// BatchMeans cuts a series into batches of a size and returns their means. Batches that
// are long against the time over which observations depend on each other have nearly
// independent means (Law, section 9.5.3): Estimate those, if Lag1 of them is about 0. What
// is left over after the last whole batch is dropped. It panics unless the size is
// positive.
func BatchMeans(series []float64, size int) []float64 {
	if size < 1 {
		panic(fmt.Sprintf("statistics: BatchMeans: batches of %d: want at least 1", size))
	}
	means := make([]float64, len(series)/size)
	for i := range means {
		means[i] = stat.Mean(series[i*size:(i+1)*size], nil)
	}
	return means
}

// Lag1 is the autocorrelation of a series at lag one (Box and Jenkins, 1970, section
// 2.1): 0 of independent observations, towards 1 the longer an excursion lasts. Its
// standard error is about 1/√n. It is 0 of a series that does not vary.
func Lag1(series []float64) float64 {
	mean := stat.Mean(series, nil)
	products, squares := 0.0, 0.0
	for i, x := range series {
		squares += (x - mean) * (x - mean)
		if i > 0 {
			products += (series[i-1] - mean) * (x - mean)
		}
	}
	if squares == 0 {
		return 0
	}
	return products / squares
}

package statistics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is an estimate of a mean, and how far off it may be.
type Interval struct {
	N             int     // how many values it was made of
	Mean          float64 // NaN of none
	StandardError float64 // of the mean; infinite of fewer than two, which say nothing of it
	HalfWidth     float64 // of the interval round the mean
	Level         float64 // the probability with which such intervals contain the true mean
}

// Estimate is the mean of independent values of one law, one of each replication, with
// the interval of Student's t at a level such as 0.95 (Law, section 9.4.1). The level
// is exact for normal values; means over a run come near. It panics unless the level is
// between 0 and 1.
func Estimate(replications []float64, level float64) Interval {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("statistics: Estimate: a level of %v: want 0 < level < 1", level))
	}
	n := len(replications)
	if n < 2 {
		return Interval{n, stat.Mean(replications, nil), math.Inf(1), math.Inf(1), level}
	}
	mean, deviation := stat.MeanStdDev(replications, nil)
	standardError := stat.StdErr(deviation, float64(n))
	return Interval{n, mean, standardError, StudentQuantile((1+level)/2, n-1) * standardError, level}
}

// Low is the lower end of the interval.
func (i Interval) Low() float64 { return i.Mean - i.HalfWidth }

// High is the upper end of the interval.
func (i Interval) High() float64 { return i.Mean + i.HalfWidth }

// Contains says whether a value lies in the interval, its ends included.
func (i Interval) Contains(value float64) bool { return i.Low() <= value && value <= i.High() }

// String is the mean and the half width: "0.0198 ± 0.0003 (95%, n = 10)".
func (i Interval) String() string {
	return fmt.Sprintf("%.4g ± %.2g (%g%%, n = %d)", i.Mean, i.HalfWidth, 100*i.Level, i.N)
}

// Coverage is the share of intervals that contain the truth. If it is far from their
// level, they were not made of independent values. It is NaN of none.
func Coverage(intervals []Interval, truth float64) float64 {
	hits := 0
	for _, i := range intervals {
		if i.Contains(truth) {
			hits++
		}
	}
	return float64(hits) / float64(len(intervals))
}

// StudentQuantile is the value that Student's t with so many degrees of freedom does
// not exceed with probability p. It panics unless 0 < p < 1 and there is a degree of
// freedom.
func StudentQuantile(p float64, freedom int) float64 {
	if !(p > 0 && p < 1) || freedom < 1 {
		panic(fmt.Sprintf("statistics: StudentQuantile(%v, %d): want 0 < p < 1 and a degree of freedom", p, freedom))
	}
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(freedom)}.Quantile(p)
}

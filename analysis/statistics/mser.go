package statistics

// batch is the 5 of MSER-5.
const batch = 5

// MSER5 says how many observations at the beginning of a series to discard as warm-up:
// as many as make the standard error of the rest least, in batches of five (White, "An
// Effective Truncation Heuristic for Bias Reduction in Simulation Output", 1997; the
// batches are of White, Cobb and Spratt, WSC 2000). What is left over after the last
// whole batch is not looked at, nor are truncations that leave fewer than five batches,
// of which a few alike would win by chance (Hoad, Robinson and Davies, WSC 2008). Among
// equals the least wins.
//
// A warm-up of more than half of the series is not settled: the run is too short to say
// that it is over. A series of fewer than five batches is not settled either, and
// nothing of it is to be discarded.
func MSER5(series []float64) (discard int, settled bool) {
	means := BatchMeans(series, batch)
	if len(means) < batch {
		return 0, false
	}
	errors := marginalErrors(means)[:len(means)-batch+1]
	least := 0
	for i, e := range errors {
		if e < errors[least] {
			least = i
		}
	}
	return least * batch, 2*least <= len(means)
}

// marginalErrors is, for each beginning that may be cut off, the square of the rest's
// standard error: the sum of squares about their mean, over the square of their number.
// It is summed from the end (Welford 1962), which loses no digits to a large mean.
func marginalErrors(values []float64) []float64 {
	errors := make([]float64, len(values))
	mean, squares := 0.0, 0.0
	for i := len(values) - 1; i >= 0; i-- {
		n := float64(len(values) - i)
		off := values[i] - mean
		mean += off / n
		squares += off * (values[i] - mean)
		errors[i] = squares / (n * n)
	}
	return errors
}

package validate

import (
	"math"

	"github.com/mlrsim/mlrsim/analysis/statistics"
	"github.com/mlrsim/mlrsim/results"
)

// usual is the tolerance of a row that has no other.
const usual = .02

// judge weighs a figure against the values of its replications. It holds if the mean
// is no further from the exact value than three standard errors, or than the
// tolerance if that is more; and if the standard error is at most a third of the
// tolerance, so that a mean which is off by the tolerance would have been noticed.
func (f Figure) judge(values []float64) results.ValidationFigure {
	found := statistics.Estimate(values, .95)
	mean, se, tolerance := found.Mean, found.StandardError, f.tolerance()
	judged := results.ValidationFigure{
		Name: f.Name, Unit: f.Unit, Replications: len(values), Expected: shown(f.Exact),
		Measured: shown(mean), Error: shown(se), Tolerance: shown(tolerance),
	}
	switch {
	case !(math.Abs(mean-f.Exact) <= max(3*se, tolerance)): // not a number is no success
		judged.Verdict = results.Fails
	case !(se <= tolerance/3):
		judged.Verdict = results.Underpowered
	default:
		judged.Verdict = results.Holds
	}
	return judged
}

// compare judges a figure that is words.
func (f Figure) compare(found string) results.ValidationFigure {
	judged := results.ValidationFigure{Name: f.Name, Stated: f.Stated, Found: found, Verdict: results.Holds}
	if found != f.Stated {
		judged.Verdict = results.Fails
	}
	return judged
}

// shown keeps of a number what is told of it, so that files do not differ in digits
// that mean nothing.
func shown(x float64) float64 { return results.Rounded(x, 6) }

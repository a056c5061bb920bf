package statistics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/mlrsim/mlrsim/sim"
)

// AR1 is n observations of a stationary process whose intervals can be checked, for its
// mean is 0 and all else of it is known: each observation is phi times the one before
// and a standard normal shock. Its variance is 1/(1 − phi²) and its autocorrelation at
// lag one is phi; n of its observations are worth n·(1 − phi)/(1 + phi) independent
// ones. It panics unless phi is between -1 and 1.
func AR1(stream sim.Stream, phi float64, n int) []float64 {
	if !(phi > -1 && phi < 1) {
		panic(fmt.Sprintf("statistics: AR1: phi is %v: want -1 < phi < 1", phi))
	}
	series := make([]float64, n)
	for i := range series {
		shock := distuv.UnitNormal.Quantile(uniform(stream.At(uint64(i))))
		if i == 0 {
			series[i] = shock / math.Sqrt(1-phi*phi)
		} else {
			series[i] = phi*series[i-1] + shock
		}
	}
	return series
}

// uniform is the middle of the one of 2^52 equal parts of (0, 1) that bits fall in.
func uniform(bits uint64) float64 { return math.Ldexp(float64(bits>>12)+0.5, -52) }

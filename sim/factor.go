package sim

import (
	"fmt"
	"math"
	"math/bits"
	"time"
)

// Factor is a random factor of median 1 for durations, such as the jitter about
// a measured delay. It is immutable and may be shared.
type Factor struct {
	sigma float64
	table *quantiles // in units of 2^-scale; nil: always 1
	scale uint
}

// LognormalFactor is a factor whose logarithm is normal with the standard
// deviation sigma in [0, 3]. With 0 it is always 1.
func LognormalFactor(sigma float64) *Factor {
	demand(sigma >= 0 && sigma <= 3, "LognormalFactor", "0 <= sigma <= 3")
	if sigma == 0 {
		return &Factor{}
	}
	// The greatest factor shall take all of 62 bits.
	greatest := float64(sigma*unitNormal(tailAt(0), true)) / math.Ln2
	scale := 62 - int(math.Ceil(greatest))
	table := newQuantiles(math.Ldexp(1, scale), func(tail float64, upper bool) float64 {
		return exponential(float64(sigma * unitNormal(tail, upper)))
	})
	return &Factor{sigma: sigma, table: table, scale: uint(scale)}
}

// Scale returns d ≥ 0 times the factor that 64 uniform bits draw, rounded down;
// at most 292 years.
func (f *Factor) Scale(d time.Duration, draw uint64) time.Duration {
	if f.table == nil {
		return d
	}
	high, low := bits.Mul64(uint64(d), uint64(f.table.at(draw)))
	if high>>(f.scale-1) != 0 {
		return math.MaxInt64
	}
	return time.Duration(high<<(64-f.scale) | low>>f.scale)
}

// String returns the factor as it was made: "lognormal factor (sigma 0.05)".
func (f *Factor) String() string { return fmt.Sprintf("lognormal factor (sigma %g)", f.sigma) }

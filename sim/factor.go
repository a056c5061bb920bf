package sim

import (
	"math"
	"math/bits"
	"time"
)

// Factor is a random factor of median 1 for durations.
type Factor struct {
	table *quantiles // nil: always 1
	scale uint       // the entries are in units of 2^-scale
}

// LognormalFactor is e to the power of a normal number of mean 0 and standard
// deviation sigma. It panics unless sigma is in [0, 3].
func LognormalFactor(sigma float64) *Factor {
	demand(sigma >= 0 && sigma <= 3, "LognormalFactor", "needs 0 <= sigma <= 3")
	if sigma == 0 {
		return &Factor{}
	}
	greatest := sigma * unitNormal(math.Ldexp(1, -65), true)
	scale := 62 - int(math.Floor(greatest/math.Ln2)) - 1
	return &Factor{scale: uint(scale), table: newQuantiles(func(tail float64, upper bool) int64 {
		return clampToInt(math.Ldexp(exponential(float64(sigma*unitNormal(tail, upper))), scale))
	})}
}

// Scale returns d ≥ 0 times the factor that 64 uniform bits draw.
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

package sim

import (
	"math"
	"math/bits"
)

// This file is the arithmetic that has to be the same on every machine. The
// functions of package math are not (some architectures have them in assembly),
// and a compiler may fuse x*y+z unless the product is converted explicitly:
// hence every float64(…) around a product here. Only Sqrt, Floor, Frexp, Ldexp
// and the like, which are exact everywhere, come from package math.

// ln2High has 32 significant bits, so that a product with an exponent is exact;
// ln2Low is the rest of the natural logarithm of 2.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// naturalLog returns the natural logarithm of x > 0, to about one unit in the
// last place: the exponent times ln 2 plus the series of 2·artanh around 1.
func naturalLog(x float64) float64 {
	mantissa, exponent := math.Frexp(x)
	if mantissa < math.Sqrt2/2 {
		mantissa, exponent = mantissa*2, exponent-1
	}
	s := (mantissa - 1) / (mantissa + 1)
	square := s * s
	sum := 0.0
	for k := 23; k >= 3; k -= 2 {
		sum = float64(square * (sum + 1/float64(k)))
	}
	e := float64(exponent)
	tail := float64(float64(2*s)*sum) + float64(e*ln2Low)
	return float64(e*ln2High) + (float64(2*s) + tail)
}

// logOnePlus returns the logarithm of 1+x for x > -1, precise also where x is
// small (Kahan's correction of the rounding of 1+x).
func logOnePlus(x float64) float64 {
	sum := 1 + x
	if sum == 1 {
		return x
	}
	return float64(naturalLog(sum)*x) / (sum - 1)
}

// exponential returns e to the power x, to about one unit in the last place.
// It overflows to +Inf and underflows to 0.
func exponential(x float64) float64 {
	if x > 710 {
		return math.Inf(1)
	}
	if x < -745 {
		return 0
	}
	k := math.Floor(float64(x*(1/math.Ln2)) + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	sum := 1.0
	for n := 13.0; n >= 1; n-- {
		sum = 1 + float64(r*sum)/n
	}
	return math.Ldexp(sum, int(k))
}

// power returns x to the power y for x ≥ 0.
func power(x, y float64) float64 {
	if x == 0 {
		if y == 0 {
			return 1
		}
		return 0
	}
	return exponential(float64(y * naturalLog(x)))
}

// mulHigh returns the upper 64 bits of the product.
func mulHigh(a, b uint64) uint64 {
	high, _ := bits.Mul64(a, b)
	return high
}

// clampToInt rounds x to an integer of at least 0, at most the greatest there is.
func clampToInt(x float64) int64 {
	switch {
	case !(x > 0):
		return 0
	case x >= math.MaxInt64:
		return math.MaxInt64
	}
	return int64(math.Floor(x + 0.5))
}

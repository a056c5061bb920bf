package sim

import (
	"math"
	"math/bits"
)

// This file is the arithmetic that has to be the same on every machine. The
// logarithm and its kin in package math are not (some architectures have them
// in assembly), and a compiler may fuse x*y+z into one rounding unless the
// product is converted explicitly: hence the float64(…) around products here and
// wherever tables are computed. Only functions that are exact by definition
// (Sqrt, Floor, Frexp, Ldexp) come from package math.

// ln2High has 32 significant bits, so that its product with an exponent is
// exact; ln2Low is the rest of the natural logarithm of 2.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// artanhTail is the series of artanh(s)/s - 1 in s², from s² on, enough of it for
// s² < 0.03; expTail that of e^x, enough for |x| < 0.35.
var (
	artanhTail = [...]float64{
		0, 1. / 3, 1. / 5, 1. / 7, 1. / 9, 1. / 11, 1. / 13, 1. / 15, 1. / 17, 1. / 19, 1. / 21,
	}
	expSeries = [...]float64{
		1, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320,
		1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800,
	}
)

// polynomial returns the sum of coefficients[i]·xⁱ, by Horner's rule.
func polynomial(x float64, coefficients []float64) float64 {
	sum := 0.0
	for i := len(coefficients) - 1; i >= 0; i-- {
		sum = float64(sum*x) + coefficients[i]
	}
	return sum
}

// naturalLog returns the logarithm of x > 0, to within two units in the last place:
// the exponent times ln 2, plus 2·artanh((m-1)/(m+1)) of the mantissa m, which
// is brought within √½ and √2.
func naturalLog(x float64) float64 {
	mantissa, exponent := math.Frexp(x)
	if mantissa < math.Sqrt2/2 {
		mantissa, exponent = mantissa*2, exponent-1
	}
	s := (mantissa - 1) / (mantissa + 1)
	e := float64(exponent)
	tail := float64(2*s*polynomial(float64(s*s), artanhTail[:])) + float64(e*ln2Low)
	return float64(e*ln2High) + (float64(2*s) + tail)
}

// logOnePlus returns the logarithm of 1+x for x > -1, precise also for small x:
// what 1+x loses by rounding is put right by the ratio (Kahan's device).
func logOnePlus(x float64) float64 {
	sum := 1 + x
	if sum == 1 {
		return x
	}
	return float64(naturalLog(sum)*x) / (sum - 1)
}

// exponential returns e to the power x, to within two units in the last place;
// +Inf and 0 where that is out of range.
func exponential(x float64) float64 {
	if x > 710 {
		return math.Inf(1)
	}
	if x < -746 {
		return 0
	}
	k := math.Floor(float64(x*(1/math.Ln2)) + 0.5)
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	return math.Ldexp(polynomial(r, expSeries[:]), int(k))
}

// expMinusOne returns e^x - 1, precise also for small x.
func expMinusOne(x float64) float64 {
	power := exponential(x)
	switch {
	case power == 1:
		return x
	case power == 0 || power > math.MaxFloat64:
		return power - 1
	}
	return float64((power-1)*x) / naturalLog(power)
}

// power returns x to the power y, for x > 0.
func power(x, y float64) float64 { return exponential(float64(y * naturalLog(x))) }

// mulHigh returns the upper half of the product.
func mulHigh(a, b uint64) uint64 {
	high, _ := bits.Mul64(a, b)
	return high
}

// clampToInt rounds x to the nearest integer from 0 to the greatest there is.
func clampToInt(x float64) int64 {
	switch {
	case !(x > 0):
		return 0
	case x >= math.MaxInt64:
		return math.MaxInt64
	}
	return int64(math.Floor(x + 0.5))
}

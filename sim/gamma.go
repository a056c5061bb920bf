package sim

import "math"

// gammaCurve is the gamma law of scale 1. To find a quantile it solves for the
// logarithm y of x. In y, both the logarithm of the probability below and that
// of the probability above are concave, so that Newton's method converges from
// anywhere; it starts at the last quantile found at the same end, near when a
// table is walked.
type gammaCurve struct {
	shape        float64
	logGamma     float64 // logarithm of the gamma function at shape
	lower, upper float64 // logarithms of the last quantiles found
}

func newGammaCurve(shape float64) *gammaCurve {
	logGamma := logGamma(shape)
	// Far down, the probability below x is x^shape / Γ(shape+1).
	far := (logGamma + naturalLog(shape) - 46) / shape
	return &gammaCurve{shape: shape, logGamma: logGamma, lower: far, upper: naturalLog(shape + 1)}
}

func (g *gammaCurve) quantile(tail float64, upper bool) float64 {
	end, sign := &g.lower, 1.0
	if upper {
		end, sign = &g.upper, -1
	}
	want := naturalLog(tail)
	for range 100 {
		reached, density := g.at(*end, upper)
		step := float64(sign * (want - reached) * exponential(reached-density))
		*end += step
		if math.Abs(step) < 1e-8 {
			break
		}
	}
	return exponential(*end)
}

// at returns the logarithms of the probability below or above e^y, and of the
// density of y.
func (g *gammaCurve) at(y float64, upper bool) (tail, density float64) {
	x := exponential(y)
	density = float64(g.shape*y) - x - g.logGamma
	near := x >= g.shape+1 // nearer the upper end
	if near {
		tail = density + naturalLog(g.fraction(x))
	} else {
		tail = density + naturalLog(g.series(x))
	}
	if near != upper {
		tail = logComplement(tail)
	}
	return tail, density
}

// logComplement returns the logarithm of 1 - e^l, for l < 0.
func logComplement(l float64) float64 {
	return logOnePlus(-min(exponential(l), 1-0x1p-53))
}

// series returns the probability below x over x·density: Abramowitz and Stegun,
// 6.5.29.
func (g *gammaCurve) series(x float64) float64 {
	term := 1 / g.shape
	sum := term
	for k := g.shape + 1; term > sum*0x1p-54; k++ {
		term = float64(term*x) / k
		sum += term
	}
	return sum
}

// fraction returns the probability above x over x·density: the continued
// fraction of Abramowitz and Stegun, 6.5.31, in its even form, by the method of
// Lentz.
func (g *gammaCurve) fraction(x float64) float64 {
	b := x + 1 - g.shape
	c, d := math.MaxFloat64, 1/b
	value := d
	for k := 1.0; k < 1e5; k++ {
		a := float64(k * (g.shape - k))
		b += 2
		d = 1 / (float64(a*d) + b)
		c = b + a/c
		step := float64(c * d)
		value *= step
		if math.Abs(step-1) < 0x1p-52 {
			break
		}
	}
	return value
}

// logGamma returns the logarithm of the gamma function of x > 0, by Stirling's
// series, for which x is first brought above 16.
func logGamma(x float64) float64 {
	product := 1.0
	for ; x < 16; x++ {
		product *= x
	}
	const logRootTwoPi = 0.91893853320467274178
	series := polynomial(1/float64(x*x), stirling[:]) / x
	return float64((x-0.5)*naturalLog(x)) - x + logRootTwoPi + series - naturalLog(product)
}

var stirling = [...]float64{1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360}

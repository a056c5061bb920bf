package sim

import "math"

// gammaCurve is the gamma law of scale 1.
type gammaCurve struct {
	shape    float64
	logGamma float64 // logarithm of the gamma function at shape
}

func newGammaCurve(shape float64) *gammaCurve {
	return &gammaCurve{shape: shape, logGamma: logGamma(shape)}
}

// logGamma returns the logarithm of the gamma function of x > 0: Stirling's
// series after the recurrence has brought x above 16.
func logGamma(x float64) float64 {
	product := 1.0
	for ; x < 16; x++ {
		product *= x
	}
	r := 1 / float64(x*x)
	series := (1.0/12 - float64(r*(1.0/360-float64(r*(1.0/1260-float64(r*(1.0/1680)))))))
	return float64((x-0.5)*naturalLog(x)) - x + 0.91893853320467274178 + series/x - naturalLog(product)
}

// tails returns the logarithms of the probabilities below and above x > 0.
func (g *gammaCurve) tails(logX float64) (below, above float64) {
	x := exponential(logX)
	front := float64(g.shape*logX) - x - g.logGamma
	if x < g.shape+1 {
		term, sum := 1/g.shape, 1/g.shape
		for k := 1.0; term > sum*1e-17; k++ {
			term *= x / (g.shape + k)
			sum += term
		}
		below = front + naturalLog(sum)
		return below, logOnePlus(-min(exponential(below), 1-1e-16))
	}
	b := x + 1 - g.shape
	c, d := 1e300, 1/b
	h := d
	for k := 1.0; k < 10000; k++ {
		a := -float64(k * (k - g.shape))
		b += 2
		d = 1 / (float64(a*d) + b)
		c = b + a/c
		step := float64(c * d)
		h *= step
		if math.Abs(step-1) < 1e-15 {
			break
		}
	}
	above = front + naturalLog(h)
	return logOnePlus(-min(exponential(above), 1-1e-16)), above
}

// quantile finds, by bisection over the logarithm, the x that leaves a share
// tail at that end.
func (g *gammaCurve) quantile(tail float64, upper bool) float64 {
	want := naturalLog(tail)
	low, high := -50/min(g.shape, 1)-50, 12.0
	for range 60 {
		middle := (low + high) / 2
		below, above := g.tails(middle)
		if upper && above > want || !upper && below < want {
			low = middle
		} else {
			high = middle
		}
	}
	return exponential(low)
}

package sim

// zeta returns the sum of k^-s for k from 1 to n ≥ 1, for s ≥ 0, in constant
// time: the first terms one by one, the rest by the formula of Euler and
// Maclaurin, whose error is then below 1e-14 of the sum.
func zeta(n uint64, s float64) float64 {
	const direct = 32
	sum := 0.0
	for k := min(n, direct); k >= 1; k-- {
		sum += power(float64(k), -s)
	}
	if n <= direct {
		return sum
	}
	logFrom, logTo := naturalLog(direct), naturalLog(float64(n))
	correction := endTerm(float64(n), s, logTo) - endTerm(direct, s, logFrom)
	return sum + powerIntegral(logFrom, logTo, s) + correction
}

// powerIntegral returns the integral of x^-s between two bounds, given their
// logarithms.
func powerIntegral(logFrom, logTo, s float64) float64 {
	span, exponent := logTo-logFrom, 1-s
	if exponent == 0 {
		return span
	}
	return float64(exponential(float64(exponent*logFrom))*expMinusOne(float64(exponent*span))) / exponent
}

// endTerm returns what the formula corrects at one end: half the term there and
// the odd derivatives of x^-s, weighted by Bernoulli's numbers.
func endTerm(x, s, logX float64) float64 {
	first := s / 12
	third := float64(s*(s+1)*(s+2)) / 720
	fifth := float64(s*(s+1)*(s+2)*(s+3)*(s+4)) / 30240
	square := float64(x * x)
	series := 0.5 - (first-(third-fifth/square)/square)/x
	return float64(exponential(float64(-s*logX)) * series)
}

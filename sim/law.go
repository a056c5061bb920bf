package sim

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Law is a probability law of durations. It is immutable and may be shared.
type Law struct {
	name    string
	low     int64
	span    uint64
	mean    time.Duration
	table   *quantiles
	samples []int64
	parts   []part
}

type part struct {
	below uint64
	law   *Law
}

// Draw turns 64 uniform bits into a duration of the law. It is never negative.
func (l *Law) Draw(bits uint64) time.Duration {
	if l.span != 0 {
		return time.Duration(l.low + int64(mulHigh(bits, l.span)))
	}
	return l.draw(bits)
}

func (l *Law) draw(bits uint64) time.Duration {
	switch {
	case l.table != nil:
		return time.Duration(l.table.at(bits))
	case l.samples != nil:
		return time.Duration(l.samples[mulHigh(bits, uint64(len(l.samples)))])
	}
	for _, p := range l.parts {
		if bits <= p.below {
			return p.law.Draw(mix(bits ^ golden))
		}
	}
	panic("sim: a mixture without an end")
}

// Min returns the shortest duration that the law can draw.
func (l *Law) Min() time.Duration {
	if l.parts == nil {
		return l.Draw(0)
	}
	least := l.parts[0].law.Min()
	for _, p := range l.parts {
		least = min(least, p.law.Min())
	}
	return least
}

// Mean returns the mean of the durations drawn.
func (l *Law) Mean() time.Duration { return l.mean }

// String returns the law as it was made.
func (l *Law) String() string { return l.name }

// Quantile returns the duration that a draw does not exceed with probability p.
func (l *Law) Quantile(p float64) time.Duration {
	if l.parts == nil {
		return l.Draw(fraction(p))
	}
	low, high := time.Duration(0), time.Duration(math.MaxInt64)
	for low < high {
		middle := low + (high-low)/2
		if l.share(middle) >= p {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

func fraction(p float64) uint64 {
	if p >= 1 {
		return math.MaxUint64
	}
	return uint64(math.Ldexp(max(p, 0), 64))
}

// share returns the probability that a draw does not exceed d.
func (l *Law) share(d time.Duration) float64 {
	if l.parts != nil {
		sum, before := 0.0, uint64(0)
		for _, p := range l.parts {
			sum += float64(math.Ldexp(float64(p.below-before), -64) * p.law.share(d))
			before = p.below
		}
		return sum
	}
	if l.Draw(0) > d {
		return 0
	}
	share := uint64(0)
	for bit := uint64(1) << 63; bit != 0; bit >>= 1 {
		if l.Draw(share|bit) <= d {
			share |= bit
		}
	}
	return math.Ldexp(float64(share), -64)
}

func demand(ok bool, law string, rule string) {
	if !ok {
		panic("sim: " + law + ": " + rule)
	}
}

// Constant is always d ≥ 0.
func Constant(d time.Duration) *Law {
	demand(d >= 0, "Constant", "negative")
	return &Law{name: fmt.Sprintf("constant(%v)", d), low: int64(d), span: 1, mean: d}
}

// Uniform is between from and to, both included.
func Uniform(from, to time.Duration) *Law {
	demand(0 <= from && from <= to, "Uniform", "needs 0 <= from <= to")
	return &Law{name: fmt.Sprintf("uniform(%v, %v)", from, to), low: int64(from), span: uint64(to-from) + 1, mean: from + (to-from)/2}
}

func tabulated(name string, curve func(tail float64, upper bool) float64) *Law {
	table := newQuantiles(func(tail float64, upper bool) int64 { return clampToInt(curve(tail, upper)) })
	return &Law{name: name, table: table, mean: time.Duration(clampToInt(table.mean()))}
}

// unitExponential is the quantile of the exponential law of mean 1.
func unitExponential(tail float64, upper bool) float64 {
	if upper {
		return -naturalLog(tail)
	}
	return -logOnePlus(-tail)
}

// Exponential has the given mean > 0.
func Exponential(mean time.Duration) *Law {
	demand(mean > 0, "Exponential", "needs mean > 0")
	return tabulated(fmt.Sprintf("exponential(mean %v)", mean), func(tail float64, upper bool) float64 {
		return float64(mean) * unitExponential(tail, upper)
	})
}

// Normal is the normal law; what would be negative is 0.
func Normal(mean, stddev time.Duration) *Law {
	demand(mean >= 0 && stddev >= 0, "Normal", "needs mean >= 0, stddev >= 0")
	return tabulated(fmt.Sprintf("normal(mean %v, stddev %v)", mean, stddev), func(tail float64, upper bool) float64 {
		return float64(mean) + float64(float64(stddev)*unitNormal(tail, upper))
	})
}

// Lognormal has the given median > 0 and shape sigma ≥ 0.
func Lognormal(median time.Duration, sigma float64) *Law {
	demand(median > 0 && sigma >= 0 && sigma <= 100, "Lognormal", "needs median > 0, 0 <= sigma <= 100")
	return tabulated(fmt.Sprintf("lognormal(median %v, sigma %g)", median, sigma), func(tail float64, upper bool) float64 {
		return float64(median) * exponential(float64(sigma*unitNormal(tail, upper)))
	})
}

// LognormalP99 is the lognormal law with that median and 99th percentile ≥ median.
func LognormalP99(median, p99 time.Duration) *Law {
	demand(0 < median && median <= p99, "LognormalP99", "needs 0 < median <= p99")
	l := Lognormal(median, naturalLog(float64(p99)/float64(median))/unitNormal(0.01, true))
	l.name = fmt.Sprintf("lognormal(median %v, p99 %v)", median, p99)
	return l
}

// Gamma has shape in [0.01, 10000] and scale > 0; its mean is their product.
func Gamma(shape float64, scale time.Duration) *Law {
	demand(shape >= 0.01 && shape <= 10000 && scale > 0, "Gamma", "needs 0.01 <= shape <= 10000, scale > 0")
	unit := newGammaCurve(shape)
	return tabulated(fmt.Sprintf("gamma(shape %g, scale %v)", shape, scale), func(tail float64, upper bool) float64 {
		return float64(scale) * unit.quantile(tail, upper)
	})
}

// Weibull has shape and scale > 0.
func Weibull(shape float64, scale time.Duration) *Law {
	demand(shape >= 0.01 && shape <= 10000 && scale > 0, "Weibull", "needs 0.01 <= shape <= 10000, scale > 0")
	return tabulated(fmt.Sprintf("weibull(shape %g, scale %v)", shape, scale), func(tail float64, upper bool) float64 {
		return float64(scale) * power(unitExponential(tail, upper), 1/shape)
	})
}

// Pareto has scale > 0, its least value, and shape.
func Pareto(scale time.Duration, shape float64) *Law {
	demand(shape >= 0.01 && shape <= 10000 && scale > 0, "Pareto", "needs scale > 0, 0.01 <= shape <= 10000")
	return tabulated(fmt.Sprintf("pareto(scale %v, shape %g)", scale, shape), func(tail float64, upper bool) float64 {
		return float64(scale) * exponential(unitExponential(tail, upper)/shape)
	})
}

// Empirical draws one of the samples.
func Empirical(samples []time.Duration) *Law {
	demand(len(samples) > 0, "Empirical", "needs a sample")
	l := &Law{name: fmt.Sprintf("empirical(%d samples)", len(samples))}
	sum := 0.0
	for _, d := range samples {
		demand(d >= 0, "Empirical", "negative")
		l.samples = append(l.samples, int64(d))
	}
	slices.Sort(l.samples)
	for _, d := range l.samples {
		sum += float64(d)
	}
	l.mean = time.Duration(clampToInt(sum / float64(len(samples))))
	return l
}

// Mixture draws from one of the laws, chosen by weight.
func Mixture(weights []float64, laws []*Law) *Law {
	demand(len(weights) == len(laws) && len(laws) > 0, "Mixture", "needs a weight for each law")
	total := 0.0
	for _, w := range weights {
		demand(w >= 0, "Mixture", "negative weight")
		total += w
	}
	demand(total > 0 && !math.IsInf(total, 0), "Mixture", "needs a weight")
	l := &Law{name: "mixture("}
	sum, mean := 0.0, 0.0
	for i, w := range weights {
		sum += w
		l.parts = append(l.parts, part{below: fraction(sum / total), law: laws[i]})
		l.name += fmt.Sprintf("%g %v, ", w, laws[i])
		mean += float64(w / total * float64(laws[i].Mean()))
	}
	l.name = l.name[:len(l.name)-2] + ")"
	l.parts[len(l.parts)-1].below = math.MaxUint64
	l.mean = time.Duration(clampToInt(mean))
	return l
}

// Floor adds floor ≥ 0 to every draw of l.
func Floor(l *Law, floor time.Duration) *Law {
	demand(floor >= 0, "Floor", "negative")
	shift := func(v int64) int64 { return int64(Time(v).Add(floor)) }
	sum := *l
	sum.name = fmt.Sprintf("%v + %v", floor, l)
	sum.low, sum.mean = shift(l.low), time.Duration(shift(int64(l.mean)))
	if l.table != nil {
		sum.table = new(quantiles)
		for i, v := range l.table {
			sum.table[i] = shift(v)
		}
	}
	sum.samples, sum.parts = nil, nil
	for _, v := range l.samples {
		sum.samples = append(sum.samples, shift(v))
	}
	for _, p := range l.parts {
		sum.parts = append(sum.parts, part{p.below, Floor(p.law, floor)})
	}
	return &sum
}

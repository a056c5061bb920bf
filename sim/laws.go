package sim

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// demand panics, naming what was asked for and the rule it breaks, unless ok.
func demand(ok bool, what, rule string) {
	if !ok {
		panic("sim: " + what + ": want " + rule)
	}
}

// Constant is always d ≥ 0.
func Constant(d time.Duration) *Law {
	demand(d >= 0, "Constant", "d >= 0")
	return &Law{name: fmt.Sprintf("constant(%v)", d), mean: d, from: d, span: 1}
}

// Uniform is as likely to be any nanosecond from one bound to the other, both
// included, for 0 ≤ from ≤ to.
func Uniform(from, to time.Duration) *Law {
	demand(0 <= from && from <= to, "Uniform", "0 <= from <= to")
	return &Law{
		name: fmt.Sprintf("uniform(%v to %v)", from, to),
		mean: from + (to-from)/2,
		from: from,
		span: uint64(to-from) + 1,
	}
}

// Exponential has the given mean > 0.
func Exponential(mean time.Duration) *Law {
	demand(mean > 0, "Exponential", "mean > 0")
	return tabulated(fmt.Sprintf("exponential(mean %v)", mean), mean, unitExponential)
}

// Normal has the given mean and standard deviation, both ≥ 0, cut at 0: what would
// be negative is 0. That lifts the mean of what is drawn, by less than a
// thousandth where the mean is three standard deviations.
func Normal(mean, stddev time.Duration) *Law {
	demand(mean >= 0 && stddev >= 0, "Normal", "mean >= 0 and stddev >= 0")
	name := fmt.Sprintf("normal(mean %v, stddev %v)", mean, stddev)
	return tabulated(name, 1, func(tail float64, upper bool) float64 {
		return float64(mean) + float64(float64(stddev)*unitNormal(tail, upper))
	})
}

// Lognormal has the given median > 0; its logarithm has the standard deviation
// sigma in [0, 100].
func Lognormal(median time.Duration, sigma float64) *Law {
	demand(median > 0 && sigma >= 0 && sigma <= 100, "Lognormal", "median > 0 and 0 <= sigma <= 100")
	return lognormal(fmt.Sprintf("lognormal(median %v, sigma %g)", median, sigma), median, sigma)
}

// LognormalP99 is the lognormal law with that median > 0 and that 99th
// percentile ≥ median.
func LognormalP99(median, p99 time.Duration) *Law {
	demand(0 < median && median <= p99, "LognormalP99", "0 < median <= p99")
	sigma := naturalLog(float64(p99)/float64(median)) / unitNormal(0.01, true)
	return lognormal(fmt.Sprintf("lognormal(median %v, p99 %v)", median, p99), median, sigma)
}

func lognormal(name string, median time.Duration, sigma float64) *Law {
	return tabulated(name, median, func(tail float64, upper bool) float64 {
		return exponential(float64(sigma * unitNormal(tail, upper)))
	})
}

// Gamma has a shape in [0.01, 10000] and a scale > 0. Its mean is shape·scale.
func Gamma(shape float64, scale time.Duration) *Law {
	demand(shaped(shape, scale), "Gamma", shapeRule)
	name := fmt.Sprintf("gamma(shape %g, scale %v)", shape, scale)
	return tabulated(name, scale, newGammaCurve(shape).quantile)
}

// Weibull has a shape in [0.01, 10000] and a scale > 0, its quantile of 1 - 1/e.
func Weibull(shape float64, scale time.Duration) *Law {
	demand(shaped(shape, scale), "Weibull", shapeRule)
	name := fmt.Sprintf("weibull(shape %g, scale %v)", shape, scale)
	return tabulated(name, scale, func(tail float64, upper bool) float64 {
		return power(unitExponential(tail, upper), 1/shape)
	})
}

// Pareto exceeds d with probability (scale/d)^shape: scale > 0 is the shortest
// duration, and the shape, in [0.01, 10000], says how fast the tail falls. With a
// shape up to 1 it has no mean, except that durations end at 292 years.
func Pareto(scale time.Duration, shape float64) *Law {
	demand(shaped(shape, scale), "Pareto", shapeRule)
	name := fmt.Sprintf("pareto(scale %v, shape %g)", scale, shape)
	return tabulated(name, scale, func(tail float64, upper bool) float64 {
		return exponential(unitExponential(tail, upper) / shape)
	})
}

const shapeRule = "0.01 <= shape <= 10000 and scale > 0"

func shaped(shape float64, scale time.Duration) bool {
	return shape >= 0.01 && shape <= 10000 && scale > 0
}

// Empirical draws one of the samples, each as likely as the others. There is at
// least one, and none is negative. The samples are copied.
func Empirical(samples []time.Duration) *Law {
	demand(len(samples) > 0, "Empirical", "a sample")
	l := &Law{name: fmt.Sprintf("empirical(%d samples)", len(samples)), samples: slices.Clone(samples)}
	slices.Sort(l.samples)
	demand(l.samples[0] >= 0, "Empirical", "samples >= 0")
	sum := 0.0
	for _, d := range l.samples {
		sum += float64(d)
	}
	l.mean = time.Duration(clampToInt(sum / float64(len(samples))))
	return l
}

// Mixture draws from one of the laws, each as often as its share in the weights:
// finite, none negative, not all zero, one for each law. It is exact: no table of
// its own comes between.
func Mixture(weights []float64, laws []*Law) *Law {
	demand(len(laws) > 0 && len(weights) == len(laws), "Mixture", "a weight for each law")
	total := 0.0
	for _, w := range weights {
		demand(w >= 0, "Mixture", "weights >= 0")
		total += w
	}
	demand(total > 0 && total <= math.MaxFloat64, "Mixture", "a finite sum of weights > 0")
	l := &Law{name: "mixture("}
	sum, mean, separator := 0.0, 0.0, ""
	for i, w := range weights {
		if w == 0 {
			continue
		}
		sum += w
		l.parts = append(l.parts, part{until: share(sum / total), law: laws[i]})
		l.name += fmt.Sprintf("%s%g %v", separator, w, laws[i])
		mean += float64(w / total * float64(laws[i].mean))
		separator = ", "
	}
	l.name += ")"
	l.mean = time.Duration(clampToInt(mean))
	return l
}

// Floor adds floor ≥ 0 to every draw of a law, as the shortest way a packet can
// take is added to its waiting. What would exceed 292 years is that.
func Floor(l *Law, floor time.Duration) *Law {
	demand(floor >= 0, "Floor", "floor >= 0")
	raise := func(d time.Duration) time.Duration { return time.Duration(Time(d).Add(floor)) }
	raised := &Law{
		name: fmt.Sprintf("%v + %v", floor, l),
		mean: raise(l.mean),
		from: raise(l.from),
		span: l.span,
	}
	// A uniform law at the end of time loses what is beyond.
	raised.span = min(raised.span, uint64(math.MaxInt64-raised.from)+1)
	if l.table != nil {
		raised.table = new(quantiles)
		for i, v := range l.table {
			raised.table[i] = int64(raise(time.Duration(v)))
		}
	}
	for _, v := range l.samples {
		raised.samples = append(raised.samples, raise(v))
	}
	for _, p := range l.parts {
		raised.parts = append(raised.parts, part{p.until, Floor(p.law, floor)})
	}
	return raised
}

// tabulated makes the law of a curve times unit.
func tabulated(name string, unit time.Duration, c curve) *Law {
	l := &Law{name: name, table: newQuantiles(float64(unit), c)}
	if only := l.table[0]; only == l.table[len(l.table)-1] {
		return &Law{name: name, mean: time.Duration(only), from: time.Duration(only), span: 1}
	}
	l.mean = time.Duration(clampToInt(l.table.mean()))
	return l
}

// unitExponential is the curve of the exponential law of mean 1.
func unitExponential(tail float64, upper bool) float64 {
	if upper {
		return -naturalLog(tail)
	}
	return -logOnePlus(-tail)
}

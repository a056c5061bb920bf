package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
	"github.com/mlrsim/mlrsim/sim"
)

const (
	maxLaws     = 4096 // of different laws, each a table of some 16 kB
	maxSigma    = 10   // beyond it a tenth of a lognormal law is nearer to 0 or infinity than clocks can tell
	leastShape  = 0.01
	greatest    = 10000 // shape
	weightSlack = 1e-9  // what decimal fractions may miss 1 by
)

// law builds the distribution that the keys describe, or reports what is wrong and
// returns nil.
func (b *builder) law(path string, plain *quantity.Span, k lawKeys) *sim.Law {
	if !b.ok(path) {
		return nil
	}
	if plain != nil {
		k.Constant = plain
	}
	name, ok := b.oneLaw(path, k)
	if !ok {
		return nil
	}
	text := document.Flow(encode(reflect.ValueOf(k)))
	if known, have := b.laws[text]; have {
		b.readAlso(known.path, path)
		return known.law
	}
	if len(b.laws) == maxLaws {
		b.fail(path, "", "more than %d different distributions", maxLaws)
		return nil
	}
	l := b.tabulate(path, name, k)
	if l != nil && k.Floor != nil {
		l = sim.Floor(l, time.Duration(*k.Floor))
	}
	if l != nil {
		b.laws[text] = tabulated{l, path}
	}
	return l
}

// tabulated is a law, and the path at which it stood first.
type tabulated struct {
	law  *sim.Law
	path string
}

// oneLaw finds which of the laws is given.
func (b *builder) oneLaw(path string, k lawKeys) (string, bool) {
	var given, known []string
	v := reflect.ValueOf(k)
	for _, f := range fieldsOf(v.Type()) {
		if f.name == "floor" {
			continue
		}
		known = append(known, f.name)
		if !v.FieldByIndex(f.index).IsZero() {
			given = append(given, f.name)
		}
	}
	switch {
	case len(given) == 0:
		b.fail(path, "one of "+strings.Join(known, ", "), "no distribution is given")
	case len(given) > 1:
		b.fail(path, "a mixture draws from several", "%s are given; a distribution has one law", strings.Join(given, " and "))
	}
	return strings.Join(given, ""), len(given) == 1
}

func (b *builder) tabulate(path, name string, k lawKeys) *sim.Law {
	path = path + "." + name
	switch name {
	case "constant":
		return sim.Constant(time.Duration(*k.Constant))
	case "exponential":
		return b.exponential(path, *k.Exponential)
	case "lognormal":
		return b.lognormal(path, *k.Lognormal)
	case "uniform":
		return b.uniform(path, *k.Uniform)
	case "normal":
		return sim.Normal(time.Duration(k.Normal.Mean), time.Duration(k.Normal.StdDev))
	case "gamma":
		return b.shaped(path, *k.Gamma, sim.Gamma)
	case "weibull":
		return b.shaped(path, *k.Weibull, sim.Weibull)
	case "pareto":
		return b.shaped(path, *k.Pareto, func(shape float64, scale time.Duration) *sim.Law { return sim.Pareto(scale, shape) })
	case "mixture":
		return b.mixture(path, k.Mixture)
	case "empirical":
		return b.empirical(path, k.Empirical)
	}
	panic("scenarios: unknown law " + name)
}

func (b *builder) exponential(path string, e exponential) *sim.Law {
	b.positive(path+".mean", e.Mean, "")
	if !b.ok(path) {
		return nil
	}
	return sim.Exponential(time.Duration(e.Mean))
}

func (b *builder) lognormal(path string, l lognormal) *sim.Law {
	b.positive(path+".median", l.Median, "")
	switch {
	case (l.P99 == nil) == (l.Sigma == nil):
		b.fail(path, "{median: 40ms, p99: 120ms} or {median: 40ms, sigma: 0.5}", "beside the median, either p99 or sigma is needed")
	case l.P99 != nil && *l.P99 < l.Median:
		b.fail(path+".p99", "", "%s is below the median (%s)", *l.P99, l.Median)
	case l.Sigma != nil:
		b.between(path+".sigma", *l.Sigma, 0, maxSigma)
	}
	if !b.ok(path) {
		return nil
	}
	if l.P99 != nil {
		return sim.LognormalP99(time.Duration(l.Median), time.Duration(*l.P99))
	}
	return sim.Lognormal(time.Duration(l.Median), *l.Sigma)
}

func (b *builder) uniform(path string, u uniform) *sim.Law {
	if u.From > u.To {
		b.fail(path+".to", "", "%s is below from (%s)", u.To, u.From)
		return nil
	}
	return sim.Uniform(time.Duration(u.From), time.Duration(u.To))
}

func (b *builder) shaped(path string, s shaped, law func(float64, time.Duration) *sim.Law) *sim.Law {
	b.positive(path+".scale", s.Scale, "")
	b.between(path+".shape", s.Shape, leastShape, greatest)
	if !b.ok(path) {
		return nil
	}
	return law(s.Shape, time.Duration(s.Scale))
}

func (b *builder) mixture(path string, parts []component) *sim.Law {
	var weights []float64
	var laws []*sim.Law
	total := 0.0
	for i, p := range parts {
		at := fmt.Sprintf("%s[%d]", path, i)
		b.between(at+".weight", p.Weight, 0, 1)
		weights, total = append(weights, p.Weight), total+p.Weight
		laws = append(laws, b.law(at, nil, p.lawKeys))
	}
	if math.Abs(total-1) > weightSlack {
		b.fail(path, "", "the weights sum to %g, not to 1", round(total))
	}
	if !b.ok(path) {
		return nil
	}
	return sim.Mixture(weights, laws)
}

// round hides what adding decimal fractions leaves in the last digits.
func round(f float64) float64 { return math.Round(f*1e9) / 1e9 }

package expect

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// truth is Kleene's: what is not known may be either.
type truth int8

const (
	fails   truth = -1
	unknown truth = 0
	holds   truth = 1
)

func (t truth) String() string { return [...]string{"fails", "unknown", "holds"}[t+1] }

func truthOf(b bool) truth {
	if b {
		return holds
	}
	return fails
}

// finding is a claim weighed: its truth, and what was measured.
type finding struct {
	truth  truth
	detail string
}

type claim interface{ judge(*results.Run) finding }

// figure is what a metric came to in a run, or in one of its contrasts.
type figure struct {
	metric   results.Metric
	contrast string // "": in the run itself
}

func (f figure) String() string {
	if f.contrast == "" {
		return f.metric.Name
	}
	return fmt.Sprintf("contrast(%q).%s", f.contrast, f.metric.Name)
}

// comparison claims that a figure is in some relation to a bound.
type comparison struct {
	figure   figure
	operator string
	bound    bound
}

// bound is what a figure is compared with: a constant, in the metric's unit (seconds
// for durations), or another figure.
type bound struct {
	constant *big.Rat
	figure   *figure
}

func (c comparison) judge(run *results.Run) finding {
	v, why := c.figure.measured(run)
	if why != "" {
		return finding{unknown, why}
	}
	detail := fmt.Sprintf("%s is %s", c.figure, literal(v))
	than := c.bound.constant
	if other := c.bound.figure; other != nil {
		w, why := other.measured(run)
		if why != "" {
			return finding{unknown, why}
		}
		than, detail = w.Rat(), fmt.Sprintf("%s, %s is %s", detail, other, literal(w))
	}
	return finding{truthOf(related(v.Rat().Cmp(than), c.operator)), detail}
}

// related says whether an operator admits an order (-1, 0, 1) of its two sides.
func related(order int, operator string) bool {
	switch operator {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	panic("expect: no operator " + operator)
}

// fact claims that a figure that is true or false is true.
type fact struct{ figure figure }

func (c fact) judge(run *results.Run) finding {
	v, why := c.figure.measured(run)
	if why != "" {
		return finding{unknown, why}
	}
	return finding{truthOf(v.True()), fmt.Sprintf("%s is %s", c.figure, v.Exact())}
}

// measured finds the figure's value, or says why there is none.
func (f figure) measured(run *results.Run) (v results.Value, why string) {
	of, why := experiment(run, f.contrast)
	if why != "" {
		return v, why
	}
	v, ok := of.Metrics.Get(f.metric.Name)
	switch {
	case !ok:
		return v, f.String() + " was not measured"
	case !v.Defined():
		return v, f.String() + " is undefined: " + v.Why
	}
	return v, ""
}

// experiment is the run itself if contrast is "", else the one of its contrasts that is
// called so, or says why there is none.
func experiment(run *results.Run, contrast string) (of results.Contrast, why string) {
	if contrast == "" {
		return results.Contrast{Metrics: run.Metrics, Final: run.Final, Glimpses: run.Glimpses}, ""
	}
	for _, c := range run.Contrasts {
		if c.Name == contrast {
			return c, ""
		}
	}
	return of, fmt.Sprintf("the contrast %q was not run", contrast)
}

// literal writes a value as a claim would, so that the two can be compared by eye.
func literal(v results.Value) string {
	switch v.Metric.Kind {
	case results.Ratio:
		percent := new(big.Rat).Mul(v.Rat(), big.NewRat(100, 1)).FloatString(6)
		return strings.TrimSuffix(strings.TrimRight(percent, "0"), ".") + "%"
	case results.Span:
		return time.Duration(v.Num).String()
	case results.Volume:
		return v.Exact() + "B"
	default:
		return v.Exact()
	}
}

// content claims what a leader holds of a row, at an instant or at the end.
type content struct {
	contrast    string // "": in the run itself
	leader, key string
	at          *sim.Time // nil: at the end
	values      []string  // sorted; none: the row is absent
	negated     bool
}

func (c content) judge(run *results.Run) finding {
	of, why := experiment(run, c.contrast)
	if why != "" {
		return finding{unknown, why}
	}
	values, was, kept := c.held(of)
	if !kept {
		return finding{unknown, fmt.Sprintf("what %s held of %q %s was not kept", c.leader, c.key, c.when())}
	}
	same := slices.Equal(slices.Sorted(slices.Values(values)), c.values)
	return finding{truthOf(same != c.negated), "it " + was + " " + quoted(values)}
}

// held finds what the leader held, and the verb for it.
func (c content) held(of results.Contrast) (values []string, verb string, ok bool) {
	if c.at == nil {
		for _, row := range of.Final {
			if row.Leader == c.leader && row.Key == c.key {
				return row.Values, "is", true
			}
		}
		return nil, "", false
	}
	for _, g := range of.Glimpses {
		if g.At == *c.at && g.Leader == c.leader && g.Key == c.key {
			return g.Values, "was", true
		}
	}
	return nil, "", false
}

func (c content) when() string {
	if c.at == nil {
		return "at the end"
	}
	return "at " + time.Duration(*c.at).String()
}

// quoted writes a row's values as a claim would.
func quoted(values []string) string {
	var texts []string
	for _, v := range values {
		texts = append(texts, strconv.Quote(v))
	}
	switch len(texts) {
	case 0:
		return "absent"
	case 1:
		return texts[0]
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// negation claims that another claim fails.
type negation struct{ of claim }

func (c negation) judge(run *results.Run) finding {
	f := c.of.judge(run)
	return finding{-f.truth, f.detail}
}

// conjunction claims that all of its parts hold, disjunction that one does. Their
// detail is that of the parts that decide.
type (
	conjunction []claim
	disjunction []claim
)

func (c conjunction) judge(run *results.Run) finding {
	return decide(c, run, holds, func(a, b truth) truth { return min(a, b) })
}

func (c disjunction) judge(run *results.Run) finding {
	return decide(c, run, fails, func(a, b truth) truth { return max(a, b) })
}

func decide(parts []claim, run *results.Run, start truth, fold func(a, b truth) truth) finding {
	result, all := start, make([]finding, len(parts))
	for i, part := range parts {
		all[i] = part.judge(run)
		result = fold(result, all[i].truth)
	}
	var details []string
	for _, f := range all {
		if f.truth == result {
			details = append(details, f.detail)
		}
	}
	return finding{result, strings.Join(details, "; ")}
}

package results

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Summary holds what a run measured: a value, or the reason why there is none, for
// metrics of the table. Setting a metric again replaces its value. Naming one that
// the table does not have, or setting one as something it is not, is a mistake in
// the program and panics.
type Summary struct {
	values []Value // by position in the table
}

// NewSummary makes one in which nothing is set.
func NewSummary() *Summary { return &Summary{values: make([]Value, len(table))} }

// Value is what a run measured for a metric: exactly Num/Den, in nanoseconds for
// durations, as 0 or 1 for truths. Den is 1 unless the metric is a Ratio or a Mean.
// A value that is undefined has Den 0 and says Why.
type Value struct {
	Metric   Metric
	Num, Den int64
	Why      string
}

// Defined reports whether there is a value.
func (v Value) Defined() bool { return v.Den != 0 }

// True reports whether a Truth is defined and true.
func (v Value) True() bool { return v.Den != 0 && v.Num != 0 }

// Rat is the exact value in the metric's unit: durations in seconds, ratios as
// fractions of one. It is nil if the value is undefined.
func (v Value) Rat() *big.Rat {
	if !v.Defined() {
		return nil
	}
	r := big.NewRat(v.Num, v.Den)
	if v.Metric.Kind == Span {
		r.Quo(r, big.NewRat(int64(time.Second), 1))
	}
	return r
}

// SetCount sets a Count or a Volume.
func (s *Summary) SetCount(name string, n int64) {
	s.set(name, Value{Num: n, Den: 1}, Count, Volume)
}

// SetRatio sets a Ratio or a Mean as the exact quotient num/den. If den is 0 it is
// undefined, for the metric's usual reason. A negative den panics.
func (s *Summary) SetRatio(name string, num, den int64) {
	if den < 0 {
		panic(fmt.Sprintf("results: %s set as %d/%d", name, num, den))
	}
	s.set(name, Value{Num: num, Den: den}, Ratio, Mean)
}

// SetDuration sets a Span in nanoseconds.
func (s *Summary) SetDuration(name string, ns int64) {
	s.set(name, Value{Num: ns, Den: 1}, Span)
}

// SetBool sets a Truth.
func (s *Summary) SetBool(name string, b bool) {
	v := Value{Den: 1}
	if b {
		v.Num = 1
	}
	s.set(name, v, Truth)
}

// SetUndefined says that a metric has no value in this run, and why; with why "",
// for the metric's usual reason.
func (s *Summary) SetUndefined(name, why string) {
	s.set(name, Value{Why: why}, Count, Ratio, Mean, Span, Truth, Volume)
}

func (s *Summary) set(name string, v Value, kinds ...Kind) {
	i, ok := position[name]
	if !ok {
		panic("results: there is no metric " + name)
	}
	v.Metric = table[i]
	for _, k := range kinds {
		if v.Metric.Kind == k {
			s.values[i] = v.explained()
			return
		}
	}
	panic(fmt.Sprintf("results: %s is a %s and was set as a %s", name, v.Metric.Kind, kinds[0]))
}

// explained gives an undefined value a reason.
func (v Value) explained() Value {
	switch {
	case v.Defined() || v.Why != "":
	case v.Metric.Empty != "":
		v.Why = v.Metric.Empty
	default:
		v.Why = "it was not measured"
	}
	return v
}

// Get finds the value of a metric; false if it has not been set. It panics for a
// name that the table does not have.
func (s *Summary) Get(name string) (Value, bool) {
	i, ok := position[name]
	if !ok {
		panic("results: there is no metric " + name)
	}
	return s.values[i], s.values[i].Metric.Name != ""
}

// Missing lists the metrics that have not been set.
func (s *Summary) Missing() []string {
	var names []string
	for i, v := range s.values {
		if v.Metric.Name == "" {
			names = append(names, table[i].Name)
		}
	}
	return names
}

// Values lists what has been set, in the order of the table.
func (s *Summary) Values() []Value {
	var set []Value
	for _, v := range s.values {
		if v.Metric.Name != "" {
			set = append(set, v)
		}
	}
	return set
}

// Exact is the value as a decimal number in the metric's unit, or "true", "false",
// or "" if it is undefined: durations in seconds to the nanosecond, quotients
// rounded to twelve places, half away from zero; no needless zeros. It is computed
// in integers, and so the same everywhere.
func (v Value) Exact() string {
	switch {
	case !v.Defined():
		return ""
	case v.Metric.Kind == Truth:
		return fmt.Sprint(v.True())
	case v.Den == 1 && v.Metric.Kind != Span:
		return fmt.Sprint(v.Num)
	}
	return trimZeros(v.Rat().FloatString(12))
}

// trimZeros drops zeros from the end of a decimal fraction.
func trimZeros(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

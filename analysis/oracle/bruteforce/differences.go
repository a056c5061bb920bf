package bruteforce

import (
	"fmt"
	"math"
	"math/big"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// What both judges must tell, by the kind of the metric.
var (
	counts = []string{
		"writes", "reads", "indeterminate_writes",
		"conflict_pairs", "conflicting_writes", "conflicting_rows", "unseen_pairs", "unseen_writes", "lww_losers",
		"conflicts_detected", "false_conflicts", "missed_conflicts", "unique_pairs",
		"lost_updates", "resurrections", "diverged_keys", "stale_reads",
		"conflict_pairs.update_update", "conflict_pairs.insert_insert", "conflict_pairs.insert_update",
		"conflict_pairs.insert_delete", "conflict_pairs.update_delete", "conflict_pairs.delete_delete",
		"conflicts_detected.update_update", "conflicts_detected.insert_insert", "conflicts_detected.insert_delete",
		"conflicts_detected.update_delete", "conflicts_detected.update_missing", "conflicts_detected.delete_update",
		"conflicts_detected.delete_delete", "conflicts_detected.delete_missing", "conflicts_detected.unique", "conflicts_detected.unique_several",
		"stopped_appliers", "unresolved_own_writes", "refused", "aborted", "undelivered_writes",
		"read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "causal_violations", "siblings.max",
	}
	shares   = []string{"conflict_rate", "divergence.mean", "availability", "siblings.mean", "siblings.multiple", "consistent_at_zero"}
	families = []string{"visibility", "full_visibility", "t_visibility", "staleness", "staleness_versions", "write_latency", "read_latency"}
)

// Differences lists where a summary differs from the judgement of the same record,
// a line for each metric with both values. Counts, shares, means and maxima must be
// equal, quantiles within the width of a histogram's bucket, one part in 1,024.
// What the summary has not set is a difference too.
func Differences(summary *results.Summary, j *Judgement) []string {
	d := differences{summary: summary, found: j.Complaints}
	for _, name := range counts {
		d.count(name, j.Counts[name])
	}
	for _, name := range shares {
		d.share(name, j.Shares[name])
	}
	for _, name := range families {
		d.family(name, j.Values[name])
	}
	if j.Promises {
		d.count("invariant_violations", j.Counts["invariant_violations"])
	} else {
		d.undefined("invariant_violations")
	}
	if j.Sells {
		d.count("oversold", j.Counts["oversold"])
	} else {
		d.undefined("oversold")
	}
	d.span("convergence_time", j.Spans["convergence_time"])
	d.converged(j.Truths["agreed"])
	return d.found
}

type differences struct {
	summary *results.Summary
	found   []string
}

func (d *differences) add(name string, judged, told any) {
	d.found = append(d.found, fmt.Sprintf("%s: by definition %v, the oracle says %v", name, judged, told))
}

// value is what the summary says of a metric; false if it says nothing.
func (d *differences) value(name string, judged any) (results.Value, bool) {
	v, ok := d.summary.Get(name)
	if !ok {
		d.add(name, judged, "nothing")
	}
	return v, ok
}

func (d *differences) count(name string, judged int64) {
	if v, ok := d.value(name, judged); ok && (v.Den != 1 || v.Num != judged) {
		d.add(name, judged, told(v))
	}
}

func (d *differences) share(name string, judged Share) {
	v, ok := d.value(name, judged)
	if !ok {
		return
	}
	if judged.Of == 0 || v.Den == 0 {
		if judged.Of != v.Den {
			d.add(name, judged, told(v))
		}
		return
	}
	if big.NewRat(judged.Part, judged.Of).Cmp(big.NewRat(v.Num, v.Den)) != 0 {
		d.add(name, fmt.Sprintf("%d/%d", judged.Part, judged.Of), told(v))
	}
}

func (d *differences) span(name string, judged sim.Time) {
	v, ok := d.value(name, judged)
	if ok && (v.Defined() != (judged != sim.Never) || v.Defined() && v.Num != int64(judged)) {
		d.add(name, int64(judged), told(v))
	}
}

// converged can be told from a record in one direction only: what is in flight at
// the end is not in it.
func (d *differences) converged(agreed bool) {
	if v, ok := d.value("converged", agreed); ok && v.True() && !agreed {
		d.add("converged", agreed, told(v))
	}
}

// family compares mean, quantiles and maximum of figures, which are sorted.
func (d *differences) family(name string, figures []int64) {
	suffixes, parts := results.Quantiles()
	for i, suffix := range suffixes {
		d.quantile(name+"."+suffix, nearestRank(figures, parts[i]))
	}
	if last := nearestRank(figures, 1); last == never {
		d.undefined(name + ".max")
		d.undefined(name + ".mean")
	} else {
		d.count(name+".max", last)
		d.mean(name+".mean", figures)
	}
}

func (d *differences) undefined(name string) {
	if v, ok := d.value(name, "undefined"); ok && v.Defined() {
		d.add(name, "undefined", told(v))
	}
}

func (d *differences) quantile(name string, judged int64) {
	if judged == never {
		d.undefined(name)
		return
	}
	v, ok := d.value(name, judged)
	if ok && (!v.Defined() || v.Den != 1 || max(v.Num-judged, judged-v.Num) > judged>>10) {
		d.add(name, judged, told(v))
	}
}

// mean: durations are rounded down to nanoseconds, numbers of versions are exact.
func (d *differences) mean(name string, figures []int64) {
	sum := int64(0)
	for _, figure := range figures {
		sum += figure
	}
	if m, err := results.LookupMetric(name); err == nil && m.Kind == results.Span {
		d.count(name, sum/int64(len(figures)))
	} else {
		d.share(name, Share{sum, int64(len(figures))})
	}
}

// nearestRank is the least figure that a share of them does not exceed; never, if there
// are none.
func nearestRank(sorted []int64, share float64) int64 {
	if len(sorted) == 0 {
		return never
	}
	rank := int(math.Ceil(share * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func told(v results.Value) string {
	if !v.Defined() {
		return "undefined: " + v.Why
	}
	if v.Den != 1 {
		return fmt.Sprintf("%d/%d", v.Num, v.Den)
	}
	return fmt.Sprint(v.Num)
}

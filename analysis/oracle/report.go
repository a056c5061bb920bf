package oracle

import (
	"strings"

	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/results"
)

// Fill puts all that the oracle found into a run: its metrics, series and
// distributions. It is called once, after the end of the run, SetCost and
// SetInFlight. A bare oracle fills in what it has.
func (o *Oracle) Fill(run *results.Run) {
	run.Metrics = o.Summary()
	run.Ended = o.ended
	run.Visibility = o.visibility()
	if o.config.Bare {
		return
	}
	run.Series = o.series.finished(o)
	run.WriteLatency = o.latency(o.service.write)
	run.ReadLatency = o.latency(o.service.read)
	run.TVisibility = o.probes.visibility()
	run.Failures = results.Failures(o.failures)
	run.Reports = o.conflicts.reports.list()
}

// Summary is the metrics alone.
func (o *Oracle) Summary() *results.Summary {
	s := results.NewSummary()
	o.sumConflicts(s)
	o.sumConvergence(s)
	setSpans(s, "visibility", together(o.law.visible))
	setSpans(s, "full_visibility", &o.law.full)
	s.SetCount("undelivered_writes", o.undelivered())
	if !o.config.Bare {
		o.sumService(s)
		o.sumLosses(s)
		o.sumPromises(s)
		o.sumAnomalies(s)
		o.probes.sum(s)
		o.sumSiblings(s)
		o.sumCost(s)
	}
	return s
}

func (o *Oracle) sumConflicts(s *results.Summary) {
	c := &o.conflicts
	s.SetCount("conflict_pairs", c.pairs)
	s.SetCount("conflicting_writes", c.writes)
	s.SetCount("conflicting_rows", c.rowCount)
	s.SetCount("unseen_pairs", c.unseenPairs)
	s.SetCount("unseen_writes", c.unseenWrites)
	s.SetCount("lww_losers", c.losers)
	if o.config.Bare {
		return
	}
	s.SetRatio("conflict_rate", c.writes, o.service.committed)
	s.SetCount("conflicts_detected", c.detected)
	s.SetCount("false_conflicts", c.spurious)
	s.SetCount("missed_conflicts", c.missed)
	s.SetCount("unique_pairs", o.claims.pairs)
	s.SetCount("stopped_appliers", int64(len(o.failures.Stops)))
	s.SetCount("unresolved_own_writes", o.failures.Own)
	for i, name := range strategy.TypeNames() {
		s.SetCount("conflicts_detected."+strings.ReplaceAll(name, "-", "_"), c.reports.of(strategy.Type(i)))
	}
	for _, k := range pairKinds {
		s.SetCount("conflict_pairs."+k.name, c.ofKinds(k.a, k.b))
	}
}

// pairKinds are what two writes of a row can be.
var pairKinds = []struct {
	name string
	a, b causality.Kind
}{
	{"update_update", causality.Update, causality.Update},
	{"insert_insert", causality.Insert, causality.Insert},
	{"insert_update", causality.Insert, causality.Update},
	{"insert_delete", causality.Insert, causality.Delete},
	{"update_delete", causality.Update, causality.Delete},
	{"delete_delete", causality.Delete, causality.Delete},
}

func (o *Oracle) sumConvergence(s *results.Summary) {
	a := &o.agreement
	s.SetBool("converged", a.diverged.value == 0 && o.inFlight == 0)
	s.SetCount("diverged_keys", a.diverged.value)
	s.SetRatio(quotientOf("divergence.mean", a.diverged.total, a.count.total))
	if a.diverged.value == 0 && o.inFlight == 0 {
		s.SetDuration("convergence_time", max(int64(a.agreed-a.quiet), 0))
	} else {
		s.SetUndefined("convergence_time", "")
	}
}

func (o *Oracle) sumService(s *results.Summary) {
	v := &o.service
	s.SetCount("writes", v.writes)
	s.SetCount("indeterminate_writes", v.committed-v.writes)
	s.SetCount("reads", o.reads.count)
	s.SetRatio("availability", v.acknowledged, v.attempted)
	s.SetCount("refused", v.refused)
	s.SetCount("aborted", v.aborted)
	setSpans(s, "write_latency", together(v.write))
	setSpans(s, "read_latency", together(v.read))
}

func (o *Oracle) sumLosses(s *results.Summary) {
	var lost int64
	for key, n := range o.survival.lost {
		if key&isMeasured != 0 {
			lost += n
		}
	}
	s.SetCount("lost_updates", lost)
	s.SetCount("resurrections", o.survival.back)
}

func (o *Oracle) sumAnomalies(s *results.Summary) {
	s.SetCount("stale_reads", o.reads.stale)
	setSpans(s, "staleness", &o.reads.age)
	setCounts(s, "staleness_versions", &o.reads.versions)
	s.SetCount("read_your_writes", o.sessions.ownWrites)
	s.SetCount("monotonic_reads", o.sessions.wentBack)
	s.SetCount("monotonic_writes", o.sessions.writesDisorder)
	s.SetCount("writes_follow_reads", o.sessions.followDisorder)
	s.SetCount("causal_violations", o.order.violated)
}

// sumSiblings averages over all replicas of rows; one that holds nothing beside
// what it began with counts as one version.
func (o *Oracle) sumSiblings(s *results.Summary) {
	replicas := o.siblings.replicas.total
	s.SetRatio(quotientOf("siblings.mean", replicas.plus(o.siblings.extra.total), replicas))
	s.SetRatio(quotientOf("siblings.multiple", o.siblings.multiple.total, replicas))
	s.SetCount("siblings.max", int64(o.siblings.most))
}

func (o *Oracle) sumCost(s *results.Summary) {
	s.SetCount("messages", o.cost.messages)
	s.SetCount("bytes", o.cost.bytes)
	s.SetCount("metadata_bytes", o.cost.metadata)
	s.SetRatio("messages_per_write", o.cost.messages, o.service.writes)
}

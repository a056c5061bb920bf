package report

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// Verdict says in one sentence what a run came to: how many writes met a concurrent
// one, how many were lost, whether and when the leaders agreed; where clients depend
// on others than their own leader, first how many of them were answered, and of a
// quorum what they read. What was not measured is not mentioned; "" if nothing was.
func Verdict(run *results.Run) string {
	writes, ok := measured(run.Metrics, "writes")
	if !ok {
		return ""
	}
	if writes.Num == 0 {
		return "No write was acknowledged."
	}
	var clauses []string
	for _, clause := range clausesOf(run, writes.Num) {
		if clause != "" {
			clauses = append(clauses, clause)
		}
	}
	sentence := strings.Join(clauses, "; ") + "."
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

func clausesOf(run *results.Run, writes int64) []string {
	m := run.Metrics
	switch met, _ := measured(m, "conflicting_writes"); {
	case run.Mode == "single-leader" && met.Num == 0:
		return []string{answeredClause(m), lostClause(m), agreementClause(run)}
	case run.Mode == "single-leader":
		return []string{answeredClause(m), conflictClause(m, writes), lostClause(m), agreementClause(run)}
	case run.Mode == "quorum":
		return []string{answeredClause(m), staleClause(m), conflictClause(m, writes), lostClause(m), agreementClause(run)}
	}
	return []string{conflictClause(m, writes), lostClause(m), soldClause(m), promiseClause(m), stopClause(run), agreementClause(run)}
}

// soldClause speaks of what was sold and was not there.
func soldClause(metrics *results.Summary) string {
	units, ok := measured(metrics, "oversold")
	switch {
	case !ok || units.Num == 0:
		return ""
	case units.Num == 1:
		return "1 unit was oversold"
	default:
		return amount(units.Num, "unit") + " were oversold"
	}
}

// promiseClause speaks of what the workload's kind promises, if that was broken.
func promiseClause(metrics *results.Summary) string {
	broken, ok := measured(metrics, "invariant_violations")
	if !ok || broken.Num == 0 {
		return ""
	}
	return "the invariant was broken by " + results.Grouped(broken.Num)
}

// stopClause speaks of appliers that stopped, and of what is not everywhere since.
func stopClause(run *results.Run) string {
	n := int64(len(run.Stops))
	if n == 0 {
		return ""
	}
	clause := amount(n, "applier") + " stopped"
	if missing, ok := measured(run.Metrics, "undelivered_writes"); ok && missing.Num > 0 {
		clause += ", and " + amount(missing.Num, "write") + " did not come everywhere"
	}
	return clause
}

func answeredClause(metrics *results.Summary) string {
	answered, ok := measured(metrics, "availability")
	switch {
	case !ok:
		return ""
	case answered.Num == answered.Den:
		return "every operation was answered"
	default:
		return answered.String() + " of the operations were answered"
	}
}

func staleClause(metrics *results.Summary) string {
	reads, ok := measured(metrics, "reads")
	stale, ok2 := measured(metrics, "stale_reads")
	switch {
	case !ok || !ok2 || reads.Num == 0:
		return ""
	case stale.Num == 0:
		return fmt.Sprintf("none of %s was stale", amount(reads.Num, "read"))
	case stale.Num == 1:
		return fmt.Sprintf("1 of %s was stale", amount(reads.Num, "read"))
	default:
		return fmt.Sprintf("%s of %s were stale", results.Grouped(stale.Num), amount(reads.Num, "read"))
	}
}

func amount(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return results.Grouped(n) + " " + noun + "s"
}

func conflictClause(metrics *results.Summary, writes int64) string {
	met, ok := measured(metrics, "conflicting_writes")
	switch {
	case !ok:
		return amount(writes, "write")
	case met.Num == 0:
		return fmt.Sprintf("none of %s met a concurrent one", amount(writes, "write"))
	default:
		return fmt.Sprintf("%s of %s met a concurrent one", results.Grouped(met.Num), amount(writes, "write"))
	}
}

func lostClause(metrics *results.Summary) string {
	lost, ok := measured(metrics, "lost_updates")
	switch {
	case !ok:
		return ""
	case lost.Num == 0:
		return "every acknowledged write survived"
	default:
		return amount(lost.Num, "acknowledged write") + " did not survive"
	}
}

func agreementClause(run *results.Run) string {
	converged, ok := measured(run.Metrics, "converged")
	if !ok {
		return ""
	}
	if !converged.True() {
		return disagreementClause(run)
	}
	took, ok := measured(run.Metrics, "convergence_time")
	if !ok {
		return "all " + holders(run) + " agree at the end"
	}
	return fmt.Sprintf("all %s agreed %s after the last %s", holders(run), took, lastStir(run))
}

// holders are what those are called who hold the rows.
func holders(run *results.Run) string {
	if run.Mode == "single-leader" || run.Mode == "quorum" {
		return "replicas"
	}
	return "leaders"
}

func disagreementClause(run *results.Run) string {
	rows, ok := measured(run.Metrics, "diverged_keys")
	if !ok || rows.Num == 0 {
		return "changes were still under way at the end"
	}
	return fmt.Sprintf("%s still differ on %s at the end", holders(run), amount(rows.Num, "row"))
}

// lastStir says whether a write or a heal was the last thing before the leaders
// could agree. Series tell the last write to a bin only, so that it may be open.
func lastStir(run *results.Run) string {
	heal := sim.Time(0)
	for _, f := range run.Faults {
		heal = max(heal, f.To)
	}
	lastBin := -1
	for i, n := range run.Series.Writes {
		if n > 0 {
			lastBin = i
		}
	}
	from := run.Series.Width * sim.Time(max(0, lastBin))
	switch {
	case heal <= from:
		return "write"
	case lastBin >= 0 && heal >= from+run.Series.Width:
		return "heal"
	default:
		return "write or heal"
	}
}

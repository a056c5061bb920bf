package report

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// Verdict says in one sentence what a run came to: how many writes met a concurrent
// one, how many were lost, whether and when the leaders agreed. What was not
// measured is not mentioned; "" if nothing was.
func Verdict(run *results.Run) string {
	writes, ok := measured(run.Metrics, "writes")
	if !ok {
		return ""
	}
	if writes.Num == 0 {
		return "No write was acknowledged."
	}
	clauses := []string{conflictClause(run.Metrics, writes.Num)}
	if lost, ok := measured(run.Metrics, "lost_updates"); ok {
		clauses = append(clauses, lostClause(lost.Num))
	}
	if agreed := agreementClause(run); agreed != "" {
		clauses = append(clauses, agreed)
	}
	return strings.Join(clauses, "; ") + "."
}

func conflictClause(metrics *results.Summary, writes int64) string {
	met, ok := measured(metrics, "conflicting_writes")
	switch {
	case !ok:
		return results.Grouped(writes) + " writes"
	case met.Num == 0:
		return fmt.Sprintf("None of %s writes met a concurrent one", results.Grouped(writes))
	default:
		return fmt.Sprintf("%s of %s writes met a concurrent one", results.Grouped(met.Num), results.Grouped(writes))
	}
}

func lostClause(lost int64) string {
	switch lost {
	case 0:
		return "every acknowledged write survived"
	case 1:
		return "1 acknowledged write did not survive"
	default:
		return results.Grouped(lost) + " acknowledged writes did not survive"
	}
}

func agreementClause(run *results.Run) string {
	converged, ok := measured(run.Metrics, "converged")
	if !ok {
		return ""
	}
	if !converged.True() {
		return disagreementClause(run.Metrics)
	}
	took, ok := measured(run.Metrics, "convergence_time")
	if !ok {
		return "all leaders agree at the end"
	}
	return fmt.Sprintf("all leaders agreed %s after the last %s", took, lastStir(run))
}

func disagreementClause(metrics *results.Summary) string {
	rows, ok := measured(metrics, "diverged_keys")
	switch {
	case !ok || rows.Num == 0:
		return "changes were still under way at the end"
	case rows.Num == 1:
		return "leaders still differ on 1 row at the end"
	default:
		return fmt.Sprintf("leaders still differ on %s rows at the end", rows)
	}
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

package main

import (
	"strings"

	"github.com/mlrsim/mlrsim/results"
)

// row is a line of the summary: a figure, and in the remark what it should be seen
// with.
type row struct {
	group, label, value, remark string
	alarming                    bool
}

// rowsOf chooses what a person should see first. All figures are in summary.json.
func rowsOf(run *results.Run) []row {
	f := figures{run.Metrics}
	var rows []row
	for _, group := range [][]row{
		f.load(), f.conflicts(run.System == nil), f.losses(), f.convergence(), f.visibility(), f.clients(), f.service(), f.cost(),
	} {
		rows = append(rows, group...)
	}
	return rows
}

// figures are those of a run.
type figures struct{ *results.Summary }

// say is a figure for people; "–" if it is undefined or not there.
func (f figures) say(metric string) string {
	v, _ := f.Get(metric)
	return v.String()
}

// some reports whether a figure is there and not zero.
func (f figures) some(metric string) bool {
	v, _ := f.Get(metric)
	return v.Defined() && v.Num != 0
}

// why says why a figure is undefined, or nothing.
func (f figures) why(metric string) string {
	v, _ := f.Get(metric)
	return v.Why
}

// amount is a count with its noun: "1 row", "310 rows".
func (f figures) amount(metric, noun string) string {
	v, _ := f.Get(metric)
	return plural(int(v.Num), noun)
}

// share is one count as a part of another: "4.2% of writes".
func (f figures) share(part, whole string) string {
	p, _ := f.Get(part)
	w, _ := f.Get(whole)
	if !p.Defined() || !w.Defined() || w.Num == 0 {
		return ""
	}
	return results.Percent(p.Num, w.Num) + " of " + whole
}

func (f figures) load() []row {
	rows := []row{{group: "load", label: "writes", value: f.say("writes")}}
	if f.some("indeterminate_writes") {
		rows[0].remark = f.say("indeterminate_writes") + " more were never answered"
	}
	if f.some("reads") {
		rows = append(rows, row{group: "load", label: "reads", value: f.say("reads")})
	}
	return rows
}

// conflicts are told by type unless the real system that the run stands for does so.
func (f figures) conflicts(byType bool) []row {
	rows := []row{
		{group: "conflicts", label: "writes in conflict", value: f.say("conflicting_writes"), remark: f.share("conflicting_writes", "writes")},
		{group: "conflicts", label: "concurrent pairs", value: f.say("conflict_pairs"), remark: "in " + f.amount("conflicting_rows", "row")},
	}
	if f.some("unique_pairs") {
		rows = append(rows, row{group: "conflicts", label: "claims of one name", value: f.say("unique_pairs"), remark: "pairs, of different rows"})
	}
	rows = append(rows,
		row{group: "conflicts", label: "reported by database", value: f.say("conflicts_detected"), remark: f.say("false_conflicts") + " false, " + f.say("missed_conflicts") + " missed"})
	if types := f.types(); byType && (len(types) > 1 || len(types) == 1 && types[0].label != "  update-update") {
		rows = append(rows, types...)
	}
	if f.some("stopped_appliers") {
		rows = append(rows, row{group: "conflicts", label: "appliers stopped", value: f.say("stopped_appliers"), alarming: true})
	}
	if f.some("unresolved_own_writes") {
		rows = append(rows, row{group: "conflicts", label: "own writes unresolved", value: f.say("unresolved_own_writes"), alarming: true})
	}
	return rows
}

// types are the types of the conflicts that the database reported.
func (f figures) types() (rows []row) {
	for _, m := range results.Metrics() {
		if strings.HasPrefix(m.Name, "conflicts_detected.") && f.some(m.Name) {
			rows = append(rows, row{group: "conflicts", label: "  " + m.Short, value: f.say(m.Name)})
		}
	}
	return rows
}

func (f figures) losses() []row {
	rows := []row{{
		group: "losses", label: "lost updates", value: f.say("lost_updates"), remark: f.share("lost_updates", "writes"),
		alarming: f.some("lost_updates"),
	}}
	if f.some("resurrections") {
		rows = append(rows, row{group: "losses", label: "deleted, came back", value: f.say("resurrections"), alarming: true})
	}
	if v, _ := f.Get("invariant_violations"); v.Defined() {
		rows = append(rows, row{group: "losses", label: "broken invariants", value: f.say("invariant_violations"), alarming: f.some("invariant_violations")})
	}
	if v, _ := f.Get("oversold"); v.Defined() {
		rows = append(rows, row{group: "losses", label: "oversold", value: f.say("oversold"), remark: "units sold that were not there", alarming: f.some("oversold")})
	}
	return rows
}

func (f figures) convergence() []row {
	v, _ := f.Get("converged")
	agree := row{group: "convergence", label: "leaders agree in the end", value: v.String(), alarming: v.Defined() && !v.True()}
	switch {
	case !v.Defined():
		agree.remark = v.Why
	case v.True():
		agree.remark = f.say("convergence_time") + " after last write/heal"
	case f.amount("diverged_keys", "row") == plural(0, "row"):
		agree.remark = "changes are still under way"
	default:
		agree.remark = "they differ on " + f.amount("diverged_keys", "row")
	}
	return []row{agree, {group: "convergence", label: "rows diverged, mean", value: f.say("divergence.mean")}}
}

func (f figures) visibility() []row {
	rows := []row{
		f.spread("visibility", "at another leader", "visibility"),
		f.spread("visibility", "at every leader", "full_visibility"),
	}
	if f.some("undelivered_writes") {
		for i := range rows {
			rows[i].remark = strings.Replace(rows[i].remark, "never more", "never more, if at all", 1)
		}
		rows = append(rows, f.undelivered())
	}
	if f.some("consistent_at_zero") {
		r := row{group: "visibility", label: "read at once", value: f.say("consistent_at_zero"), remark: f.why("t_visibility.p999")}
		if f.some("t_visibility.p999") {
			r.remark = "99.9% after " + f.say("t_visibility.p999")
		}
		rows = append(rows, r)
	}
	return rows
}

// undelivered are the writes that the distributions say nothing of.
func (f figures) undelivered() row {
	writes, _ := f.Get("writes")
	open, _ := f.Get("indeterminate_writes")
	undelivered, _ := f.Get("undelivered_writes")
	r := row{group: "visibility", label: "not everywhere", value: undelivered.String()}
	if committed := writes.Num + open.Num; committed > 0 {
		r.remark = results.Percent(undelivered.Num, committed) + " of writes, at the end"
	}
	return r
}

// spread is a distribution in one line: its median, and its tail as remark.
func (f figures) spread(group, label, family string) row {
	r := row{group: group, label: label, value: f.say(family + ".p50")}
	if why := f.why(family + ".p50"); why != "" {
		r.remark = why
		return r
	}
	if r.value == f.say(family+".max") {
		r.remark = "never more"
		return r
	}
	r.remark = "p99 " + f.say(family+".p99") + ", at most " + f.say(family+".max")
	return r
}

// guarantees are what sessions are promised, and what each is called in a remark.
var guarantees = []string{"read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"}

func (f figures) clients() []row {
	var rows []row
	if f.some("reads") {
		r := row{group: "clients saw", label: "stale reads", value: f.say("stale_reads"), remark: f.share("stale_reads", "reads")}
		if f.some("stale_reads") {
			r.remark = strings.TrimSuffix(r.remark, " of reads") + ", median age " + f.say("staleness.p50")
		}
		rows = append(rows, r)
	}
	return append(rows, f.sessions(), row{
		group: "clients saw", label: "effects before causes", value: f.say("causal_violations"),
	})
}

// sessions adds up the violations of the four guarantees, and names the one that is
// broken most.
func (f figures) sessions() row {
	var sum, most int64
	r := row{group: "clients saw", label: "session violations"}
	for _, g := range guarantees {
		v, _ := f.Get(g)
		if !v.Defined() {
			return row{group: r.group, label: r.label, value: v.String(), remark: v.Why}
		}
		if sum += v.Num; v.Num > most {
			most, r.remark = v.Num, v.String()+" of "+strings.ReplaceAll(g, "_", " ")
		}
	}
	r.value = results.Grouped(sum)
	return r
}

func (f figures) service() []row {
	rows := []row{{group: "service", label: "availability", value: f.say("availability"), remark: f.why("availability")}}
	if f.some("refused") {
		rows = append(rows, row{group: "service", label: "refused", value: f.say("refused"), remark: "not possible on what their leader held"})
	}
	if f.some("aborted") {
		rows = append(rows, row{group: "service", label: "aborted", value: f.say("aborted"), remark: "others were first"})
	}
	rows = append(rows, f.spread("service", "write latency", "write_latency"))
	if f.some("reads") {
		rows = append(rows, f.spread("service", "read latency", "read_latency"))
	}
	return rows
}

func (f figures) cost() []row {
	rows := []row{{group: "cost", label: "messages", value: f.say("messages")}, {group: "cost", label: "bytes sent", value: f.say("bytes")}}
	if f.some("messages_per_write") {
		rows[0].remark = f.say("messages_per_write") + " a write"
	}
	if f.some("bytes") {
		rows[1].remark = f.share("metadata_bytes", "bytes")
		rows[1].remark = strings.Replace(rows[1].remark, "of bytes", "of them metadata", 1)
	}
	if f.some("siblings.multiple") {
		rows = append(rows, row{group: "cost", label: "rows with siblings", value: f.say("siblings.multiple"), remark: "up to " + f.say("siblings.max") + " versions"})
	}
	return rows
}

package bruteforce

import (
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model"
)

// judgePairs looks at every two writes, the earlier one first.
func (j *Judgement) judgePairs(r *relations) {
	rows, conflicting, unseen, losers := set[uint32]{}, set[model.WriteID]{}, set[model.WriteID]{}, set[model.WriteID]{}
	for _, a := range r.writes[1:] {
		for _, b := range r.writes[a.ID+1:] {
			if r.concurrent(a, b) && r.meets(a, b) {
				conflicting.add(a.ID)
				conflicting.add(b.ID)
				if r.measured(b.At) {
					j.Counts["conflict_pairs"]++
					j.Counts["conflict_pairs."+r.pairKind(a, b)]++
					rows.add(a.Row)
				}
			}
			if r.unseen(a, b) && r.meets(a, b) {
				unseen.add(a.ID)
				unseen.add(b.ID)
				if r.measured(b.At) {
					j.Counts["unseen_pairs"]++
				}
				if a.Stamp.Less(b.Stamp) {
					losers.add(a.ID)
				}
				if b.Stamp.Less(a.Stamp) {
					losers.add(b.ID)
				}
			}
		}
	}
	j.Counts["conflicting_rows"] = int64(len(rows))
	j.judgeClaims(r)
	for _, w := range r.writes[1:] {
		if r.measured(w.At) {
			j.countIf("conflicting_writes", conflicting.has(w.ID))
			j.countIf("unseen_writes", unseen.has(w.ID))
			j.countIf("lww_losers", losers.has(w.ID))
		}
	}
}

// pairKind says what two writes are, in the order of inserts, updates and deletes; but of
// an insert and an update it is the insert that comes first, too.
func (r *relations) pairKind(a, b *model.Write) string {
	kinds := []string{r.kind(a), r.kind(b)}
	slices.SortFunc(kinds, func(a, b string) int { return slices.Index(kindOrder, a) - slices.Index(kindOrder, b) })
	return kinds[0] + "_" + kinds[1]
}

var kindOrder = []string{"insert", "update", "delete"}

// kind says what a write does: what it makes of a row, that is not there at its origin,
// is an insert. That is not known of a write which its origin only coordinates, or
// which is shadowed.
func (r *relations) kind(w *model.Write) string {
	c := r.events[r.committed[w.ID]].(*model.Commit)
	found := slices.Concat(c.Replaced, c.Beside)
	there := slices.ContainsFunc(found, func(id model.WriteID) bool { return !r.writes[id].Delete }) || len(found) == 0 && r.exists(w.Row)
	switch {
	case w.Delete:
		return "delete"
	case w.Insert || !there && !c.Late && !c.Shadowed:
		return "insert"
	}
	return "update"
}

// judgeDetector holds what the database reported against what was there to see.
func (j *Judgement) judgeDetector(r *relations) {
	stopped := set[[2]int]{}
	for _, event := range r.events {
		a, ok := event.(*model.Apply)
		if ok && a.Verdict == model.Stopped {
			stopped.add([2]int{a.From, a.Leader})
		}
		if !ok || a.Verdict == model.Again || !r.measured(a.At) {
			continue
		}
		conflict := false
		for _, met := range a.Met {
			conflict = conflict || r.concurrent(a.Write, r.writes[met])
		}
		for _, rival := range a.Rivals {
			conflict = conflict || r.contest(a.Write, r.writes[rival])
		}
		j.countIf("conflicts_detected", a.Reported)
		j.countIf("conflicts_detected."+strings.ReplaceAll(a.Type.String(), "-", "_"), a.Reported)
		j.countIf("false_conflicts", a.Reported && !conflict)
		j.countIf("missed_conflicts", !a.Reported && conflict)
	}
	j.Counts["stopped_appliers"] = int64(len(stopped))
	for _, event := range r.events {
		c, ok := event.(*model.Commit)
		j.countIf("unresolved_own_writes", ok && c.Failed != nil)
	}
}

func (j *Judgement) countIf(metric string, holds bool) {
	if holds {
		j.Counts[metric]++
	}
}

// set is a set of numbers.
type set[T comparable] map[T]bool

func (s set[T]) add(v T)      { s[v] = true }
func (s set[T]) has(v T) bool { return s[v] }

package bruteforce

import (
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
	for _, w := range r.writes[1:] {
		if r.measured(w.At) {
			j.countIf("conflicting_writes", conflicting.has(w.ID))
			j.countIf("unseen_writes", unseen.has(w.ID))
			j.countIf("lww_losers", losers.has(w.ID))
		}
	}
}

// judgeDetector holds what the database reported against what was there to see.
func (j *Judgement) judgeDetector(r *relations) {
	for _, event := range r.events {
		a, ok := event.(*model.Apply)
		if !ok || !a.Verdict.Dealt() || !r.measured(a.At) {
			continue
		}
		conflict := false
		for _, met := range a.Met {
			conflict = conflict || r.concurrent(a.Write, r.writes[met])
		}
		j.countIf("conflicts_detected", a.Reported)
		j.countIf("false_conflicts", a.Reported && !conflict)
		j.countIf("missed_conflicts", !a.Reported && conflict)
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

package bruteforce

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
)

// judgeLosses finds the writes of which nothing is left, and the deletes that were
// undone by those who had not seen them.
func (j *Judgement) judgeLosses(r *relations) {
	survives := r.survivors()
	acknowledged := r.acknowledged()
	for _, w := range r.writes[1:] {
		if r.measured(w.At) {
			j.countIf("writes", acknowledged.has(w.ID))
			j.countIf("indeterminate_writes", !acknowledged.has(w.ID))
			j.countIf("lost_updates", acknowledged.has(w.ID) && !survives.has(w.ID))
		}
	}
	j.Shares["conflict_rate"] = Share{j.Counts["conflicting_writes"], j.Counts["writes"] + j.Counts["indeterminate_writes"]}
	j.Counts["resurrections"] = int64(len(r.resurrected()))
}

// survivors are the writes that some leader holds at the end, and all that a
// survivor overwrote.
func (r *relations) survivors() set[model.WriteID] {
	s := newStates(r.Run)
	overwrote := map[model.WriteID][]model.WriteID{}
	for _, event := range r.events {
		switch e := event.(type) {
		case *model.Commit:
			s.commit(e)
			overwrote[e.Write.ID] = e.Replaced
		case *model.Apply:
			s.apply(e)
		case *model.Transfer:
			s.transfer(e)
		}
	}
	survives := set[model.WriteID]{}
	for _, versions := range s.held {
		for _, id := range versions {
			survives.add(id)
		}
	}
	// A write overwrites earlier ones only, so one pass from the last is enough.
	for id := model.WriteID(len(r.writes)) - 1; id > 0; id-- {
		if survives.has(id) {
			for _, replaced := range overwrote[id] {
				survives.add(replaced)
			}
		}
	}
	return survives
}

// acknowledged are the writes whose client was told that they are done.
func (r *relations) acknowledged() set[model.WriteID] {
	told := set[model.WriteID]{}
	for _, event := range r.events {
		if d, ok := event.(*model.Done); ok && d.OK {
			for i := range d.Writes {
				told.add(d.First + model.WriteID(i))
			}
		}
	}
	return told
}

// resurrected are the deletes that a leader held until a write that brings the row
// back, and that did not see them, took their place, or was merged with them and
// nothing else into a row.
func (r *relations) resurrected() set[model.WriteID] {
	deletes := set[model.WriteID]{}
	for _, event := range r.events {
		a, ok := event.(*model.Apply)
		if !ok || a.Write.Delete || !r.measured(a.At) {
			continue
		}
		undone := a.Removed
		if a.Verdict == model.Blended && a.Value != nil && r.allDeletes(a.Met) {
			undone = a.Met
		}
		for _, gone := range undone {
			if d := r.writes[gone]; d.Delete && !r.saw(d, a.Write) && slices.Contains(a.Met, gone) {
				deletes.add(gone)
			}
		}
	}
	return deletes
}

func (r *relations) allDeletes(ids []model.WriteID) bool {
	return !slices.ContainsFunc(ids, func(id model.WriteID) bool { return !r.writes[id].Delete })
}

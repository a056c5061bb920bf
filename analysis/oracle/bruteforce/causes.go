package bruteforce

import "github.com/mlrsim/mlrsim/model"

// judgeCauses looks, whenever a change comes to a leader for the first time, for
// what should have come before it.
func (j *Judgement) judgeCauses(r *relations) {
	for i, event := range r.events {
		a, ok := event.(*model.Apply)
		if !ok || !r.firstTime(a, i) || !r.measured(a.At) {
			continue
		}
		j.countIf("causal_violations", r.lacks(a, i, func(cause *model.Write) bool {
			return r.sawAny[cause.ID][a.Write.ID]
		}))
		if a.Write.Session < 0 {
			continue
		}
		j.countIf("monotonic_writes", r.lacks(a, i, func(cause *model.Write) bool {
			return cause.Session == a.Write.Session && cause.ID < a.Write.ID && !r.gone(cause, i)
		}))
		read := r.readBefore(a.Write)
		j.countIf("writes_follow_reads", r.lacks(a, i, func(cause *model.Write) bool {
			return read.has(cause.ID) && !r.gone(cause, i)
		}))
	}
}

// lacks: some cause is not at the leader where the change comes, though its row is.
func (r *relations) lacks(a *model.Apply, position int, isCause func(*model.Write) bool) bool {
	for _, w := range r.writes[1:] {
		if isCause(w) && r.keeps(w.Row, a.Leader) && !r.there(w, a.Leader, position) {
			return true
		}
	}
	return false
}

// readBefore is all that reads of the write's session returned before its commit.
func (r *relations) readBefore(w *model.Write) set[model.WriteID] {
	returned := set[model.WriteID]{}
	for _, event := range r.events[:r.committed[w.ID]] {
		if read, ok := event.(*model.ReadSeen); ok && read.Session == w.Session {
			for _, id := range read.Returned {
				returned.add(id)
			}
		}
	}
	return returned
}

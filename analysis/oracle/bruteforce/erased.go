package bruteforce

import "github.com/mlrsim/mlrsim/model"

// erasures is when writes were erased: from a transfer on, other than that somebody
// left, by which the last leader lost it that knew of it, until one knows of it again.
func (r *relations) erasures() map[model.WriteID][]span {
	erased := map[model.WriteID][]span{}
	for _, w := range r.writes[1:] {
		for i, event := range r.events {
			x, ok := event.(*model.Transfer)
			taken := ok && x.Why != model.ByLeave && r.remembered(w, i)
			if taken || open(erased[w.ID]) {
				put(erased, w.ID, !r.remembered(w, i+1), i)
			}
		}
	}
	return erased
}

// remembered says that just before a position of the record the write, or one that saw
// it, had been dealt with at some leader, and not been lost again.
func (r *relations) remembered(w *model.Write, position int) bool {
	for _, later := range r.writes[w.ID:] {
		for leader := range r.Leaders {
			if (later == w || r.saw(w, later)) && r.there(later, leader, position) {
				return true
			}
		}
	}
	return false
}

// meets says that an earlier write was there to be seen when a later one was committed.
func (r *relations) meets(earlier, later *model.Write) bool {
	return !r.gone(earlier, r.committed[later.ID])
}

// gone says that a write was erased just before a position of the record.
func (r *relations) gone(w *model.Write, position int) bool {
	return during(r.erased[w.ID], position)
}

package causality

import "github.com/mlrsim/mlrsim/model/strategy"

// flagPair flags two writes that are an unseen pair, w the later one.
func (t *Tracker) flagPair(w *Write, r *record, id uint64, u *record, concurrent bool) {
	t.counts.UnseenWrites += r.flag(isUnseen) + u.flag(isUnseen)
	if concurrent {
		t.flagConflict(id, u)
		t.flagConflict(w.ID, r)
	}
	switch order := u.stamp().Compare(w.Stamp); {
	case order < 0:
		t.counts.Losers += u.flag(isLoser)
	case order > 0:
		t.counts.Losers += r.flag(isLoser)
	}
}

func (t *Tracker) flagConflict(id uint64, r *record) {
	if r.state&isConflict == 0 {
		t.fresh = append(t.fresh, id)
		t.counts.ConcurrentWrites += r.flag(isConflict)
	}
}

// flag sets a flag and returns 1 if it had not been set and the write is measured.
func (r *record) flag(f uint8) int {
	fresh := r.state&(f|measured) == measured
	r.state |= f
	if fresh {
		return 1
	}
	return 0
}

func (r *record) stamp() strategy.Stamp {
	return strategy.Stamp{L: r.time, C: r.count, Origin: r.origin}
}

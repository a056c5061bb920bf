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
	if r.flag(isConflict) == 1 {
		t.counts.ConcurrentWrites++
		t.fresh = append(t.fresh, id)
	}
}

// flag sets a flag of a measured write and returns 1 if it had not been set.
func (r *record) flag(f uint8) int {
	if r.state&measured == 0 || r.state&f != 0 {
		return 0
	}
	r.state |= f
	return 1
}

func (r *record) stamp() strategy.Stamp {
	return strategy.Stamp{L: r.time, C: r.count, Origin: r.origin}
}

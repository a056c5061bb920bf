package causality

import "github.com/mlrsim/mlrsim/model/strategy"

// rivals is what a leader's commits to a hot row have to compare with: each commit
// looks only at the writes made since the leader's last commit to the row, so that
// over a run every write is looked at once for each leader, or once more when some are
// erased no longer. All earlier ones that are unseen there were flagged at that commit;
// only losers by timestamp may still be found among them, by heaps of stamps from which
// what has arrived, or is erased, is dropped when it comes up.
type rivals struct {
	looked int    // place in hotRow.writes before which all have been looked at
	early  []mark // unseen, not yet losers: earliest stamp first
	late   []mark // unseen: latest stamp first
}

// mark is a write by its stamp.
type mark struct {
	stamp strategy.Stamp
	id    uint64
}

func (v *rivals) reset() { v.looked, v.early, v.late = 0, v.early[:0], v.late[:0] }

func earlier(a, b mark) bool { return a.stamp.Less(b.stamp) }
func later(a, b mark) bool   { return b.stamp.Less(a.stamp) }

// flagHot flags the writes of the unseen pairs that a commit to a hot row forms.
func (t *Tracker) flagHot(w *Write, r *record, h *hotRow) {
	v := &h.rivals[w.Origin]
	unseen := t.counts.Unseen
	if unseen == 0 {
		v.reset()
		v.looked = h.writes.End()
		return
	}
	t.counts.UnseenWrites += r.flag(isUnseen)
	if t.counts.Concurrent > 0 {
		t.flagConflict(w.ID, r)
	}
	t.lookAtNew(w, h, v)
	for len(v.early) > 0 && v.early[0].stamp.Less(w.Stamp) {
		if id := v.early[0].id; t.rival(id, w.Origin) {
			t.counts.Losers += t.window.at(id).flag(isLoser)
		}
		v.early = pop(v.early, earlier)
	}
	for len(v.late) > 0 && !t.rival(v.late[0].id, w.Origin) {
		v.late = pop(v.late, later)
	}
	if len(v.late) > 0 && w.Stamp.Less(v.late[0].stamp) {
		t.counts.Losers += r.flag(isLoser)
	}
	t.prune(v, w.Origin, unseen)
}

// lookAtNew flags what has been committed since the origin's last commit.
func (t *Tracker) lookAtNew(w *Write, h *hotRow, v *rivals) {
	known := h.known[w.Origin]
	for at := max(v.looked, h.writes.Front()); at < h.writes.End(); at++ {
		id := h.writes.At(at)
		if !t.rival(id, w.Origin) {
			continue
		}
		u := t.window.at(id)
		t.counts.UnseenWrites += u.flag(isUnseen)
		if known.At(int(u.line)) < uint32(u.conc) {
			t.flagConflict(id, u)
		}
		m := mark{u.stamp(), id}
		if m.stamp.Less(w.Stamp) {
			t.counts.Losers += u.flag(isLoser)
		} else {
			v.early = push(v.early, m, earlier)
		}
		v.late = push(v.late, m, later)
	}
	v.looked = h.writes.End()
}

// prune drops what has arrived from the heaps when that is most of them: there are
// only so many unseen.
func (t *Tracker) prune(v *rivals, origin, unseen int) {
	if len(v.early) > 2*unseen+64 {
		v.early = t.unarrived(v.early, origin, earlier)
	}
	if len(v.late) > 2*unseen+64 {
		v.late = t.unarrived(v.late, origin, later)
	}
}

func (t *Tracker) unarrived(heap []mark, origin int, before func(a, b mark) bool) []mark {
	kept := heap[:0]
	for _, m := range heap {
		if t.rival(m.id, origin) {
			kept = push(kept, m, before)
		}
	}
	return kept
}

// rival tells whether a write forms an unseen pair with what a leader commits: it has
// not arrived there, and is not erased.
func (t *Tracker) rival(id uint64, origin int) bool {
	return !t.Delivered(id, origin) && !t.Erased(id)
}

// push adds to a binary heap.
func push(heap []mark, m mark, before func(a, b mark) bool) []mark {
	heap = append(heap, m)
	i := len(heap) - 1
	for i > 0 && before(m, heap[(i-1)/2]) {
		heap[i] = heap[(i-1)/2]
		i = (i - 1) / 2
	}
	heap[i] = m
	return heap
}

// pop drops the first of a binary heap.
func pop(heap []mark, before func(a, b mark) bool) []mark {
	last := len(heap) - 1
	m := heap[last]
	heap = heap[:last]
	i := 0
	for child := 1; child < last; child = 2*i + 1 {
		if child+1 < last && before(heap[child+1], heap[child]) {
			child++
		}
		if !before(heap[child], m) {
			break
		}
		heap[i] = heap[child]
		i = child
	}
	if last > 0 {
		heap[i] = m
	}
	return heap
}

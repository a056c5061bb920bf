package causality

import "slices"

// hotRow is a row with more active writes than a mask has bits. Its writes are
// numbered for each line, from 1 when the row becomes hot.
type hotRow struct {
	total      int      // writes since then
	unstable   int      // of them, not yet delivered everywhere
	committed  Vector   // writes of each line
	known      []Vector // by leader: what its replica reflects
	size       []uint64 // by leader: the sum of known
	delivered  []int    // by leader: writes that have arrived there
	writes     Sequence // from the oldest unstable one on
	waiting    []int    // by leader: place in writes before which it knows all
	stable     Sequence // stable writes that have not retired, in the order in which they became stable
	limits     Sequence // for each of them, the first write that was committed after that
	erased     []uint64 // writes of which no leader knows any more
	rivals     []rivals // by leader; for flags
	generation uint64   // counts the times that rows became hot
}

// promote makes a row hot.
func (t *Tracker) promote(row uint32) uint32 {
	if len(t.spares) == 0 {
		t.hot = append(t.hot, t.newHotRow())
		t.spares = append(t.spares, uint32(len(t.hot)-1))
	}
	i := t.spares[len(t.spares)-1]
	t.spares = t.spares[:len(t.spares)-1]
	if t.kinds.some {
		t.kinds.hot = fitted(t.kinds.hot, len(t.hot))
	}
	h := t.hot[i]
	t.generations++
	h.generation = t.generations
	if place := t.rows[row]; place != 0 {
		t.convert(h, i, place-1)
		t.closeCool(row)
	}
	t.rows[row] = hotMark | i
	return hotMark | i
}

func (t *Tracker) newHotRow() *hotRow {
	words := t.vectors.words
	h := &hotRow{
		committed: make(Vector, words),
		known:     make([]Vector, t.leaders),
		size:      make([]uint64, t.leaders),
		delivered: make([]int, t.leaders),
		waiting:   make([]int, t.leaders),
	}
	all := make(Vector, words*t.leaders)
	for i := range h.known {
		h.known[i] = all[i*words : (i+1)*words]
	}
	if t.flags {
		h.rivals = make([]rivals, t.leaders)
	}
	return h
}

// convert takes over the active writes of a cool row, oldest first: what one saw is
// already in vectors then.
func (t *Tracker) convert(h *hotRow, place, from uint32) {
	c := &t.cool[from]
	var ids []uint64
	for id := c.newest; id != 0; id = t.window.at(id).older {
		ids = append(ids, id)
	}
	slices.Reverse(ids)
	var numbers [64]uint32 // vectors by bit
	for i, id := range ids {
		r := t.window.at(id)
		vector := t.vectors.Get()
		v := t.vectors.Vector(vector)
		clear(v)
		for _, earlier := range ids[:i] {
			if u := t.window.at(earlier); r.past>>u.slot&1 != 0 {
				v.Merge(t.vectors.Vector(numbers[u.slot]))
			}
		}
		numbers[r.slot] = vector
		t.number(h, id, r, v)
		if t.kinds.some {
			t.kinds.convert(place, &t.kinds.cool[from], r)
		}
	}
	for _, id := range ids {
		t.spread(h, id, c.known, numbers[t.window.at(id).slot])
	}
}

// number counts a write into its hot row and completes its vector with itself.
func (t *Tracker) number(h *hotRow, id uint64, r *record, v Vector) {
	n := h.committed.At(int(r.line)) + 1
	h.committed.Set(int(r.line), n)
	v.Set(int(r.line), n)
	r.conc = uint64(n)
	r.state |= hot
	h.total++
	h.unstable++
	h.writes.Append(id)
}

// spread tells the leaders of a new hot row what they have seen of a write, and
// hands its vector over to it. A write that all would see counts as seen by all.
func (t *Tracker) spread(h *hotRow, id uint64, known uint64, vector uint32) {
	r := t.window.at(id)
	v := t.vectors.Vector(vector)
	for leader := range t.leaders {
		if t.window.delivered(id, leader) {
			h.delivered[leader]++
		}
		if t.window.applied(id, leader) || known>>r.slot&1 != 0 {
			h.size[leader] += h.known[leader].Merge(v)
		}
	}
	r.past = uint64(vector)
	if r.left == 0 {
		h.unstable--
		h.settle(id, t.window.next)
	}
}

// settle queues a stable write for retirement once all writes before limit are stable.
func (h *hotRow) settle(id, limit uint64) {
	h.stable.Append(id)
	h.limits.Append(limit)
}

// commitHot finds what the new write saw: what its origin's replica reflects, and all
// earlier writes of its line.
func (t *Tracker) commitHot(w *Write, r *record, h *hotRow) {
	origin, line := w.Origin, int(r.line)
	known := h.known[origin]
	coordinated := h.committed.At(line) - known.At(line)
	t.counts.Unseen = h.total - len(h.erased) - h.delivered[origin]
	t.counts.Concurrent = h.total - len(h.erased) - int(h.size[origin]) - int(coordinated)
	if t.flags {
		t.flagHot(w, r, h)
	}
	place := t.rows[w.Row] &^ hotMark
	if t.kinds.some {
		t.kinds.meetHot(t, h, place, known, line)
	}
	vector := t.vectors.Get()
	v := t.vectors.Vector(vector)
	copy(v, known)
	t.number(h, w.ID, r, v)
	if t.kinds.some {
		t.kinds.noteHot(place, r, w.Kind)
	}
	r.past = uint64(vector)
	h.delivered[origin]++
	if !w.Late {
		known.Set(line, uint32(r.conc))
		h.size[origin] += uint64(coordinated) + 1
	}
}

// deliverHot lets a leader see a write and all that this saw, unless it has seen it.
// Arrives is false if the leader has only coordinated it until now.
func (t *Tracker) deliverHot(r *record, leader int, arrives bool) {
	h := t.hot[t.rows[r.row]&^hotMark]
	if arrives {
		h.delivered[leader]++
	}
	known := h.known[leader]
	if known.At(int(r.line)) >= uint32(r.conc) {
		return
	}
	seen := t.vectors.Vector(uint32(r.past))
	if len(h.erased) > 0 && !t.aware(h, r, int(r.origin)) {
		t.recall(h, seen)
	}
	h.size[leader] += known.Merge(seen)
}

// stabiliseHot retires with hindsight: a stable write waits until all writes are
// stable that were in flight when it became so. Only these can be concurrent with
// it; those committed later saw it.
func (t *Tracker) stabiliseHot(id uint64, r *record, h *hotRow) {
	h.settle(id, t.window.next)
	if h.unstable--; h.unstable == 0 {
		t.closeHot(r.row, h)
		return
	}
	for t.window.at(h.writes.At(h.writes.Front())).left == 0 {
		h.writes.Drop()
	}
	oldest := h.writes.At(h.writes.Front())
	for h.stable.Front() < h.stable.End() && h.limits.At(h.limits.Front()) <= oldest {
		t.retireHot(h)
	}
}

func (t *Tracker) retireHot(h *hotRow) {
	r := t.window.at(h.stable.At(h.stable.Front()))
	r.state &^= active
	t.vectors.Put(uint32(r.past))
	h.stable.Drop()
	h.limits.Drop()
}

// closeHot forgets a row of which nothing is in flight.
func (t *Tracker) closeHot(row uint32, h *hotRow) {
	for h.stable.Front() < h.stable.End() {
		t.retireHot(h)
	}
	h.total, h.unstable = 0, 0
	clear(h.committed)
	for leader := range t.leaders {
		clear(h.known[leader])
		h.size[leader], h.delivered[leader], h.waiting[leader] = 0, 0, 0
		if t.flags {
			h.rivals[leader].reset()
		}
	}
	h.writes.Reset()
	h.stable.Reset()
	h.limits.Reset()
	if place := t.rows[row] &^ hotMark; t.kinds.some {
		t.kinds.hot[place].inserts.clear()
		t.kinds.hot[place].deletes.clear()
	}
	t.spares = append(t.spares, t.rows[row]&^hotMark)
	t.rows[row] = 0
}

func (t *Tracker) unstableHot(h *hotRow, list []uint64) []uint64 {
	for at := h.writes.Front(); at < h.writes.End(); at++ {
		if id := h.writes.At(at); t.window.at(id).left > 0 {
			list = append(list, id)
		}
	}
	return list
}

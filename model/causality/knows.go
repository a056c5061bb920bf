package causality

import "slices"

// Knows tells whether a leader's replica reflects a committed write: whether it, or a
// write that saw it, has been applied there. A write committed there now would see
// that, and what the leader only coordinates so far.
func (t *Tracker) Knows(id uint64, leader int) bool {
	if id < t.window.base {
		return true
	}
	r := t.window.at(id)
	switch {
	case r.state&active == 0:
		return true
	case r.state&hot != 0:
		return t.hot[t.rows[r.row]&^hotMark].knows(r, leader)
	default:
		return t.seenCool(&t.cool[t.rows[r.row]-1], leader)>>r.slot&1 != 0
	}
}

// Missing tells how many writes of a row with numbers below limit a leader does not
// know of, and the first of them. What is erased is not counted.
func (t *Tracker) Missing(row uint32, leader int, limit uint64) (n int, first uint64) {
	switch place := t.place(row); {
	case place == 0:
		return 0, 0
	case place&hotMark != 0:
		return t.missingHot(t.hot[place&^hotMark], leader, limit)
	default:
		return t.missingCool(&t.cool[place-1], leader, limit)
	}
}

// seenCool is what a leader's replica reflects.
func (t *Tracker) seenCool(c *coolRow, leader int) (seen uint64) {
	seen = c.known
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		if t.window.applied(id, leader) {
			seen |= 1<<u.slot | u.past
		}
		id = u.older
	}
	return seen
}

func (t *Tracker) missingCool(c *coolRow, leader int, limit uint64) (n int, first uint64) {
	seen := t.seenCool(c, leader)
	if c.active&^seen == 0 {
		return 0, 0
	}
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		if id < limit && seen>>u.slot&1 == 0 {
			n++
			first = id
		}
		id = u.older
	}
	return n, first
}

func (h *hotRow) knows(r *record, leader int) bool {
	return h.known[leader].At(int(r.line)) >= uint32(r.conc)
}

// misses tells whether a leader does not know of a write that is not erased.
func (h *hotRow) misses(r *record, leader int) bool {
	return !h.knows(r, leader) && r.state&erased == 0
}

// missingHot counts what is not known, takes off what was committed too late to
// count, and finds the first from where it was last.
func (t *Tracker) missingHot(h *hotRow, leader int, limit uint64) (n int, first uint64) {
	missing := func(at int) bool { return h.misses(t.window.at(h.writes.At(at)), leader) }
	n = h.total - len(h.erased) - int(h.size[leader])
	for at := h.writes.End() - 1; n > 0 && at >= h.writes.Front() && h.writes.At(at) >= limit; at-- {
		if missing(at) {
			n--
		}
	}
	if n == 0 {
		return 0, 0
	}
	at := max(h.waiting[leader], h.writes.Front())
	for !missing(at) {
		at++
	}
	h.waiting[leader] = at
	return n, h.writes.At(at)
}

// Missed appends to a list the writes of a row, oldest first, that a leader does not
// know of, and those that are erased.
func (t *Tracker) Missed(row uint32, leader int, list []uint64) []uint64 {
	place := t.place(row)
	switch {
	case place == 0:
		return list
	case place&hotMark == 0:
		return t.missedCool(&t.cool[place-1], leader, list)
	}
	return t.missedHot(t.hot[place&^hotMark], leader, list)
}

func (t *Tracker) missedHot(h *hotRow, leader int, list []uint64) []uint64 {
	begin := len(list)
	n, _ := t.missingHot(h, leader, t.window.next)
	for at := h.waiting[leader]; n > 0; at++ {
		if id := h.writes.At(at); h.misses(t.window.at(id), leader) {
			list = append(list, id)
			n--
		}
	}
	if len(h.erased) > 0 {
		list = append(list, h.erased...)
		slices.Sort(list[begin:])
	}
	return list
}

func (t *Tracker) missedCool(c *coolRow, leader int, list []uint64) []uint64 {
	begin, seen := len(list), t.seenCool(c, leader)
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		if seen>>u.slot&1 == 0 {
			list = append(list, id)
		}
		id = u.older
	}
	slices.Reverse(list[begin:])
	return list
}

// View is what somebody knows of the writes of a hot row, by reading it. The zero
// View knows nothing.
type View struct {
	generation uint64 // of the row's hot times, over all rows
	known      Vector
}

// Extend adds to a view of a row what a leader knows. It is false, and the view
// stays as it was, if the row is not hot: then Unstable and Knows tell.
func (t *Tracker) Extend(v *View, row uint32, leader int) bool {
	place := t.place(row)
	if place&hotMark == 0 {
		return false
	}
	h := t.hot[place&^hotMark]
	if v.generation != h.generation {
		v.generation = h.generation
		v.known = append(v.known[:0], h.known[leader]...)
		return true
	}
	v.widen(len(h.known[leader]))
	v.known.Merge(h.known[leader])
	return true
}

func (v *View) widen(words int) {
	if len(v.known) < words {
		v.known = v.known.Widened(words)
	}
}

// Merge adds to a view of a row what is in another of the same. What was in flight in
// earlier hot times of the row, and is in one of them only, is everywhere now.
func (v *View) Merge(u *View) {
	if u.generation < v.generation || u.generation == 0 {
		return
	}
	if v.generation < u.generation {
		v.generation, v.known = u.generation, append(v.known[:0], u.known...)
		return
	}
	v.widen(len(u.known))
	u.widen(len(v.known))
	v.known.Merge(u.known)
}

// Empty tells whether a view knows nothing.
func (v *View) Empty() bool { return v.generation == 0 }

// Reset makes a view know nothing, and keeps its room.
func (v *View) Reset() { v.generation, v.known = 0, v.known[:0] }

// Shows tells whether a write is in a view of its row. It is false for what has retired.
func (t *Tracker) Shows(v *View, row uint32, id uint64) bool {
	place := t.place(row)
	if place&hotMark == 0 || id < t.window.base || v.generation != t.hot[place&^hotMark].generation {
		return false
	}
	r := t.window.at(id)
	return int(r.line)>>1 < len(v.known) && v.known.At(int(r.line)) >= uint32(r.conc)
}

// Lacks tells whether a leader does not know all that is in a view of a row. What
// was in flight in earlier hot times of the row is everywhere now.
func (t *Tracker) Lacks(v *View, row uint32, leader int) bool {
	place := t.place(row)
	if place&hotMark == 0 {
		return false
	}
	h := t.hot[place&^hotMark]
	if v.generation != h.generation {
		return false
	}
	v.widen(len(h.known[leader]))
	return !h.known[leader].Covers(v.known)
}

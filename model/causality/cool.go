package causality

import "math/bits"

// coolRow is a row with at most 64 active writes. Each owns a bit of the masks.
type coolRow struct {
	active   uint64
	unstable uint64 // of the active, those that have not been everywhere
	known    uint64 // of the active, those that every later write sees: what retired writes saw
	newest   uint64 // the active writes as a list by record.older, newest first
}

func (c *coolRow) full(limit int) bool { return bits.OnesCount64(c.active) >= limit }

func (t *Tracker) openCool(row uint32) uint32 {
	if len(t.spare) == 0 {
		t.cool = append(t.cool, coolRow{})
		t.spare = append(t.spare, uint32(len(t.cool)-1))
	}
	i := t.spare[len(t.spare)-1]
	t.spare = t.spare[:len(t.spare)-1]
	t.cool[i] = coolRow{}
	if t.kinds.some {
		t.kinds.cool = fitted(t.kinds.cool, len(t.cool))
		t.kinds.cool[i] = coolKinds{}
	}
	t.rows[row] = i + 1
	return i + 1
}

func (t *Tracker) closeCool(row uint32) {
	t.spare = append(t.spare, t.rows[row]-1)
	t.rows[row] = 0
}

// commitCool finds what the new write saw: what all see, what has been delivered at
// its origin, and what that saw.
func (t *Tracker) commitCool(w *Write, r *record, c *coolRow) {
	var delivered uint64
	seen := c.known
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		if t.window.delivered(id, w.Origin) {
			delivered |= 1 << u.slot
			seen |= 1<<u.slot | u.past
		}
		id = u.older
	}
	r.slot = uint8(bits.TrailingZeros64(^c.active))
	r.past, r.conc = seen, c.active&^seen
	if unseen := c.active &^ delivered; unseen != 0 {
		t.pairCool(w, r, c, unseen)
	}
	if t.kinds.some {
		t.kinds.meetCool(t.rows[w.Row]-1, r, w.Kind)
	}
	r.older, c.newest = c.newest, w.ID
	c.active |= 1 << r.slot
	c.unstable |= 1 << r.slot
}

// pairCool counts the pairs that a new write forms with those unseen by it.
func (t *Tracker) pairCool(w *Write, r *record, c *coolRow, unseen uint64) {
	t.counts.Unseen = bits.OnesCount64(unseen)
	t.counts.Concurrent = bits.OnesCount64(r.conc)
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		concurrent := r.conc>>u.slot&1 != 0
		if concurrent {
			u.conc |= 1 << r.slot
		}
		if t.flags && unseen>>u.slot&1 != 0 {
			t.flagPair(w, r, id, u, concurrent)
		}
		id = u.older
	}
}

// stabiliseCool retires what can retire now: stable writes with which no unstable
// one is concurrent.
func (t *Tracker) stabiliseCool(r *record, c *coolRow) {
	c.unstable &^= 1 << r.slot
	if c.unstable == 0 {
		for id := c.newest; id != 0; id = t.window.at(id).older {
			t.window.at(id).state &^= active
		}
		t.closeCool(r.row)
		return
	}
	if gone := t.retireCool(c); gone != 0 {
		t.wipe(c, gone)
	}
}

// retireCool takes retired writes off the row's list and returns their bits. What
// they saw is seen by all that come, as they themselves are.
func (t *Tracker) retireCool(c *coolRow) (gone uint64) {
	link := &c.newest
	for *link != 0 {
		u := t.window.at(*link)
		if c.unstable>>u.slot&1 != 0 || u.conc&c.unstable != 0 {
			link = &u.older
			continue
		}
		u.state &^= active
		gone |= 1 << u.slot
		c.known |= u.past
		*link = u.older
	}
	return gone
}

// wipe frees bits.
func (t *Tracker) wipe(c *coolRow, gone uint64) {
	c.active &^= gone
	c.known &^= gone
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		u.past &^= gone
		u.conc &^= gone
		id = u.older
	}
}

func (t *Tracker) unstableCool(c *coolRow, list []uint64) []uint64 {
	for id := c.newest; id != 0; {
		u := t.window.at(id)
		if u.left > 0 {
			list = append(list, id)
		}
		id = u.older
	}
	return list
}

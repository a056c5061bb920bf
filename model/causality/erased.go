package causality

// erase marks the writes of a row of which only a leader knows that is about to have
// another's copy, or nothing. Who copies all that it knew, and more, erases nothing.
func (t *Tracker) erase(h *hotRow, leader, from int) {
	if from >= 0 && t.includes(h, from, leader) {
		return
	}
	for at := h.writes.Front(); at < h.writes.End(); at++ {
		r := t.window.at(h.writes.At(at))
		if t.aware(h, r, leader) && !t.awareBeside(h, r, leader) {
			r.state |= erased
			h.erased = append(h.erased, h.writes.At(at))
		}
	}
}

// aware tells whether a leader's next write of the row would see a write: its replica
// reflects that, or it coordinates it.
func (t *Tracker) aware(h *hotRow, r *record, leader int) bool {
	return h.knows(r, leader) || int(r.line) == t.Line(leader)
}

// awareBeside tells whether a leader other than one is aware of a write.
func (t *Tracker) awareBeside(h *hotRow, r *record, leader int) bool {
	for other := range t.leaders {
		if other != leader && t.aware(h, r, other) {
			return true
		}
	}
	return false
}

// includes tells whether a leader's replica reflects all that another is aware of.
func (t *Tracker) includes(h *hotRow, leader, other int) bool {
	known, line := h.known[leader], t.Line(other)
	return known.Covers(h.known[other]) && known.At(line) >= h.committed.At(line)
}

// recall lets what a write saw, and the write, be erased no longer: it has come to a
// leader. What was passed over on their account is to be looked at again.
func (t *Tracker) recall(h *hotRow, seen Vector) {
	kept := h.erased[:0]
	for _, id := range h.erased {
		if r := t.window.at(id); seen.At(int(r.line)) >= uint32(r.conc) {
			r.state &^= erased
		} else {
			kept = append(kept, id)
		}
	}
	if len(kept) == len(h.erased) {
		return
	}
	h.erased = kept
	t.recalls++
	clear(h.waiting)
	for leader := range h.rivals {
		h.rivals[leader].reset()
	}
}

// Erased tells whether a committed write is erased: a transfer, and not that somebody
// left, has taken it and all that saw it from the last leader that knew of it, and
// nobody knows of it again. It forms no pairs with writes that are committed meanwhile,
// and is missing nowhere.
func (t *Tracker) Erased(id uint64) bool {
	return id >= t.window.base && t.window.at(id).state&erased != 0
}

// Recalls counts how often something that had been erased has come to a leader again.
func (t *Tracker) Recalls() int { return t.recalls }

// Erases tells whether a write of a row is erased.
func (t *Tracker) Erases(row uint32) bool {
	place := t.place(row)
	return place&hotMark != 0 && len(t.hot[place&^hotMark].erased) > 0
}

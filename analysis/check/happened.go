package check

// findHappenedBefore looks for the patterns of the happened-before relations HB. There
// is one for each operation o: the least transitive relation that has CO among the
// causal past of o, and in which a write precedes another of the same variable if it
// precedes a read that returned the other and that is o, or before o in its session.
//
// The last operation of each session will do, for its relation contains those of the
// others.
func (r *Report) findHappenedBefore(c *catalogue) {
	hb := c.causalOrder()
	for s, session := range c.history {
		if len(session) > 0 {
			clear(hb.put)
			r.findHappenedBeforeIn(s, hb)
		}
	}
}

// findHappenedBeforeIn puts before the writes that a session read what must precede
// them, as often as more follows from what was put.
func (r *Report) findHappenedBeforeIn(session int, hb *relation) {
	last := hb.first[session] + len(hb.history[session]) - 1
	for grown := true; grown; {
		hb.forget()
		if cycle := hb.visit(last); cycle != nil {
			r.found(CyclicHB, hb.events(cycle)...)
			return
		}
		if write, read := hb.precedingInitialRead(session); write != none {
			r.found(WriteHBInitRead, hb.event(write), hb.event(read))
			return
		}
		grown = hb.putWhatReadsTell(session)
	}
}

// precedingInitialRead finds a write that precedes a read of the variable's initial
// value in a session.
func (hb *relation) precedingInitialRead(session int) (write, read int) {
	for i, o := range hb.history[session] {
		if o.Write || o.Value != 0 {
			continue
		}
		for write := range hb.rivals(hb.first[session] + i) {
			return write, hb.first[session] + i
		}
	}
	return none, none
}

// putWhatReadsTell puts the writes that precede a session's reads before those that
// the reads returned, and says whether any of it was news.
func (hb *relation) putWhatReadsTell(session int) (news bool) {
	for i := range hb.history[session] {
		read := hb.first[session] + i
		source := hb.source[read]
		if source == none {
			continue
		}
		for rival := range hb.rivals(read) {
			if !hb.precedes(rival, source) {
				hb.putBefore(rival, source)
				news = true
			}
		}
	}
	return news
}

package causality

// lines numbers, for vectors, the writes of leaders. A line is a run of one leader's
// writes of which each saw all that were before it. A leader that goes on with less
// than it had committed begins another.
type lines struct {
	current []uint16 // by leader
	begun   []bool   // by leader: there are writes in its current line
	count   int
}

func newLines(leaders int) lines {
	l := lines{current: make([]uint16, leaders), begun: make([]bool, leaders), count: leaders}
	for i := range l.current {
		l.current[i] = uint16(i)
	}
	return l
}

// of is the line of the next write of a leader.
func (l *lines) of(leader int) uint16 {
	l.begun[leader] = true
	return l.current[leader]
}

// renew lets a leader begin another line, unless its last is empty.
func (l *lines) renew(leader int) {
	if l.begun[leader] {
		l.begun[leader] = false
		l.current[leader] = uint16(l.count)
		l.count++
	}
}

// Line is the line that a leader's last write belongs to: after its last transfer the
// one to which its next will. At first each leader has one, under its own number.
func (t *Tracker) Line(leader int) int { return int(t.lines.current[leader]) }

// Lines is how many lines there are.
func (t *Tracker) Lines() int { return t.lines.count }

// Transfer tells that a leader's replica has become a copy of another's, or that it
// is empty, from a negative number. What the source had been delivered the leader
// has, and nothing else; what it commits from now on builds on that. It is a member
// then. What nobody knows of after that is erased. A tracker that forgets cannot
// follow: it must be told to KeepAll.
func (t *Tracker) Transfer(leader, from int) {
	for _, h := range t.hot {
		t.erase(h, leader, from)
	}
	t.replace(leader, from)
}

// replace is Transfer, but for what is erased.
func (t *Tracker) replace(leader, from int) {
	if !t.keepAll {
		panic("causality: a transfer, and no KeepAll before")
	}
	if t.window.came == nil {
		t.window.came = append([]uint64(nil), t.window.words...)
	}
	for _, h := range t.hot {
		h.delivered[leader] = 0
	}
	for id := t.window.base; id < t.window.next; id++ {
		t.transferOne(id, leader, from)
	}
	for _, h := range t.hot {
		t.transferHot(h, leader, from)
	}
	t.members.put(leader, true)
	t.window.cursor[leader] = t.window.base
	t.lines.renew(leader)
	if words := Words(t.lines.count); words > t.vectors.words {
		t.widen(2 * words)
	}
}

// transferOne is Transfer for one write. A leader that was no member lacked nothing.
func (t *Tracker) transferOne(id uint64, leader, from int) {
	had := !t.members.in[leader] || t.window.applied(id, leader)
	has := from >= 0 && t.window.applied(id, from)
	t.window.replace(id, leader, has)
	if has {
		t.window.noteCame(id, leader)
	}
	r := t.window.at(id)
	if has {
		t.hot[t.rows[r.row]&^hotMark].delivered[leader]++
	}
	switch {
	case !t.members.places(r.row, leader):
	case has && !had:
		r.left--
	case had && !has:
		r.left++
	}
}

func (t *Tracker) transferHot(h *hotRow, leader, from int) {
	clear(h.known[leader])
	h.size[leader], h.waiting[leader] = 0, 0
	if from >= 0 {
		copy(h.known[leader], h.known[from])
		h.size[leader] = h.size[from]
	}
	if t.flags {
		h.rivals[leader].reset()
	}
}

// Leave tells that a leader is a member no longer, and holds nothing. That erases
// nothing: what it has sent may still come to others.
func (t *Tracker) Leave(leader int) {
	t.replace(leader, -1)
	for id := t.window.base; id < t.window.next; id++ {
		if r := t.window.at(id); t.members.places(r.row, leader) {
			r.left--
		}
	}
	t.members.put(leader, false)
}

// Came tells, once there has been a transfer, whether a write has ever come to a leader
// by a Deliver or a transfer, or was committed there, whatever transfers have done since.
func (t *Tracker) Came(id uint64, leader int) bool {
	return t.window.came[leader*t.window.rows+t.window.word(id)]>>(id&63)&1 != 0
}

// widen makes room for more lines in all vectors.
func (t *Tracker) widen(words int) {
	t.vectors.Widen(words)
	for _, h := range t.hot {
		h.committed = h.committed.Widened(words)
		for leader := range h.known {
			h.known[leader] = h.known[leader].Widened(words)
		}
	}
}

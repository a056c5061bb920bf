package causality

import "github.com/mlrsim/mlrsim/model/strategy"

// Tracker knows, for each row, who saw whom among the writes of which something is
// still in flight. Its answers are exact. It is not for concurrent use.
type Tracker struct {
	leaders int
	members members
	limit   int  // active writes up to which a row is cool; at most 64
	flags   bool // writes are flagged, and hot rows keep what that takes
	keepAll bool
	window  window
	rows    []uint32 // by row: 0, or 1 + index in cool, or hotMark + index in hot
	cool    []coolRow
	spare   []uint32 // indices in cool that are not in use
	hot     []*hotRow
	spares  []uint32 // indices in hot that are not in use
	lines   lines
	vectors *Pool
	counts  Counts
	kinds   kinds

	generations uint64
	recalls     int
	fresh       []uint64
}

// hotMark marks entries of Tracker.rows that point into hot.
const hotMark = 1 << 31

// Write is a commit as a counting tracker must know it.
type Write struct {
	ID       uint64 // consecutive, from 1
	Row      uint32
	Origin   int
	Stamp    strategy.Stamp
	Late     bool // the origin coordinates it, and gets it into its own replica by a Deliver
	Measured bool // flags are counted for this write, and pairs of which it is the later
	Kind     Kind
}

// Counts is what a commit adds. Pairs count once, at the commit of their later
// write; writes count once in each role, when they come to have it.
type Counts struct {
	Unseen, Concurrent int // earlier writes of the row that form such a pair with this one
	UnseenWrites       int // measured writes that came to be in an unseen pair, this one included
	ConcurrentWrites   int // likewise in a concurrent pair
	Losers             int // likewise in an unseen pair with a write of larger stamp
}

// New makes a tracker for a database of so many leaders.
func New(leaders int) *Tracker {
	return &Tracker{
		leaders: leaders, members: newMembers(leaders), limit: 64, window: newWindow(leaders),
		lines: newLines(leaders), vectors: NewPool(Words(leaders)),
	}
}

// NewCounting makes a tracker that also flags writes; tell it of commits by Count.
func NewCounting(leaders int) *Tracker {
	t := New(leaders)
	t.flags = true
	return t
}

// CoolUpTo sets up to how many active writes a row is cool, at most and by default
// 64; 0: never, as always after KeepAll. The answers do not depend on it. It must be
// called before the first commit.
func (t *Tracker) CoolUpTo(active int) {
	if !t.keepAll {
		t.limit = min(active, 64)
	}
}

// KeepAll makes the tracker remember every write of the run, before which it must
// be called. Relation is then right for changes that arrive again after they have
// been everywhere. Memory grows by 4 bytes a leader for each write.
func (t *Tracker) KeepAll() {
	t.keepAll = true
	t.limit = 0
}

// Commit tells that a leader committed the next write: id is one more than the
// last one's, or 1. The origin has it from then on.
func (t *Tracker) Commit(id uint64, row uint32, origin int) {
	t.Count(&Write{ID: id, Row: row, Origin: origin})
}

// Count is Commit, and returns with how many writes the new one forms pairs.
func (t *Tracker) Count(w *Write) Counts {
	t.counts, t.fresh = Counts{}, t.fresh[:0]
	if w.Kind != Update && !t.kinds.some {
		t.kinds.begin(t)
	}
	r := t.window.add(w.ID, w.Origin)
	r.row, r.origin, r.line = w.Row, uint16(w.Origin), t.lines.of(w.Origin)
	r.left = t.awaited(w)
	r.time, r.count = w.Stamp.L, w.Stamp.C
	r.state = active
	if w.Late {
		r.state |= late
	}
	if w.Measured {
		r.state |= measured
	}
	t.enter(w, r)
	if r.left == 0 {
		t.stabilise(w.ID, r)
	}
	return t.counts
}

// enter adds a write to its row.
func (t *Tracker) enter(w *Write, r *record) {
	for int(w.Row) >= len(t.rows) {
		t.rows = append(t.rows, 0)
	}
	place := t.rows[w.Row]
	if place&hotMark == 0 && (t.limit == 0 || place != 0 && t.cool[place-1].full(t.limit)) {
		place = t.promote(w.Row)
	}
	if place&hotMark != 0 {
		t.commitHot(w, r, t.hot[place&^hotMark])
		return
	}
	if place == 0 {
		place = t.openCool(w.Row)
	}
	t.commitCool(w, r, &t.cool[place-1])
}

// Fresh lists the writes, measured or not, that the last commit put into a
// concurrent pair for the first time. It is valid until the next commit.
func (t *Tracker) Fresh() []uint64 { return t.fresh }

// Deliver tells that a write has arrived at a leader. First is false, and nothing
// happens, if it had been there. Stable tells that now all replicas of its row have it.
func (t *Tracker) Deliver(id uint64, leader int) (first, stable bool) {
	if id < t.window.base {
		return false, false
	}
	r := t.window.at(id)
	arrives := t.window.deliver(id, leader)
	if !arrives && (r.state&late == 0 || int(r.origin) != leader) {
		return false, false
	}
	if !arrives {
		r.state &^= late
	}
	if r.state&hot != 0 {
		t.deliverHot(r, leader, arrives)
	}
	if !t.members.all && !t.members.keep(r.row, leader) {
		return true, false
	}
	if r.left--; r.left > 0 {
		return true, false
	}
	t.stabilise(id, r)
	return true, true
}

// stabilise notes that a write has come to all replicas.
func (t *Tracker) stabilise(id uint64, r *record) {
	if t.keepAll {
		return
	}
	place := t.rows[r.row]
	if place&hotMark != 0 {
		t.stabiliseHot(id, r, t.hot[place&^hotMark])
	} else {
		t.stabiliseCool(r, &t.cool[place-1])
	}
	t.window.advance()
}

// Delivered tells whether a committed write has arrived at a leader, or was
// committed there.
func (t *Tracker) Delivered(id uint64, leader int) bool {
	return id < t.window.base || t.window.delivered(id, leader)
}

// Applied tells whether a committed write is in a leader's replica: it has been
// delivered, and not only been coordinated there.
func (t *Tracker) Applied(id uint64, leader int) bool {
	return id < t.window.base || t.window.applied(id, leader)
}

// Settles tells whether a write is all of its row that is in flight, and awaited by one
// leader only. After KeepAll it cannot tell, and is false.
func (t *Tracker) Settles(id uint64) bool {
	if t.keepAll || id < t.window.base {
		return false
	}
	r := t.window.at(id)
	if r.left != 1 {
		return false
	}
	if r.state&hot != 0 {
		return t.hot[t.rows[r.row]&^hotMark].unstable == 1
	}
	unstable := t.cool[t.rows[r.row]-1].unstable
	return unstable&(unstable-1) == 0
}

// Awaits tells whether a committed write is still to come to a leader: it has not
// arrived there, and the leader keeps a replica of its row.
func (t *Tracker) Awaits(id uint64, leader int) bool {
	return id >= t.window.base && t.window.present(id, leader)>>(id&63)&1 == 0
}

// Stable tells whether a committed write has arrived at every replica of its row.
func (t *Tracker) Stable(id uint64) bool {
	return id < t.window.base || t.window.at(id).left == 0
}

// Oldest is the first write that a leader awaits, or else the number that the next
// write will have.
func (t *Tracker) Oldest(leader int) uint64 { return t.window.oldest(leader) }

// OldestFrom is Oldest among the writes from a number on.
func (t *Tracker) OldestFrom(leader int, from uint64) uint64 { return t.window.needed(leader, from) }

// Arrived tells of 64 writes, from 64·word on, which a leader does not await, a bit
// each. None of them may be older than all unstable writes.
func (t *Tracker) Arrived(leader int, word uint64) uint64 {
	return t.window.present(word<<6, leader)
}

// Order is how two writes of a row are related.
type Order uint8

const (
	Same       Order = iota
	Saw              // the first saw the second
	SeenBy           // the second saw the first
	Concurrent       // neither saw the other
)

// Relation tells how a is related to b, of one row, if at least one of them is
// still in flight (or after KeepAll). Write 0 was seen by all others.
func (t *Tracker) Relation(a, b uint64) Order {
	switch {
	case a == b:
		return Same
	case a > b:
		if t.saw(a, b) {
			return Saw
		}
	default:
		if t.saw(b, a) {
			return SeenBy
		}
	}
	return Concurrent
}

// saw tells whether a write saw an earlier one; see the package's tour for why it
// did if either has retired.
func (t *Tracker) saw(later, earlier uint64) bool {
	if earlier < t.window.base {
		return true
	}
	l, e := t.window.at(later), t.window.at(earlier)
	if l.state&e.state&active == 0 {
		return true
	}
	if l.state&hot != 0 {
		return t.vectors.Vector(uint32(l.past)).At(int(e.line)) >= uint32(e.conc)
	}
	return l.past>>e.slot&1 != 0
}

// UnderWay tells whether a write of a row is still in flight.
func (t *Tracker) UnderWay(row uint32) bool { return t.place(row) != 0 }

// Unstable appends to a list the writes of a row that are still in flight.
func (t *Tracker) Unstable(row uint32, list []uint64) []uint64 {
	switch place := t.place(row); {
	case place == 0:
		return list
	case place&hotMark != 0:
		return t.unstableHot(t.hot[place&^hotMark], list)
	default:
		return t.unstableCool(&t.cool[place-1], list)
	}
}

func (t *Tracker) place(row uint32) uint32 {
	if int(row) >= len(t.rows) {
		return 0
	}
	return t.rows[row]
}

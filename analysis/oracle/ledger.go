package oracle

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// ledger remembers writes, in a ring indexed by their numbers, from the oldest one
// that has not been dealt with everywhere or whose client still waits.
type ledger struct {
	entries    []entry
	mask       uint64
	base, next uint64
	now        sim.Time
	quorum     []sim.Time // by place in entries: when W replicas had it; nil where no Probe tells
}

// entry is what the oracle must know of a write while it is under way.
type entry struct {
	at      sim.Time
	newest  uint64 // the latest write that it depends on
	row     uint32
	seq     uint32 // its number in its line; for order
	node    uint32 // in survival; 0: nothing is left to decide
	probe   uint32 // in probes; 0: none is open
	depends uint32 // in order.pool
	follows uint32 // how many numbers later its origin's next write is; 0: there is none yet
	own     uint32 // place among its session's writes
	read    uint32 // place in what its session had read
	session int32
	bin     uint32
	origin  uint16
	line    uint16 // of its origin's writes; see causality.Tracker
	flags   uint8
}

// What an entry's flags say.
const (
	isMeasured = 1 << iota
	isInFlight // not dealt with at all replicas of its row
	isPending  // its client has not been answered
	isFull     // all replicas of its row have had it at one time
	isAcknowledged
	isLate // its origin coordinates it, and gets it into its own replica later
)

func (e *entry) is(flag uint8) bool { return e.flags&flag != 0 }

func (e *entry) set(flag uint8, on bool) {
	e.flags &^= flag
	if on {
		e.flags |= flag
	}
}

func newLedger() ledger {
	const size = 64
	return ledger{entries: make([]entry, size), mask: size - 1, base: 1, next: 1}
}

func (l *ledger) at(id uint64) *entry { return &l.entries[id&l.mask] }

func (l *ledger) holds(id uint64) bool { return id >= l.base && id < l.next }

func (l *ledger) add(w *model.Write) *entry {
	if uint64(w.ID) != l.next {
		panic("oracle: writes are not told in the order of their numbers")
	}
	if l.next-l.base == uint64(len(l.entries)) {
		l.grow()
	}
	l.next++
	e := l.at(uint64(w.ID))
	*e = entry{at: w.At, row: w.Row, session: w.Session, origin: w.Origin, flags: isPending}
	if l.quorum != nil {
		l.quorum[uint64(w.ID)&l.mask] = sim.Never
	}
	return e
}

// reach notes that now as many replicas have a write as its client waits for. What has
// been forgotten is missing nowhere.
func (l *ledger) reach(id uint64) {
	if !l.holds(id) {
		return
	}
	if l.quorum == nil {
		l.quorum = slices.Repeat([]sim.Time{sim.Never}, len(l.entries))
	}
	l.quorum[id&l.mask] = l.now
}

// reached is when they had; Never if they have not yet.
func (l *ledger) reached(id uint64) sim.Time {
	if l.quorum == nil {
		return sim.Never
	}
	return l.quorum[id&l.mask]
}

func (l *ledger) grow() {
	old := *l
	l.entries = make([]entry, 2*len(old.entries))
	l.mask = uint64(len(l.entries) - 1)
	for id := old.base; id < old.next; id++ {
		*l.at(id) = *old.at(id)
	}
	if old.quorum != nil {
		l.quorum = make([]sim.Time, len(l.entries))
		for id := old.base; id < old.next; id++ {
			l.quorum[id&l.mask] = old.quorum[id&old.mask]
		}
	}
}

// advance forgets the oldest writes of which nothing is awaited, and returns where
// the ledger begins now.
func (l *ledger) advance() uint64 {
	for l.base < l.next && !l.at(l.base).is(isInFlight|isPending) {
		l.base++
	}
	return l.base
}

// before is the first write committed at or after an instant, or the number that
// the next write will have. Writes that the ledger has forgotten do not count.
func (l *ledger) before(at sim.Time) uint64 {
	if l.base == l.next || l.at(l.next-1).at < at {
		return l.next
	}
	low, high := l.base, l.next-1
	for low < high {
		if middle := low + (high-low)/2; l.at(middle).at >= at {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

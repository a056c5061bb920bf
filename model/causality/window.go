package causality

import "math/bits"

// window holds the records of the writes from the oldest active one on, and where
// each has been delivered, in rings indexed by the writes' numbers. It is as long
// as it must be and does not shrink.
type window struct {
	leaders    int
	base, next uint64 // writes from base to next-1 are in the window
	records    []record
	mask       uint64 // len(records)-1
	// words holds a ring of bits a leader, one bit a write, so that a leader's first
	// gap is found 64 writes at a time. The two after it are like it, or nil.
	words     []uint64
	elsewhere []uint64 // writes of rows that the leader keeps no replica of
	came      []uint64 // what has ever been in words
	rows      int      // words a leader: len(records)/64, a power of two
	cursor    []uint64
}

// record is a write in the window. What past and conc hold depends on its row:
//
//	cool: masks of the row's active writes that it saw, that are concurrent with it
//	hot:  the index of its vector, its number among its line's writes of the row
type record struct {
	past, conc uint64
	older      uint64 // cool: the next older active write of the row, or 0
	time       int64  // its stamp
	count      uint32
	row        uint32
	left       uint16 // replicas where it has not arrived
	line       uint16 // of its origin's writes; see Tracker.Transfer
	origin     uint16
	slot       uint8 // cool: its bit
	state      uint8
}

// What a record's state is made of.
const (
	active     = 1 << iota // not retired
	hot                    // its row is hot
	measured               // it counts
	isUnseen               // it is in an unseen pair
	isConflict             // it is in a concurrent pair
	isLoser                // it is in an unseen pair with a write of larger stamp
	late                   // its origin only coordinates it so far
	erased                 // no leader knows of it any more
)

func newWindow(leaders int) window {
	const size = 64
	w := window{leaders: leaders, base: 1, next: 1, cursor: make([]uint64, leaders)}
	w.records, w.mask = make([]record, size), size-1
	w.rows = size / 64
	w.words = make([]uint64, leaders*w.rows)
	for i := range w.cursor {
		w.cursor[i] = 1
	}
	return w
}

func (w *window) at(id uint64) *record { return &w.records[id&w.mask] }

// add makes the record of the next write, whose origin has it.
func (w *window) add(id uint64, origin int) *record {
	if id != w.next {
		panic("causality: writes are not told in the order of their numbers")
	}
	if id-w.base&^63 >= uint64(len(w.records)) {
		w.grow()
	}
	if id&63 == 0 {
		w.clearWord(id)
	}
	w.next++
	w.deliver(id, origin)
	r := w.at(id)
	*r = record{}
	return r
}

// clearWord makes room for the bits of 64 writes at every leader.
func (w *window) clearWord(id uint64) {
	for _, ring := range [][]uint64{w.words, w.elsewhere, w.came} {
		for i := w.word(id); i < len(ring); i += w.rows {
			ring[i] = 0
		}
	}
}

// word is where a write's bit is in a leader's ring.
func (w *window) word(id uint64) int { return int(id>>6) & (w.rows - 1) }

func (w *window) grow() {
	old := *w
	w.records = make([]record, 2*len(old.records))
	w.mask = uint64(len(w.records) - 1)
	w.rows *= 2
	w.words = w.rewound(&old, old.words)
	w.elsewhere = w.rewound(&old, old.elsewhere)
	w.came = w.rewound(&old, old.came)
	for id := old.base; id < old.next; id++ {
		*w.at(id) = *old.at(id)
	}
}

// rewound copies rings of bits of a shorter window; none of none.
func (w *window) rewound(old *window, rings []uint64) []uint64 {
	if rings == nil {
		return nil
	}
	longer := make([]uint64, w.leaders*w.rows)
	for leader := range w.leaders {
		for id := old.base &^ 63; id < old.next; id += 64 {
			longer[leader*w.rows+w.word(id)] = rings[leader*old.rows+old.word(id)]
		}
	}
	return longer
}

// deliver notes an arrival; false if the write had arrived before.
func (w *window) deliver(id uint64, leader int) bool {
	i, bit := leader*w.rows+w.word(id), uint64(1)<<(id&63)
	if w.words[i]&bit != 0 {
		return false
	}
	w.words[i] |= bit
	if w.came != nil {
		w.came[i] |= bit
	}
	return true
}

// noteCame notes that a write has been at a leader, once.
func (w *window) noteCame(id uint64, leader int) {
	w.came[leader*w.rows+w.word(id)] |= 1 << (id & 63)
}

// keepElsewhere notes that a leader will not get a write, as no replica of its row.
func (w *window) keepElsewhere(id uint64, leader int) {
	w.elsewhere[leader*w.rows+w.word(id)] |= 1 << (id & 63)
}

func (w *window) delivered(id uint64, leader int) bool {
	return w.words[leader*w.rows+w.word(id)]>>(id&63)&1 != 0
}

// applied is delivered, and not only coordinated there.
func (w *window) applied(id uint64, leader int) bool {
	r := w.at(id)
	return w.delivered(id, leader) && (r.state&late == 0 || int(r.origin) != leader)
}

// replace makes a leader have, of a write, what a transfer brought.
func (w *window) replace(id uint64, leader int, has bool) {
	word, bit := &w.words[leader*w.rows+w.word(id)], uint64(1)<<(id&63)
	*word &^= bit
	if has {
		*word |= bit
	}
	if r := w.at(id); int(r.origin) == leader {
		r.state &^= late
	}
}

// present tells which of 64 writes a leader has, or will never need.
func (w *window) present(id uint64, leader int) uint64 {
	i := leader*w.rows + w.word(id)
	if w.elsewhere != nil {
		return w.words[i] | w.elsewhere[i]
	}
	return w.words[i]
}

// oldest is the first write that a leader still needs, or next. It is found from
// where it was last, because it only ever moves up, but for transfers.
func (w *window) oldest(leader int) uint64 {
	w.cursor[leader] = w.needed(leader, w.cursor[leader])
	return w.cursor[leader]
}

// needed is the first write from a number on that a leader still needs, or next.
func (w *window) needed(leader int, from uint64) uint64 {
	id := max(from, w.base)
	for id < w.next {
		gaps := ^w.present(id, leader) >> (id & 63)
		if gaps != 0 {
			id += uint64(bits.TrailingZeros64(gaps))
			break
		}
		id = id&^63 + 64
	}
	return min(id, w.next)
}

// advance moves the base past the writes that have retired.
func (w *window) advance() {
	for w.base < w.next && w.at(w.base).state&active == 0 {
		w.base++
	}
}

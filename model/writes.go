package model

import "github.com/mlrsim/mlrsim/model/strategy"

// record is a write with what the simulation must remember of it until its change
// has been dealt with everywhere. Changes travel in units: the writes of one
// transaction, which follow each other in number. What is said of a unit stands
// in the record of its first write.
//
// What a delivery touches comes first, so that it shares a cache line; a record
// takes two.
type record struct {
	version     strategy.Version // what leaders keep of it
	outstanding int32            // unit: copies in flight, held, queued or still to be sent
	acks        uint16           // unit: acknowledgements that have come back
	ackHops     uint16           // unit: how often acknowledgements have been put on a link
	Write
	before WriteID // the version that it replaced at its origin: the before-image
	op     uint64  // unit: the operation that waits for them; 0: none
	term   uint32  // unit: of the leader that committed it (mode single-leader)
	need   uint16  // unit: acknowledgements that its client waits for
	again  uint16  // unit: how often it has been sent beyond the first time
}

// dot is the write's identity by origin and sequence. It keys the draws of its
// change, because another leader in the scenario moves WriteIDs but no dot.
func (r *record) dot() uint64 { return uint64(r.Origin)<<32 | uint64(r.Seq) }

const pageSize = 512

// page holds the records of neighbouring writes, so that a *Write stays where it is.
type page struct {
	records [pageSize]record
	live    int // records in use, and those still to be given out
	sets    []uint64
	deps    []uint32
}

// writes is the records of all writes whose change is not dealt with, by number.
// A page goes back to the pool when none of its records is needed, so memory
// follows what is in flight.
type writes struct {
	next     WriteID
	base     uint64 // number of the first page
	pages    []*page
	pool     []*page
	sets     int  // of leaders, that are kept for each record; see had
	setWords int  // of one set
	keep     bool // records are never recycled
	depWords int  // length of a record's dependency vector; 0: none is kept
}

// Sets of leaders that are kept for a unit, if any are.
const (
	had     = iota // it has come to them, or they committed it
	dealt          // they have applied or committed it
	acked          // their acknowledgement has come back
	brought        // of one write: a comparison has brought it to them (mode single-leader with anti-entropy)

	ackedOnly = 0 // in the place of the others: they have acknowledged it
)

func newWrites(sets, setWords, depWords int, keep bool) *writes {
	return &writes{next: 1, sets: sets, setWords: setWords, depWords: depWords, keep: keep}
}

// add gives out the next record, zeroed but for its ID.
func (w *writes) add() *record {
	id := w.next
	w.next++
	at := uint64(id)/pageSize - w.base
	for uint64(len(w.pages)) <= at {
		w.pages = append(w.pages, w.newPage())
	}
	p := w.pages[at]
	i := uint64(id) % pageSize
	if each := uint64(w.sets * w.setWords); each > 0 {
		clear(p.sets[i*each:][:each])
	}
	r := &p.records[i]
	*r = record{Write: Write{ID: id}}
	return r
}

func (w *writes) newPage() *page {
	var p *page
	if n := len(w.pool); n > 0 {
		p, w.pool = w.pool[n-1], w.pool[:n-1]
	} else {
		p = &page{sets: make([]uint64, pageSize*w.sets*w.setWords), deps: make([]uint32, pageSize*w.depWords)}
	}
	p.live = pageSize
	if w.base == 0 && len(w.pages) == 0 {
		p.live-- // number 0 is not a write
	}
	return p
}

// get is the record of a write that is still needed.
func (w *writes) get(id WriteID) *record {
	return &w.pages[uint64(id)/pageSize-w.base].records[uint64(id)%pageSize]
}

// set is one of the sets of leaders of a unit.
func (w *writes) set(which int, id WriteID) []uint64 {
	p := w.pages[uint64(id)/pageSize-w.base]
	return p.sets[(uint64(id)%pageSize*uint64(w.sets)+uint64(which))*uint64(w.setWords):][:w.setWords]
}

// is tells whether a leader is in one of the sets of a unit.
func (w *writes) is(which int, id WriteID, leader int) bool { return hasBit(w.set(which, id), leader) }

// note puts a leader into one of the sets of a unit, or takes it out.
func (w *writes) note(which int, id WriteID, leader int, in bool) {
	set := w.set(which, id)
	set[leader>>6] &^= 1 << (leader & 63)
	if in {
		setBit(set, leader)
	}
}

// deps is the dependency vector of the unit: by column, how many of its writes the
// unit depends on.
func (w *writes) deps(id WriteID) []uint32 {
	p := w.pages[uint64(id)/pageSize-w.base]
	return p.deps[uint64(id)%pageSize*uint64(w.depWords):][:w.depWords]
}

// release says that a record is needed no more.
func (w *writes) release(id WriteID) {
	if w.keep {
		return
	}
	i := uint64(id)/pageSize - w.base
	p := w.pages[i]
	if p.live--; p.live > 0 {
		return
	}
	w.pool = append(w.pool, p)
	w.pages[i] = nil
	drop := 0
	for drop < len(w.pages) && w.pages[drop] == nil {
		drop++
	}
	w.base += uint64(drop)
	w.pages = w.pages[:copy(w.pages, w.pages[drop:])]
}

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
	_      [8]byte
}

// dot is the write's identity by origin and sequence. It keys the draws of its
// change, because another leader in the scenario moves WriteIDs but no dot.
func (r *record) dot() uint64 { return uint64(r.Origin)<<32 | uint64(r.Seq) }

const pageSize = 512

// page holds the records of neighbouring writes, so that a *Write stays where it is.
type page struct {
	records [pageSize]record
	live    int // records in use, and those still to be given out
	had     []uint64
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
	hadWords int // words of a record's set of leaders that had the unit; 0: none is kept
	depWords int // length of a record's dependency vector; 0: none is kept
}

func newWrites(hadWords, depWords int) *writes {
	return &writes{next: 1, hadWords: hadWords, depWords: depWords}
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
	if w.hadWords > 0 {
		clear(p.had[i*uint64(w.hadWords):][:w.hadWords])
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
		p = &page{had: make([]uint64, pageSize*w.hadWords), deps: make([]uint32, pageSize*w.depWords)}
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

// had is the set of leaders that have had the unit.
func (w *writes) had(id WriteID) []uint64 {
	p := w.pages[uint64(id)/pageSize-w.base]
	return p.had[uint64(id)%pageSize*uint64(w.hadWords):][:w.hadWords]
}

// deps is the dependency vector of the unit: by origin, how many of its writes the
// unit depends on.
func (w *writes) deps(id WriteID) []uint32 {
	p := w.pages[uint64(id)/pageSize-w.base]
	return p.deps[uint64(id)%pageSize*uint64(w.depWords):][:w.depWords]
}

// release says that a record is needed no more.
func (w *writes) release(id WriteID) {
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

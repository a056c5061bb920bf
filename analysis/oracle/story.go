package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/sim"
)

// story looks for the conflict that is worth drawing: one that ended in a lost
// update, that a fault had a part in if there are any, among few other writes of
// the row, as early as possible.
type story struct {
	pairs  []pair // candidates, in the order of their later writes; few
	faults int    // that are on
}

// pair is two concurrent writes.
type pair struct {
	row     uint32
	writes  [2]uint64
	nodes   [2]uint32 // what decides whether they survive
	open    int       // of the two, still under way
	crowd   int       // writes of the row that were under way, and that came while these were
	fault   bool      // there was one when they met
	from    sim.Time  // commit of the earlier one
	settled sim.Time
	lost    bool
}

// candidates is how many pairs are considered at a time.
const candidates = 32

// pair considers a write that has just been found in conflict. With very many
// others it draws no good picture, and to find one of them takes long.
func (s *story) pair(o *Oracle, w *model.Write, concurrent int) {
	s.notice(w.Row)
	if concurrent > 64 && len(s.pairs) > 0 || len(s.pairs) == candidates && !s.makeRoom() {
		return
	}
	o.sessions.list = o.saw.Unstable(w.Row, o.sessions.list[:0])
	for _, id := range o.sessions.list {
		if o.saw.Relation(uint64(w.ID), id) == causality.Concurrent && !o.saw.Erased(id) {
			s.add(o, w, id, len(o.sessions.list))
			return
		}
	}
}

// notice counts another write on the rows of pairs that are under way.
func (s *story) notice(row uint32) {
	for i := range s.pairs {
		if p := &s.pairs[i]; p.row == row && p.open > 0 {
			p.crowd++
		}
	}
}

func (s *story) add(o *Oracle, w *model.Write, partner uint64, crowd int) {
	p := pair{row: w.Row, writes: [2]uint64{partner, uint64(w.ID)}, open: 2, crowd: crowd, fault: s.faults > 0, from: o.ledger.at(partner).at}
	for i, id := range p.writes {
		number := o.ledger.at(id).node
		p.nodes[i] = number
		o.survival.nodes[number].flags |= isDrawn
	}
	s.pairs = append(s.pairs, p)
}

// makeRoom drops a pair, but not the first: one that came to nothing; during a
// fault also one that had no part in it, or that has become crowded.
func (s *story) makeRoom() bool {
	for i := 1; i < len(s.pairs); i++ {
		p := &s.pairs[i]
		if p.open == 0 && !p.lost || s.faults > 0 && (!p.fault || p.crowd > quiet) {
			s.pairs = append(s.pairs[:i], s.pairs[i+1:]...)
			return true
		}
	}
	return false
}

// settle notes that a write has been dealt with everywhere.
func (s *story) settle(id uint64, at sim.Time) {
	for i := range s.pairs {
		p := &s.pairs[i]
		if p.open > 0 && (p.writes[0] == id || p.writes[1] == id) {
			p.open--
			p.settled = at
		}
	}
}

// inherit notes that one node now decides what another did.
func (s *story) inherit(number, heir uint32) {
	for i := range s.pairs {
		for k, n := range s.pairs[i].nodes {
			if n == number {
				s.pairs[i].nodes[k] = heir
			}
		}
	}
}

// lost notes that a node is lost, and with it a write that counts.
func (s *story) lost(number uint32, counts bool, at sim.Time) {
	for i := range s.pairs {
		p := &s.pairs[i]
		for k, n := range p.nodes {
			if n == number {
				p.nodes[k] = 0
				p.lost = p.lost || counts
				p.settled = max(p.settled, at)
			}
		}
	}
}

func (s *story) end(at sim.Time) {
	for i := range s.pairs {
		if s.pairs[i].open > 0 {
			s.pairs[i].settled = at
		}
	}
}

// quiet is up to how many writes do not crowd a picture.
const quiet = 4

// better prefers lost updates, then the part of a fault, then quiet rows; the
// earlier pair stays if equal.
func (p *pair) better(than *pair) bool {
	if p.lost != than.lost {
		return p.lost
	}
	if p.fault != than.fault {
		return p.fault
	}
	return max(p.crowd, quiet) < max(than.crowd, quiet)
}

// Story is the row and the time of a conflict worth drawing, with a little before
// it began and after it was settled everywhere. It is false if no measured writes
// were in conflict, or the oracle is bare.
func (o *Oracle) Story() (row uint32, from, to sim.Time, ok bool) {
	if len(o.story.pairs) == 0 {
		return 0, 0, 0, false
	}
	best := &o.story.pairs[0]
	for i := range o.story.pairs {
		if p := &o.story.pairs[i]; p.better(best) {
			best = p
		}
	}
	margin := max((best.settled-best.from)/8, 1)
	return best.row, max(best.from-margin, 0), min(best.settled+margin, o.ended), true
}

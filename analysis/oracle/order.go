package oracle

import (
	"github.com/mlrsim/mlrsim/model"
)

// order finds changes that a leader applies before one that they depend on, of
// whatever row. A write depends on all that its origin had been delivered when it
// was committed, and on what that depends on.
//
// A change is in order if all that it depends on is older than the leader's first
// gap; otherwise what it depends on is compared with what the leader has. For that
// there are two rooms: pasts, sets of the writes under way, 64 in a word; and
// prefixes, vectors of a count for each origin, once so many writes are under way
// that vectors are shorter.
//
// What a leader keeps no replica of is no gap there, but known there if something that
// depends on it comes: so where rows have few replicas, every change can bring knowledge
// of others.
type order struct {
	newest   []uint64 // by leader: the last write of which it knows, by delivery or from others
	lengths  []uint32 // by line: its writes
	partial  bool     // rows have fewer replicas than there are leaders
	pasts    *pasts   // nil once there are prefixes
	prefixes *prefixes
	violated int64
}

func newOrder(config *Config) order {
	n := config.Leaders
	return order{
		newest: make([]uint64, n), lengths: make([]uint32, n),
		partial: config.Replicas > 0 && config.Replicas < n, pasts: newPasts(n),
	}
}

func (s *order) commit(o *Oracle, w *model.Write, e *entry) {
	origin, id := int(w.Origin), uint64(w.ID)
	if s.pasts != nil && !s.pasts.fits(o, id) {
		s.prefixes = s.pasts.convert(o)
		s.pasts = nil
	}
	e.line = uint16(o.saw.Line(origin))
	s.lengths[e.line]++
	e.seq = s.lengths[e.line]
	e.newest = s.newest[origin]
	s.newest[origin] = id
	if s.pasts != nil {
		s.pasts.commit(o, id, origin, e)
	} else {
		s.prefixes.commit(o, id, origin, e)
	}
}

// settle forgets what a write depends on that has been applied everywhere.
func (s *order) settle(e *entry) {
	if s.pasts != nil {
		s.pasts.pool.Put(e.depends)
	} else {
		s.prefixes.pool.Put(e.depends)
	}
	e.depends = 0
}

// transfer lets a leader know what it has been delivered, as the tracker says now, and
// what that depends on. All that was ever written is still in the ledger.
func (s *order) transfer(o *Oracle, leader int) {
	for len(s.lengths) < o.saw.Lines() {
		s.lengths = append(s.lengths, 0)
	}
	if s.pasts != nil {
		s.pasts.transfer(o, leader)
	} else {
		s.prefixes.transfer(o, leader)
	}
	s.newest[leader] = 0
	for id := o.ledger.next - 1; id >= o.ledger.base; id-- {
		if o.saw.Delivered(id, leader) {
			s.newest[leader] = id
			return
		}
	}
}

// checkOrder looks, before it is noted as delivered, whether a change comes to a
// leader too early, for those who wait for others and for its session. Only a
// change that comes early can bring knowledge of others.
func (o *Oracle) checkOrder(a *model.Apply, measured bool) {
	s, id := &o.order, uint64(a.Write.ID)
	e := o.ledger.at(id)
	gap := o.saw.Oldest(a.Leader)
	early := false
	if s.pasts != nil {
		early = e.newest >= gap && s.pasts.early(o, e, a.Leader, gap)
		s.pasts.apply(o, id, e, a.Leader, gap, early)
	} else {
		early = e.newest >= gap && s.prefixes.early(e, a.Leader)
		s.prefixes.apply(o, id, e, a.Leader, early)
	}
	s.newest[a.Leader] = max(s.newest[a.Leader], id)
	if measured && !o.again(id, a.Leader) {
		s.violated += count(early)
		o.checkSession(a, e, early)
	}
}

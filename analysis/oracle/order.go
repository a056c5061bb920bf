package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
)

// order finds changes that a leader applies before one that they depend on, of
// whatever row. A write depends on all that its origin had been delivered when it
// was committed, and on what that depends on: a prefix of each origin's writes,
// since a write depends on the earlier ones of its own origin. So a change comes
// too early if and only if some origin's unbroken prefix of writes applied at the
// leader is shorter than the one it depends on.
//
// That is a comparison of two vectors, at every delivery, and it is avoided where
// possible. A change is in order if all that it depends on is older than the
// leader's first gap. If not, the oldest few gaps are tried: under random delays
// one of them is a straggler that everybody else has long had. Only then are the
// vectors compared.
type order struct {
	leaders  int
	applied  []causality.Vector // by leader: the unbroken prefixes
	known    []causality.Vector // by leader: what it has been delivered, and what that depends on
	newest   []uint64           // by leader: the last write in known
	unknown  []uint64           // by leader: a write before which all are in known
	last     []uint64           // by origin: its last write
	pool     *causality.Pool    // of what the writes under way depend on
	violated int64
}

// tries is how many gaps are tried before the vectors are compared: about as many
// as a comparison costs with as many leaders.
func (s *order) tries() int { return min(s.leaders/8, 12) }

func newOrder(leaders int) order {
	s := order{leaders: leaders, pool: causality.NewPool(leaders)}
	s.applied, s.known = vectors(leaders), vectors(leaders)
	s.newest, s.unknown = make([]uint64, leaders), make([]uint64, leaders)
	s.last = make([]uint64, leaders)
	return s
}

// vectors makes one for each leader.
func vectors(leaders int) []causality.Vector {
	words := causality.Words(leaders)
	all, list := make(causality.Vector, leaders*words), make([]causality.Vector, leaders)
	for i := range list {
		list[i] = all[i*words : (i+1)*words]
	}
	return list
}

func (s *order) commit(o *Oracle, w *model.Write, e *entry) {
	origin, id := int(w.Origin), uint64(w.ID)
	e.depends = s.pool.Get()
	copy(s.pool.Vector(e.depends), s.known[origin])
	e.newest = s.newest[origin]
	s.newest[origin] = id
	s.known[origin].Set(origin, w.Seq)
	s.applied[origin].Set(origin, w.Seq)
	if last := s.last[origin]; o.ledger.holds(last) {
		o.ledger.at(last).follows = uint32(id - last)
	}
	s.last[origin] = id
}

// settle forgets what a write depends on that has been applied everywhere.
func (s *order) settle(e *entry) {
	s.pool.Put(e.depends)
	e.depends = 0
}

// checkOrder looks, before it is noted as delivered, whether a change comes to a
// leader too early, for those who wait for others and for its session.
func (o *Oracle) checkOrder(a *model.Apply, measured bool) {
	s, id := &o.order, uint64(a.Write.ID)
	e := o.ledger.at(id)
	early := s.early(o, e, a.Leader)
	s.apply(o, id, e, a.Leader, early)
	if measured {
		if early {
			s.violated++
		}
		o.checkSession(a, e, early)
	}
}

// early tells whether something that a write depends on is not at a leader.
func (s *order) early(o *Oracle, e *entry, leader int) bool {
	gap := o.saw.Oldest(leader)
	if e.newest < gap {
		return false
	}
	depends := s.pool.Vector(e.depends)
	for range s.tries() {
		if missing := o.ledger.at(gap); depends.At(int(missing.origin)) >= missing.seq {
			return true
		}
		if gap = o.saw.NextMissing(leader, gap+1); e.newest < gap {
			return false
		}
	}
	return !s.applied[leader].Covers(depends)
}

// apply takes a write into what a leader has applied and knows. Only a change that
// comes early can bring knowledge of others.
func (s *order) apply(o *Oracle, id uint64, e *entry, leader int, early bool) {
	origin := int(e.origin)
	applied, known := s.applied[leader], s.known[leader]
	if applied.At(origin)+1 == e.seq {
		last := e
		for at := id; last.follows != 0; {
			at += uint64(last.follows)
			if !o.saw.Delivered(at, leader) {
				break
			}
			last = o.ledger.at(at)
		}
		applied.Set(origin, last.seq)
	}
	if known.At(origin) < e.seq {
		known.Set(origin, e.seq)
	}
	s.newest[leader] = max(s.newest[leader], id)
	if early && e.newest >= s.firstUnknown(o, leader) {
		known.Merge(s.pool.Vector(e.depends))
	}
}

// firstUnknown is a write before which a leader knows all.
func (s *order) firstUnknown(o *Oracle, leader int) uint64 {
	known := s.known[leader]
	id := max(s.unknown[leader], o.ledger.base)
	for id < o.ledger.next {
		if e := o.ledger.at(id); known.At(int(e.origin)) < e.seq {
			break
		}
		id++
	}
	s.unknown[leader] = id
	return id
}

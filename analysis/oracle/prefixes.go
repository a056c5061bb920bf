package oracle

import "github.com/mlrsim/mlrsim/model/causality"

// prefixes compares by vectors. What a write depends on is a prefix of each
// origin's writes, since it depends on the earlier ones of its own origin. So it
// comes too early if and only if some origin's unbroken prefix of writes applied
// at the leader is shorter than the one it depends on.
type prefixes struct {
	applied []causality.Vector // by leader: the unbroken prefixes
	known   []causality.Vector // by leader: what it has been delivered, and what that depends on
	last    []uint64           // by origin: its last write
	pool    *causality.Pool    // of what the writes under way depend on
}

func newPrefixes(leaders int) *prefixes {
	return &prefixes{
		applied: vectors(leaders), known: vectors(leaders),
		last: make([]uint64, leaders), pool: causality.NewPool(causality.Words(leaders)),
	}
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

func (s *prefixes) commit(o *Oracle, id uint64, origin int, e *entry) {
	e.depends = s.pool.Get()
	copy(s.pool.Vector(e.depends), s.known[origin])
	s.known[origin].Set(origin, e.seq)
	s.applied[origin].Set(origin, e.seq)
	s.chain(o, id, origin)
}

// chain lets a write's predecessor at its origin find it.
func (s *prefixes) chain(o *Oracle, id uint64, origin int) {
	if last := s.last[origin]; o.ledger.holds(last) {
		o.ledger.at(last).follows = uint32(id - last)
	}
	s.last[origin] = id
}

func (s *prefixes) early(e *entry, leader int) bool {
	return !s.applied[leader].Covers(s.pool.Vector(e.depends))
}

// apply takes a write into what a leader has applied and knows.
func (s *prefixes) apply(o *Oracle, id uint64, e *entry, leader int, early bool) {
	origin := int(e.origin)
	applied, known := s.applied[leader], s.known[leader]
	if applied.At(origin)+1 == e.seq {
		applied.Set(origin, o.unbroken(id, e, leader))
	}
	if known.At(origin) < e.seq {
		known.Set(origin, e.seq)
	}
	if early {
		known.Merge(s.pool.Vector(e.depends))
	}
}

// unbroken is how many writes of an origin a leader has without a gap, now that
// one arrives that closes the first.
func (o *Oracle) unbroken(id uint64, e *entry, leader int) uint32 {
	for e.follows != 0 {
		id += uint64(e.follows)
		if !o.saw.Delivered(id, leader) {
			break
		}
		e = o.ledger.at(id)
	}
	return e.seq
}

package oracle

import "github.com/mlrsim/mlrsim/model/causality"

// pasts compares by sets of writes, as bits in rings indexed by their numbers. Of
// all leaders' writes only those under way matter, and 64 are compared at a time.
type pasts struct {
	leaders int
	words   int      // in a ring, a power of two
	room    uint64   // writes that have room in a ring
	known   []uint64 // by leader, a ring each: what it has been delivered, and what that depends on
	stride  int      // from ring to ring; no power of two, so that rings do not compete for one cache line
	pool    *causality.Pool
}

// fewestWords is how long a ring is at least: up to about there, to follow a set is
// cheaper than to keep prefixes, however few the leaders.
const fewestWords = 16

func newPasts(leaders int) *pasts {
	s := &pasts{leaders: leaders, words: fewestWords}
	for s.words < causality.Words(leaders) {
		s.words *= 2
	}
	s.room = 64 * uint64(s.words)
	s.stride = s.words + 8
	s.known = make([]uint64, leaders*s.stride)
	s.pool = causality.NewPool(s.stride)
	return s
}

// fits tells whether the writes under way, and one more, have room in a ring.
func (s *pasts) fits(o *Oracle, id uint64) bool {
	return id-o.ledger.base&^63 < s.room
}

func (s *pasts) ring(leader int) []uint64 {
	return s.known[leader*s.stride : leader*s.stride+s.words]
}

func (s *pasts) commit(o *Oracle, id uint64, origin int, e *entry) {
	mask := uint64(s.words - 1)
	if id&63 == 0 {
		for i := int(id >> 6 & mask); i < len(s.known); i += s.stride {
			s.known[i] = 0
		}
	}
	known := s.ring(origin)
	e.depends = s.pool.Get()
	depends := s.pool.Vector(e.depends)
	for word := o.ledger.base >> 6; word <= e.newest>>6; word++ {
		depends[word&mask] = known[word&mask]
	}
	known[id>>6&mask] |= 1 << (id & 63)
}

// early tells whether something that a write depends on is not at a leader, which
// has all that is older than its first gap.
func (s *pasts) early(o *Oracle, e *entry, leader int, gap uint64) bool {
	depends, mask := s.pool.Vector(e.depends), uint64(s.words-1)
	for word := gap >> 6; word <= e.newest>>6; word++ {
		if depends[word&mask]&^o.saw.Arrived(leader, word) != 0 {
			return true
		}
	}
	return false
}

// apply takes a write into what a leader knows. That has all that is older than its
// first gap, but for what it keeps no replica of.
func (s *pasts) apply(o *Oracle, id uint64, e *entry, leader int, gap uint64, early bool) {
	known, mask := s.ring(leader), uint64(s.words-1)
	known[id>>6&mask] |= 1 << (id & 63)
	switch {
	case o.order.partial:
		s.learn(e, known, o.ledger.base)
	case early:
		s.learn(e, known, gap)
	}
}

// learn takes what a write depends on, from a number on, into what is known.
func (s *pasts) learn(e *entry, known []uint64, from uint64) {
	depends, mask := s.pool.Vector(e.depends), uint64(s.words-1)
	for word := from >> 6; word <= e.newest>>6; word++ {
		known[word&mask] |= depends[word&mask]
	}
}

// transfer makes a leader know what it has been delivered, and what that depends on.
func (s *pasts) transfer(o *Oracle, leader int) {
	known, mask := s.ring(leader), uint64(s.words-1)
	clear(known)
	for id := o.ledger.base; id < o.ledger.next; id++ {
		if o.saw.Delivered(id, leader) {
			known[id>>6&mask] |= 1 << (id & 63)
			s.learn(o.ledger.at(id), known, o.ledger.base)
		}
	}
}

// convert writes the same as vectors, when so many writes are under way that these
// are shorter.
func (s *pasts) convert(o *Oracle) *prefixes {
	p := newPrefixes(s.leaders, o.saw.Lines())
	start := s.beforeLedger(o)
	for leader := range s.leaders {
		copy(p.known[leader], start)
		copy(p.applied[leader], start)
	}
	for id := o.ledger.base; id < o.ledger.next-1; id++ {
		e := o.ledger.at(id)
		line := int(e.line)
		p.chain(o, id, line)
		for leader := range s.leaders {
			if s.ring(leader)[id>>6&uint64(s.words-1)]>>(id&63)&1 != 0 {
				p.known[leader].Set(line, e.seq)
			}
			if p.applied[leader].At(line)+1 == e.seq && !o.saw.Awaits(id, leader) {
				p.applied[leader].Set(line, e.seq)
			}
		}
		if e.depends != 0 {
			e.depends = s.convertOne(o, p, e, start)
		}
	}
	return p
}

// beforeLedger counts the writes of each line that the ledger has forgotten.
// The ledger's last write is about to be committed, and not yet known.
func (s *pasts) beforeLedger(o *Oracle) causality.Vector {
	start := make(causality.Vector, causality.Words(o.saw.Lines()))
	for line, n := range o.order.lengths {
		start.Set(line, n)
	}
	for id := o.ledger.next - 2; id >= o.ledger.base; id-- {
		start.Set(int(o.ledger.at(id).line), o.ledger.at(id).seq-1)
	}
	return start
}

func (s *pasts) convertOne(o *Oracle, p *prefixes, e *entry, start causality.Vector) uint32 {
	depends, mask := s.pool.Vector(e.depends), uint64(s.words-1)
	vector := p.pool.Get()
	v := p.pool.Vector(vector)
	copy(v, start)
	for id := o.ledger.base; id <= e.newest; id++ {
		if depends[id>>6&mask]>>(id&63)&1 != 0 {
			u := o.ledger.at(id)
			v.Set(int(u.line), max(v.At(int(u.line)), u.seq))
		}
	}
	return vector
}

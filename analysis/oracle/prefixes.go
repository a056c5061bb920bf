package oracle

import "github.com/mlrsim/mlrsim/model/causality"

// prefixes compares by vectors. What a write depends on is a prefix of each line of
// writes (an origin's, as long as its replica is not replaced), since it depends on the
// earlier ones of its own line. So it comes too early if and only if some line's
// unbroken prefix of writes that the leader does not await is shorter than the one it
// depends on.
type prefixes struct {
	words   int                // of a vector
	applied []causality.Vector // by leader: the unbroken prefixes
	known   []causality.Vector // by leader: what it has been delivered, and what that depends on
	last    []uint64           // by line: its last write
	pool    *causality.Pool    // of what the writes under way depend on
}

func newPrefixes(leaders, lines int) *prefixes {
	words := causality.Words(lines)
	return &prefixes{
		words: words, applied: vectors(leaders, words), known: vectors(leaders, words),
		last: make([]uint64, 2*words), pool: causality.NewPool(words),
	}
}

// vectors makes one for each leader.
func vectors(leaders, words int) []causality.Vector {
	all, list := make(causality.Vector, leaders*words), make([]causality.Vector, leaders)
	for i := range list {
		list[i] = all[i*words : (i+1)*words]
	}
	return list
}

func (s *prefixes) commit(o *Oracle, id uint64, origin int, e *entry) {
	e.depends = s.pool.Get()
	copy(s.pool.Vector(e.depends), s.known[origin])
	line := int(e.line)
	s.known[origin].Set(line, e.seq)
	s.applied[origin].Set(line, e.seq)
	s.chain(o, id, line)
	if o.order.partial {
		s.skip(o, id, e)
	}
}

// skip lets leaders that keep no replica of a write's row do without it.
func (s *prefixes) skip(o *Oracle, id uint64, e *entry) {
	for leader, applied := range s.applied {
		if applied.At(int(e.line))+1 == e.seq && !o.saw.Awaits(id, leader) {
			applied.Set(int(e.line), e.seq)
		}
	}
}

// chain lets a write's predecessor in its line find it.
func (s *prefixes) chain(o *Oracle, id uint64, line int) {
	if last := s.last[line]; o.ledger.holds(last) {
		o.ledger.at(last).follows = uint32(id - last)
	}
	s.last[line] = id
}

func (s *prefixes) early(e *entry, leader int) bool {
	return !s.applied[leader].Covers(s.pool.Vector(e.depends))
}

// apply takes a write into what a leader has applied and knows.
func (s *prefixes) apply(o *Oracle, id uint64, e *entry, leader int, early bool) {
	line := int(e.line)
	applied, known := s.applied[leader], s.known[leader]
	if applied.At(line)+1 == e.seq {
		applied.Set(line, o.unbroken(id, e, leader))
	}
	if known.At(line) < e.seq {
		known.Set(line, e.seq)
	}
	if early || o.order.partial {
		known.Merge(s.pool.Vector(e.depends))
	}
}

// transfer makes a leader know what it has been delivered, and what that depends on.
func (s *prefixes) transfer(o *Oracle, leader int) {
	if words := causality.Words(o.saw.Lines()); words > s.words {
		s.widen(2 * words)
	}
	applied, known := s.applied[leader], s.known[leader]
	clear(applied)
	clear(known)
	for id := o.ledger.base; id < o.ledger.next; id++ {
		e := o.ledger.at(id)
		line := int(e.line)
		if applied.At(line)+1 == e.seq && !o.saw.Awaits(id, leader) {
			applied.Set(line, e.seq)
		}
		if o.saw.Delivered(id, leader) {
			known.Set(line, max(known.At(line), e.seq))
			known.Merge(s.pool.Vector(e.depends))
		}
	}
}

// widen makes room for more lines.
func (s *prefixes) widen(words int) {
	s.words = words
	for leader := range s.known {
		s.applied[leader] = s.applied[leader].Widened(words)
		s.known[leader] = s.known[leader].Widened(words)
	}
	s.last = append(s.last, make([]uint64, 2*words-len(s.last))...)
	s.pool.Widen(words)
}

// unbroken is how many writes of a line a leader awaits no more without a gap, now
// that one arrives that closes the first.
func (o *Oracle) unbroken(id uint64, e *entry, leader int) uint32 {
	for e.follows != 0 {
		id += uint64(e.follows)
		if o.saw.Awaits(id, leader) {
			break
		}
		e = o.ledger.at(id)
	}
	return e.seq
}

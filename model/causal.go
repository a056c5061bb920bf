package model

// Causal order: a change carries, by origin, how many of that leader's writes had
// been applied at its own origin when it was committed. A leader applies the
// writes of one origin in their sequence, and none before all that it depends on
// (Birman, Schiper and Stephenson 1991, §4).

// recordDependencies notes what a unit that is committed now depends on.
func (c *Cluster) recordDependencies(unit WriteID, leader int) {
	r := c.writes.get(unit)
	l := &c.leaders[leader]
	copy(c.writes.deps(unit), l.applied)
	l.applied[leader] = r.Seq + uint32(r.Size) - 1
}

// missing names the first write (origin and sequence) that a unit depends on and
// that has not been applied at the leader; ok if there is none.
func (c *Cluster) missing(unit WriteID, at int) (write uint64, ok bool) {
	applied := c.leaders[at].applied
	for origin, n := range c.writes.deps(unit) {
		if applied[origin] < n {
			return dependency(origin, n), false
		}
	}
	return 0, true
}

// dependency names a write by its origin and sequence.
func dependency(origin int, seq uint32) uint64 { return uint64(origin)<<32 | uint64(seq) }

// wake notes that a unit has been applied, and admits what waited for it.
func (c *Cluster) wake(r *record, at int) {
	l := &c.leaders[at]
	origin, last := int(r.Origin), r.Seq+uint32(r.Size)-1
	first := last
	if c.keeps { // the origin may have begun anew, and left a gap
		first = min(first, l.applied[origin]+1)
	}
	l.applied[origin] = max(l.applied[origin], last)
	for seq := first; seq <= last; seq++ {
		key := dependency(origin, seq)
		waiting := l.waiting[key]
		delete(l.waiting, key)
		for _, a := range waiting {
			c.admit(a, at)
		}
	}
}

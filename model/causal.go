package model

// Causal order: a change carries, by origin, how many of that leader's writes had
// been applied at its own origin when it was committed. A leader applies the
// writes of one origin in their sequence, and none before all that it depends on
// (Birman, Schiper and Stephenson 1991, §4).
//
// A leader that has lost its disk goes on without knowing how many of its writes have
// reached others. Its later writes do not depend on those that its copy lacks, and who
// has them need not have the others: so they count as another origin's, a new
// incarnation of the leader, with a column of its own in all vectors. Riak's actor
// epochs do the same for version vectors.

// columnsOf is, by leader, the column of its first incarnation in the vectors; those of
// its next ones follow. The last is how many columns there are.
func columnsOf(n int, faults []Fault) []int {
	columns := make([]int, n+1)
	for i := range faults {
		for _, at := range faults[i].Leaders {
			if faults[i].DiskLost {
				columns[at+1]++
			}
		}
	}
	for i := range n {
		columns[i+1] += columns[i] + 1
	}
	return columns
}

// columnOf is the column of the incarnation that a write is of.
func (c *Cluster) columnOf(w *Write) int {
	origin := int(w.Origin)
	reborn := c.leaders[origin].reborn
	n := len(reborn)
	for n > 0 && w.Seq < reborn[n-1] {
		n--
	}
	return c.columns[origin] + n
}

// beginIncarnation lets a leader that has a copy in the place of its disk count its
// writes anew in causal order. Vectors are longer from now on.
func (c *Cluster) beginIncarnation(at int) {
	if c.config.Replication.Order != CausalOrder {
		return
	}
	l := &c.leaders[at]
	l.reborn = append(l.reborn, l.seq+1)
	c.metadata += entryBytes
	c.flush(at)
}

// flush lets a leader pass on what a copy has brought of its former writes, where that is
// not done otherwise: some have them, and others wait for them. So it does with what comes
// back to it later (see passOnFor). A group that loses a member does the same for it: it
// flushes what some have had of that (Birman, Schiper and Stephenson 1991).
func (c *Cluster) flush(at int) {
	if c.config.Replication.Mode != MultiLeaderMode || c.forwards || c.config.Replication.Gossip != nil {
		return
	}
	for id := WriteID(1); id < c.writes.next; {
		r := c.writes.get(id)
		id += WriteID(r.Size)
		if int(r.Origin) == at && c.writes.is(dealt, r.ID, at) {
			c.passOn(r, at)
		}
	}
}

// recordDependencies notes what a unit that is committed now depends on.
func (c *Cluster) recordDependencies(unit WriteID, leader int) {
	r := c.writes.get(unit)
	l := &c.leaders[leader]
	copy(c.writes.deps(unit), l.applied)
	l.applied[c.columnOf(&r.Write)] = r.Seq + uint32(r.Size) - 1
}

// missing names the first write (column and sequence) that a unit depends on and
// that has not been applied at the leader; ok if there is none.
func (c *Cluster) missing(unit WriteID, at int) (write uint64, ok bool) {
	applied := c.leaders[at].applied
	for column, n := range c.writes.deps(unit) {
		if applied[column] < n {
			return dependency(column, n), false
		}
	}
	return 0, true
}

// dependency names a write by its column and sequence.
func dependency(column int, seq uint32) uint64 { return uint64(column)<<32 | uint64(seq) }

// wake notes that a unit has been applied, and admits what waited for it.
func (c *Cluster) wake(r *record, at int) {
	l := &c.leaders[at]
	column, last := c.columnOf(&r.Write), r.Seq+uint32(r.Size)-1
	l.applied[column] = max(l.applied[column], last)
	key := dependency(column, last)
	waiting := l.waiting[key]
	delete(l.waiting, key)
	for _, a := range waiting {
		c.admit(a, at)
	}
}

package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/network"
)

// needed is how many acknowledgements of other leaders a client waits for.
func (c *Cluster) needed() int {
	others := c.members - 1
	if c.config.Replication.Mode == QuorumMode {
		return c.config.Replication.Quorum.W
	}
	if c.config.Replication.Acknowledge.All {
		return others
	}
	return min(c.config.Replication.Acknowledge.Peers, others)
}

// acknowledge sends word from a leader to a unit's origin: that it has received
// the unit (semi-synchronous) or applied it (synchronous).
func (c *Cluster) acknowledge(unit WriteID, from int) {
	r := c.writes.get(unit)
	if int(r.Origin) == from || c.hasAcknowledged(unit, from) {
		return
	}
	c.sendAck(unit, from, int(r.Origin))
}

// hasAcknowledged tells whether the leader has done so before, which only a change
// that comes again can make happen, and notes that it does now.
func (c *Cluster) hasAcknowledged(unit WriteID, from int) bool {
	which := acked
	switch {
	case c.tracks || c.writes.sets == 0:
		return false
	case c.writes.sets == 1:
		which = 0
	}
	if c.writes.is(which, unit, from) {
		return true
	}
	c.writes.note(which, unit, from, true)
	return false
}

// sendAck puts an acknowledgement on the first link of a shortest way to the origin.
func (c *Cluster) sendAck(unit WriteID, from, origin int) {
	next := c.graph.NextHop(from, origin)
	if next < 0 {
		return
	}
	link := c.net.LinkOf(from, next)
	k := keyOf(kindAck, uint64(unit), int(link))
	const apart = 1 << 62 // from the draws of changes on the same link
	r := c.writes.get(unit)
	r.ackHops++
	draw := apart | uint64(r.ackHops)<<(32+placeBits/2) | r.dot()
	copies := c.net.Send(c.now, link, network.Message{Key: uint64(k), Draw: draw, Bytes: ackBytes, Law: c.config.Replication.Quorum.Legs.Ack})
	if copies > 1 {
		c.ackCopies[k] += copies
	}
	c.sent(link, unit, true, ackBytes)
	r.outstanding += int32(copies)
}

func (c *Cluster) arriveAck(k key) {
	if c.cutable && !c.present(k) {
		return
	}
	if _, to := c.net.Ends(k.link()); !c.isDeferred(to, k) {
		c.comeAck(k)
	}
}

// comeAck passes an acknowledgement on towards the origin, or counts it there.
func (c *Cluster) comeAck(k key) {
	unit := WriteID(k.number())
	r := c.writes.get(unit)
	if _, to := c.net.Ends(k.link()); !c.isCopy(k) {
		if int(r.Origin) == to {
			c.countAck(r)
		} else {
			c.sendAck(unit, to, int(r.Origin))
		}
	}
	c.recount(r, -1)
}

// isCopy tells whether the network has brought this acknowledgement before: of two
// copies the second.
func (c *Cluster) isCopy(k key) bool {
	n, ok := c.ackCopies[k]
	if ok {
		c.expectCopies(k, n-1)
	}
	return ok && n%2 == 1
}

// loseCopy notes that one copy will not come. If it was the first of two, the other
// stands alone.
func (c *Cluster) loseCopy(k key) {
	if n, ok := c.ackCopies[k]; ok {
		c.expectCopies(k, (n-1)&^1)
	}
}

func (c *Cluster) expectCopies(k key, n int) {
	if n == 0 {
		delete(c.ackCopies, k)
	} else {
		c.ackCopies[k] = n
	}
}

// countAck answers the client that waits, once enough leaders have acknowledged.
func (c *Cluster) countAck(r *record) {
	r.acks++
	c.satisfy(r)
}

// satisfy answers the client of a unit if it waits and enough have acknowledged.
func (c *Cluster) satisfy(r *record) {
	op := c.clients.pending[r.op]
	if op == nil || !op.waits || r.acks < r.need || op.first != r.ID {
		return
	}
	op.waits = false
	if c.quorum.on {
		c.tellProbes(r)
	}
	c.answer(op)
}

// needFewer lets clients wait no longer for a leader that has left.
func (c *Cluster) needFewer(gone int) {
	for at := range c.leaders {
		l := &c.leaders[at]
		l.awaiting = c.stillWaiting(l.awaiting)
		for _, n := range slices.Clone(l.awaiting) {
			op := c.clients.pending[n]
			if r := c.writes.get(op.first); int(r.need) > c.needed() && !c.writes.is(dealt, r.ID, gone) {
				r.need--
				c.satisfy(r)
			}
		}
	}
}

// await lets an operation wait for the acknowledgements of its unit.
func (c *Cluster) await(op *operation) {
	r := c.writes.get(op.first)
	r.op, r.need = op.number, uint16(c.needed())
	c.listen(op)
}

// listen lets an operation wait at its leader, whose crash would end that.
func (c *Cluster) listen(op *operation) {
	op.waits = true
	l := &c.leaders[op.leader]
	l.awaiting = append(l.awaiting, op.number)
	if len(l.awaiting) > 2*l.pruned+64 {
		l.awaiting = c.stillWaiting(l.awaiting)
		l.pruned = len(l.awaiting)
	}
}

func (c *Cluster) stillWaiting(numbers []uint64) []uint64 {
	kept := numbers[:0]
	for _, n := range numbers {
		if op := c.clients.pending[n]; op != nil && op.waits {
			kept = append(kept, n)
		}
	}
	return kept
}

// breakOff tells the clients that wait at a leader that it has failed: whether
// their writes will be there is unknown to them.
func (c *Cluster) breakOff(at int) {
	l := &c.leaders[at]
	for _, n := range c.stillWaiting(l.awaiting) {
		if op := c.clients.pending[n]; op != nil { // one that reads and writes is listed twice
			c.finish(op, false)
		}
	}
	l.awaiting = l.awaiting[:0]
}

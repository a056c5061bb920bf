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
	c.sendAck(unit, from, from)
}

// acknowledgeAgain is for a change that has come to a leader which had it in another
// way: by a copy or a repair, which acknowledge nothing.
func (c *Cluster) acknowledgeAgain(unit WriteID, at int) {
	op := c.clients.pending[c.writes.get(unit).op]
	if c.keeps && op != nil && op.waits && c.writes.is(dealt, unit, at) {
		c.acknowledge(unit, at)
	}
}

// hasAcknowledged tells whether the leader has done so before, which only a change
// that comes again can make happen, and notes that it does now.
func (c *Cluster) hasAcknowledged(unit WriteID, from int) bool {
	if c.tracks || c.keeps || c.writes.sets == 0 {
		return false // it does not, or the origin knows who has
	}
	again := c.writes.is(ackedOnly, unit, from)
	c.writes.note(ackedOnly, unit, from, true)
	return again
}

// sendAck puts an acknowledgement of some leader's on the first link of a shortest way
// to the origin.
func (c *Cluster) sendAck(unit WriteID, acker, from int) {
	r := c.writes.get(unit)
	next := c.graph.NextHop(from, int(r.Origin))
	if next < 0 {
		return
	}
	link := c.net.LinkOf(from, next)
	k := c.ackKey(unit, acker, link)
	const apart = 1 << 62 // from the draws of changes on the same link
	r.ackHops++
	draw := apart | uint64(r.ackHops)<<(32+placeBits/2) | r.dot()
	c.takeOff(r)
	copies := c.net.Send(c.now, link, network.Message{Key: uint64(k), Draw: draw, Bytes: ackBytes, Law: c.config.Replication.Quorum.Legs.Ack})
	if copies > 1 {
		c.ackCopies[k] += copies
	}
	c.sent(link, unit, true, ackBytes)
	c.recount(r, copies-1)
}

// Where records are kept, an acknowledgement says whose it is: the upper bits of its
// number. The lower ones are then enough of the unit's, of which there are fewer.
const (
	ackerShift = 24
	ackedUnit  = 1<<ackerShift - 1
)

func (c *Cluster) ackKey(unit WriteID, acker int, link network.Link) key {
	number := uint64(unit)
	if c.keeps {
		number = uint64(acker)<<ackerShift | number&ackedUnit
	}
	return keyOf(kindAck, number, int(link))
}

// ackOf is the unit of an acknowledgement, and whose it is if that is kept.
func (c *Cluster) ackOf(k key) (unit WriteID, acker int) {
	if !c.keeps {
		return WriteID(k.number()), Nobody
	}
	behind := (uint64(c.writes.next) - k.number()) & ackedUnit
	return c.writes.next - WriteID(behind), int(k.number() >> ackerShift)
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
	unit, acker := c.ackOf(k)
	r := c.writes.get(unit)
	if _, to := c.net.Ends(k.link()); !c.isCopy(k) {
		if int(r.Origin) == to {
			c.countAck(r, acker)
		} else {
			c.sendAck(unit, acker, to)
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
func (c *Cluster) countAck(r *record, acker int) {
	r.acks++
	if c.keeps {
		c.writes.note(acked, r.ID, acker, true)
	}
	c.satisfy(r)
}

// acknowledgeCopy lets a leader acknowledge what clients wait for and its copy has
// brought.
func (c *Cluster) acknowledgeCopy(at int) {
	for origin := range c.leaders {
		for _, n := range slices.Clone(c.leaders[origin].awaiting) {
			if op := c.clients.pending[n]; op != nil && op.waits && op.first != 0 {
				c.acknowledgeAgain(op.first, at)
			}
		}
	}
}

// hasEnough tells whether those that a unit's client waits for have acknowledged it.
// Where records are kept it is asked who has, since members come and go.
func (c *Cluster) hasEnough(r *record) bool {
	if !c.keeps {
		return r.acks >= r.need
	}
	n := 0
	for at := range c.leaders {
		if !c.leaders[at].absent && c.writes.is(acked, r.ID, at) {
			n++
		}
	}
	return n >= c.needed()
}

// ackAgain sends an acknowledgement that was lost with a leader which has left, from
// the one whose it is.
func (c *Cluster) ackAgain(k key) {
	unit, acker := c.ackOf(k)
	if c.keeps && !c.leaders[acker].absent && !c.leaders[c.writes.get(unit).Origin].absent {
		c.sendAck(unit, acker, acker)
	}
}

// satisfy answers the client of a unit if it waits and enough have acknowledged.
func (c *Cluster) satisfy(r *record) {
	op := c.clients.pending[r.op]
	if op == nil || !op.waits || op.first != r.ID || !c.hasEnough(r) {
		return
	}
	op.waits = false
	if c.quorum.on {
		c.tellProbes(r)
	}
	c.answer(op)
}

// needFewer lets clients wait no longer for a leader that has left.
func (c *Cluster) needFewer() {
	for at := range c.leaders {
		l := &c.leaders[at]
		l.awaiting = c.stillWaiting(l.awaiting)
		for _, n := range slices.Clone(l.awaiting) {
			if op := c.clients.pending[n]; op.first != 0 {
				c.satisfy(c.writes.get(op.first))
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

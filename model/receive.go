package model

import (
	"time"

	"github.com/mlrsim/mlrsim/network"
)

// arrive asks the network whether a unit is really here, and receives it.
func (c *Cluster) arrive(k key) {
	if c.cutable && !c.present(k) {
		return
	}
	if _, to := c.net.Ends(k.link()); !c.isDeferred(to, k) {
		c.come(k)
	}
}

// present tells whether the message of an arrival event has come. One that is lost
// for good is written off.
func (c *Cluster) present(k key) bool {
	switch c.net.Arrive(c.now, k.link(), uint64(k)) {
	case network.Delivered:
		return true
	case network.Lost:
		c.writeOff(k)
	default:
		c.stale = true
	}
	return false
}

// writeOff notes that a message will never come.
func (c *Cluster) writeOff(k key) {
	switch k.kind() {
	case kindArrive:
		c.breakPromise(k)
		c.giveUp([]uint64{k.number()})
	case kindAck:
		c.loseCopy(k)
		unit, _ := c.ackOf(k)
		c.recount(c.writes.get(unit), -1)
	case kindBatch:
		c.giveUp(c.takeBatch(k))
	case kindPacket:
		c.losePacket(k)
	default:
		panic("model: an event that is no message")
	}
}

// come receives the one unit that a message brings.
func (c *Cluster) come(k key) {
	from, to := c.net.Ends(k.link())
	if c.direct {
		r := c.writes.get(WriteID(k.number()))
		c.applyUnit(r, from, to)
		c.recount(r, -1)
		return
	}
	c.receive(c.arrival(k.number(), from), to)
}

func (c *Cluster) arrival(number uint64, from int) arrival {
	a := arrival{unit: c.unitOf(number), from: from}
	if len(c.parcels.all) > 0 {
		a.parcel = number
	}
	return a
}

func (c *Cluster) arriveBatch(k key) {
	if c.cutable && !c.present(k) {
		return
	}
	if _, to := c.net.Ends(k.link()); !c.isDeferred(to, k) {
		c.comeBatch(k)
	}
}

// comeBatch receives the units that a batch brings, in their order.
func (c *Cluster) comeBatch(k key) {
	from, to := c.net.Ends(k.link())
	for _, number := range c.takeBatch(k) {
		c.receive(c.arrival(number, from), to)
	}
}

// takeBatch is what one copy of a batch carries.
func (c *Cluster) takeBatch(k key) []uint64 {
	b := c.batches[k]
	if b.copies--; b.copies == 0 {
		delete(c.batches, k)
	} else {
		c.batches[k] = b
	}
	return b.numbers
}

// receive takes in a unit at a leader: drop it if it has been here before, hold it
// until what it depends on is there, queue it for a worker.
func (c *Cluster) receive(a arrival, to int) {
	if (c.succession.on || c.quorum.on) && c.unwanted(a, to) {
		return
	}
	if c.hasHad(a.unit, to) {
		c.again(a, to)
		return
	}
	if c.config.Replication.Acknowledge.Peers > 0 {
		c.acknowledge(a.unit, to)
	}
	c.admit(a, to)
}

// unwanted tells whether a leader has no use for a unit that has come, and sees to
// what becomes of it instead.
func (c *Cluster) unwanted(a arrival, to int) bool {
	switch {
	case c.succession.on && c.refuses(a.unit, to):
		c.dropArrival(a)
	case c.quorum.on && !c.Replicates(c.writes.get(a.unit).Row, to):
		c.takeHint(c.writes.get(a.unit), to)
	default:
		return false
	}
	return true
}

// hasHad tells whether the leader knows that it has had the unit, and notes that
// it has it now. What it knows depends on how loops are prevented.
func (c *Cluster) hasHad(unit WriteID, to int) bool {
	if c.tracks || c.keeps {
		set := c.writes.set(had, unit)
		if hasBit(set, to) && c.tracks {
			return true
		}
		setBit(set, to)
	}
	return c.config.Replication.LoopPrevention == LoopOrigin && c.forwards && int(c.writes.get(unit).Origin) == to
}

// again drops a unit that the leader has had.
func (c *Cluster) again(a arrival, to int) {
	c.tellAgain(a, to)
	c.acknowledgeAgain(a.unit, to)
	c.unwrap(a.parcel)
	c.recount(c.writes.get(a.unit), -1)
}

// tellAgain tells the observers that a unit has come which changes nothing.
func (c *Cluster) tellAgain(a arrival, to int) {
	for id := a.unit; id < a.unit+WriteID(c.writes.get(a.unit).Size); id++ {
		c.apply.From, c.apply.Verdict, c.apply.Reported = a.from, Again, false
		c.apply.Met, c.apply.Removed, c.apply.Rivals = c.apply.Met[:0], c.apply.Removed[:0], c.apply.Rivals[:0]
		c.apply.Displaced = c.apply.Displaced[:0]
		r := c.writes.get(id)
		c.tellApply(r, to, c.rows.distinct(r.Row))
	}
}

// admit lets a unit wait for what it depends on, if order asks for that, and
// otherwise for a worker.
func (c *Cluster) admit(a arrival, to int) {
	if c.config.Replication.Order == CausalOrder {
		if missing, ok := c.missing(a.unit, to); !ok {
			c.leaders[to].waiting[missing] = append(c.leaders[to].waiting[missing], a)
			return
		}
	}
	c.enqueue(a, to)
}

// enqueue hands a unit to a worker, as soon as one is free.
func (c *Cluster) enqueue(a arrival, to int) {
	if c.config.Replication.Apply == nil || c.certification.on && c.executed(a.unit, to) {
		c.deal(a, to)
		return
	}
	l := &c.leaders[to]
	l.queue = append(l.queue, a)
	c.startWorkers(to)
}

func (c *Cluster) startWorkers(at int) {
	l := &c.leaders[at]
	for len(l.serving) < max(1, c.config.Replication.Workers) && len(l.queue) > l.taken {
		a := l.queue[l.taken]
		l.taken++
		l.serving = append(l.serving, a)
		c.schedule(c.now.Add(c.serviceTime(a.unit, at)), keyOf(kindServed, uint64(a.unit), l.epoch<<epochShift&epochMask|at))
	}
	if l.taken > 64 && l.taken*2 > len(l.queue) {
		l.queue = l.queue[:copy(l.queue, l.queue[l.taken:])]
		l.taken = 0
	}
}

// serviceTime is how long a worker of the leader takes for all changes of a unit.
func (c *Cluster) serviceTime(unit WriteID, at int) time.Duration {
	var sum time.Duration
	for id := unit; id < unit+WriteID(c.writes.get(unit).Size); id++ {
		sum += c.config.Replication.Apply.Draw(c.service[at].At(c.writes.get(id).dot()))
	}
	return sum
}

// In the place of a service's end stands, above the leader, how often that had lost
// its work when the service began.
const (
	epochShift = placeBits / 2
	epochMask  = (1<<placeBits - 1) &^ (1<<epochShift - 1)
)

// served deals with a unit that a worker has finished.
func (c *Cluster) served(k key) {
	unit, at := WriteID(k.number()), k.place()&^epochMask
	l := &c.leaders[at]
	if k.place()&epochMask != l.epoch<<epochShift&epochMask || c.isDeferred(at, k) {
		return
	}
	for i, a := range l.serving {
		if a.unit == unit {
			l.serving = append(l.serving[:i], l.serving[i+1:]...)
			c.deal(a, at)
			break
		}
	}
	c.startWorkers(at)
}

// deal applies a unit at a leader and passes it on.
func (c *Cluster) deal(a arrival, to int) {
	r := c.writes.get(a.unit)
	if c.certification.on && c.isEarly(a, to) {
		return
	}
	if c.succession.on && c.refuses(a.unit, to) { // another has come to lead since it was received
		c.forgo(a, to)
		return
	}
	if c.rule.Stops && c.stops(r, a.from, to) { // it stays where it is, for ever
		return
	}
	if c.tracks && c.keeps && c.writes.is(dealt, a.unit, to) { // a comparison has brought it
		c.tellAgain(a, to)
	} else {
		c.applyUnit(r, a.from, to)
	}
	if c.config.Replication.Acknowledge.All || c.quorum.on {
		c.acknowledge(a.unit, to)
	}
	if c.forwards || c.config.Replication.Gossip != nil {
		c.spread(r, to, a)
		c.unwrap(a.parcel)
	} else if c.keeps && !c.certification.on {
		c.passOnFor(r, to)
	}
	if c.config.Replication.Order == CausalOrder {
		c.wake(r, to)
	}
	if c.certification.on {
		c.dealtInOrder(r, to)
	}
	c.recount(r, -1)
}

// forgo drops a unit as if it had never come.
func (c *Cluster) forgo(a arrival, to int) {
	if c.keeps {
		c.writes.note(had, a.unit, to, false)
	}
	c.dropArrival(a)
}

// applyUnit applies all writes of a unit at one instant.
func (c *Cluster) applyUnit(r *record, from, to int) {
	if c.keeps {
		c.writes.note(dealt, r.ID, to, true)
	}
	c.apply.From = from
	c.applyChange(r, to)
	for id := r.ID + 1; id < r.ID+WriteID(r.Size); id++ {
		c.applyChange(c.writes.get(id), to)
	}
}

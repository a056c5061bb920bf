package model

import (
	"github.com/mlrsim/mlrsim/network"
	"slices"

	"github.com/mlrsim/mlrsim/sim"
)

// The members of a cluster may change: leaders join and leave, and one that has been
// down for long is left out of the topology until it is back. Links join any two
// places then, and the topology, c.graph, says along which of them changes are
// shipped. When it is drawn anew, new neighbours send each other what the other
// lacks, as the administrator of a ring does who points a replica at another source.

// firstGraph is the topology of those who are there from the beginning.
func (c *Cluster) firstGraph() *network.Graph {
	placed := make([]bool, len(c.config.Leaders))
	joins := false
	for i, l := range c.config.Leaders {
		placed[i] = !l.Joins
		joins = joins || l.Joins
	}
	if !joins {
		return c.net.Graph()
	}
	return c.net.Graph().Among(placed)
}

// startMembers notes who is not there yet.
func (c *Cluster) startMembers() {
	for i := range c.leaders {
		if c.config.Leaders[i].Joins {
			c.leaders[i].absent = true
			c.members--
			c.standing++
			c.rows.keepers.exclude(i)
		}
	}
}

// placed tells which leaders have a place in the topology.
func (c *Cluster) placed() []bool {
	placed := make([]bool, len(c.leaders))
	for i := range c.leaders {
		l := &c.leaders[i]
		placed[i] = !l.absent && !l.bypassed
	}
	return placed
}

// repoint draws the topology anew, and lets new neighbours catch up.
func (c *Cluster) repoint() {
	old := c.graph
	c.graph = c.net.Graph().Among(c.placed())
	if c.config.Replication.Ship > 0 {
		c.moveBuffers(old)
	}
	for to := range c.leaders {
		c.catchUp(to, c.sendersTo(to, old))
	}
}

// sendersTo are the leaders that ship to one, without those that did before.
func (c *Cluster) sendersTo(to int, before *network.Graph) (senders []int) {
	for from := range c.leaders {
		if c.graph.Joined(from, to) && (before == nil || !before.Joined(from, to)) {
			senders = append(senders, from)
		}
	}
	return senders
}

// moveBuffers keeps what waits for the beat for those who are still neighbours. What
// waits for others is given up: who takes their place is sent what it lacks.
func (c *Cluster) moveBuffers(old *network.Graph) {
	for from := range c.leaders {
		l := &c.leaders[from]
		before := l.buffers
		neighbours := c.graph.Neighbours(from)
		l.buffers = make([][]uint64, len(neighbours))
		for slot, to := range old.Neighbours(from) {
			if now := slices.Index(neighbours, to); now >= 0 {
				l.buffers[now] = before[slot]
			} else {
				c.giveUp(before[slot])
			}
		}
	}
}

// giveUp notes of units that travel under these numbers that they never will.
func (c *Cluster) giveUp(numbers []uint64) {
	for _, number := range numbers {
		unit := c.unitOf(number)
		c.unwrap(number)
		c.recount(c.writes.get(unit), -1)
	}
}

// catchUp sends a leader all units that it has not had and one of the senders can send,
// in the order of their commits.
func (c *Cluster) catchUp(to int, senders []int) {
	if len(senders) == 0 {
		return
	}
	coming := map[int]map[WriteID]bool{}
	for id := WriteID(1); id < c.writes.next; {
		r := c.writes.get(id)
		id += WriteID(r.Size)
		if c.writes.is(had, r.ID, to) || !c.Replicates(r.Row, to) {
			continue
		}
		switch from := c.senderOf(r, senders); {
		case from == Nobody:
		case c.leaders[from].standsStill():
			c.owe(from, to)
		case !c.isComing(coming, r.ID, from, to):
			c.sendAgain(r, from, to)
		}
	}
}

// isComing tells whether a unit is on its way from one leader to another, held by a cut
// perhaps: then it need not be sent. What is on which link is looked up once.
func (c *Cluster) isComing(coming map[int]map[WriteID]bool, unit WriteID, from, to int) bool {
	if coming[from] == nil {
		coming[from] = map[WriteID]bool{}
		for _, k := range c.net.UnderWay(c.net.LinkOf(from, to)) {
			for _, number := range c.unitsOf(key(k)) {
				coming[from][c.unitOf(number)] = true
			}
		}
	}
	return coming[from][unit]
}

// unitsOf are the numbers of the units that a message brings.
func (c *Cluster) unitsOf(k key) []uint64 {
	switch k.kind() {
	case kindArrive:
		return []uint64{k.number()}
	case kindBatch:
		return c.batches[k].numbers
	}
	return nil
}

// senderOf is who of some leaders sends a unit: of those who can and run its origin, or
// else the first; if none runs, the first that will have to when it does.
func (c *Cluster) senderOf(r *record, senders []int) int {
	first, later := Nobody, Nobody
	for _, from := range senders {
		switch {
		case !c.canSend(r.ID, from):
		case c.leaders[from].standsStill():
			if later == Nobody {
				later = from
			}
		case from == int(r.Origin):
			return from
		case first == Nobody:
			first = from
		}
	}
	if first == Nobody {
		return later
	}
	return first
}

// canSend tells whether a leader has a unit to send: it has dealt with it, or as the
// sequencer has certified it.
func (c *Cluster) canSend(unit WriteID, from int) bool {
	certified := c.certification.on && from == c.certification.sequencer && c.writes.is(had, unit, from)
	return certified || c.writes.is(dealt, unit, from)
}

// owe notes that a leader which stands still has something to send to another.
func (c *Cluster) owe(from, to int) {
	if l := &c.leaders[from]; !slices.Contains(l.owes, to) {
		l.owes = append(l.owes, to)
	}
}

// payDebts lets a leader that runs again send what it owes.
func (c *Cluster) payDebts(at int) {
	l := &c.leaders[at]
	owes := l.owes
	l.owes = nil
	for _, to := range owes {
		if !c.leaders[to].absent {
			c.catchUp(to, []int{at})
		}
	}
}

// passOnFor passes a change on that a leader has dealt with, where that is not done
// otherwise and its origin does not see to it.
func (c *Cluster) passOnFor(r *record, at int) {
	if c.mustPassOn(r, at) {
		c.passOn(r, at)
	}
}

// mustPassOn tells whether a change's origin has left, or does not have it any more. In
// causal order the origin itself passes on what it gets back. A single leader does so with
// what it had received, and not dealt with, when it came to lead.
func (c *Cluster) mustPassOn(r *record, at int) bool {
	origin := int(r.Origin)
	switch c.config.Replication.Mode {
	case MultiLeaderMode:
		return c.leaders[origin].gone || !c.writes.is(had, r.ID, origin) || at == origin && c.config.Replication.Order == CausalOrder
	case SingleLeaderMode:
		return c.succession.takenFor[at] == at && r.term < c.succession.terms[at]
	}
	return false
}

// passOn sends a change to the neighbours that have not had it.
func (c *Cluster) passOn(r *record, at int) {
	for _, to := range c.graph.Neighbours(at) {
		if !c.writes.is(had, r.ID, to) {
			c.sendAgain(r, at, to)
		}
	}
}

// takeOff notes that one more copy of a unit is under way, though all may have landed.
func (c *Cluster) takeOff(r *record) {
	if r.outstanding == 0 {
		c.inFlight++
		for id := r.ID; id < r.ID+WriteID(r.Size); id++ {
			c.rows.depart(c.writes.get(id).Row)
		}
	}
	r.outstanding++
}

// join lets a leader begin: it copies a replica before it serves anybody.
func (c *Cluster) join(at int) {
	l := &c.leaders[at]
	l.empty = true
	c.bootstrap(at)
}

// joined makes a leader that has its first copy a member.
func (c *Cluster) joined(at, from int) {
	c.leaders[at].absent = false
	c.members++
	c.noteCopy(at, from)
	c.follow(at, from)
	c.tellTransfer(ByJoin, at, from, c.rows.join(at, from))
	c.repoint()
	c.rekindle(at)
	c.startClientsOf(at)
}

// leave takes a leader out: what it has sent arrives, what is on its way to it is
// dropped, and its clients go elsewhere.
func (c *Cluster) leave(at int) {
	l := &c.leaders[at]
	if l.absent { // it is still copying
		l.gone = true
		return
	}
	c.shipBuffers(at)
	c.tellNews(at)
	l.absent, l.gone = true, true
	c.members--
	c.standing++
	c.dropWork(at)
	c.breakOff(at)
	c.tellTransfer(ByLeave, at, Nobody, c.rows.leave(at))
	c.repoint()
	c.needFewer()
}

// shipBuffers sends at once what waits for the next beat at a leader.
func (c *Cluster) shipBuffers(at int) {
	l := &c.leaders[at]
	for slot, numbers := range l.buffers {
		if len(numbers) > 0 {
			next := uint64(c.now/sim.Time(c.config.Replication.Ship)) + 1
			c.sendBatch(numbers, c.net.LinkOf(at, c.graph.Neighbours(at)[slot]), next)
			l.buffers[slot] = numbers[:0]
		}
	}
}

// bypassLater lets the topology do without a leader once it has been down for the
// time after which that is done.
func (c *Cluster) bypassLater(at int) {
	if c.config.Replication.Reroute == 0 {
		return
	}
	l := &c.leaders[at]
	l.outage++
	c.schedule(c.now.Add(c.config.Replication.Reroute), keyOf(kindControl, controlBypass|l.outage, at))
}

// bypass leaves a leader out of the topology, if it is still in the same outage.
func (c *Cluster) bypass(at int, outage uint64) {
	l := &c.leaders[at]
	if l.outage == outage && l.isDown() && !l.absent && c.now < c.loadEnd {
		l.bypassed = true
		c.repoint()
	}
}

// readmit gives a leader that is back its place in the topology.
func (c *Cluster) readmit(at int) {
	l := &c.leaders[at]
	l.outage++
	if l.bypassed {
		l.bypassed = false
		c.repoint()
	}
}

// Controls are things that are due at a leader, by the upper bits of a number; the
// lower bits tell whether they still are.
const (
	controlCopied uint64 = iota << 32
	controlBypass
	controlElect
)

func (c *Cluster) control(k key) {
	const lower = 1<<32 - 1
	which, number, at := k.number()&^lower, k.number()&lower, k.place()
	switch which {
	case controlCopied:
		c.copyEnds(at, number)
	case controlBypass:
		c.bypass(at, number)
	case controlElect:
		c.elect(number)
	default:
		panic("model: unknown control")
	}
}

package model

import (
	"github.com/mlrsim/mlrsim/network"
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
			if now := indexOf(neighbours, to); now >= 0 {
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

func indexOf(list []int, x int) int {
	for i, y := range list {
		if x == y {
			return i
		}
	}
	return -1
}

// catchUp sends a leader all units that it has not had and one of the senders has
// dealt with, in the order of their commits.
func (c *Cluster) catchUp(to int, senders []int) {
	if len(senders) == 0 {
		return
	}
	for id := WriteID(1); id < c.writes.next; {
		r := c.writes.get(id)
		id += WriteID(r.Size)
		from := c.senderOf(r, senders)
		if from == Nobody || c.writes.is(had, r.ID, to) || !c.Replicates(r.Row, to) {
			continue
		}
		c.takeOff(r)
		c.recount(r, c.send(r, c.net.LinkOf(from, to), c.wrap(r.ID, from, arrival{unit: r.ID, from: from}))-1)
	}
}

// senderOf is who of some leaders sends a unit: its origin, or else the first that has
// dealt with it.
func (c *Cluster) senderOf(r *record, senders []int) int {
	first := Nobody
	for _, from := range senders {
		if c.leaders[from].isDown() || !c.writes.is(dealt, r.ID, from) {
			continue
		}
		if from == int(r.Origin) {
			return from
		}
		if first == Nobody {
			first = from
		}
	}
	return first
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
	c.startClientsOf(at)
}

// leave takes a leader out: what it has sent arrives, what is on its way to it is
// dropped, and its clients go elsewhere.
func (c *Cluster) leave(at int) {
	l := &c.leaders[at]
	if l.absent {
		return
	}
	c.shipBuffers(at)
	l.absent, l.gone = true, true
	c.members--
	c.standing++
	c.dropWork(at)
	c.needFewer(at)
	c.tellTransfer(ByLeave, at, Nobody, c.rows.leave(at))
	c.repoint()
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

// connected tells whether two leaders run and can reach each other, both ways.
func (c *Cluster) connected(a, b int) bool {
	return !c.leaders[a].standsStill() && !c.leaders[b].standsStill() && c.joinedByLinks(a, b)
}

func (c *Cluster) joinedByLinks(a, b int) bool {
	return a == b || len(c.clients.severed) == 0 ||
		c.clients.severed[c.net.LinkOf(a, b)] == 0 && c.clients.severed[c.net.LinkOf(b, a)] == 0
}

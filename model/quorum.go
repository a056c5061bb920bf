package model

import (
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// Mode quorum is Dynamo's (DeCandia et al. 2007, §4): the leader to which a client
// comes coordinates. A write goes to all N replicas of its row and is answered at
// the W-th acknowledgement, a read (quorum_read.go) asks all N and is answered at the
// R-th response. The coordinator is a replica itself; its own replica answers at once
// unless the legs have laws of their own (WARS, Bailis et al. 2012). What cannot be
// reached is not sent: no stream holds it, as one does between leaders; a hint may
// (hints.go).
type quorum struct {
	on      bool
	reads   map[uint64]*quorumRead // by operation
	free    []*quorumRead
	choices sim.Stream   // of replicas, where not all are asked
	lucks   sim.Stream   // of reads: what keys the draws of one
	own     []sim.Stream // by coordinator: of the legs to its own replica
	probes  sim.Stream   // of the legs of reads that observers imagine
	legs    []probedLeg
	told    []ProbeLeg
}

// Legs of operations: they tell draws apart, and events at a coordinator's own replica.
const (
	legWrite uint64 = iota
	legAck
	legRead
	legResponse
)

func (c *Cluster) startQuorum() {
	if c.config.Replication.Mode != QuorumMode {
		return
	}
	c.quorum = quorum{
		on: true, reads: map[uint64]*quorumRead{},
		choices: sim.NewStream(c.config.Seed, "model/quorum"),
		lucks:   sim.NewStream(c.config.Seed, "model/read"),
		own:     c.perLeader("model/own"),
		probes:  sim.NewStream(c.config.Seed, "model/probe"),
	}
	if n := c.config.Replication.Quorum.N; n < len(c.leaders) {
		c.rows.keepers.some, c.rows.keepers.replicas = true, n
	}
}

// coordinator is the leader that deals with an operation: the preferred one if it
// replicates the row, or else the replica nearest to the client. With sloppy quorums
// any will do if no replica can be reached.
func (c *Cluster) coordinator(op *operation, preferred int) int {
	if c.Replicates(op.rows[0], preferred) && c.reachable(op.home, preferred) {
		return preferred
	}
	for _, at := range c.nearestTo(op.home) {
		if c.Replicates(op.rows[0], at) && c.reachable(op.home, at) {
			return at
		}
	}
	return preferred
}

// mayCoordinate tells whether a leader can: if it does not replicate the row, only
// with sloppy quorums.
func (c *Cluster) mayCoordinate(op *operation, at int) bool {
	return !c.quorum.on || c.config.Replication.Quorum.Sloppy || c.Replicates(op.rows[0], at)
}

// askedReplicas are the replicas of a row that an operation goes to: all, or with
// Partial just as many as must answer, at random.
func (c *Cluster) askedReplicas(op *operation, row uint32, answers int, leg uint64) []int {
	n := len(c.leaders)
	list := make([]int, c.config.Replication.Quorum.N)
	for i := range list {
		list[i] = (int(row) + i) % n
	}
	if c.config.Replication.Quorum.Partial {
		shuffle(list, c.quorum.choices.Child(uint64(op.home)<<2|leg), op.luck)
		list = list[:answers]
	}
	return list
}

// serveQuorum does what a client asks for at its coordinator.
func (c *Cluster) serveQuorum(op *operation) {
	if op.kind == Read || op.kind == Scan || op.kind == ReadModifyWrite {
		c.askReplicas(op)
		return
	}
	c.writeQuorum(op)
}

// writeQuorum commits a write and sends it to the replicas, unless too few of them
// can be reached.
func (c *Cluster) writeQuorum(op *operation) {
	q, at := &c.config.Replication.Quorum, op.leader
	targets := c.askedReplicas(op, op.rows[0], q.W, legWrite)
	missing := 0
	for _, to := range targets {
		if !c.reaches(at, to) {
			missing++
		}
	}
	standIns := c.standIns(op.rows[0], at, missing)
	if len(targets)-missing+len(standIns) < q.W {
		c.finish(op, false)
		return
	}
	late := c.isLate(op)
	c.commitUnit(op, late)
	r := c.writes.get(op.first)
	c.clients.pending[op.number] = op
	c.await(op)
	if !late {
		c.countAck(r, at)
	}
	for _, to := range targets {
		if !c.reaches(at, to) && len(standIns) > 0 {
			c.sendHint(r, at, standIns[0], to)
			standIns = standIns[1:]
			continue
		}
		c.writeTo(r, at, to, late)
	}
	c.recount(r, -1)
}

// giveUpWrite tells the client of a write of which nothing is under way any more, if it
// still waits, that too few replicas have acknowledged it.
func (c *Cluster) giveUpWrite(r *record) {
	if op := c.clients.pending[r.op]; op != nil && op.waits && op.first == r.ID {
		op.waits = false
		c.finish(op, false)
	}
}

// isLate tells whether the coordinator's own replica does not have a write at the
// commit: it gets it as others do, or not at all.
func (c *Cluster) isLate(op *operation) bool {
	q := &c.config.Replication.Quorum
	return q.Partial || q.Legs.Write != nil || q.Legs.Ack != nil || !c.Replicates(op.rows[0], op.leader)
}

// writeTo sends a write to one replica, or keeps a hint for one that is out of reach.
func (c *Cluster) writeTo(r *record, at, to int, late bool) {
	switch {
	case to == at && late:
		r.outstanding++
		delay := c.ownLeg(c.config.Replication.Quorum.Legs.Write, r.Origin, legWrite, r.dot())
		c.schedule(c.now.Add(delay), c.legKey(legWrite, uint64(r.ID), at))
	case to == at:
	case c.reaches(at, to):
		r.outstanding += int32(c.send(r, c.net.LinkOf(at, to), uint64(r.ID)))
	case c.config.Replication.Quorum.HintedHandoff:
		c.keepHint(r, at, to)
	}
}

// ownLeg is how long a leg takes between a coordinator and its own replica.
func (c *Cluster) ownLeg(law *sim.Law, at uint16, leg, luck uint64) time.Duration {
	if law == nil {
		return 0
	}
	return law.Draw(c.quorum.own[at].At2(luck, leg))
}

// legKey is the event at the end of a leg between a coordinator and its own replica:
// of a unit, or of a read's operation. Its place says beside the leader which leg it
// is, and how often the leader had lost its work when that began.
func (c *Cluster) legKey(leg, number uint64, at int) key {
	return keyOf(kindLeg, number, int(leg)<<legShift|c.leaders[at].epoch<<legEpochShift&epochMask|at)
}

const (
	legShift      = 12
	legEpochShift = 14
)

// legOf is what the place of such an event says.
func (c *Cluster) legOf(k key) (leg uint64, at int, lost bool) {
	place := k.place()
	leg, at = uint64(place>>legShift&3), place&(1<<legShift-1)
	return leg, at, place>>legEpochShift != c.leaders[at].epoch&(1<<(placeBits-legEpochShift)-1)
}

// arriveLeg deals with the end of such a leg.
func (c *Cluster) arriveLeg(k key) {
	leg, at, lost := c.legOf(k)
	if lost {
		c.dropLeg(k)
		return
	}
	if c.isDeferred(at, k) {
		return
	}
	switch leg {
	case legWrite:
		r := c.writes.get(WriteID(k.number()))
		if c.rule.Stops && c.stops(r, at, at) {
			return
		}
		c.applyOwn(r, at)
		delay := c.ownLeg(c.config.Replication.Quorum.Legs.Ack, r.Origin, legAck, r.dot())
		c.schedule(c.now.Add(delay), c.legKey(legAck, k.number(), at))
	case legAck:
		r := c.writes.get(WriteID(k.number()))
		c.countAck(r, at)
		c.recount(r, -1)
	case legRead:
		c.answerRead(c.quorum.reads[k.number()], at)
	case legResponse:
		c.respond(c.quorum.reads[k.number()], at)
	}
}

// applyOwn lets a coordinator's replica have a write that was late there.
func (c *Cluster) applyOwn(r *record, at int) {
	if c.keeps {
		if c.writes.is(dealt, r.ID, at) {
			return // a repair has been here before
		}
		c.writes.note(had, r.ID, at, true)
	}
	c.applyUnit(r, at, at)
}

// dropLeg ends a leg at a replica that has lost what it was doing.
func (c *Cluster) dropLeg(k key) {
	switch leg, _, _ := c.legOf(k); leg {
	case legWrite, legAck:
		c.recount(c.writes.get(WriteID(k.number())), -1)
	default:
		c.hearNoMore(c.quorum.reads[k.number()])
	}
}

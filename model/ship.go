package model

import (
	"time"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Sizes of what travels, in bytes. A change carries its row's key and a header
// (operation, origin, sequence, lengths), and metadata as the conflict rule needs.
const (
	changeHeader = 40
	ackBytes     = 32
	stampBytes   = 8
	imageBytes   = 8
	entryBytes   = 8 // of a version vector: leader and count
	hopBytes     = 2 // of a path: a leader
)

// shipUnit sends a unit from a leader to its neighbours: of its own all of them;
// of another's those that it may pass it on to.
func (c *Cluster) shipUnit(r *record, leader int, came arrival) {
	turn := 0
	for slot, to := range c.graph.Neighbours(leader) {
		if !c.mayPass(came, to) {
			continue
		}
		turn++
		number := c.wrap(r.ID, leader, came)
		switch link := c.net.LinkOf(leader, to); {
		case c.config.Replication.Ship > 0:
			r.outstanding++
			c.leaders[leader].buffers[slot] = append(c.leaders[leader].buffers[slot], number)
			c.wantBeat()
		case c.config.Replication.SerialFanOut > 0:
			r.outstanding++
			c.schedule(c.now.Add(c.turnAt(turn, r)), keyOf(kindDepart, number, int(link)))
		default:
			r.outstanding += int32(c.send(r, link, number))
		}
	}
}

// turnAt is how long after its commit a unit leaves for the turn-th peer.
func (c *Cluster) turnAt(turn int, r *record) time.Duration {
	return time.Duration(turn) * time.Duration(r.Size) * c.config.Replication.SerialFanOut
}

// mayPass tells whether a leader may send a change on to a neighbour: never back
// to where it came from, nor to where its path says it has been.
func (c *Cluster) mayPass(came arrival, to int) bool {
	return (to != came.from || c.passesBack) && (came.parcel == 0 || !c.parcels.passed(came.parcel, to))
}

// send puts a unit (as number, a parcel's where paths are kept) on a link, and
// returns how many copies will come.
func (c *Cluster) send(r *record, link network.Link, number uint64) int {
	return c.sendWith(r, link, number, r.dot())
}

// sendWith is send, with luck of its own.
func (c *Cluster) sendWith(r *record, link network.Link, number, draw uint64) int {
	bytes := c.unitBytes(r, number)
	copies := c.net.Send(c.now, link, network.Message{
		Key: uint64(keyOf(kindArrive, number, int(link))), Draw: draw, Bytes: bytes, Law: c.config.Replication.Quorum.Legs.Write,
	})
	c.sent(link, r.ID, false, bytes)
	c.copied(number, copies)
	return copies
}

// sendAgain sends a unit that may have landed once more, directly. It meets other luck
// than the first time.
func (c *Cluster) sendAgain(r *record, from, to int) {
	c.takeOff(r)
	r.again++
	draw := sim.Stream(r.dot()).At(uint64(r.again))
	number := c.wrap(r.ID, from, arrival{unit: r.ID, from: from})
	c.recount(r, c.sendWith(r, c.net.LinkOf(from, to), number, draw)-1)
}

// unitBytes is the size of a unit on the wire; its metadata is added to the cost.
func (c *Cluster) unitBytes(r *record, number uint64) int {
	if c.certification.on && r.again == 0 {
		return ackBytes // the write-set has been sent before it was ordered
	}
	meta := c.metadata
	if len(c.parcels.all) > 0 {
		meta += hopBytes * c.parcels.hops(number)
	}
	size := int(r.Size)
	if c.now >= sim.Time(c.config.Warmup) {
		c.cost.Metadata += int64(meta * size)
	}
	if r.Delete {
		return size * (changeHeader + meta)
	}
	return size * (changeHeader + c.config.Workload.ValueSize + meta)
}

// metadataBytes is what a change carries for the conflict rule and the order, but
// for its path.
func (c *Cluster) metadataBytes() int {
	meta := stampBytes
	switch c.detect {
	case strategy.DetectBeforeImage, strategy.DetectTimestampBeforeImage:
		meta += imageBytes
	case strategy.DetectVersionVector:
		meta += entryBytes * len(c.leaders)
	}
	if c.config.Replication.Order == CausalOrder {
		meta += entryBytes * len(c.leaders)
	}
	return meta
}

// sent accounts for a message and shows it to who wants to see it.
func (c *Cluster) sent(link network.Link, unit WriteID, ack bool, bytes int) {
	if c.now >= sim.Time(c.config.Warmup) {
		c.cost.Messages++
		c.cost.Bytes += int64(bytes)
	}
	if len(c.senders) > 0 {
		c.tellSent(Message{Write: unit, Ack: ack}, link)
	}
}

func (c *Cluster) tellSent(m Message, link network.Link) {
	m.At, m.Size = c.now, 0
	if m.Write != 0 {
		m.Size = int(c.writes.get(m.Write).Size)
	}
	m.From, m.To = c.net.Ends(link)
	c.message = m
	for _, o := range c.senders {
		o.Sent(&c.message)
	}
}

// depart sends a unit whose turn has come (serial fan-out).
func (c *Cluster) depart(k key) {
	from, _ := c.net.Ends(k.link())
	if !c.leaders[from].gone && c.isDeferred(from, k) {
		return
	}
	if c.keeps && !c.writes.is(dealt, c.unitOf(k.number()), from) { // it has lost it since
		c.giveUp([]uint64{k.number()})
		return
	}
	r := c.writes.get(c.unitOf(k.number()))
	c.recount(r, c.send(r, k.link(), k.number())-1)
}

// wantBeat makes sure that the batches leave at the next beat.
func (c *Cluster) wantBeat() {
	if c.beatDue {
		return
	}
	c.beatDue = true
	every := sim.Time(c.config.Replication.Ship)
	c.schedule((c.now/every+1)*every, keyOf(kindBeat, 0, 0))
}

// beat lets every leader that runs send its batches.
func (c *Cluster) beat() {
	c.beatDue = false
	for i := range c.leaders {
		l := &c.leaders[i]
		if l.standsStill() {
			c.keepBuffers(l)
			continue
		}
		for slot, to := range c.graph.Neighbours(i) {
			if len(l.buffers[slot]) > 0 {
				c.sendBatch(l.buffers[slot], c.net.LinkOf(i, to), uint64(c.now/sim.Time(c.config.Replication.Ship)))
				l.buffers[slot] = l.buffers[slot][:0]
			}
		}
	}
}

func (c *Cluster) keepBuffers(l *leader) {
	for _, b := range l.buffers {
		if len(b) > 0 {
			c.wantBeat()
		}
	}
}

// batch is what one message of a batch carries: numbers of units (or parcels).
type batch struct {
	numbers []uint64
	copies  int // of the message that are still to come
}

// sendBatch puts all units of a buffer on a link as one message, that of a beat.
func (c *Cluster) sendBatch(numbers []uint64, link network.Link, beat uint64) {
	k := keyOf(kindBatch, beat, int(link))
	bytes := 0
	for _, number := range numbers {
		bytes += c.unitBytes(c.writes.get(c.unitOf(number)), number)
	}
	copies := c.net.Send(c.now, link, network.Message{Key: uint64(k), Draw: beat, Bytes: bytes})
	c.sent(link, c.unitOf(numbers[0]), false, bytes)
	for _, number := range numbers[1:] {
		c.tellSent(Message{Write: c.unitOf(number), Rest: true}, link)
	}
	for _, number := range numbers {
		r := c.writes.get(c.unitOf(number))
		c.copied(number, copies)
		c.recount(r, copies-1)
	}
	if copies > 0 {
		c.batches[k] = batch{append([]uint64(nil), numbers...), copies}
	}
}

// recount adds to the copies of a unit that are outstanding. At none the unit has
// landed: it has been dealt with wherever it will ever come.
func (c *Cluster) recount(r *record, copies int) {
	if r.outstanding += int32(copies); r.outstanding == 0 {
		c.landed(r)
	}
}

func (c *Cluster) landed(r *record) {
	c.inFlight--
	if c.quorum.on {
		c.giveUpWrite(r)
	}
	for id := r.ID + WriteID(r.Size) - 1; id >= r.First; id-- {
		c.rows.landed(c.writes.get(id).Row)
		c.contents.release(id, c.keeps)
		c.writes.release(id)
	}
}

package model

import (
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// A packet is a message between leaders that is neither a change nor an
// acknowledgement: a question of a read, news by gossip, a comparison of rows. Its
// event's number says in the upper bits what it is, in the lower ones which.
const (
	packetRead   uint64 = iota << packetShift // a read's request or response; number: the operation
	packetGossip                              // number: a leader's contact, and the stage of it
	packetRepair                              // number: a leader's comparison, and the stage of it
	packetSet                                 // about a write-set; number: the operation, and the stage of it

	packetShift  = 34
	packetNumber = 1<<packetShift - 1
)

// letter is what a packet of gossip or of anti-entropy brings.
type letter struct {
	copies int      // that may still come
	opened bool     // it has been dealt with; further copies are ignored
	units  []uint64 // gossip: news; anti-entropy: versions
	known  []bool   // gossip: which of the news were known
	sent   sim.Time // gossip: when the caller called
	asks   bool     // gossip: the other's news are wanted in return
	digest []digest // anti-entropy
}

// arrivePacket receives a packet, if it has come and its leader runs.
func (c *Cluster) arrivePacket(k key) {
	if c.cutable && !c.present(k) {
		return
	}
	if _, to := c.net.Ends(k.link()); !c.isDeferred(to, k) {
		c.openPacket(k)
	}
}

// openPacket deals with what a packet brings.
func (c *Cluster) openPacket(k key) {
	switch k.number() &^ packetNumber {
	case packetRead:
		c.arriveRead(k)
	case packetGossip:
		if l := c.takeLetter(k); l != nil {
			c.hearGossip(k, l)
		}
	case packetRepair:
		if l := c.takeLetter(k); l != nil {
			c.compareRows(k, l)
		}
	case packetSet:
		c.hearOfSet(k)
	default:
		panic("model: unknown kind of packet")
	}
}

// losePacket notes that one copy of a packet will never be dealt with.
func (c *Cluster) losePacket(k key) {
	switch k.number() &^ packetNumber {
	case packetRead:
		c.hearNoMore(c.quorum.reads[k.number()&packetNumber])
		return
	case packetSet:
		return // whoever lost it is out of the view, and is told again
	}
	l := c.letters[k]
	if l.copies--; l.copies == 0 {
		delete(c.letters, k)
		if !l.opened {
			c.landLetter(l)
		}
	}
}

// hold keeps the unit of a write under way while a letter carries it.
func (c *Cluster) hold(id uint64) { c.takeOff(c.unitRecord(WriteID(id))) }

// letGo ends that.
func (c *Cluster) letGo(id uint64) { c.recount(c.unitRecord(WriteID(id)), -1) }

func (c *Cluster) unitRecord(id WriteID) *record { return c.writes.get(c.writes.get(id).First) }

// post sends a letter, whose units the caller holds.
func (c *Cluster) post(l *letter, kind, number uint64, link network.Link, bytes int) {
	k := keyOf(kindPacket, kind|number, int(link))
	l.copies = c.net.Send(c.now, link, network.Message{Key: uint64(k), Draw: 1<<63 | kind | number, Bytes: bytes})
	if l.copies == 0 {
		c.landLetter(l)
		return
	}
	c.letters[k] = l
}

// takeLetter is the letter of a packet; nil if a copy of it has come before.
func (c *Cluster) takeLetter(k key) *letter {
	l := c.letters[k]
	if l.copies--; l.copies == 0 {
		delete(c.letters, k)
	}
	if l.opened {
		return nil
	}
	l.opened = true
	return l
}

// landLetter notes that the units of a letter are under way in it no longer.
func (c *Cluster) landLetter(l *letter) {
	for _, unit := range l.units {
		c.letGo(unit)
	}
}

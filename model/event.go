package model

import (
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// An event's key says all about it: what kind it is, which write, batch or
// operation it is about, and at which link or leader. Events of one instant are
// handled in the order of their keys, so ties are broken by content: batches leave
// first, so that what happens at a beat waits for the next; then come faults, what
// arrives, what is served, what clients ask; within a
// kind by number, then place. The accident of insertion decides nothing.
//
//	bits 63–60 kind · 59–24 number · 23–0 place
type key uint64

type kind uint8

const (
	kindBeat    kind = iota // batches leave
	kindMend                // fault number ends
	kindStrike              // fault number begins
	kindArrive              // unit (or parcel) number arrives over link place
	kindBatch               // batch of beat number arrives over link place
	kindAck                 // an acknowledgement of unit number arrives over link place
	kindServed              // leader place has finished serving unit number
	kindDepart              // unit number is due to leave over link place
	kindStep                // scripted or recorded operation number is issued
	kindAsk                 // operation number reaches leader place
	kindAnswer              // the answer to operation number reaches its client at place
	kindIssue               // client number of leader place issues its next operation
	kindContact             // contacts by gossip or comparisons of rows are due, at leader place or everywhere
	kindControl             // something is due at leader place; see control
	kindLeg                 // a leg between a coordinator and its own replica ends
	kindPacket              // a packet arrives over link place
)

// What a contact event's number says.
const (
	contactCycle  uint64 = iota // all leaders make contact by gossip
	contactGossip               // one leader does
	contactRepair               // one leader compares its rows with a neighbour's
)

const (
	placeBits  = 24
	numberBits = 36
)

// MaxLeaders is how many leaders a run can have: a link is a pair of them.
const MaxLeaders = 1 << (placeBits / 2)

func keyOf(k kind, number uint64, place int) key {
	return key(uint64(k)<<(placeBits+numberBits) | number<<placeBits | uint64(place))
}

func (k key) kind() kind         { return kind(k >> (placeBits + numberBits)) }
func (k key) number() uint64     { return uint64(k) >> placeBits & (1<<numberBits - 1) }
func (k key) place() int         { return int(k & (1<<placeBits - 1)) }
func (k key) link() network.Link { return network.Link(k.place()) }

func (c *Cluster) schedule(at sim.Time, k key) { c.queue.Push(at, uint64(k)) }

// handle deals with one event at the present instant.
func (c *Cluster) handle(k key) {
	switch k.kind() {
	case kindArrive:
		c.arrive(k)
	case kindIssue:
		c.issueNext(k.place(), k.number())
	case kindServed:
		c.served(k)
	case kindBatch:
		c.arriveBatch(k)
	case kindAck:
		c.arriveAck(k)
	case kindDepart:
		c.depart(k)
	case kindBeat:
		c.beat()
	case kindStep:
		c.step(int(k.number()))
	case kindAsk:
		c.ask(k)
	case kindAnswer:
		c.answered(k.number())
	case kindPacket:
		c.arrivePacket(k)
	case kindLeg:
		c.arriveLeg(k)
	case kindContact:
		c.contactDue(k)
	case kindControl:
		c.control(k)
	case kindStrike:
		c.strike(int(k.number()))
	case kindMend:
		c.mend(int(k.number()))
	default:
		panic("model: unknown kind of event")
	}
}

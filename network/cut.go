package network

import (
	"fmt"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// Arrival says what an event of an arrival is worth.
type Arrival uint8

const (
	Delivered  Arrival = iota // the message is here
	Superseded                // ignore the event: the link was cut, or tried again, and another event comes, or the message was dropped
	Lost                      // the message was on its way when the link was cut, and is not sent again
)

func (a Arrival) String() string { return [...]string{"delivered", "superseded", "lost"}[a] }

// MayBeCut declares, before the first Send, that the link will be cut, or that its loss
// will change, or that what is on it will be dropped: such links remember what is on
// its way, in 56 bytes a message. For two nodes that no link joins it does nothing.
func (n *Network) MayBeCut(l Link) {
	if n.messages > 0 {
		panic("network: MayBeCut comes before the first Send")
	}
	if n.Joined(n.Ends(l)) {
		n.specialise(n.rank(l)).watched = true
	}
}

// backlogOf returns what the link remembers, nil if it may not be cut.
func (n *Network) backlogOf(l Link) *backlog {
	if n.special == nil {
		return nil
	}
	s := n.special[n.rank(l)]
	if s == 0 || !n.specials[s].watched {
		return nil
	}
	return &n.specials[s].backlog
}

// watched is backlogOf for links that must have been declared.
func (n *Network) watched(l Link) *backlog {
	b := n.backlogOf(l)
	if b == nil {
		from, to := n.Ends(l)
		panic(fmt.Sprintf("network: the link from node %d to node %d was not declared by MayBeCut", from, to))
	}
	return b
}

// Cut cuts a link, once more if it is cut already. FIFO links hold what is on its
// way or sent from now on; datagram links lose it. Between nodes that no link joins
// only IsCut is changed.
func (n *Network) Cut(_ sim.Time, l Link) {
	from, to := n.Ends(l)
	if !n.Joined(from, to) {
		n.cutApart(l, 1)
		return
	}
	b := n.watched(l)
	b.cuts++
	if n.last == nil && n.path(l, n.rank(l)).resend < 0 {
		b.loseAll()
	}
}

// cutApart counts cuts between nodes that no link joins.
func (n *Network) cutApart(l Link, by int) {
	if n.apart == nil {
		n.apart = make(map[Link]int)
	}
	n.apart[l] += by
	if n.apart[l] < 0 {
		n.panicWhole(l)
	}
}

func (n *Network) panicWhole(l Link) {
	from, to := n.Ends(l)
	panic(fmt.Sprintf("network: the link from node %d to node %d was healed, and is not cut", from, to))
}

// IsCut says whether one node is cut off from another: whether Cut was called more
// often than Heal for the link, or would-be link, between them.
func (n *Network) IsCut(from, to int) bool {
	l := n.LinkOf(from, to)
	if !n.Joined(from, to) {
		return n.apart[l] > 0
	}
	b := n.backlogOf(l)
	return b != nil && b.cuts > 0
}

// Heal undoes one Cut; when the last is undone the link is open. It panics for a
// link that is not cut.
func (n *Network) Heal(now sim.Time, l Link) {
	if !n.Joined(n.Ends(l)) {
		n.cutApart(l, -1)
		return
	}
	b := n.watched(l)
	if b.cuts--; b.cuts < 0 {
		n.panicWhole(l)
	}
	if b.cuts > 0 {
		return
	}
	p := n.path(l, n.rank(l))
	switch {
	case n.last != nil:
		n.resume(&p, now)
	case p.resend >= 0:
		n.tryAgain(&p, now)
	}
}

// resume sends all that a FIFO link holds, anew and in order.
func (n *Network) resume(p *path, now sim.Time) {
	n.nothingAhead(p.rank, now)
	for _, f := range p.backlog.takeAll() {
		f.sent = now.Add(-time.Duration(f.attempt) * max(p.resend, 0))
		leaves, _ := n.depart(p, &f, now)
		n.land(p, f, leaves)
	}
}

// nothingAhead lets what is sent from now on wait for nothing that was sent before.
func (n *Network) nothingAhead(rank int, now sim.Time) {
	if n.last != nil {
		n.last[rank] = min(n.last[rank], now)
	}
	if n.free != nil {
		n.free[rank] = min(n.free[rank], now)
	}
}

// tryAgain plans, for each message that waits, its next attempt from now on. No
// timer ran while the link was cut.
func (n *Network) tryAgain(p *path, now sim.Time) {
	b := p.backlog
	for _, f := range b.takeAll() {
		f.due, f.attempt = nextAttempt(f, p.resend, now)
		f.retry = true
		b.push(f)
		n.queue.Push(f.due, f.key)
	}
}

// nextAttempt returns when, from now on, a message is sent again, and the number of
// that attempt. The first is still to be made by what is sent at this very instant,
// or is a copy that leaves only later.
func nextAttempt(f flight, resend time.Duration, now sim.Time) (sim.Time, uint32) {
	switch {
	case f.sent >= now:
		return f.sent, 0
	case resend == 0:
		return now, f.attempt
	}
	number := (now.Sub(f.sent)-1)/resend + 1
	return f.sent.Add(number * resend), uint32(number)
}

// sendIntoCut sends on a link that is cut.
func (n *Network) sendIntoCut(p *path, f flight) (copies int) {
	if n.last == nil && p.resend < 0 {
		return 0
	}
	p.backlog.flights = append(p.backlog.flights, f)
	if !n.isDoubled(p, f.draw) {
		return 1
	}
	f.double = true
	p.backlog.flights = append(p.backlog.flights, f)
	return 2
}

// Arrive says what the event of an arrival on a link is worth, when it is popped.
func (n *Network) Arrive(now sim.Time, l Link, key uint64) Arrival {
	if n.special == nil {
		return Delivered
	}
	return n.arrive(now, l, key)
}

func (n *Network) arrive(now sim.Time, l Link, key uint64) Arrival {
	b := n.backlogOf(l)
	if b == nil {
		return Delivered
	}
	if n.last != nil {
		return b.arriveInOrder(now, key)
	}
	p := n.path(l, n.rank(l))
	if b.cuts > 0 && p.resend >= 0 {
		return Superseded
	}
	f, ok := b.popIf(now, key)
	switch {
	case !ok:
		return Superseded
	case f.lost:
		return Lost
	case f.retry:
		n.retry(&p, f, now)
		return Superseded
	default:
		return Delivered
	}
}

// retry makes an attempt that was planned at the heal.
func (n *Network) retry(p *path, f flight, now sim.Time) {
	f.retry = false
	leaves, _ := n.depart(p, &f, now)
	n.land(p, f, leaves)
}

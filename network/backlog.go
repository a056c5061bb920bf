package network

import "github.com/mlrsim/mlrsim/sim"

// backlog is what a link that may be cut, or the like, remembers of the messages on it. On a FIFO
// link it is a queue in the order of sending, which is that of arrival. On a
// datagram link it is a heap in the order in which events are popped, (due, key), so
// that an event which is not for the first flight is stale. While a datagram link is
// cut that sends again, flights wait in it in no order.
type backlog struct {
	flights []flight
	head    int32 // FIFO: flights before are done
	cuts    int32 // so often has the link been cut, and not healed
	watched bool  // declared by MayBeCut; if false, the rest is unused
}

// keep remembers a flight whose event has been pushed.
func (b *backlog) keep(f flight, fifo bool) {
	if fifo {
		b.flights = append(b.flights, f)
	} else {
		b.push(f)
	}
}

// takeAll empties the backlog of what has not arrived.
func (b *backlog) takeAll() []flight {
	waiting := b.flights[b.head:]
	b.flights, b.head = nil, 0
	return waiting
}

// loseAll marks what is on its way as lost.
func (b *backlog) loseAll() {
	for i := range b.flights {
		b.flights[i].lost = true
	}
}

// arriveInOrder takes the first flight of a FIFO link if the event is for it.
func (b *backlog) arriveInOrder(now sim.Time, key uint64) Arrival {
	if b.cuts > 0 || int(b.head) == len(b.flights) {
		return Superseded
	}
	if f := &b.flights[b.head]; f.due != now || f.key != key {
		return Superseded
	}
	b.head++
	b.trim()
	return Delivered
}

// fewFlights is how many an idle link may keep room for: 3.5 KB.
const fewFlights = 64

// trim gives room back: all but a little when nothing is left, and the done half of
// a queue that never runs empty.
func (b *backlog) trim() {
	done := int(b.head)
	switch {
	case done == len(b.flights) && cap(b.flights) > fewFlights:
		b.flights, b.head = nil, 0
	case done == len(b.flights):
		b.flights, b.head = b.flights[:0], 0
	case done >= fewFlights && done > len(b.flights)/2:
		b.flights, b.head = b.flights[:copy(b.flights, b.flights[done:])], 0
	}
}

// before is the order of events.
func (f *flight) before(g *flight) bool {
	return f.due < g.due || f.due == g.due && f.key < g.key
}

// push puts a flight on the heap.
func (b *backlog) push(f flight) {
	b.flights = append(b.flights, f)
	h := b.flights
	i := len(h) - 1
	for i > 0 && f.before(&h[(i-1)/2]) {
		h[i] = h[(i-1)/2]
		i = (i - 1) / 2
	}
	h[i] = f
}

// popIf takes the first flight from the heap if the event is for it.
func (b *backlog) popIf(now sim.Time, key uint64) (flight, bool) {
	if len(b.flights) == 0 || b.flights[0].due != now || b.flights[0].key != key {
		return flight{}, false
	}
	first, end := b.flights[0], len(b.flights)-1
	moved := b.flights[end]
	b.flights = b.flights[:end]
	if end > 0 {
		b.sink(moved)
	}
	return first, true
}

// sink puts a flight in the place of the first, and down to where it belongs.
func (b *backlog) sink(f flight) {
	h := b.flights
	i := 0
	for child := 1; child < len(h); child = 2*i + 1 {
		if child+1 < len(h) && h[child+1].before(&h[child]) {
			child++
		}
		if !h[child].before(&f) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = f
}

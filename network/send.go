package network

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// Message is what the network needs to know of a message.
type Message struct {
	Key   uint64   // of the event of its arrival
	Draw  uint64   // keys its luck on the link: a number of its content, not of the order of sending
	Bytes int      // at least 0
	Law   *sim.Law // its delay is drawn from, by the same luck; nil: the link's. A network takes at most 255 different ones
}

// Send puts a message on a link and returns how many copies of it will arrive: 0 if
// it is lost for good, 1, or 2 if the network doubles it. So many events with the
// message's key will come, if not at once then after the link has been healed, and
// stale ones beside them: ask Arrive about each. It panics for a link that the
// network does not have.
func (n *Network) Send(now sim.Time, l Link, m Message) (copies int) {
	n.messages++
	n.bytes += int64(m.Bytes)
	rank := n.rank(l)
	if !n.plain || m.Law != nil || n.special != nil && n.special[rank] != 0 {
		p := n.path(l, rank)
		return n.sendOn(&p, now, m)
	}
	from, to := n.apartEnds(l)
	at := now.Add(n.delay(n.usual.law, from, to, n.luck.delays[from].At(n.luck.start[to]+m.Draw)))
	if n.last != nil {
		at = max(at, n.last[rank].Add(1))
		n.last[rank] = at
	}
	n.queue.Push(at, m.Key)
	return 1
}

// apartEnds returns the ends of a link, which must not be one node.
func (n *Network) apartEnds(l Link) (from, to int) {
	from, to = n.Ends(l)
	if from == to {
		panicSelf(from)
	}
	return from, to
}

func panicSelf(node int) { panic(fmt.Sprintf("network: node %d sends to itself", node)) }

// path is a link as a message finds it.
type path struct {
	from, to, rank int
	*values
	backlog *backlog // nil: the link is never cut
	slow    slowdowns
}

func (n *Network) path(l Link, rank int) path {
	from, to := n.apartEnds(l)
	p := path{from: from, to: to, rank: rank, values: &n.usual}
	if n.special != nil && n.special[rank] != 0 {
		s := &n.specials[n.special[rank]]
		p.values = s.values
		if s.watched {
			p.backlog = &s.backlog
		}
		if len(n.slowed) > 0 {
			p.slow = n.slowed[l]
		}
	}
	return p
}

// flight is one copy of a message on its way.
type flight struct {
	due     sim.Time // when its event comes
	sent    sim.Time // when attempt 0 is made, or would have been: later ones come at multiples of resend after it
	ready   sim.Time // when it arrives if it need not wait for its turn
	key     uint64
	draw    uint64
	bytes   int
	attempt uint32 // the next one, from 0
	law     uint8  // of its delay: an index into Network.laws, 0: the link's
	double  bool   // the network made this copy
	retry   bool   // due is not the arrival but the next attempt
	lost    bool   // it will not arrive, and this is told when it would have
}

func (n *Network) sendOn(p *path, now sim.Time, m Message) (copies int) {
	f := flight{sent: now, key: m.Key, draw: m.Draw, bytes: m.Bytes, law: n.lawNumber(m.Law)}
	if p.backlog != nil && p.backlog.cuts > 0 {
		return n.sendIntoCut(p, f)
	}
	leaves, ok := n.depart(p, &f, now)
	if !ok {
		return 0
	}
	n.land(p, f, leaves)
	if !n.isDoubled(p, m.Draw) {
		return 1
	}
	f.sent, f.attempt, f.double = leaves, 0, true
	n.land(p, f, leaves)
	return 2
}

// depart returns when the copy's first attempt that is not lost leaves, and leaves
// the number of that attempt in f; or that it is lost for good. Each attempt takes
// its time on a link of limited bandwidth. Those after the first take it at once, and
// not when they are made: the link's load is right, the order within it nearly so.
func (n *Network) depart(p *path, f *flight, now sim.Time) (leaves sim.Time, ok bool) {
	leaves = n.transmit(p, f, now)
	for n.isLost(p, f) {
		if p.resend < 0 {
			return 0, false
		}
		f.attempt++
		n.transmit(p, f, now)
		leaves = leaves.Add(p.resend)
	}
	return leaves, true
}

// land draws the copy's delay and pushes its arrival.
func (n *Network) land(p *path, f flight, leaves sim.Time) {
	n.fly(p, &f, leaves)
	f.due = f.ready
	if n.last != nil {
		f.due = max(f.due, n.last[p.rank].Add(1))
		n.last[p.rank] = f.due
	}
	n.queue.Push(f.due, f.key)
	if p.backlog != nil {
		p.backlog.keep(f, n.last != nil)
	}
}

// fly draws the delay of the attempt that gets through.
func (n *Network) fly(p *path, f *flight, leaves sim.Time) {
	law := p.law
	if f.law != 0 {
		law = n.laws[f.law]
	}
	f.ready = leaves.Add(p.slow.stretch(n.delay(law, p.from, p.to, n.luck.delay(p, f))))
	f.attempt++
}

// lawNumber returns the index of a message's law, by which flights name it: they have
// no pointers that a garbage collector would follow.
func (n *Network) lawNumber(law *sim.Law) uint8 {
	if law == nil {
		return 0
	}
	if len(n.laws) == 0 {
		n.laws = []*sim.Law{nil}
	}
	i := slices.Index(n.laws, law)
	if i < 0 {
		i = len(n.laws)
		n.laws = append(n.laws, law)
	}
	if i > math.MaxUint8 {
		panic("network: messages have more than 255 different laws")
	}
	return uint8(i)
}

// transmit returns when the last byte has left, if the message is handed to the link
// now: after those handed over before. A copy that the network makes takes no time.
func (n *Network) transmit(p *path, f *flight, now sim.Time) sim.Time {
	if p.bandwidth == 0 {
		return now
	}
	at := max(now, n.free[p.rank])
	if !f.double {
		at = at.Add(transmission(int64(f.bytes), p.bandwidth))
		n.free[p.rank] = at
	}
	return at
}

// transmission is bytes/bandwidth, rounded up so that a link never carries more than
// its bandwidth.
func transmission(bytes, bandwidth int64) time.Duration {
	hi, lo := bits.Mul64(uint64(bytes), uint64(time.Second))
	if hi >= uint64(bandwidth) {
		return math.MaxInt64
	}
	took, rest := bits.Div64(hi, lo, uint64(bandwidth))
	if rest > 0 {
		took++
	}
	return time.Duration(min(took, math.MaxInt64))
}

func (n *Network) delay(law *sim.Law, from, to int, bits uint64) time.Duration {
	if law != nil {
		return law.Draw(bits)
	}
	return n.matrixDelay(from, to, bits)
}

func (n *Network) matrixDelay(from, to int, bits uint64) time.Duration {
	base := n.matrix[from][to]
	if n.jitter == nil {
		return base
	}
	return n.jitter.Scale(base, bits)
}

// ClientDelay returns how long a client beside one node takes to reach another on its
// own way, which is direct whatever the topology and whatever is cut; 0 if from ==
// to. The law is that of the link between the two, and what is Slow there is slow for
// clients. Bits are the caller's: 64 uniform ones for each draw.
func (n *Network) ClientDelay(from, to int, bits uint64) time.Duration {
	if from == to {
		return 0
	}
	took := n.delay(n.direct(from, to), from, to, bits)
	if len(n.slowed) > 0 {
		took = n.slowed[n.LinkOf(from, to)].stretch(took)
	}
	return took
}

// TypicalDelay returns the median of ClientDelay where nothing is slow: whom a client
// takes to be near.
func (n *Network) TypicalDelay(from, to int) time.Duration {
	if from == to {
		return 0
	}
	if law := n.direct(from, to); law != nil {
		return law.Quantile(0.5)
	}
	return n.matrix[from][to]
}

// direct returns the law of delays between two nodes, nil for the matrix.
func (n *Network) direct(from, to int) *sim.Law {
	if law, own := n.ownLaws[n.LinkOf(from, to)]; own {
		return law
	}
	return n.usual.law
}

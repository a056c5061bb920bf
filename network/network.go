// Package network simulates links between nodes: who is joined to whom, how long a
// message takes, whether it is lost, doubled, made to queue, and what happens to it
// when its link is cut. It knows nothing of what messages mean.
//
// # A tour
//
// New makes a Network from a Config and an event queue. Send puts a message on a
// link: it draws the delay and pushes the event of the arrival, under a key of the
// caller's, on the queue. Nobody is called back; the caller pops the queue, and asks
// Arrive whether the message has really come:
//
//	net.Send(now, net.LinkOf(from, to), network.Message{Key: key, Draw: number, Bytes: 120})
//	…
//	e, _ := queue.Pop()
//	if net.Arrive(e.At, link, e.Key) == network.Delivered { … }
//
// On a link that is never cut the answer is always Delivered. A cut makes events
// that are already on the queue stale; those are Superseded.
//
// # Promises
//
// Luck is keyed by what it belongs to. The delay of a message is a function of the
// seed, the names of the link's two ends, the message's Draw and the number of the
// attempt; loss and duplication have streams of their own. More loss, another
// strategy or another leader moves no delay of a message that was there before.
//
// For each copy that Send promises, Arrive answers Delivered or Lost exactly once.
//
// A FIFO link delivers in the order of sending, each message at least 1 ns after the
// one before. It queues nothing otherwise: with a constant delay any number of
// messages is on the way at once. Under random delays a slow message blocks those
// behind it, as a TCP stream does.
package network

import (
	"errors"
	"fmt"
	"math/bits"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// Network is links between nodes, and the messages on them.
type Network struct {
	nodes      int
	reciprocal uint64 // of nodes, see Ends
	graph      *Graph
	links      *linkSet // nil: any two nodes have a link

	queue   *sim.Queue
	usual   values // of links without values of their own
	plain   bool   // usual is a law of delays and nothing else
	matrix  [][]time.Duration
	jitter  *sim.Factor // nil: none
	luck    luck
	last    []sim.Time // FIFO only, by rank: the link's latest arrival so far
	free    []sim.Time // with bandwidth only, by rank: when the link can take the next message
	special []int32    // by rank: index into specials, 0: none; nil while there are none
	// specials are links with values of their own, or that may be cut. The first is
	// unused.
	specials []special
	ownLaws  map[Link]*sim.Law  // delays of single links, in the topology or not; only looked up
	apart    map[Link]int       // cuts between nodes that no link joins; only looked up
	slowed   map[Link]slowdowns // of what is slow now, links or not; only looked up
	laws     []*sim.Law         // of messages that have their own, from 1 on

	messages, bytes int64
}

// values are how a link treats messages.
type values struct {
	law             *sim.Law // nil: by the network's matrix
	loss, duplicate sim.Probability
	resend          time.Duration
	bandwidth       int64
}

// special is a link that is not like the others.
type special struct {
	values *values
	losses []sim.Probability // its own, and then those added, ascending; nil: none has been
	backlog
}

// Link is the direction from one node to another.
type Link int

// New makes a network whose arrivals are pushed on q. The error joins all that
// Config.Check finds, as *Invalid.
func New(cfg Config, seed uint64, q *sim.Queue) (*Network, error) {
	if found := cfg.Check(); len(found) > 0 {
		all := make([]error, len(found))
		for i, e := range found {
			all[i] = e
		}
		return nil, errors.Join(all...)
	}
	count := len(cfg.Nodes)
	n := &Network{
		nodes:      count,
		reciprocal: ^uint64(0)/uint64(count) + 1,
		graph:      NewGraph(cfg.Topology, count, seed),
		queue:      q,
		usual:      cfg.values(),
		matrix:     cfg.Latency.Matrix,
		luck:       newLuck(cfg.Nodes, seed),
	}
	if !cfg.AllLinks {
		n.links = n.graph.links
	}
	if cfg.Latency.Jitter > 0 {
		n.jitter = sim.LognormalFactor(cfg.Latency.Jitter)
	}
	n.plain = n.usual == values{law: n.usual.law, resend: n.usual.resend}
	n.allocate(cfg)
	n.single(cfg.Links)
	return n, nil
}

func (c Config) values() values {
	return values{
		law:       c.Latency.Law,
		loss:      sim.Chance(c.Loss),
		duplicate: sim.Chance(c.Duplicate),
		resend:    c.Resend,
		bandwidth: c.Bandwidth,
	}
}

// allocate makes the arrays that hold a word for each link, where they are needed.
func (n *Network) allocate(cfg Config) {
	if cfg.Ordering == FIFO {
		n.last = make([]sim.Time, n.ranks())
		for i := range n.last {
			n.last[i] = -1 // so that the first message may arrive at 0
		}
	}
	limited := cfg.Bandwidth > 0
	for _, l := range cfg.Links {
		limited = limited || l.Bandwidth != nil && *l.Bandwidth > 0
	}
	if limited {
		n.free = make([]sim.Time, n.ranks())
	}
}

// single gives links their own values. A link that the network does not have keeps
// its delay, for clients.
func (n *Network) single(links []LinkConfig) {
	for _, c := range links {
		l := n.LinkOf(c.From, c.To)
		if c.Latency != nil {
			if n.ownLaws == nil {
				n.ownLaws = make(map[Link]*sim.Law)
			}
			n.ownLaws[l] = c.Latency
		}
		if n.Joined(c.From, c.To) {
			s := n.specialise(n.rank(l))
			own := s.values.with(c)
			s.values = &own
		}
	}
}

func (v values) with(c LinkConfig) values {
	if c.Latency != nil {
		v.law = c.Latency
	}
	if c.Loss != nil {
		v.loss = sim.Chance(*c.Loss)
	}
	if c.Duplicate != nil {
		v.duplicate = sim.Chance(*c.Duplicate)
	}
	replace(&v.resend, c.Resend)
	replace(&v.bandwidth, c.Bandwidth)
	return v
}

// specialise returns the special of a link, a new one with the usual values if it
// has none. It is valid until the next call.
func (n *Network) specialise(rank int) *special {
	if n.special == nil {
		n.special = make([]int32, n.ranks())
		n.specials = make([]special, 1)
	}
	if n.special[rank] == 0 {
		n.special[rank] = int32(len(n.specials))
		n.specials = append(n.specials, special{values: &n.usual})
	}
	return &n.specials[n.special[rank]]
}

// Graph returns who is joined to whom by the topology.
func (n *Network) Graph() *Graph { return n.graph }

// Neighbours is that of the topology's Graph.
func (n *Network) Neighbours(i int) []int { return n.graph.Neighbours(i) }

// Complete is that of the topology's Graph.
func (n *Network) Complete() bool { return n.graph.Complete() }

// NextHop is that of the topology's Graph.
func (n *Network) NextHop(from, to int) int { return n.graph.NextHop(from, to) }

// Unreachable is that of the topology's Graph.
func (n *Network) Unreachable() (from, to int, ok bool) { return n.graph.Unreachable() }

// Joined says whether there is a link from → to: by the topology, or because all are
// there.
func (n *Network) Joined(from, to int) bool {
	return from != to && (n.links == nil || n.links.has(from, to))
}

// LinkOf returns the link between two nodes, whether the network has it or not.
func (n *Network) LinkOf(from, to int) Link { return Link(from*n.nodes + to) }

// Ends returns the two nodes of a link. It divides by multiplying with a reciprocal
// of 64 bits, exact because links are below 2^28. (Of 1 the reciprocal wraps to 0,
// and the only link, 0, divides well by that too.)
func (n *Network) Ends(l Link) (from, to int) {
	hi, _ := bits.Mul64(uint64(l), n.reciprocal)
	return int(hi), int(l) - int(hi)*n.nodes
}

// ranks is how many entries an array has that is indexed by rank. A network with all
// links ranks them by their number, with gaps where i would meet i.
func (n *Network) ranks() int {
	if n.links == nil {
		return n.nodes * n.nodes
	}
	return n.links.size
}

// rank returns the index of a link's state. It panics for a link that the network
// does not have.
func (n *Network) rank(l Link) int {
	if n.links == nil {
		return int(l)
	}
	return n.sparseRank(l)
}

func (n *Network) sparseRank(l Link) int {
	rank, ok := n.links.rank(l)
	if !ok {
		from, to := n.Ends(l)
		panic(fmt.Sprintf("network: no link from node %d to node %d", from, to))
	}
	return rank
}

// Messages returns how many messages were sent: each call of Send counts once,
// however often the network had to try or doubled it.
func (n *Network) Messages() int64 { return n.messages }

// BytesSent returns the sum of Message.Bytes over the messages sent.
func (n *Network) BytesSent() int64 { return n.bytes }

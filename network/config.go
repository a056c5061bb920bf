package network

import (
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// Config describes a network of N nodes, numbered 0 to N-1. It is checked by New.
type Config struct {
	Nodes     []string // names, unique; a link's random stream depends on the names of its two ends
	Topology  Topology
	AllLinks  bool // any two nodes have a link, whatever the topology: for who is joined to change, or for messages that go directly
	Latency   Latency
	Ordering  Ordering
	Loss      float64       // probability in [0,1) that one transmission is lost; at most MaxLoss where it is sent again
	Duplicate float64       // probability in [0,1] that a message comes twice
	Resend    time.Duration // a lost message is sent again after this long; 0: at once, Never (negative): it is gone
	Bandwidth int64         // bytes a second on each link; 0 is unlimited
	Links     []LinkConfig  // what differs on single links; later entries win, field by field
}

// Never, as Config.Resend, means that a lost message is not sent again.
const Never time.Duration = -1

// Latency is the one-way delay of a message: either one Law for all links, or a
// Matrix of one-way base delays between nodes, each multiplied by a lognormal
// factor of median 1 and shape Jitter (0: constant).
type Latency struct {
	Law    *sim.Law
	Matrix [][]time.Duration // [from][to]; nil when Law is set
	Jitter float64
}

// LinkConfig gives the link From → To its own values. Nil keeps the network's. For
// two nodes that have no link, Latency is that of clients; the rest means nothing.
type LinkConfig struct {
	From, To  int
	Latency   *sim.Law
	Loss      *float64
	Duplicate *float64
	Resend    *time.Duration
	Bandwidth *int64
}

// Ordering says what a link does to the order of its messages.
type Ordering uint8

const (
	// FIFO is a TCP stream: in order, nothing lost for good; while cut it holds
	// what is sent or in flight, and delivers that in order after the heal.
	FIFO Ordering = iota
	// Datagram gives each message its own delay; what is in flight or sent while
	// the link is cut is lost, and sent again, after the heal, at the next multiple
	// of Config.Resend after it was first sent.
	Datagram
)

func (o Ordering) String() string { return [...]string{"fifo", "datagram"}[o] }

// Topology says which leaders ship to which. Name is one of Topologies(); "" is
// "edges" where there are Edges, and else "all-to-all".
type Topology struct {
	Name     string
	Hub      int      // star: the node in the middle
	Fanout   int      // tree: children of a node; 0 is the default, 2
	Degree   int      // random, small-world: mean number of neighbours, even for small-world; 0 is the default, 4, or all there are
	Rewire   float64  // small-world: probability that an edge is rewired; 0 is the default, 0.1, negative: none is
	Edges    [][2]int // edges: from, to
	Directed bool     // edges: one way only
}

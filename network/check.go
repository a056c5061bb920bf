package network

import (
	"fmt"
	"time"
)

// Invalid is one thing that is wrong with a Config.
type Invalid struct {
	Key     string // under `network:` in a scenario: "topology.hub", "links[2].loss"
	Problem string // "no node 7; there are 5, from 0 on"
}

func (e *Invalid) Error() string { return "network: " + e.Key + ": " + e.Problem }

const (
	// MaxNodes is the largest number of nodes of a network.
	MaxNodes = 1 << 14
	// MaxLoss is the largest loss that a sender who tries again may meet. Beyond
	// it a message takes more than 10,000 attempts on average.
	MaxLoss = 0.9999
	// MaxJitter is the largest Latency.Jitter: one draw in six is then 20 times the
	// median or more.
	MaxJitter = 3
)

// Check returns all that is wrong with the configuration, nothing if New would
// accept it. Whether everybody can be reached it does not ask: see Unreachable.
func (c Config) Check() []*Invalid {
	var found faults
	found.nodes(c.Nodes)
	n := len(c.Nodes)
	found.topology(c.Topology, n)
	found.latency(c.Latency, n)
	found.unless(c.Ordering == FIFO || c.Ordering == Datagram, "ordering", "no ordering %d", c.Ordering)
	found.losses("", c.Ordering, c.Loss, c.Resend)
	found.duplicate("", c.Duplicate)
	found.bandwidth("", c.Bandwidth)
	found.links(c)
	return found
}

// faults collects what is wrong.
type faults []*Invalid

func (f *faults) unless(holds bool, key, format string, args ...any) {
	if !holds {
		*f = append(*f, &Invalid{key, fmt.Sprintf(format, args...)})
	}
}

func (f *faults) nodes(names []string) {
	f.unless(len(names) > 0, "nodes", "a network needs at least one node")
	f.unless(len(names) <= MaxNodes, "nodes", "%d nodes are too many; %d is the most", len(names), MaxNodes)
	first := make(map[string]int, len(names))
	for i, name := range names {
		before, again := first[name]
		f.unless(!again, "nodes", "nodes %d and %d are both named %q", before, i, name)
		first[name] = i
	}
}

func (f *faults) node(key string, i, n int) {
	f.unless(0 <= i && i < n, key, "no node %d; there are %d, from 0 on", i, n)
}

func (f *faults) topology(t Topology, n int) {
	s, err := t.shape()
	if err != nil {
		f.unless(false, "topology", "%v", err)
		return
	}
	switch s.Name {
	case "star":
		f.node("topology.hub", t.Hub, n)
	case "tree":
		f.unless(t.Fanout >= 0, "topology.fanout", "%d children; a node has at least 1", t.Fanout)
	case "random":
		f.degree(t.Degree, n)
		f.unless(t.Degree != 1 || n <= 2, "topology.degree", "with one neighbour each, %d nodes cannot be connected; 2 is the least", n)
	case "small-world":
		f.degree(t.Degree, n)
		f.unless(t.Degree%2 == 0, "topology.degree", "%d is odd; a ring has as many near neighbours on both sides", t.Degree)
		f.unless(t.Rewire <= 1 || t.Rewire < 0, "topology.rewire", "%v is no probability; it is between 0 and 1", t.Rewire)
	case "edges":
		f.edges(t.Edges, n)
	}
}

// degree lets small networks have the default, which then means everybody.
func (f *faults) degree(degree, n int) {
	f.unless(degree >= 0, "topology.degree", "%d neighbours; a node has at least 1", degree)
	f.unless(degree <= max(n-1, defaultDegree), "topology.degree", "%d neighbours are too many; there are %d other nodes", degree, n-1)
}

func (f *faults) edges(edges [][2]int, n int) {
	for i, e := range edges {
		key := fmt.Sprintf("topology.edges[%d]", i)
		f.node(key, e[0], n)
		f.node(key, e[1], n)
		f.unless(e[0] != e[1], key, "node %d is joined to itself", e[0])
	}
}

func (f *faults) latency(l Latency, n int) {
	f.unless(l.Law != nil || l.Matrix != nil, "latency", "neither a law nor a matrix is given")
	f.unless(l.Law == nil || l.Matrix == nil, "latency", "both a law and a matrix are given")
	f.unless(l.Jitter >= 0 && l.Jitter <= MaxJitter, "latency.jitter", "%v is out of range; it is between 0 and %d", l.Jitter, MaxJitter)
	f.unless(l.Law == nil || l.Jitter == 0, "latency.jitter", "goes with a matrix; a law has its own spread")
	if l.Matrix != nil {
		f.matrix(l.Matrix, n)
	}
}

func (f *faults) matrix(m [][]time.Duration, n int) {
	if len(m) != n {
		f.unless(false, "latency", "the matrix has %d rows for %d nodes", len(m), n)
		return
	}
	for i, row := range m {
		f.unless(len(row) == n, "latency", "row %d of the matrix has %d entries for %d nodes", i, len(row), n)
		for j, d := range row {
			f.unless(d >= 0, "latency", "the delay %v from node %d to node %d is negative", d, i, j)
		}
	}
}

// below puts a key under another, which may be empty.
func below(key, sub string) string {
	if key == "" {
		return sub
	}
	return key + "." + sub
}

func (f *faults) losses(key string, o Ordering, loss float64, resend time.Duration) {
	f.unless(loss >= 0 && loss < 1, below(key, "loss"), "%v is out of range; it is at least 0 and less than 1", loss)
	f.unless(!(loss > MaxLoss && loss < 1) || resend < 0, below(key, "loss"),
		"a loss of %v takes too many attempts; %v is the most, unless nothing is sent again", loss, MaxLoss)
	f.unless(o != FIFO || resend >= 0 || !(loss > 0), below(key, "retransmit"),
		"a FIFO link loses nothing for good, so what it loses must be sent again")
}

func (f *faults) duplicate(key string, p float64) {
	f.unless(p >= 0 && p <= 1, below(key, "duplicate"), "%v is no probability; it is between 0 and 1", p)
}

func (f *faults) bandwidth(key string, b int64) {
	f.unless(b >= 0, below(key, "bandwidth"), "%d bytes a second; it is at least 1, or 0 for unlimited", b)
}

// links checks each entry over what it overrides: the network's values, and those
// of earlier entries for the same link.
func (f *faults) links(c Config) {
	effective := make(map[[2]int]LinkConfig)
	for i, l := range c.Links {
		key, ends := fmt.Sprintf("links[%d]", i), [2]int{l.From, l.To}
		f.node(below(key, "from"), l.From, len(c.Nodes))
		f.node(below(key, "to"), l.To, len(c.Nodes))
		f.unless(l.From != l.To, key, "node %d has no link to itself", l.From)
		if l.Duplicate != nil {
			f.duplicate(key, *l.Duplicate)
		}
		if l.Bandwidth != nil {
			f.bandwidth(key, *l.Bandwidth)
		}
		if l.Loss != nil || l.Resend != nil {
			effective[ends] = f.linkLosses(key, c, effective[ends], l)
		}
	}
}

func (f *faults) linkLosses(key string, c Config, before, own LinkConfig) LinkConfig {
	loss, resend := c.Loss, c.Resend
	for _, l := range [2]LinkConfig{before, own} {
		replace(&loss, l.Loss)
		replace(&resend, l.Resend)
	}
	f.losses(key, c.Ordering, loss, resend)
	return LinkConfig{Loss: &loss, Resend: &resend}
}

// replace sets a value to what a link has of its own, if it has.
func replace[T any](value *T, own *T) {
	if own != nil {
		*value = *own
	}
}

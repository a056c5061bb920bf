package network

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func valid() Config {
	return Config{Nodes: named(5), Latency: Latency{Law: sim.Constant(ms)}, Resend: 200 * ms}
}

func to[T any](value T) *T { return &value }

func TestNewSaysWhatIsWrongAndWhere(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		spoil func(*Config)
		want  string
	}{
		{func(c *Config) { c.Nodes = nil }, "network: nodes: a network needs at least one node"},
		{func(c *Config) { c.Nodes = named(MaxNodes + 1) }, "network: nodes: 16385 nodes are too many; 16384 is the most"},
		{func(c *Config) { c.Nodes[3] = "n2" }, `network: nodes: nodes 1 and 3 are both named "n2"`},
		{func(c *Config) { c.Topology.Name = "mesh" }, `network: topology: no topology "mesh"; there are all-to-all, ring, bidirectional-ring, star, chain, tree, grid, random, small-world, edges`},
		{func(c *Config) { c.Topology = Topology{Name: "star", Hub: 5} }, "network: topology.hub: no node 5; there are 5, from 0 on"},
		{func(c *Config) { c.Topology = Topology{Name: "tree", Fanout: -1} }, "network: topology.fanout: -1 children; a node has at least 1"},
		{func(c *Config) { c.Topology = Topology{Name: "random", Degree: 1} }, "network: topology.degree: with one neighbour each, 5 nodes cannot be connected; 2 is the least"},
		{func(c *Config) { c.Topology = Topology{Name: "random", Degree: 5} }, "network: topology.degree: 5 neighbours are too many; there are 4 other nodes"},
		{func(c *Config) { c.Topology = Topology{Name: "random", Degree: -2} }, "network: topology.degree: -2 neighbours; a node has at least 1"},
		{func(c *Config) { c.Topology = Topology{Name: "small-world", Degree: 3} }, "network: topology.degree: 3 is odd; a ring has as many near neighbours on both sides"},
		{func(c *Config) { c.Topology = Topology{Name: "small-world", Rewire: 1.1} }, "network: topology.rewire: 1.1 is no probability; it is between 0 and 1"},
		{func(c *Config) { c.Topology = Topology{Name: "small-world", Rewire: nan} }, "network: topology.rewire: NaN is no probability; it is between 0 and 1"},
		{func(c *Config) { c.Topology.Edges = [][2]int{{0, 1}, {1, 5}} }, "network: topology.edges[1]: no node 5; there are 5, from 0 on"},
		{func(c *Config) { c.Topology.Edges = [][2]int{{2, 2}} }, "network: topology.edges[0]: node 2 is joined to itself"},
		{func(c *Config) { c.Latency.Law = nil }, "network: latency: neither a law nor a matrix is given"},
		{func(c *Config) { c.Latency.Matrix = square(5, 0) }, "network: latency: both a law and a matrix are given"},
		{func(c *Config) { c.Latency.Jitter = 0.1 }, "network: latency.jitter: goes with a matrix; a law has its own spread"},
		{func(c *Config) { c.Latency = Latency{Matrix: square(5, 0), Jitter: nan} }, "network: latency.jitter: NaN is out of range; it is between 0 and 3"},
		{func(c *Config) { c.Latency = Latency{Matrix: square(4, 0)} }, "network: latency: the matrix has 4 rows for 5 nodes"},
		{func(c *Config) { c.Latency = Latency{Matrix: append(square(5, 0)[:4], nil)} }, "network: latency: row 4 of the matrix has 0 entries for 5 nodes"},
		{func(c *Config) { c.Latency = Latency{Matrix: square(5, 0)}; c.Latency.Matrix[1][2] = -ms }, "network: latency: the delay -1ms from node 1 to node 2 is negative"},
		{func(c *Config) { c.Ordering = 2 }, "network: ordering: no ordering 2"},
		{func(c *Config) { c.Loss = 1 }, "network: loss: 1 is out of range; it is at least 0 and less than 1"},
		{func(c *Config) { c.Loss = nan }, "network: loss: NaN is out of range; it is at least 0 and less than 1"},
		{func(c *Config) { c.Loss = 0.99995 }, "network: loss: a loss of 0.99995 takes too many attempts; 0.9999 is the most, unless nothing is sent again"},
		{func(c *Config) { c.Loss, c.Resend = 0.1, Never }, "network: retransmit: a FIFO link loses nothing for good, so what it loses must be sent again"},
		{func(c *Config) { c.Duplicate = -0.1 }, "network: duplicate: -0.1 is no probability; it is between 0 and 1"},
		{func(c *Config) { c.Bandwidth = -1 }, "network: bandwidth: -1 bytes a second; it is at least 1, or 0 for unlimited"},
		{func(c *Config) { c.Links = []LinkConfig{{From: 0, To: 7}} }, "network: links[0].to: no node 7; there are 5, from 0 on"},
		{func(c *Config) { c.Links = []LinkConfig{{}} }, "network: links[0]: node 0 has no link to itself"},
		{func(c *Config) { c.Links = []LinkConfig{{To: 1}, {To: 2, Loss: to(1.5)}} }, "network: links[1].loss: 1.5 is out of range; it is at least 0 and less than 1"},
		{func(c *Config) { c.Links = []LinkConfig{{To: 2, Duplicate: to(nan)}} }, "network: links[0].duplicate: NaN is no probability; it is between 0 and 1"},
		{func(c *Config) { c.Links = []LinkConfig{{To: 2, Bandwidth: to(int64(-8))}} }, "network: links[0].bandwidth: -8 bytes a second; it is at least 1, or 0 for unlimited"},
		{func(c *Config) {
			c.Links = []LinkConfig{{To: 2, Resend: to(Never)}, {To: 2, Loss: to(0.5)}}
		}, "network: links[1].retransmit: a FIFO link loses nothing for good, so what it loses must be sent again"},
	} {
		cfg := valid()
		c.spoil(&cfg)
		net, err := New(cfg, 1, sim.NewQueue())
		assert.EqualError(t, err, c.want)
		assert.Nil(t, net)
		var invalid *Invalid
		assert.True(t, errors.As(err, &invalid))
	}
}

func square(n int, d time.Duration) [][]time.Duration {
	m := make([][]time.Duration, n)
	for i := range m {
		m[i] = slices.Repeat([]time.Duration{d}, n)
	}
	return m
}

func TestNewTellsAllThatIsWrongAtOnce(t *testing.T) {
	cfg := valid()
	cfg.Loss, cfg.Duplicate, cfg.Topology.Name = 2, 2, "hexagon"
	require.Len(t, cfg.Check(), 3)
	_, err := New(cfg, 1, sim.NewQueue())
	assert.ErrorContains(t, err, "hexagon")
	assert.ErrorContains(t, err, "duplicate")
}

func TestTheExtremesThatAreAllowedWork(t *testing.T) {
	for _, change := range []func(*Config){
		func(c *Config) { c.Nodes = named(1) },
		func(c *Config) { c.Loss = MaxLoss },
		func(c *Config) { c.Ordering, c.Loss, c.Resend = Datagram, 0.999999, Never },
		func(c *Config) { c.Resend = 0 },
		func(c *Config) { c.Resend = Never },
		func(c *Config) { c.Duplicate = 1 },
		func(c *Config) { c.Bandwidth = 1 },
		func(c *Config) { c.Latency = Latency{Matrix: square(5, math.MaxInt64), Jitter: MaxJitter} },
		func(c *Config) { c.Nodes, c.Topology = named(3), Topology{Name: "random", Degree: 4} },
	} {
		cfg := valid()
		change(&cfg)
		net, err := New(cfg, 1, sim.NewQueue())
		require.NoError(t, err)
		if net.nodes > 1 {
			net.Send(0, net.LinkOf(0, 1), Message{Bytes: 1 << 30})
			net.Send(0, net.LinkOf(0, 1), Message{Bytes: 1 << 30})
		}
	}
}

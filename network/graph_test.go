package network

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/sim"
)

// without returns the members of n nodes that are left when some are absent.
func without(n int, absent ...int) []bool {
	members := slices.Repeat([]bool{true}, n)
	for _, i := range absent {
		members[i] = false
	}
	return members
}

func TestAbsentNodesLeaveTheTopologyToTheRest(t *testing.T) {
	for _, c := range []struct {
		name     string
		topology Topology
		members  []bool
		want     [][]int
	}{
		{"a ring skips who is absent", Topology{Name: "ring"}, without(4, 1), [][]int{{2}, nil, {3}, {0}}},
		{"ring of two", Topology{Name: "ring"}, without(4, 0, 2), [][]int{nil, {3}, nil, {1}}},
		{"a ring both ways", Topology{Name: "bidirectional-ring"}, without(5, 2), [][]int{{1, 4}, {0, 3}, nil, {1, 4}, {0, 3}}},
		{"the hub stays", Topology{Name: "star", Hub: 3}, without(5, 0), [][]int{nil, {3}, {3}, {1, 2, 4}, {3}}},
		{"the first replaces the hub", Topology{Name: "star", Hub: 2}, without(5, 2, 0), [][]int{nil, {3, 4}, nil, {1}, {1}}},
		{"a chain closes up", Topology{Name: "chain"}, without(4, 2), [][]int{{1}, {0, 3}, nil, {1}}},
		{"a tree has another root", Topology{Name: "tree"}, without(5, 0), [][]int{nil, {2, 3}, {1, 4}, {1}, {2}}},
		{"a grid is laid anew", Topology{Name: "grid"}, without(6, 0, 5), [][]int{nil, {2, 3}, {1, 4}, {1, 4}, {2, 3}, nil}},
		{"all to all", Topology{}, without(4, 2), [][]int{{1, 3}, {0, 3}, nil, {0, 1}}},
		{"edges lead past who is absent", Topology{Edges: [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 0}}, Directed: true}, without(4, 1, 2), [][]int{{3}, nil, nil, {0}}},
		{"both ways too", Topology{Edges: [][2]int{{0, 1}, {1, 2}, {1, 3}}}, without(4, 1), [][]int{{2, 3}, nil, {0, 3}, {0, 2}}},
		{"one who is left", Topology{Name: "ring"}, without(3, 0, 1), [][]int{nil, nil, {}}},
		{"nobody", Topology{Name: "star"}, without(3, 0, 1, 2), [][]int{nil, nil, nil}},
		{"the same, where all are there", Topology{Name: "ring"}, without(3), [][]int{{1}, {2}, {0}}},
	} {
		g := NewGraph(c.topology, len(c.members), 1).Among(c.members)
		assert.Equal(t, c.want, neighbourhoods(g), c.name)
	}
}

// TestMembersAreConnectedWhoeverIsAbsent for all topologies that have a name.
func TestMembersAreConnectedWhoeverIsAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, members := drawGraph(t, Topologies())
		part := g.Among(members)
		for i := range members {
			for _, j := range part.Neighbours(i) {
				require.True(t, members[i] && members[j] && part.Joined(i, j), "%d is joined to %d", i, j)
			}
		}
		from, to, apart := part.Unreachable()
		require.False(t, apart, "%d has no way to %d", from, to)
		require.Equal(t, neighbourhoods(g), neighbourhoods(part.Among(without(g.nodes))), "all are back")
	})
}

// drawGraph makes a graph of one of the shapes, edges connecting everybody, and says
// who is to stay.
func drawGraph(t *rapid.T, shapes []Shape) (*Graph, []bool) {
	n := rapid.IntRange(1, 16).Draw(t, "nodes")
	members := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "members")
	topology := Topology{Name: rapid.SampledFrom(shapes).Draw(t, "shape").Name, Degree: 2, Rewire: 0.8}
	topology.Hub = rapid.IntRange(0, n-1).Draw(t, "hub")
	topology.Directed = rapid.Bool().Draw(t, "directed")
	for i := 1; topology.Name == "edges" && i < n; i++ {
		j := rapid.IntRange(0, i-1).Draw(t, "to")
		topology.Edges = append(topology.Edges, [2]int{i, j}, [2]int{j, i})
	}
	return NewGraph(topology, n, rapid.Uint64().Draw(t, "seed")), members
}

// TestEdgesLeadPastTheAbsent and nowhere else: member i is joined to j if there is a
// path with no member on it. It compares with taking out one node after another.
func TestEdgesLeadPastTheAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "nodes")
		topology := Topology{Name: "edges", Directed: rapid.Bool().Draw(t, "directed")}
		node := rapid.IntRange(0, n-1)
		joined := make(map[[2]int]bool)
		for range rapid.IntRange(0, 2*n).Draw(t, "edges") {
			if a, b := node.Draw(t, "a"), node.Draw(t, "b"); a != b {
				topology.Edges = append(topology.Edges, [2]int{a, b})
				joined[[2]int{a, b}] = true
				joined[[2]int{b, a}] = joined[[2]int{b, a}] || !topology.Directed
			}
		}
		members := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "members")
		for i, here := range members {
			if !here {
				takeOut(joined, i, n)
			}
		}
		g := NewGraph(topology, n, 1).Among(members)
		for i := range n {
			for j := range n {
				require.Equal(t, i != j && members[i] && members[j] && joined[[2]int{i, j}], g.Joined(i, j), "%d to %d", i, j)
			}
		}
	})
}

// takeOut joins all who are joined to a node to all whom it is joined to.
func takeOut(joined map[[2]int]bool, node, n int) {
	for i := range n {
		for j := range n {
			if joined[[2]int{i, node}] && joined[[2]int{node, j}] {
				joined[[2]int{i, j}] = true
			}
		}
	}
}

func TestOneWayFindsLinksThatHaveNoneBack(t *testing.T) {
	for _, c := range []struct {
		topology Topology
		absent   []int
		want     bool
	}{
		{Topology{Name: "ring"}, nil, true},
		{Topology{Name: "ring"}, []int{2, 3}, false},
		{Topology{Name: "bidirectional-ring"}, nil, false},
		{Topology{Name: "tree"}, nil, false},
		{Topology{Name: "all-to-all"}, nil, false},
		{Topology{Edges: [][2]int{{0, 1}, {1, 2}, {2, 3}}}, nil, false},
		{Topology{Edges: [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 0}, {1, 0}}, Directed: true}, nil, true},
		{Topology{Edges: [][2]int{{0, 1}, {1, 0}}, Directed: true}, nil, false},
	} {
		g := NewGraph(c.topology, 4, 1).Among(without(4, c.absent...))
		assert.Equal(t, c.want, g.OneWay(), "%+v without %v", c.topology, c.absent)
	}
}

func TestAbsentNodesAreOutOfReach(t *testing.T) {
	for _, name := range []string{"all-to-all", "chain"} {
		g := NewGraph(Topology{Name: name}, 5, 1).Among(without(5, 2))
		assert.False(t, g.Has(2))
		assert.Equal(t, -1, g.NextHop(0, 2), name)
		assert.Equal(t, -1, g.NextHop(2, 0), name)
		assert.Equal(t, 3, g.NextHop(1, 3), name)
	}
	assert.Panics(t, func() { NewGraph(Topology{}, 5, 1).Among(without(4)) })
}

// TestEdgesMayLeaveMembersApart: node 1 only ever listened.
func TestEdgesMayLeaveMembersApart(t *testing.T) {
	g := NewGraph(Topology{Edges: [][2]int{{2, 0}, {2, 1}, {0, 2}}, Directed: true}, 4, 1)
	from, to, apart := g.Among(without(4, 3)).Unreachable()
	assert.Equal(t, [3]any{1, 0, true}, [3]any{from, to, apart})
}

// TestAllLinksAreThereWhateverTheTopology, which still says who is whose neighbour.
func TestAllLinksAreThereWhateverTheTopology(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Nodes: named(4), Topology: Topology{Name: "ring"}, AllLinks: true, Ordering: o, Latency: Latency{Law: sim.Constant(ms)}}
		q := sim.NewQueue()
		net, err := New(cfg, 1, q)
		require.NoError(t, err)
		across := net.LinkOf(0, 2)
		net.MayBeCut(across)
		net.Send(0, across, Message{Key: 7})
		net.Cut(0, across)
		e, _ := q.Pop()
		assert.Equal(t, Superseded, net.Arrive(e.At, across, e.Key))
		assert.True(t, net.Joined(0, 2) && net.IsCut(0, 2))
		assert.False(t, net.Joined(2, 2) || net.Complete() || net.Graph().Joined(0, 2))
		assert.Equal(t, []int{1}, net.Neighbours(0))
		assert.Equal(t, 1, net.NextHop(0, 2))
	}
}

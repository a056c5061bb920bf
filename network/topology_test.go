package network

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/sim"
)

// named returns n node names.
func named(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("n%d", i+1)
	}
	return names
}

// shaped returns a network of n nodes with that topology and a constant delay.
func shaped(t testing.TB, n int, topology Topology, seed uint64) *Network {
	cfg := Config{Nodes: named(n), Topology: topology, Latency: Latency{Law: sim.Constant(time.Millisecond)}}
	net, err := New(cfg, seed, sim.NewQueue())
	require.NoError(t, err)
	return net
}

// neighbourhoods lists the neighbours of every node.
func neighbourhoods(g *Graph) [][]int {
	all := make([][]int, g.nodes)
	for i := range all {
		all[i] = g.Neighbours(i)
	}
	return all
}

func TestTopologiesJoinWhomTheySay(t *testing.T) {
	for _, c := range []struct {
		name     string
		nodes    int
		topology Topology
		want     [][]int
	}{
		{"all-to-all", 3, Topology{Name: "all-to-all"}, [][]int{{1, 2}, {0, 2}, {0, 1}}},
		{"no name", 3, Topology{}, [][]int{{1, 2}, {0, 2}, {0, 1}}},
		{"ring", 4, Topology{Name: "ring"}, [][]int{{1}, {2}, {3}, {0}}},
		{"ring of two", 2, Topology{Name: "ring"}, [][]int{{1}, {0}}},
		{"bidirectional ring", 4, Topology{Name: "bidirectional-ring"}, [][]int{{1, 3}, {0, 2}, {1, 3}, {0, 2}}},
		{"star", 4, Topology{Name: "star", Hub: 2}, [][]int{{2}, {2}, {0, 1, 3}, {2}}},
		{"chain", 4, Topology{Name: "chain"}, [][]int{{1}, {0, 2}, {1, 3}, {2}}},
		{"tree", 7, Topology{Name: "tree"}, [][]int{{1, 2}, {0, 3, 4}, {0, 5, 6}, {1}, {1}, {2}, {2}}},
		{"tree of three", 5, Topology{Name: "tree", Fanout: 3}, [][]int{{1, 2, 3}, {0, 4}, {0}, {0}, {1}}},
		{"grid", 5, Topology{Name: "grid"}, [][]int{{1, 3}, {0, 2, 4}, {1}, {0, 4}, {1, 3}}},
		{"edges", 3, Topology{Edges: [][2]int{{0, 1}, {1, 2}, {2, 1}}}, [][]int{{1}, {0, 2}, {1}}},
		{"edges, one way", 3, Topology{Name: "edges", Edges: [][2]int{{0, 1}, {1, 2}}, Directed: true}, [][]int{{1}, {2}, nil}},
	} {
		assert.Equal(t, c.want, neighbourhoods(NewGraph(c.topology, c.nodes, 1)), c.name)
	}
}

func TestEveryTopologyConnectsEverybody(t *testing.T) {
	for _, s := range Topologies() {
		for n := 1; n <= 33; n++ {
			topology := Topology{Name: s.Name, Rewire: 0.8, Degree: 2}
			if s.Name == "edges" && n > 1 {
				topology.Edges = [][2]int{{0, n - 1}}
				for i := 1; i < n-1; i++ {
					topology.Edges = append(topology.Edges, [2]int{i, n - 1})
				}
			}
			net := shaped(t, n, topology, uint64(n))
			_, _, cut := net.Unreachable()
			assert.False(t, cut, "%s of %d", s.Name, n)
		}
	}
}

func TestTopologiesThatHappenToBeCompleteAreComplete(t *testing.T) {
	for _, s := range []string{"all-to-all", "ring", "bidirectional-ring", "star", "chain", "tree", "grid", "random", "small-world"} {
		assert.True(t, shaped(t, 1, Topology{Name: s}, 1).Complete(), s)
		assert.True(t, shaped(t, 2, Topology{Name: s}, 1).Complete(), s)
	}
	assert.True(t, shaped(t, 3, Topology{Name: "bidirectional-ring"}, 1).Complete())
	assert.True(t, shaped(t, 5, Topology{Name: "random"}, 1).Complete(), "4 neighbours each")
	assert.False(t, shaped(t, 3, Topology{Name: "star"}, 1).Complete())
}

func links(n *Network) (count int) {
	for i := range n.nodes {
		count += len(n.Neighbours(i))
	}
	return count
}

func TestRandomHasItsMeanDegree(t *testing.T) {
	for _, degree := range []int{2, 3, 4, 10, 99} {
		net := shaped(t, 100, Topology{Name: "random", Degree: degree}, 3)
		assert.Equal(t, 100*degree, links(net))
	}
}

func TestRandomTopologyIsAFunctionOfTheSeed(t *testing.T) {
	for _, name := range []string{"random", "small-world"} {
		drawn := func(seed uint64) [][]int { return neighbourhoods(NewGraph(Topology{Name: name}, 50, seed)) }
		assert.Equal(t, drawn(1), drawn(1), name)
		assert.NotEqual(t, drawn(1), drawn(2), name)
	}
}

func TestSmallWorldMovesTheShareOfEdgesThatItIsGiven(t *testing.T) {
	const n = 2000
	lattice := shaped(t, n, Topology{Name: "small-world", Degree: 6, Rewire: -1}, 1)
	assert.Equal(t, []int{1, 2, 3, n - 3, n - 2, n - 1}, lattice.Neighbours(0))
	world := shaped(t, n, Topology{Name: "small-world", Degree: 6}, 1)
	assert.Equal(t, 6*n, links(world), "edges are moved, not made")
	moved := 0
	for i := range n {
		for _, j := range world.Neighbours(i) {
			if !lattice.Joined(i, j) {
				moved++
			}
		}
	}
	assert.InDelta(t, 0.1, float64(moved)/float64(6*n), 0.012)
}

// TestNextHopTakesTheShortestWay compares with Floyd and Warshall's distances.
func TestNextHopTakesTheShortestWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "nodes")
		node := rapid.IntRange(0, n-1)
		var topology Topology
		topology.Name, topology.Directed = "edges", true
		for range rapid.IntRange(0, 3*n).Draw(t, "edges") {
			if a, b := node.Draw(t, "a"), node.Draw(t, "b"); a != b {
				topology.Edges = append(topology.Edges, [2]int{a, b})
			}
		}
		cfg := Config{Nodes: named(n), Topology: topology, Latency: Latency{Law: sim.Constant(0)}}
		net, err := New(cfg, 1, sim.NewQueue())
		require.NoError(t, err)
		checkRoutes(t, net, distances(net))
	})
}

const far = 1 << 20

func distances(net *Network) [][]int {
	d := make([][]int, net.nodes)
	for i := range d {
		d[i] = slices.Repeat([]int{far}, net.nodes)
		d[i][i] = 0
		for _, j := range net.Neighbours(i) {
			d[i][j] = 1
		}
	}
	for k := range d {
		for i := range d {
			for j := range d {
				d[i][j] = min(d[i][j], d[i][k]+d[k][j])
			}
		}
	}
	return d
}

func checkRoutes(t *rapid.T, net *Network, d [][]int) {
	apart := false
	for i := range d {
		for j := range d {
			want := -1
			if i == j {
				want = i
			}
			for _, next := range slices.Backward(net.Neighbours(i)) {
				if i != j && d[i][j] < far && d[next][j] == d[i][j]-1 {
					want = next
				}
			}
			require.Equal(t, want, net.NextHop(i, j))
			apart = apart || d[i][j] >= far
		}
	}
	from, to, found := net.Unreachable()
	require.Equal(t, apart, found)
	require.True(t, !found || d[from][to] >= far)
}

func TestRankCountsTheLinksBefore(t *testing.T) {
	for _, n := range []int{2, 8, 9, 64, 65} {
		net := shaped(t, n, Topology{Name: "random", Degree: 2}, 5)
		if net.Complete() {
			continue
		}
		rank := 0
		for from := range n {
			for to := range n {
				got, ok := net.links.rank(net.LinkOf(from, to))
				require.Equal(t, rank, got)
				require.Equal(t, net.Joined(from, to), ok)
				require.Equal(t, slices.Contains(net.Neighbours(from), to), ok)
				if ok {
					rank++
				}
			}
		}
		assert.Equal(t, rank, net.ranks())
	}
}

func TestEndsUndoesLinkOf(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 1000, 4096, 10007, MaxNodes} {
		net := &Network{nodes: n, reciprocal: ^uint64(0)/uint64(n) + 1}
		for _, from := range []int{0, n / 3, n / 2, n - 1} {
			for _, to := range []int{0, 1 % n, n / 3, n - 1} {
				i, j := net.Ends(net.LinkOf(from, to))
				require.Equal(t, [2]int{from, to}, [2]int{i, j}, "%d nodes", n)
			}
		}
	}
}

func TestNetworksOf4096Nodes(t *testing.T) {
	for _, s := range Topologies() {
		topology := Topology{Name: s.Name, Edges: [][2]int{{0, 1}, {1, 4095}}}
		net := shaped(t, 4096, topology, 1)
		assert.NotEqual(t, -1, net.NextHop(0, 4095), s.Name)
		_, _, apart := net.Unreachable()
		assert.Equal(t, s.Name == "edges", apart, s.Name)
		if !net.Complete() {
			assert.LessOrEqual(t, net.ranks(), 4*4096, "state of a link is kept for links only")
		}
	}
}

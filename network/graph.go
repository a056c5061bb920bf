package network

import (
	"slices"

	"github.com/mlrsim/mlrsim/sim"
)

// Graph is who is joined to whom by a topology. It is drawn once and for all; a
// topology from which nodes are missing is a Graph of its own, see Among.
type Graph struct {
	topology   Topology
	seed       uint64
	nodes      int
	members    []bool    // nil: all
	links      *linkSet  // nil: every member is joined to every other
	neighbours [][]int   // by node, nil: not asked for yet
	routes     [][]int16 // by node, nil: not asked for yet
}

// NewGraph draws the topology over so many nodes. Config.Check must accept it for
// them.
func NewGraph(t Topology, nodes int, seed uint64) *Graph {
	return newGraph(t, nodes, seed, nil)
}

// Among returns the same topology, drawn anew over some nodes only, in their order
// and with their numbers: a ring skips who is absent, the first member takes the
// place of a hub that is. A random topology takes its draws from the same stream.
// Where edges are listed, those between members stay, and whoever shipped to an
// absent node ships to those it shipped to; only this may leave members without a
// way to each other. Absent nodes are joined to nobody.
//
// Members has an entry for each node of the whole, of which g itself may be but a
// part.
func (g *Graph) Among(members []bool) *Graph {
	if len(members) != g.nodes {
		panic("network: Among wants an entry for each node")
	}
	return newGraph(g.topology, g.nodes, g.seed, slices.Clone(members))
}

func newGraph(t Topology, nodes int, seed uint64, members []bool) *Graph {
	if !slices.Contains(members, false) {
		members = nil
	}
	return &Graph{
		topology:   t,
		seed:       seed,
		nodes:      nodes,
		members:    members,
		links:      t.draw(nodes, members, sim.NewStream(seed, "network/topology")),
		neighbours: make([][]int, nodes),
		routes:     make([][]int16, nodes),
	}
}

// Has says whether a node is a member.
func (g *Graph) Has(i int) bool { return g.members == nil || g.members[i] }

// Neighbours lists, in ascending order, the nodes that i is joined to. The slice
// is kept; do not change it. In a complete graph it is everybody else: ask
// Complete first and count, where a list of N-1 numbers a node is too much memory.
func (g *Graph) Neighbours(i int) []int {
	if g.neighbours[i] == nil {
		g.neighbours[i] = g.listNeighbours(i)
	}
	return g.neighbours[i]
}

func (g *Graph) listNeighbours(i int) []int {
	switch {
	case g.links != nil:
		return g.links.from(i)
	case !g.Has(i):
		return nil
	}
	others := make([]int, 0, g.nodes-1)
	for j := range g.nodes {
		if g.Joined(i, j) {
			others = append(others, j)
		}
	}
	return others
}

// Complete says whether every member is joined to every other.
func (g *Graph) Complete() bool { return g.links == nil }

// Joined says whether there is a link from → to.
func (g *Graph) Joined(from, to int) bool {
	if g.links != nil {
		return g.links.has(from, to)
	}
	return from != to && g.Has(from) && g.Has(to)
}

// OneWay says whether there is a link without one back, so that a node cannot ask
// all of its neighbours.
func (g *Graph) OneWay() bool {
	if g.Complete() {
		return false
	}
	for i := range g.nodes {
		for _, j := range g.Neighbours(i) {
			if !g.links.has(j, i) {
				return true
			}
		}
	}
	return false
}

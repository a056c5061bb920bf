package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/sim"
)

// Shape is a topology that has a name.
type Shape struct {
	Name string
	Note string // one line on who is joined to whom
}

// shape is a Shape and how to draw it. A nil join means that everybody is joined
// to everybody, which takes no set of links.
type shape struct {
	Shape
	join func(*linkSet, Topology, sim.Stream)
}

var shapes = []shape{
	{Shape{"all-to-all", "every leader ships to every other; nothing is forwarded"}, nil},
	{Shape{"ring", "one way round: each leader ships to the next, the last to the first"}, joinRing},
	{Shape{"bidirectional-ring", "each leader and the next ship to each other, the last and the first too"}, joinBothWays},
	{Shape{"star", "every leader is joined to the hub, itself a leader, which relays"}, joinStar},
	{Shape{"chain", "a line: each leader is joined to the one before and the one after"}, joinChain},
	{Shape{"tree", "the first leader is the root; each has up to `fanout` children"}, joinTree},
	{Shape{"grid", "rows of a square (the last may be short), joined to left, right, above, below"}, joinGrid},
	{Shape{"random", "a random connected network with `degree` neighbours on average"}, joinRandom},
	{Shape{"small-world", "a ring with `degree` near neighbours each, some links rewired to random leaders (Watts and Strogatz 1998)"}, joinSmallWorld},
	{Shape{"edges", "a list of one's own"}, joinEdges},
}

// Topologies lists the topologies there are, each with a line of explanation.
func Topologies() []Shape {
	list := make([]Shape, len(shapes))
	for i, s := range shapes {
		list[i] = s.Shape
	}
	return list
}

// shape finds the topology's shape. Without a name it is "edges" where edges are
// given, and else "all-to-all".
func (t Topology) shape() (shape, error) {
	name := t.Name
	switch {
	case name == "" && len(t.Edges) > 0:
		name = "edges"
	case name == "":
		name = "all-to-all"
	}
	var known []string
	for _, s := range shapes {
		if s.Name == name {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return shape{}, fmt.Errorf("no topology %q; there are %s", name, strings.Join(known, ", "))
}

const (
	defaultFanout = 2
	defaultDegree = 4
	defaultRewire = 0.1
)

// withDefaults replaces zeros by the defaults that Topology states, as far as a
// network of so many nodes can have them.
func (t Topology) withDefaults(nodes int) Topology {
	if t.Fanout == 0 {
		t.Fanout = defaultFanout
	}
	if t.Degree == 0 {
		t.Degree = defaultDegree
	}
	t.Degree = min(t.Degree, nodes-1)
	if t.Rewire == 0 {
		t.Rewire = defaultRewire
	}
	return t
}

// draw returns the links of a checked topology among the members (nil: all of so many
// nodes), nil where every member is joined to every other.
func (t Topology) draw(nodes int, members []bool, stream sim.Stream) *linkSet {
	s, err := t.shape()
	if err != nil {
		panic("network: " + err.Error())
	}
	if members == nil {
		return s.draw(t, nodes, stream)
	}
	numbers := membersOf(members)
	if t.Hub = slices.Index(numbers, t.Hub); t.Hub < 0 {
		t.Hub = 0
	}
	if s.Name == "edges" {
		t.Edges, t.Directed = t.edgesAmong(members, numbers), true
	}
	links := s.draw(t, len(numbers), stream)
	if links != nil {
		links = links.renumbered(numbers, nodes)
	}
	return links
}

func (s shape) draw(t Topology, nodes int, stream sim.Stream) *linkSet {
	if s.join == nil || nodes <= 1 {
		return nil
	}
	links := newLinkSet(nodes)
	s.join(links, t.withDefaults(nodes), stream)
	if links.size == nodes*(nodes-1) {
		return nil
	}
	links.seal()
	return links
}

func joinRing(links *linkSet, _ Topology, _ sim.Stream) {
	for i := range links.nodes {
		links.add(i, (i+1)%links.nodes)
	}
}

func joinBothWays(links *linkSet, _ Topology, _ sim.Stream) {
	for i := range links.nodes {
		links.addBoth(i, (i+1)%links.nodes)
	}
}

func joinStar(links *linkSet, t Topology, _ sim.Stream) {
	for i := range links.nodes {
		links.addBoth(t.Hub, i)
	}
}

func joinChain(links *linkSet, _ Topology, _ sim.Stream) {
	for i := 1; i < links.nodes; i++ {
		links.addBoth(i-1, i)
	}
}

func joinTree(links *linkSet, t Topology, _ sim.Stream) {
	for i := 1; i < links.nodes; i++ {
		links.addBoth((i-1)/t.Fanout, i)
	}
}

func joinGrid(links *linkSet, _ Topology, _ sim.Stream) {
	width := 1
	for width*width < links.nodes {
		width++
	}
	for i := range links.nodes {
		if i%width > 0 {
			links.addBoth(i-1, i)
		}
		if i >= width {
			links.addBoth(i-width, i)
		}
	}
}

func joinEdges(links *linkSet, t Topology, _ sim.Stream) {
	for _, e := range t.Edges {
		links.add(e[0], e[1])
		if !t.Directed {
			links.add(e[1], e[0])
		}
	}
}

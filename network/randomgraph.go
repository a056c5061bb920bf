package network

import "github.com/mlrsim/mlrsim/sim"

// dice hands out the draws of one stream one after another.
type dice struct {
	stream sim.Stream
	next   uint64
}

func (d *dice) roll() uint64 {
	d.next++
	return d.stream.At(d.next)
}

func (d *dice) below(n int) int { return int(sim.Below(d.roll(), uint64(n))) }

// joinRandom draws a random recursive tree over the nodes in random order, so that
// the network is connected, and then distinct random pairs until the mean number of
// neighbours is t.Degree. To draw all pairs independently and keep what comes out
// connected would be purer, and hopeless: of 1,000 nodes with 4 neighbours on
// average, some 18 would be expected to stand alone.
func joinRandom(links *linkSet, t Topology, stream sim.Stream) {
	order := stream.Shuffled(links.nodes)
	d := &dice{stream: stream, next: uint64(links.nodes)}
	for i := 1; i < len(order); i++ {
		links.addBoth(order[d.below(i)], order[i])
	}
	for links.size < links.nodes*t.Degree {
		links.addBoth(d.below(links.nodes), d.below(links.nodes))
	}
}

// joinSmallWorld follows Watts and Strogatz, "Collective dynamics of 'small-world'
// networks", Nature 393 (1998): a ring on which each node is joined to its t.Degree
// nearest, then each edge's far end is moved to a random node with probability
// t.Rewire, nearest neighbours first. Unlike there, an edge whose move would cut the
// network in two stays where it is.
func joinSmallWorld(links *linkSet, t Topology, stream sim.Stream) {
	n, reach := links.nodes, (t.Degree+1)/2
	for step := 1; step <= reach; step++ {
		for i := range n {
			links.addBoth(i, (i+step)%n)
		}
	}
	d := &dice{stream: stream}
	rewired := sim.Chance(max(t.Rewire, 0))
	for step := 1; step <= reach; step++ {
		for i := range n {
			if rewired.Hit(d.roll()) {
				moveEdge(links, i, (i+step)%n, d.below(n))
			}
		}
	}
}

// moveEdge replaces the edge a–b by a–c, unless there is nothing to move, c is a or
// joined to it, or b would be cut off.
func moveEdge(links *linkSet, a, b, c int) {
	if c == a || !links.has(a, b) || links.has(a, c) {
		return
	}
	links.removeBoth(a, b)
	links.addBoth(a, c)
	if !links.reaches(a, b) {
		links.removeBoth(a, c)
		links.addBoth(a, b)
	}
}

// reaches looks for a way from a to b, nearest nodes first: on a ring with
// neighbours it is usually found at once.
func (s *linkSet) reaches(a, b int) bool {
	seen := make([]bool, s.nodes)
	seen[a] = true
	for queue := []int{a}; len(queue) > 0; queue = queue[1:] {
		for _, next := range s.from(queue[0]) {
			if next == b {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

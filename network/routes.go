package network

// Neighbours lists, in ascending order, the nodes that i has a link to. The slice
// is kept; do not change it. In a complete network it is everybody else: ask
// Complete first and count, where a list of N-1 numbers a node is too much memory.
func (n *Network) Neighbours(i int) []int {
	if n.neighbours[i] == nil {
		n.neighbours[i] = n.listNeighbours(i)
	}
	return n.neighbours[i]
}

func (n *Network) listNeighbours(i int) []int {
	if !n.Complete() {
		return n.links.from(i)
	}
	others := make([]int, 0, n.nodes-1)
	for j := range n.nodes {
		if j != i {
			others = append(others, j)
		}
	}
	return others
}

// Complete says whether every node has a link to every other.
func (n *Network) Complete() bool { return n.links == nil }

// Joined says whether there is a link from → to.
func (n *Network) Joined(from, to int) bool {
	return from != to && (n.links == nil || n.links.has(from, to))
}

// noRoute stands for a node out of reach.
const noRoute = -1

// NextHop returns the first node on a shortest path (in links) from one node to
// another: of several the one with the smallest number, so that all runs take the
// same way. It is -1 if there is no path, and from itself if from == to. Cuts do not
// change it. The paths from a node are found when first asked for, and take 2 bytes
// a node.
func (n *Network) NextHop(from, to int) int {
	switch {
	case from == to:
		return from
	case n.Complete():
		return to
	case n.routes[from] == nil:
		n.routes[from] = n.firstHops(from)
	}
	return int(n.routes[from][to])
}

// firstHops searches breadth first. Neighbours come in ascending order, so each
// node inherits the smallest first hop that leads to it.
func (n *Network) firstHops(from int) []int16 {
	first := make([]int16, n.nodes)
	for i := range first {
		first[i] = noRoute
	}
	first[from] = int16(from)
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range n.Neighbours(queue[0]) {
			if first[next] != noRoute {
				continue
			}
			first[next] = first[queue[0]]
			if queue[0] == from {
				first[next] = int16(next)
			}
			queue = append(queue, next)
		}
	}
	return first
}

// Unreachable returns two nodes of which the first has no path to the second, if
// there are any: changes of one would never come to the other.
func (n *Network) Unreachable() (from, to int, ok bool) {
	if n.Complete() {
		return 0, 0, false
	}
	for to, hop := range n.firstHops(0) {
		if hop == noRoute {
			return 0, to, true
		}
	}
	if from := n.cannotReach(0); from != noRoute {
		return from, 0, true
	}
	return 0, 0, false
}

// cannotReach returns the first node without a path to the given one, or noRoute.
func (n *Network) cannotReach(to int) int {
	reaches := make([]bool, n.nodes)
	reaches[to] = true
	for queue := []int{to}; len(queue) > 0; queue = queue[1:] {
		for i, known := range reaches {
			if !known && n.links.has(i, queue[0]) {
				reaches[i] = true
				queue = append(queue, i)
			}
		}
	}
	for i, known := range reaches {
		if !known {
			return i
		}
	}
	return noRoute
}

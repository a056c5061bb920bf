package network

// noRoute stands for a node out of reach.
const noRoute = -1

// NextHop returns the first node on a shortest path (in links) from one node to
// another: of several the one with the smallest number, so that all runs take the
// same way. It is -1 if there is no path, and from itself if from == to. Cuts do not
// change it. The paths from a node are found when first asked for, and take 2 bytes
// a node.
func (g *Graph) NextHop(from, to int) int {
	switch {
	case from == to:
		return from
	case g.Joined(from, to):
		return to
	case g.Complete():
		return noRoute
	case g.routes[from] == nil:
		g.routes[from] = g.firstHops(from)
	}
	return int(g.routes[from][to])
}

// firstHops searches breadth first. Neighbours come in ascending order, so each
// node inherits the smallest first hop that leads to it.
func (g *Graph) firstHops(from int) []int16 {
	first := make([]int16, g.nodes)
	for i := range first {
		first[i] = noRoute
	}
	first[from] = int16(from)
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range g.Neighbours(queue[0]) {
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

// Unreachable returns two members of which the first has no path to the second, if
// there are any: changes of one would never come to the other.
func (g *Graph) Unreachable() (from, to int, ok bool) {
	if g.Complete() {
		return 0, 0, false
	}
	first := g.firstMember()
	for to, hop := range g.firstHops(first) {
		if hop == noRoute && g.Has(to) {
			return first, to, true
		}
	}
	if from := g.cannotReach(first); from != noRoute {
		return from, first, true
	}
	return 0, 0, false
}

// firstMember is for graphs that are not complete, and so have members.
func (g *Graph) firstMember() int {
	i := 0
	for !g.Has(i) {
		i++
	}
	return i
}

// cannotReach returns the first member without a path to the given one, or noRoute.
func (g *Graph) cannotReach(to int) int {
	reaches := make([]bool, g.nodes)
	reaches[to] = true
	for queue := []int{to}; len(queue) > 0; queue = queue[1:] {
		for i, known := range reaches {
			if !known && g.links.has(i, queue[0]) {
				reaches[i] = true
				queue = append(queue, i)
			}
		}
	}
	for i, known := range reaches {
		if !known && g.Has(i) {
			return i
		}
	}
	return noRoute
}

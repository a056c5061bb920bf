package network

// membersOf lists the members' numbers, in ascending order: the place of each is its
// number in a topology that is drawn among members only.
func membersOf(members []bool) []int {
	var numbers []int
	for i, here := range members {
		if here {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// edgesAmong lists, by places, the edges between members, and those that lead past
// absent nodes: from each member to all that it has a path to with no member on it.
func (t Topology) edgesAmong(members []bool, numbers []int) [][2]int {
	whole := newLinkSet(len(members))
	joinEdges(whole, t, 0)
	place := make([]int, len(members))
	for p, i := range numbers {
		place[i] = p
	}
	var edges [][2]int
	for p, i := range numbers {
		for _, j := range whole.past(i, members) {
			edges = append(edges, [2]int{p, place[j]})
		}
	}
	return edges
}

// past lists the members to which a member has a path with no member on it. It may
// be among them.
func (s *linkSet) past(member int, members []bool) []int {
	var found []int
	seen := make([]bool, s.nodes)
	for queue := []int{member}; len(queue) > 0; queue = queue[1:] {
		for _, next := range s.from(queue[0]) {
			switch {
			case seen[next]:
				continue
			case members[next]:
				found = append(found, next)
			default:
				queue = append(queue, next)
			}
			seen[next] = true
		}
	}
	return found
}

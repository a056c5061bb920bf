package crdt

import "slices"

// branch is one side of a node: whose children stand there.
type branch struct {
	of   id
	left bool
}

// walk goes through a tree of elements from the end of the list to its beginning. In
// that direction the order of siblings may depend on where elements behind their
// parent stand, which is known when the parent is reached.
type walk struct {
	shape    shape
	all      []element
	children map[branch][]int
	ahead    []step
	behind   map[id]int // how far from the end those stand that have been passed
	list     []element  // from the end
}

// step is what the walk has ahead: to pass an element, or all of its subtree.
type step struct {
	i       int
	subtree bool
}

// arrange puts elements into the order of the list.
func arrange(s shape, all []element) []element {
	w := walk{shape: s, all: all, children: make(map[branch][]int, len(all)), behind: make(map[id]int, len(all))}
	for i, e := range all {
		b := branch{e.parent, e.left}
		w.children[b] = append(w.children[b], i)
	}
	w.side(branch{})
	for len(w.ahead) > 0 {
		w.next()
	}
	slices.Reverse(w.list)
	return w.list
}

func (w *walk) next() {
	s := w.ahead[len(w.ahead)-1]
	w.ahead = w.ahead[:len(w.ahead)-1]
	e := &w.all[s.i]
	if !s.subtree {
		w.list = append(w.list, *e)
		w.behind[e.id] = len(w.list)
		return
	}
	w.side(branch{e.id, true})
	w.ahead = append(w.ahead, step{s.i, false})
	w.side(branch{e.id, false})
}

// side puts the subtrees of one side ahead. What is put there last is walked first.
func (w *walk) side(b branch) {
	siblings := w.children[b]
	slices.SortFunc(siblings, func(i, j int) int { return w.shape.order(&w.all[i], &w.all[j], w.where) })
	for _, i := range siblings {
		w.ahead = append(w.ahead, step{i, true})
	}
}

// where is how far from the end an element stands, 0 for the end itself.
func (w *walk) where(i id) int { return w.behind[i] }

package check

import (
	"iter"
	"slices"
	"sort"
)

// relation is an order of operations: program order, reads-from, the writes that were
// put before others, and what follows. Since program order is part of it, what
// precedes an operation is the beginning of each session, and a number for each says
// which.
type relation struct {
	*catalogue
	put   [][]int // by operation: by session, how many of its operations were put before it; nil is none of any
	past  [][]int // by operation: by session, how many of its operations precede it
	state []state
	path  []int // the operations being visited, each preceded by the next
}

// state is how far a visit of an operation has come.
type state uint8

const (
	unvisited state = iota
	entered
	left
)

// causalOrder is CO, not yet computed: program order and reads-from.
func (c *catalogue) causalOrder() *relation {
	n := len(c.session)
	return &relation{catalogue: c, put: make([][]int, n), past: make([][]int, n), state: make([]state, n)}
}

// forget makes the relation ready to be computed anew, with what was put since.
func (r *relation) forget() {
	clear(r.state)
	r.path = r.path[:0]
}

// compute finds what precedes each operation. If some operation precedes itself it
// returns a cycle instead, and then the relation says nothing.
func (r *relation) compute() (cycle []int) {
	for op := range r.session {
		if cycle = r.visit(op); cycle != nil {
			return cycle
		}
	}
	return nil
}

// visit finds what precedes an operation, and so for all that do, or a cycle among
// them.
func (r *relation) visit(op int) (cycle []int) {
	switch r.state[op] {
	case left:
		return nil
	case entered:
		return r.cycleTo(op)
	}
	r.state[op] = entered
	r.path = append(r.path, op)
	past := r.emptyPast(op)
	for before := range r.directlyBefore(op) {
		if cycle := r.visit(before); cycle != nil {
			return cycle
		}
		raise(past, r.past[before])
		s := r.session[before]
		past[s] = max(past[s], r.index(before)+1)
	}
	r.path = r.path[:len(r.path)-1]
	r.state[op] = left
	return nil
}

// emptyPast clears the past of an operation, in the memory it had before.
func (r *relation) emptyPast(op int) []int {
	if r.past[op] == nil {
		r.past[op] = make([]int, len(r.history))
	}
	clear(r.past[op])
	return r.past[op]
}

func raise(past, other []int) {
	for s, n := range other {
		past[s] = max(past[s], n)
	}
}

// directlyBefore visits operations that precede op without others between; the rest
// of what precedes op precedes them.
func (r *relation) directlyBefore(op int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if r.index(op) > 0 && !yield(op-1) {
			return
		}
		if r.source[op] != none && !yield(r.source[op]) {
			return
		}
		for s, n := range r.put[op] {
			if n > 0 && !yield(r.first[s]+n-1) {
				return
			}
		}
	}
}

// cycleTo is the cycle that closes where the path has come back to op, each operation
// preceding the next, from the first in the history on. Of a stretch within one session
// only the ends are told.
func (r *relation) cycleTo(op int) []int {
	cycle := slices.Clone(r.path[slices.Index(r.path, op):])
	slices.Reverse(cycle)
	var told []int
	for i, middle := range cycle {
		before, after := cycle[(i+len(cycle)-1)%len(cycle)], cycle[(i+1)%len(cycle)]
		if before != middle-1 || after != middle+1 || r.session[before] != r.session[after] {
			told = append(told, middle)
		}
	}
	start := slices.Index(told, slices.Min(told))
	return slices.Concat(told[start:], told[:start])
}

// putBefore puts a write before another. It counts from the next computation on.
func (r *relation) putBefore(first, second int) {
	if r.put[second] == nil {
		r.put[second] = make([]int, len(r.history))
	}
	s := r.session[first]
	r.put[second][s] = max(r.put[second][s], r.index(first)+1)
}

// precedes says whether a precedes b.
func (r *relation) precedes(a, b int) bool { return r.past[b][r.session[a]] > r.index(a) }

// rivals are the writes that precede a read and compete with the one that it returned:
// of each session the last to that variable, unless that was the one.
func (r *relation) rivals(read int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, w := range r.writers[read] {
			within := sort.SearchInts(w.indexes, r.past[read][w.session])
			if within == 0 {
				continue
			}
			last := r.first[w.session] + w.indexes[within-1]
			if last != r.source[read] && !yield(last) {
				return
			}
		}
	}
}

// Package crdt has the data types whose states can be merged: state-based
// conflict-free replicated data types (Shapiro et al. 2011, §2.2). Leaders that have
// merged the same writes hold the same state, whatever the order and however often.
//
// Start from All: each type is one file with its paper, and an Entry in the table of
// table.go. Join makes the strategy of a type. States are values: they are never
// changed, and their encoding is that of what they have seen, however they came by it.
//
// There are three families. Counters (gcounter.go, pncounter.go, boundedcounter.go)
// are vectors with a number for each leader. Sets that observe what they remove, flags,
// maps, carts and the multi-value register are dot stores with a causal context
// (causal.go, dots.go, branches.go), so that they need few tombstones or none. Lists
// and texts are trees of elements (sequence.go, arrange.go); RGA and Fugue differ in
// where they hang an element, and in how they order siblings. A delete of the row takes
// what it has seen from the last two families (presence.go), and a write at its time
// from the last-write-wins register; the others have none.
//
// A dot store takes it that a leader which made a write had seen its own earlier writes
// of the row. A leader that has lost its disk and counts on from where it was breaks
// that, as in Riak before actors had epochs: what only others still hold of its writes
// then counts as removed.
package crdt

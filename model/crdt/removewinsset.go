package crdt

import "github.com/mlrsim/mlrsim/model/value"

// removeWinsSet is the observed-remove set turned round: to put an element in is to take
// away the removals that were seen, so a concurrent one stays (Bieniusa et al. 2012,
// Semantics of eventually consistent replicated sets; the dots of Almeida et al. 2018).
type removeWinsSet struct{}

func (removeWinsSet) tag() byte { return 'x' }

func (removeWinsSet) apply(s store, op value.Op, by value.Author) (store, error) {
	elements := as[branches](s)
	switch op.Verb {
	case value.Include:
		return elements.put(op.Value, only(by, yes)), nil
	case value.Exclude:
		return elements.put(op.Value, only(by, no)), nil
	}
	return nil, value.Impossible(op, "remove-wins set")
}

func (removeWinsSet) read(s store) value.Value {
	return as[branches](s).names(func(s store) bool { return as[dots](s).unanimous() })
}

var removeWinsSetEntry = Entry{
	Name:  "or-set-remove-wins",
	Short: "a set where a removal wins over a concurrent add",
	Long: "An add takes away the removals that it had seen, and no others. An element that was removed " +
		"leaves its removal behind, a tombstone until it is added again. AntidoteDB's set_rw.",
	Source: "Bieniusa et al. 2012, Brief announcement: semantics of eventually consistent replicated sets; Almeida et al. 2018",
	Kinds:  []string{"set"},
	Type:   causal{removeWinsSet{}},
}

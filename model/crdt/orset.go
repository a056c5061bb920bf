package crdt

import "github.com/mlrsim/mlrsim/model/value"

// orSet is the add-wins set: to take an element out is to take away the adds of it that
// were seen, so a concurrent one stays (Shapiro et al. 2011, §3.3.5, in the form without
// tombstones of Bieniusa et al. 2012, An optimized conflict-free replicated set).
type orSet struct{}

func (orSet) tag() byte { return 's' }

func (orSet) apply(s store, op value.Op, by value.Author) (store, error) {
	elements := as[branches](s)
	switch op.Verb {
	case value.Include:
		return elements.put(op.Value, only(by, nil)), nil
	case value.Exclude:
		return elements.put(op.Value, nil), nil
	}
	return nil, value.Impossible(op, "or-set")
}

func (orSet) read(s store) value.Value {
	return as[branches](s).names(func(store) bool { return true })
}

var orSetEntry = Entry{
	Name:  "or-set",
	Short: "a set where an add wins over a concurrent removal",
	Long: "A removal takes away the adds that it had seen, and no others. What has been removed leaves " +
		"nothing behind: a vector of the writes seen says that it was. Riak's set, Redis Enterprise's " +
		"sets, AntidoteDB's set_aw.",
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.5; Bieniusa et al. 2012, An optimized conflict-free replicated set",
	Kinds:  []string{"set"},
	Type:   causal{orSet{}},
}

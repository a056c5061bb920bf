package crdt

import "github.com/mlrsim/mlrsim/model/value"

// gSet only grows (Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.1).
type gSet struct{}

func (gSet) Apply(state value.Value, op value.Op, _ value.Author) (value.Value, error) {
	if op.Verb != value.Include {
		return nil, value.Impossible(op, "g-set")
	}
	return held[value.Set](state).With(op.Value), nil
}

func (gSet) Read(state value.Value) value.Value { return held[value.Set](state) }

func (gSet) Merge(a, b value.Value) value.Value { return together(a.(value.Set), b.(value.Set)) }

func together(a, b value.Set) value.Set {
	for _, v := range b {
		a = a.With(v)
	}
	return a
}

var gSetEntry = Entry{
	Name:   "g-set",
	Short:  "a set that only grows",
	Long:   "The union. Nothing can be taken out. AntidoteDB's set_go, Riak's gset.",
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.1",
	Kinds:  []string{"set"},
	Type:   gSet{},
}

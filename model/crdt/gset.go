package crdt

import (
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

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

// together is the union. Sets are in the order of their keys.
func together(a, b value.Set) value.Set {
	both := make(value.Set, 0, max(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(value.Key(a[0]), value.Key(b[0])); {
		case c < 0:
			both, a = append(both, a[0]), a[1:]
		case c > 0:
			both, b = append(both, b[0]), b[1:]
		default:
			both, a, b = append(both, a[0]), a[1:], b[1:]
		}
	}
	return append(append(both, a...), b...)
}

var gSetEntry = Entry{
	Name:   "g-set",
	Short:  "a set that only grows",
	Long:   "The union. Nothing can be taken out. AntidoteDB's set_go, Riak's gset. " + byTimestamp,
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.1",
	Kinds:  []string{"set"},
	Type:   gSet{},
}

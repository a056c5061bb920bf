package crdt

import "github.com/mlrsim/mlrsim/model/value"

// twoPhaseSet is a set whose elements come once and go once: two sets that only grow
// (Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.2).
type twoPhaseSet struct{}

type twoPhase struct{ added, removed value.Set }

func (twoPhaseSet) Apply(state value.Value, op value.Op, _ value.Author) (value.Value, error) {
	s := held[twoPhase](state)
	switch op.Verb {
	case value.Include:
		s.added = s.added.With(op.Value)
	case value.Exclude:
		// An element that is not there is not marked, or it could never come.
		if s.added.Has(op.Value) {
			s.removed = s.removed.With(op.Value)
		}
	default:
		return nil, value.Impossible(op, "2p-set")
	}
	return s, nil
}

func (twoPhaseSet) Read(state value.Value) value.Value {
	s := held[twoPhase](state)
	var left value.Set
	for _, v := range s.added {
		if !s.removed.Has(v) {
			left = append(left, v)
		}
	}
	return left
}

func (twoPhaseSet) Merge(a, b value.Value) value.Value {
	s, t := a.(twoPhase), b.(twoPhase)
	return twoPhase{together(s.added, t.added), together(s.removed, t.removed)}
}

func (s twoPhase) Append(b []byte) []byte { return s.removed.Append(s.added.Append(append(b, 'T'))) }
func (s twoPhase) String() string         { return value.Show(twoPhaseSet{}.Read(s)) }

var twoPhaseSetEntry = Entry{
	Name:  "2p-set",
	Short: "a set whose elements come once and go once",
	Long: "One set of what was added and one of what was removed, both growing for ever. Removal wins " +
		"over any add, also a later one: what has been taken out never comes back. " + byTimestamp,
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.2",
	Kinds:  []string{"set"},
	Type:   twoPhaseSet{},
}

package crdt

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// gCounter only counts up: each leader has a number that it alone raises (Shapiro et
// al. 2011, A comprehensive study of CRDTs, §3.1.2).
type gCounter struct{}

type counted vector

func (gCounter) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	switch {
	case op.Verb != value.Add:
		return nil, value.Impossible(op, "g-counter")
	case op.N < 0:
		return nil, fmt.Errorf("add %d: a g-counter only counts up; a pn-counter goes both ways", op.N)
	}
	return counted(vector(held[counted](state)).plus(uint32(by.Origin), op.N)), nil
}

func (gCounter) Read(state value.Value) value.Value {
	return value.Int(vector(held[counted](state)).sum())
}

func (gCounter) Merge(a, b value.Value) value.Value {
	return counted(vector(a.(counted)).join(vector(b.(counted))))
}

func (c counted) Append(b []byte) []byte { return vector(c).append(append(b, 'G')) }
func (c counted) String() string         { return value.Show(gCounter{}.Read(c)) }

var gCounterEntry = Entry{
	Name:  "g-counter",
	Short: "a counter that only goes up; each leader counts for itself",
	Long: "Each leader has a number that it alone raises, and the value is their sum. Of two states " +
		"the larger number of each leader is the newer one. No increment is lost or counted twice. " + byTimestamp,
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.1.2",
	Kinds:  []string{"counter"},
	Type:   gCounter{},
}

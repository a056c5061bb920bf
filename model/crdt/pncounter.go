package crdt

import "github.com/mlrsim/mlrsim/model/value"

// pnCounter counts up and down: two g-counters (Shapiro et al. 2011, A comprehensive
// study of CRDTs, §3.1.3).
type pnCounter struct{}

type upDown struct{ up, down vector }

func (pnCounter) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	if op.Verb != value.Add {
		return nil, value.Impossible(op, "pn-counter")
	}
	s := held[upDown](state)
	if op.N < 0 {
		s.down = s.down.plus(uint32(by.Origin), -op.N)
	} else {
		s.up = s.up.plus(uint32(by.Origin), op.N)
	}
	return s, nil
}

func (pnCounter) Read(state value.Value) value.Value {
	s := held[upDown](state)
	return value.Int(s.up.sum() - s.down.sum())
}

func (pnCounter) Merge(a, b value.Value) value.Value {
	s, t := a.(upDown), b.(upDown)
	return upDown{s.up.join(t.up), s.down.join(t.down)}
}

func (s upDown) Append(b []byte) []byte { return s.down.append(s.up.append(append(b, 'P'))) }
func (s upDown) String() string         { return value.Show(pnCounter{}.Read(s)) }

var pnCounterEntry = Entry{
	Name:  "pn-counter",
	Short: "a counter that goes up and down: one g-counter for each way",
	Long: "What was added less what was taken away, each counted leader by leader. No change is lost " +
		"or counted twice, but nothing keeps the value above a bound: leaders that each take the last " +
		"one take it twice. Riak's counter, and Redis Enterprise's INCR. " + byTimestamp,
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.1.3",
	Kinds:  []string{"counter"},
	Type:   pnCounter{},
}

package crdt

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// BoundedCounter is a counter that never falls below 0. A leader takes away only what
// it has the right to: an Add makes rights, which leaders hand on to each other (Balegas
// et al. 2015; escrow as in O'Neil 1986).
type BoundedCounter struct {
	// Leaders is among how many, numbered from 0, an Add's rights are divided evenly;
	// the leader of the Add has the remainder. At 0 and 1 it has all.
	Leaders int
}

// escrow is the matrix R of Balegas et al., where R[i][i] is what was added at i and
// R[i][j] what i has handed to j, and their U, what each leader has taken away. Each
// number is raised by one leader only, i.
type escrow struct{ rights, used vector }

func grant(from, to uint16) uint32 { return uint32(from)<<16 | uint32(to) }

// Apply adds, or takes away what the leader has the right to. More is an error.
func (c BoundedCounter) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	if op.Verb != value.Add {
		return nil, value.Impossible(op, "bounded counter")
	}
	s := held[escrow](state)
	if op.N >= 0 {
		s.rights = s.rights.plus(grant(by.Origin, by.Origin), op.N)
		return c.divide(s, by.Origin, op.N), nil
	}
	if left := s.of(by.Origin); -op.N > left {
		return nil, fmt.Errorf("add %d: leader %d has the right to take %d, the others hold the rest of %d", op.N, by.Origin, left, s.total())
	}
	s.used = s.used.plus(uint32(by.Origin), -op.N)
	return s, nil
}

// divide hands on the shares of what a leader added.
func (c BoundedCounter) divide(s escrow, from uint16, n int64) escrow {
	for to := range c.Leaders {
		if to := uint16(to); to != from {
			s.rights = s.rights.plus(grant(from, to), n/int64(c.Leaders))
		}
	}
	return s
}

// Transfer hands rights from one leader to another, which is the doing of the first.
func (c BoundedCounter) Transfer(state value.Value, from, to uint16, n int64) (value.Value, error) {
	s := held[escrow](state)
	if left := s.of(from); n < 0 || n > left || from == to {
		return nil, fmt.Errorf("transfer %d from leader %d to %d: it can hand another leader 0 to %d", n, from, to, left)
	}
	s.rights = s.rights.plus(grant(from, to), n)
	return s, nil
}

// Rights are how much a leader may take away.
func (c BoundedCounter) Rights(state value.Value, leader uint16) int64 {
	return held[escrow](state).of(leader)
}

func (s escrow) of(leader uint16) int64 {
	n := -s.used.get(uint32(leader))
	for _, c := range s.rights {
		switch from, to := uint16(c.of>>16), uint16(c.of); leader {
		case to:
			n += c.n
		case from:
			n -= c.n
		}
	}
	return n
}

// total is the value: what was added and not taken away.
func (s escrow) total() int64 {
	n := -s.used.sum()
	for _, c := range s.rights {
		if from, to := uint16(c.of>>16), uint16(c.of); from == to {
			n += c.n
		}
	}
	return n
}

// Read is the value.
func (BoundedCounter) Read(state value.Value) value.Value {
	return value.Int(held[escrow](state).total())
}

// Merge is the pointwise maximum.
func (BoundedCounter) Merge(a, b value.Value) value.Value {
	s, t := a.(escrow), b.(escrow)
	return escrow{s.rights.join(t.rights), s.used.join(t.used)}
}

func (s escrow) Append(b []byte) []byte { return s.used.append(s.rights.append(append(b, 'B'))) }
func (s escrow) String() string         { return value.Int(s.total()).String() }

var boundedCounterEntry = Entry{
	Name:  "bounded-counter",
	Short: "a counter that never falls below 0: a leader takes only what it has the right to",
	Long: "Escrow. Who adds has the right to take as much away, and may hand rights to other leaders. " +
		"To take more than one has rights for is refused, though the others may hold plenty: the bound " +
		"is kept without asking anybody, and paid for in refusals. AntidoteDB's bounded counter. " + byTimestamp,
	Source: "O'Neil 1986, The escrow transactional method; Balegas et al. 2015, Extending eventually consistent cloud databases for enforcing numeric invariants",
	Kinds:  []string{"counter"},
	Type:   BoundedCounter{},
}

// Among is the counter that so many leaders share.
func (c BoundedCounter) Among(leaders int) value.Type { return BoundedCounter{Leaders: leaders} }

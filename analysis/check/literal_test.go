package check

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The relations and patterns as the paper writes them, in matrices. Nothing is left out
// for being implied.

// matrix is a relation: [a][b] says that a precedes b.
type matrix [][]bool

func newMatrix(n int, holds func(a, b int) bool) matrix {
	m := make(matrix, n)
	for a := range m {
		m[a] = make([]bool, n)
		for b := range m {
			m[a][b] = holds(a, b)
		}
	}
	return m
}

// closed adds all that follows by going through others (Warshall 1962).
func (m matrix) closed() matrix {
	c := newMatrix(len(m), func(a, b int) bool { return m[a][b] })
	for via := range c {
		for a := range c {
			for b := range c {
				c[a][b] = c[a][b] || c[a][via] && c[via][b]
			}
		}
	}
	return c
}

// cyclic says whether something precedes itself, in a closed relation.
func (m matrix) cyclic() bool {
	for a := range m {
		if m[a][a] {
			return true
		}
	}
	return false
}

// relations are a history's operations and the relations of the paper.
type relations struct {
	events     []Event
	po, rf, co matrix
	cf         matrix   // with CO, closed
	hb         []matrix // by operation
}

func relate(h History) *relations {
	r := &relations{}
	for s, session := range h {
		for i, o := range session {
			r.events = append(r.events, Event{o, s, i})
		}
	}
	n := len(r.events)
	r.po = newMatrix(n, func(a, b int) bool {
		return r.events[a].Session == r.events[b].Session && r.events[a].Index < r.events[b].Index
	})
	r.rf = newMatrix(n, func(a, b int) bool {
		return r.events[a].Write && !r.events[b].Write && r.events[a].Value == r.events[b].Value && r.sameVariable(a, b)
	})
	r.co = newMatrix(n, func(a, b int) bool { return r.po[a][b] || r.rf[a][b] }).closed()
	cf := newMatrix(n, func(a, b int) bool { return r.conflict(a, b, r.co, func(int) bool { return true }) })
	r.cf = newMatrix(n, func(a, b int) bool { return r.co[a][b] || cf[a][b] }).closed()
	for o := range r.events {
		r.hb = append(r.hb, r.happenedBefore(o))
	}
	return r
}

func (r *relations) sameVariable(a, b int) bool {
	return r.events[a].Variable == r.events[b].Variable
}

// conflict says whether write a precedes, in a relation, one of some reads that
// returned another write b of the variable.
func (r *relations) conflict(a, b int, m matrix, some func(read int) bool) bool {
	if a == b || !r.events[a].Write || !r.events[b].Write || !r.sameVariable(a, b) {
		return false
	}
	for read := range r.events {
		if r.rf[b][read] && m[a][read] && some(read) {
			return true
		}
	}
	return false
}

// happenedBefore is HB of an operation: what must be is added until nothing is.
func (r *relations) happenedBefore(o int) matrix {
	past := func(a int) bool { return a == o || r.co[a][o] }
	hb := newMatrix(len(r.events), func(a, b int) bool { return r.co[a][b] && past(a) && past(b) })
	for grown := true; grown; {
		grown = false
		for a := range hb {
			for b := range hb {
				if !hb[a][b] && r.conflict(a, b, hb, func(read int) bool { return read == o || r.po[read][o] }) {
					hb[a][b], grown = true, true
				}
			}
		}
		hb = hb.closed()
	}
	return hb
}

// shows says whether a pattern occurs among some operations, all if none are named.
func (r *relations) shows(p Pattern) bool {
	switch p {
	case CyclicCO:
		return r.co.cyclic()
	case WriteCOInitRead:
		return r.anyPair(func(w, read int) bool { return r.initial(w, read) && r.co[w][read] })
	case ThinAirRead:
		return r.anyPair(func(read, other int) bool { return read == other && r.thinAir(read) })
	case WriteCORead:
		return r.anyPair(func(w1, w2 int) bool { return r.replacedRead(w1, w2) != none })
	case CyclicCF:
		return r.cf.cyclic()
	case WriteHBInitRead:
		return r.anyPair(func(w, read int) bool { return r.initial(w, read) && r.happenedBeforeInitialRead(w, read) })
	case CyclicHB:
		for _, hb := range r.hb {
			if hb.cyclic() {
				return true
			}
		}
		return false
	}
	panic("no such pattern: " + p.String())
}

func (r *relations) anyPair(holds func(a, b int) bool) bool {
	for a := range r.events {
		for b := range r.events {
			if holds(a, b) {
				return true
			}
		}
	}
	return false
}

// initial says that a read found the initial value of a variable that w writes.
func (r *relations) initial(w, read int) bool {
	return r.events[w].Write && !r.events[read].Write && r.events[read].Value == 0 && r.sameVariable(w, read)
}

func (r *relations) thinAir(read int) bool {
	if r.events[read].Write || r.events[read].Value == 0 {
		return false
	}
	for w := range r.events {
		if r.rf[w][read] {
			return false
		}
	}
	return true
}

// replacedRead is a read of w1 though w2 is causally between, or none.
func (r *relations) replacedRead(w1, w2 int) int {
	for read := range r.events {
		if r.rf[w1][read] && r.events[w2].Write && r.sameVariable(w1, w2) && r.co[w1][w2] && r.co[w2][read] {
			return read
		}
	}
	return none
}

func (r *relations) happenedBeforeInitialRead(w, read int) bool {
	for o, hb := range r.hb {
		if (read == o || r.po[read][o]) && hb[w][read] {
			return true
		}
	}
	return false
}

// requireLiterally requires that a report names the patterns that the history shows,
// as far as it promises to, with witnesses that are what it says.
func requireLiterally(t *testing.T, report Report, h History, where string) {
	t.Helper()
	r := relate(h)
	named := map[Pattern]bool{}
	for _, v := range report.Violations {
		require.True(t, r.shows(v.Pattern), "%s, %s", where, v)
		require.True(t, r.witnesses(v), "%s, %s", where, v)
		named[v.Pattern] = true
	}
	shown := []Pattern{CyclicCO, ThinAirRead}
	if !r.shows(CyclicCO) {
		shown = append(shown, WriteCOInitRead, WriteCORead)
	}
	if report.CC == Holds {
		shown = append(shown, CyclicCF)
		require.Equal(t, r.shows(WriteHBInitRead) || r.shows(CyclicHB), named[WriteHBInitRead] || named[CyclicHB], where)
	}
	for _, p := range shown {
		require.Equal(t, r.shows(p), named[p], "%s, %s", where, p)
	}
}

// witnesses says whether the operations of a violation form its pattern.
func (r *relations) witnesses(v Violation) bool {
	ops := make([]int, len(v.Witness))
	for i, e := range v.Witness {
		ops[i] = r.number(e)
	}
	switch v.Pattern {
	case CyclicCO:
		return r.circle(ops, r.co)
	case CyclicCF:
		return r.circle(ops, r.cf)
	case CyclicHB:
		for _, hb := range r.hb {
			if r.circle(ops, hb) {
				return true
			}
		}
		return false
	case WriteCOInitRead:
		return len(ops) == 2 && r.initial(ops[0], ops[1]) && r.co[ops[0]][ops[1]]
	case WriteHBInitRead:
		return len(ops) == 2 && r.initial(ops[0], ops[1]) && r.happenedBeforeInitialRead(ops[0], ops[1])
	case ThinAirRead:
		return len(ops) == 1 && r.thinAir(ops[0])
	case WriteCORead:
		return len(ops) == 3 && r.rf[ops[0]][ops[2]] && r.co[ops[0]][ops[1]] && r.co[ops[1]][ops[2]] && r.sameVariable(ops[0], ops[1])
	}
	panic("no such pattern: " + v.Pattern.String())
}

func (r *relations) number(e Event) int {
	for op, other := range r.events {
		if e == other {
			return op
		}
	}
	panic("no such operation: " + e.String())
}

// circle says whether each operation precedes the next, and the last the first.
func (r *relations) circle(ops []int, m matrix) bool {
	for i, op := range ops {
		if !m[op][ops[(i+1)%len(ops)]] {
			return false
		}
	}
	return len(ops) > 1
}

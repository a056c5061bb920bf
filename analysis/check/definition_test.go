package check

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"
)

// The definitions of the models, the axioms of the paper, by exhaustive search. They
// share nothing with the patterns but the history.

// most is how many operations a history may have here: a set of them is a byte.
const most = 8

// set is a set of operations, by number.
type set uint8

func (s set) has(op int) bool   { return s>>op&1 == 1 }
func (s set) within(t set) bool { return s&^t == 0 }
func (s set) with(op int) set   { return s | 1<<op }

// order is a strict partial order: by operation, which precede it.
type order [most]set

// with adds that a precedes b, and what follows; ok is false if b precedes a.
func (o order) with(a, b int) (more order, ok bool) {
	if a == b || o[a].has(b) {
		return o, false
	}
	for op := range o {
		if op == b || o[op].has(b) {
			o[op] |= o[a].with(a)
		}
	}
	return o, true
}

// contains says whether all that precedes in p precedes in o.
func (o order) contains(p order) bool {
	for op := range o {
		if !p[op].within(o[op]) {
			return false
		}
	}
	return true
}

// search is a history and all the orders that its definitions speak of.
type search struct {
	operations []Operation
	program    order
	causal     []order // every strict partial order that contains program order
	total      []order // every total one
}

// searches keeps the orders of shapes already met.
type searches map[string]*search

// of prepares the search for a history of at most eight operations.
func (known searches) of(h History) *search {
	shape := ""
	var operations []Operation
	for _, session := range h {
		shape += string(rune('0' + len(session)))
		operations = append(operations, session...)
	}
	if known[shape] == nil {
		known[shape] = newSearch(h, len(operations))
	}
	s := *known[shape]
	s.operations = operations
	return &s
}

func newSearch(h History, n int) *search {
	s := &search{}
	op := 0
	for _, session := range h {
		var before set
		for range session {
			s.program[op] = before
			before = before.with(op)
			op++
		}
	}
	s.causal = extensions(s.program, n)
	for _, o := range s.causal {
		pairs := 0
		for op := range n {
			pairs += bits.OnesCount8(uint8(o[op]))
		}
		if pairs == n*(n-1)/2 {
			s.total = append(s.total, o)
		}
	}
	return s
}

// extensions lists the strict partial orders of n operations that contain one.
func extensions(of order, n int) []order {
	all := []order{of}
	seen := map[order]bool{of: true}
	for i := 0; i < len(all); i++ {
		for pair := range n * n {
			more, ok := all[i].with(pair/n, pair%n)
			if ok && !seen[more] {
				seen[more] = true
				all = append(all, more)
			}
		}
	}
	return all
}

// cc: there is a causal order in which each operation's past can be put in a sequence
// that explains what the operation returned.
func (s *search) cc(co order) bool {
	for op := range s.operations {
		if !s.explained(co, co[op].with(op), set(0).with(op)) {
			return false
		}
	}
	return true
}

// cm: likewise, but the sequence explains what the session returned before, too.
func (s *search) cm(co order) bool {
	for op := range s.operations {
		if !s.explained(co, co[op].with(op), s.program[op].with(op)) {
			return false
		}
	}
	return true
}

// ccv: likewise as cc, but all the sequences are parts of one.
func (s *search) ccv(co order) bool {
	for _, arbitration := range s.total {
		if arbitration.contains(co) && s.arbitrated(co, arbitration) {
			return true
		}
	}
	return false
}

func (s *search) arbitrated(co, arbitration order) bool {
	for op := range s.operations {
		if !s.explained(arbitration, co[op].with(op), set(0).with(op)) {
			return false
		}
	}
	return true
}

// explained says whether operations can be put in a sequence, along an order, in which
// some of them return what a memory would.
func (s *search) explained(along order, operations, some set) bool {
	return s.continued(along, operations, some, 0, map[string]uint64{})
}

func (s *search) continued(along order, operations, some, done set, memory map[string]uint64) bool {
	if operations == done {
		return true
	}
	for op := range s.operations {
		if done.has(op) || !operations.has(op) || !(along[op] & operations).within(done) {
			continue
		}
		o := s.operations[op]
		held := memory[o.Variable]
		if !o.Write && some.has(op) && held != o.Value {
			continue
		}
		if o.Write {
			memory[o.Variable] = o.Value
		}
		if s.continued(along, operations, some, done.with(op), memory) {
			return true
		}
		memory[o.Variable] = held
	}
	return false
}

// verdicts looks for a causal order for each model. An order that does not do for cc
// does not do for the others, since a sequence for them is one for it.
func (s *search) verdicts() Verdicts {
	v := Verdicts{Fails, Fails, Fails}
	for _, co := range s.causal {
		if !s.cc(co) {
			continue
		}
		v.CC = Holds
		if v.CM == Fails && s.cm(co) {
			v.CM = Holds
		}
		if v.CCv == Fails && s.ccv(co) {
			v.CCv = Holds
		}
		if v.CM == Holds && v.CCv == Holds {
			break
		}
	}
	return v
}

// sequential says whether one sequence explains all.
func (s *search) sequential() bool {
	all := set(1<<len(s.operations) - 1)
	return s.explained(s.program, all, all)
}

func TestOnlySequencesExplainSequentially(t *testing.T) {
	for _, f := range Figure3() {
		require.False(t, searches{}.of(f.History).sequential(), f.Name)
	}
	require.True(t, searches{}.of(History{{Write("x", 1)}, {Read("x", 0), Read("x", 1)}}).sequential())
}

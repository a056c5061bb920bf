package crdt

import (
	"encoding/binary"

	"github.com/mlrsim/mlrsim/model/value"
)

// lwwSet has a last-write-wins register for each element that says whether it is in
// (Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.3). Stamps of different
// writes are never equal here, so the paper's two sets of stamped elements come to that.
type lwwSet struct{}

type stamped keyed[*written]

func (lwwSet) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	verdict := yes
	switch op.Verb {
	case value.Include:
	case value.Exclude:
		verdict = no
	default:
		return nil, value.Impossible(op, "lww-set")
	}
	s := keyed[*written](held[stamped](state))
	return stamped(s.with(op.Value, later(s.get(op.Value), &written{by, verdict}))), nil
}

func (lwwSet) Read(state value.Value) value.Value {
	return keyed[*written](held[stamped](state)).those(func(w *written) bool { return w.what == yes })
}

// Authors are the last writers about each element.
func (lwwSet) Authors(state value.Value) (dots []value.Dot, tells bool) {
	for _, p := range state.(stamped) {
		dots = append(dots, p.of.by.Dot)
	}
	return dots, true
}

func (lwwSet) Merge(a, b value.Value) value.Value {
	return stamped(union(keyed[*written](a.(stamped)), keyed[*written](b.(stamped)),
		func(x, y *written) (*written, bool) { return later(x, y), true }))
}

func (s stamped) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'L'), uint64(len(s)))
	for _, p := range s {
		b = p.of.append(value.AppendText(b, p.key))
	}
	return b
}

func (s stamped) String() string { return value.Show(lwwSet{}.Read(s)) }

var lwwSetEntry = Entry{
	Name:  "lww-set",
	Short: "of the adds and removals of an element the one with the latest timestamp counts",
	Long: "A last-write-wins register for each element says whether it is in. Elements can come back; " +
		"whose add or removal is dropped is decided by clocks. The cells of Cassandra's sets. " + byTimestamp,
	Source: "Shapiro et al. 2011, A comprehensive study of CRDTs, §3.3.3",
	Kinds:  []string{"set"},
	Type:   lwwSet{},
}

package crdt

import (
	"encoding/binary"

	"github.com/mlrsim/mlrsim/model/value"
)

// lwwRegister holds what was written last by the clocks (Shapiro et al. 2011, A
// comprehensive study of CRDTs, §3.2.1; Johnson and Thomas, RFC 677).
type lwwRegister struct{}

// written is a value and the write that it came from.
type written struct {
	by   value.Author
	what value.Value
}

// later is the later write of two, either of which may be nil. Stamps are equal only
// within one tick of one leader's clock; then its later write is later.
func later(a, b *written) *written {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	if c := a.by.Stamp.Compare(b.by.Stamp); c < 0 || c == 0 && a.by.Seq < b.by.Seq {
		return b
	}
	return a
}

func (lwwRegister) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	w := &written{by: by} // a delete is a write of nothing
	switch op.Verb {
	case value.Put:
		w.what = op.Value
	case value.Delete:
	default:
		return nil, value.Impossible(op, "lww-register")
	}
	return later(held[*written](state), w), nil
}

func (lwwRegister) Read(state value.Value) value.Value {
	if state == nil {
		return nil
	}
	return state.(*written).what
}

// Authors is the writer of the value.
func (lwwRegister) Authors(state value.Value) ([]value.Dot, bool) {
	return []value.Dot{state.(*written).by.Dot}, true
}

func (lwwRegister) Merge(a, b value.Value) value.Value { return later(a.(*written), b.(*written)) }

func (w *written) Append(b []byte) []byte { return w.append(append(b, 'W')) }
func (w *written) String() string         { return value.Show(w.what) }

func (w *written) append(b []byte) []byte {
	stamp := w.by.Stamp
	b = binary.AppendUvarint(binary.AppendVarint(b, stamp.L), uint64(stamp.C))
	b = appendDot(binary.AppendUvarint(b, uint64(stamp.Origin)), w.by.Dot)
	return value.AppendText(b, value.Key(w.what))
}

var lwwRegisterEntry = Entry{
	Name:  "lww-register",
	Short: "the write with the latest timestamp, by the leaders' clocks",
	Long: "Last-write-wins as a data type: always converges, by dropping acknowledged writes. A write " +
		"whose clock is behind what its leader holds is dropped at once. Riak's register, Redis " +
		"Enterprise's strings, AntidoteDB's register_lww.",
	Source: "Johnson and Thomas, RFC 677 (1975); Shapiro et al. 2011, A comprehensive study of CRDTs, §3.2.1",
	Kinds:  []string{"register"},
	Type:   lwwRegister{},
}

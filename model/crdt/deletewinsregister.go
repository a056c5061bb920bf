package crdt

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// deleteWins holds what was written last by the clocks, of the writes that have seen
// all deletes of the row that are known: a delete takes whatever has not seen it.
type deleteWins struct {
	plain value.Type // what writes do; nil: they replace a register
}

// undeleted is a row whose deletes are remembered for good.
type undeleted struct {
	deletes vector   // the last delete of each leader
	gone    *written // the latest of them; nil: there was none
	there   *written // the write that stays; nil: all have been taken
}

// Over lets writes do what they do to a plain value.
func (deleteWins) Over(plain value.Type) value.Type { return deleteWins{plain} }

// Apply stamps a write later than what it has seen, so that it stays where that comes
// after it, even if its leader's clock is behind.
func (d deleteWins) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	s := held[undeleted](state)
	by.Stamp = after(by.Stamp, s.there, s.gone)
	if op.Verb == value.Delete {
		deletes := s.deletes.with(uint32(by.Origin), int64(by.Seq))
		return undeleted{deletes: deletes, gone: &written{by: by}}, nil
	}
	what, err := cmp.Or[value.Type](d.plain, value.Register{}).Apply(s.read(), op, by)
	if err != nil {
		return nil, err
	}
	s.there = &written{by, what}
	return s, nil
}

// after is a stamp later than those of some writes.
func after(stamp value.Stamp, seen ...*written) value.Stamp {
	for _, w := range seen {
		if w != nil && stamp.CompareTimes(w.by.Stamp) <= 0 {
			stamp.L, stamp.C = w.by.Stamp.L, w.by.Stamp.C+1
		}
	}
	return stamp
}

// Read is what stays, nil if that is nothing.
func (deleteWins) Read(state value.Value) value.Value { return held[undeleted](state).read() }

func (u undeleted) read() value.Value {
	if u.there == nil {
		return nil
	}
	return u.there.what
}

// Authors is the writer of what stays, or the last who deleted.
func (deleteWins) Authors(state value.Value) ([]value.Dot, bool) {
	u := state.(undeleted)
	return []value.Dot{cmp.Or(u.there, u.gone).by.Dot}, true
}

// Merge keeps the later of the writes that have seen the deletes of both.
func (deleteWins) Merge(a, b value.Value) value.Value {
	s, t := a.(undeleted), b.(undeleted)
	m := undeleted{deletes: s.deletes.join(t.deletes), gone: later(s.gone, t.gone)}
	for _, u := range []undeleted{s, t} {
		if slices.Equal(u.deletes, m.deletes) {
			m.there = later(m.there, u.there)
		}
	}
	return m
}

func (u undeleted) Append(b []byte) []byte {
	b = u.deletes.append(append(b, 'X'))
	for _, w := range []*written{u.gone, u.there} {
		if w == nil {
			b = append(b, 0)
			continue
		}
		b = w.append(append(b, 1))
	}
	return b
}

func (u undeleted) String() string { return value.Show(u.read()) }

var deleteWinsRegisterEntry = Entry{
	Name:  "delete-wins-register",
	Short: "a delete takes every write that has not seen it; of others the later stays",
	Long: "What delete-wins decides write by write, as a data type: the deletes that a row has known are remembered with it, " +
		"so that a write which has not seen one of them loses to it at every leader, whatever was written over it meanwhile. " +
		"A row comes back by a write that has seen all its deletes. It serves every kind of row: a write reads, changes and " +
		"writes back. Cosmos DB's last-write-wins.",
	Source: "Azure Cosmos DB documentation, Conflict types and resolution policies; Shapiro et al. 2011, A comprehensive study of CRDTs, §3.2.1",
	Kinds:  []string{"register"},
	Type:   deleteWins{},
}

package value

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func at(time int64, origin uint16) Author {
	return Author{Dot: Dot{Origin: origin, Seq: uint32(time)}, Stamp: Stamp{L: time, Origin: origin}}
}

// written is a row after operations, the first at time 10, the others one later each.
func written(t *testing.T, kind RowType, ops ...Op) Value {
	var state Value
	for i, op := range ops {
		var err error
		state, err = kind.Apply(state, op, at(10+int64(i), 1))
		require.NoError(t, err)
	}
	return state
}

func columnsOf(a, b int) Map { return Map{}.With("a", Int(a)).With("b", Int(b)) }

func TestOperationsOfARowAreOfItsColumns(t *testing.T) {
	insert := Op{Verb: Put, Value: columnsOf(1, 2)}
	for _, c := range []struct {
		then Op
		want Value
	}{
		{Op{Verb: Put, Field: "a", Value: Int(5)}, columnsOf(5, 2)},
		{Op{Verb: Put, Value: Map{}.With("c", Int(3))}, columnsOf(1, 2).With("c", Int(3))},
		{Op{Verb: Add, Field: "b", N: -2}, columnsOf(1, 0)},
		{Op{Verb: Add, Field: "c", N: 7}, columnsOf(1, 2).With("c", Int(7))},
		{Op{Verb: Clear, Field: "a"}, Map{}.With("b", Int(2))},
		{Op{Verb: Delete}, nil},
	} {
		require.Equal(t, c.want, RowType{}.Read(written(t, RowType{}, insert, c.then)), c.then.Verb)
	}
	require.Nil(t, RowType{}.Read(nil))
}

func TestOnlyTheWrittenCellHasANewAuthor(t *testing.T) {
	row := written(t, RowType{}, Op{Value: columnsOf(1, 2)}, Op{Field: "a", Value: Int(5)}).(*Row)
	require.Equal(t, int64(11), row.Cell("a").By.Stamp.L)
	require.Equal(t, int64(10), row.Cell("b").By.Stamp.L)
}

func TestRowHasNoOtherOperations(t *testing.T) {
	row := written(t, RowType{}, Op{Field: "a", Value: Text("x")})
	for text, op := range map[string]Op{
		"include is no operation of a row of columns":  {Verb: Include, Value: Int(1)},
		"put is no operation of a row of columns":      {Verb: Put, Value: Int(1)},
		`column a holds "x", which is no whole number`: {Verb: Add, Field: "a", N: 1},
	} {
		_, err := RowType{}.Apply(row, op, at(20, 1))
		require.EqualError(t, err, text)
	}
}

func TestStatesAreNotChanged(t *testing.T) {
	row := written(t, RowType{}, Op{Value: columnsOf(1, 2)})
	before := Key(row)
	for _, op := range []Op{{Field: "a", Value: Int(5)}, {Field: "c", Value: Int(5)}, {Verb: Clear, Field: "b"}, {Verb: Delete}} {
		_, err := RowType{}.Apply(row, op, at(30, 1))
		require.NoError(t, err)
		require.Equal(t, before, Key(row))
	}
}

// A clock that is behind: what a client deletes or writes after it holds, unless the
// clock is to be taken as it is, as in Cassandra.
func TestClockBehindDoesNotUndoWhatAClientDoes(t *testing.T) {
	row := written(t, RowType{}, Op{Value: columnsOf(1, 2)})
	early := at(3, 0)

	gone, _ := RowType{}.Apply(row, Op{Verb: Delete}, early)
	require.Nil(t, RowType{}.Read(gone))
	again, _ := RowType{}.Apply(gone, Op{Field: "a", Value: Int(9)}, early)
	require.Equal(t, Map{}.With("a", Int(9)), RowType{}.Read(again))

	raw := RowType{Raw: true}
	still, _ := raw.Apply(row, Op{Verb: Delete}, early)
	require.Equal(t, columnsOf(1, 2), raw.Read(still))
	gone, _ = raw.Apply(row, Op{Verb: Delete}, at(50, 1))
	shadowed, _ := raw.Apply(gone, Op{Field: "a", Value: Int(9)}, at(50, 2))
	require.Nil(t, raw.Read(shadowed), "and at the same time the delete wins")
}

func TestEarlierDeleteOfARowChangesNothing(t *testing.T) {
	row := written(t, RowType{}, Op{Value: columnsOf(1, 2)}, Op{Verb: Delete}, Op{Field: "a", Value: Int(5)}).(*Row)
	require.Equal(t, Key(row), Key(row.Without(&Cell{By: at(10, 0)})))
	require.Nil(t, RowType{}.Read(row.Without(&Cell{By: at(12, 0)})))
}

func TestEncodingKnowsAuthorsAndDeletes(t *testing.T) {
	one := written(t, RowType{}, Op{Field: "a", Value: Int(5)})
	seen := map[string]bool{}
	for _, state := range []Value{
		one,
		written(t, RowType{}, Op{Verb: Delete}, Op{Field: "a", Value: Int(5)}),
		one.(*Row).With(Cell{"a", Int(5), at(11, 1)}),
		one.(*Row).With(Cell{"a", nil, at(10, 1)}),
		one.(*Row).With(Cell{"b", Int(5), at(10, 1)}),
	} {
		require.False(t, seen[Key(state)])
		seen[Key(state)] = true
	}
}

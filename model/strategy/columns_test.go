package strategy

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/value"
)

// site is a leader that holds one row, and knows only its rule.
type site struct {
	rule    Rule
	version Version
	row     value.Value
}

// change is what a write ships.
type change struct {
	version   Version
	base, row value.Value
}

// write is a local write. A rule that is asked about those may shadow it.
func (s *site) write(t require.TestingT, op value.Op, stamp Stamp, seq uint32) change {
	by := value.Author{Dot: value.Dot{Origin: stamp.Origin, Seq: seq}, Stamp: stamp}
	row, err := s.rule.Data.Apply(s.row, op, by)
	require.NoError(t, err)
	c := change{Version{ID: uint64(seq)<<16 | uint64(stamp.Origin) + 1, Stamp: stamp, Seq: seq}, s.row, row}
	if s.rule.Local {
		s.apply(t, c)
	} else {
		s.row, s.version = row, c.version
	}
	return c
}

// apply lets a change meet the row.
func (s *site) apply(t require.TestingT, c change) {
	s.row = after(t, s.rule.Strategy, &Meeting{
		Local: s.version, LocalValue: s.row, Incoming: c.version, IncomingValue: c.row, BaseValue: c.base,
	})
	s.version = c.version
}

func (s *site) read() value.Value { return s.rule.Data.Read(s.row) }

func columnsBy(name string) Rule {
	rule, _ := Lookup(name)
	return Columns(rule)
}

func putColumn(name string, n int) value.Op {
	return value.Op{Verb: value.Put, Field: name, Value: value.Int(n)}
}

func row(a, b int) value.Map {
	return value.Map{}.With("a", value.Int(a)).With("b", value.Int(b))
}

// ScyllaDB, docs/dev/timestamp-conflict-resolution.md: of two rows that are inserted
// with one timestamp, each column keeps the larger value.
func TestRowsOfOneTimestampMixTheirCells(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("last-write-wins-by-value")}, &site{rule: columnsBy("last-write-wins-by-value")}
	p := paris.write(t, value.Op{Value: row(1, 9)}, Stamp{L: 5, Origin: 0}, 1)
	q := tokyo.write(t, value.Op{Value: row(2, 3)}, Stamp{L: 5, Origin: 1}, 1)
	paris.apply(t, q)
	tokyo.apply(t, p)
	require.Equal(t, row(2, 9), paris.read())
	require.Equal(t, row(2, 9), tokyo.read())
}

func TestWritesOfDifferentColumnsBothStay(t *testing.T) {
	for _, name := range []string{"arrival-order", "last-write-wins", "first-write-wins", "site-priority", "minimum", "average", "error", "discard"} {
		paris, tokyo := &site{rule: columnsBy(name)}, &site{rule: columnsBy(name)}
		tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
		p := paris.write(t, putColumn("a", 5), Stamp{L: 2}, 2)
		q := tokyo.write(t, putColumn("b", 7), Stamp{L: 3, Origin: 1}, 1)
		paris.apply(t, q)
		tokyo.apply(t, p)
		require.Equal(t, row(5, 7), paris.read(), name)
		require.Equal(t, row(5, 7), tokyo.read(), name)
	}
}

func TestOneColumnIsResolvedByTheInnerRule(t *testing.T) {
	for name, want := range map[string]int{
		"last-write-wins": 12, "first-write-wins": 17, "highest-origin-wins": 12,
		"minimum": 12, "maximum": 17, "average": 14, "additive": 19,
	} {
		paris, tokyo := &site{rule: columnsBy(name)}, &site{rule: columnsBy(name)}
		tokyo.apply(t, paris.write(t, value.Op{Value: row(10, 1)}, Stamp{L: 1}, 1))
		p := paris.write(t, putColumn("a", 17), Stamp{L: 2}, 2)
		q := tokyo.write(t, putColumn("a", 12), Stamp{L: 3, Origin: 1}, 1)
		paris.apply(t, q)
		tokyo.apply(t, p)
		require.Equal(t, row(want, 1), paris.read(), name)
		require.Equal(t, row(want, 1), tokyo.read(), name)
	}
}

// Site priority would give the cell to Paris, but Tokyo had seen what Paris wrote.
func TestWriteThatSawTheCellReplacesIt(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("site-priority")}, &site{rule: columnsBy("site-priority")}
	tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
	paris.apply(t, tokyo.write(t, putColumn("a", 2), Stamp{L: 2, Origin: 1}, 1))
	require.Equal(t, row(2, 1), paris.read())
}

// Paris's change of one column never comes; its next, of the other, brings both to a
// rule that compares states. A rule that adds up must not take them from there.
func TestCellsWhoseChangeWasLostComeWithTheNextWhereTimeDecides(t *testing.T) {
	for name, want := range map[string]int{"last-write-wins": 5, "additive": 1} {
		paris, tokyo := &site{rule: columnsBy(name)}, &site{rule: columnsBy(name)}
		tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
		paris.write(t, putColumn("a", 5), Stamp{L: 2}, 2)
		tokyo.apply(t, paris.write(t, putColumn("b", 7), Stamp{L: 3}, 3))
		require.Equal(t, row(want, 7), tokyo.read(), name)
	}
}

func TestDetectionByOriginTakesWhatTheSameLeaderWrote(t *testing.T) {
	inner := errorRule
	inner.Detect = DetectOrigin
	paris, tokyo := &site{rule: Columns(inner)}, &site{rule: Columns(inner)}
	tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
	paris.write(t, putColumn("a", 5), Stamp{L: 2}, 2)
	tokyo.apply(t, paris.write(t, putColumn("a", 7), Stamp{L: 3}, 3))
	require.Equal(t, row(7, 1), tokyo.read(), "though a change is missing between the two")
}

func TestClearedColumnCanComeBackAndNotByAnAddition(t *testing.T) {
	clear := value.Op{Verb: value.Clear, Field: "a"}
	paris, tokyo := &site{rule: columnsBy("additive")}, &site{rule: columnsBy("additive")}
	tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
	p := paris.write(t, clear, Stamp{L: 2}, 2)
	q := tokyo.write(t, value.Op{Verb: value.Add, Field: "a", N: 5}, Stamp{L: 3, Origin: 1}, 1)
	paris.apply(t, q)
	tokyo.apply(t, p)
	require.Equal(t, row(1, 1).With("a", nil), paris.read())
	require.Equal(t, row(1, 1).With("a", nil), tokyo.read())
	tokyo.apply(t, paris.write(t, putColumn("a", 3), Stamp{L: 4}, 3))
	require.Equal(t, row(3, 1), tokyo.read())
}

func TestErrorOfAColumnStopsTheRow(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("error")}, &site{rule: columnsBy("error")}
	paris.write(t, putColumn("a", 1), Stamp{L: 1}, 1)
	q := tokyo.write(t, putColumn("a", 2), Stamp{L: 1, Origin: 1}, 1)
	m := &Meeting{Local: paris.version, LocalValue: paris.row, Incoming: q.version, IncomingValue: q.row}
	require.Equal(t, Stop, paris.rule.Strategy.Resolve(m))
	require.EqualError(t, m.Err(), "column a: the strategy error resolves no insert-insert conflict")
}

func TestSiblingsHaveNoColumns(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("siblings")}, &site{rule: columnsBy("siblings")}
	paris.write(t, putColumn("a", 1), Stamp{L: 1}, 1)
	q := tokyo.write(t, putColumn("a", 2), Stamp{L: 1, Origin: 1}, 1)
	m := &Meeting{Local: paris.version, LocalValue: paris.row, Incoming: q.version, IncomingValue: q.row}
	require.Equal(t, Both, paris.rule.Strategy.Resolve(m))
}

func TestRowThatTheDatabaseDeletedTakesItsCellsAway(t *testing.T) {
	for _, name := range []string{"last-write-wins-by-value", "site-priority"} {
		paris := &site{rule: columnsBy(name)}
		paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 5}, 1)
		gone := Version{ID: 9, Stamp: Stamp{L: 6, Origin: 1}, Seq: 1, Delete: true}
		paris.apply(t, change{version: gone, base: paris.row})
		require.Nil(t, paris.read(), name)
		late := &site{rule: paris.rule, version: gone}
		late.apply(t, change{version: Version{ID: 1}, row: (&value.Row{}).With(value.Cell{
			Name: "a", Value: value.Int(1), By: value.Author{Dot: value.Dot{Seq: 1}, Stamp: Stamp{L: 5}},
		})})
		require.Nil(t, late.read(), name)
	}
}

// A rule that would merge a row that is not there merges its cells: an addition adds
// to nothing.
func TestRowThatIsMissingIsMergedByCells(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("additive")}, &site{rule: columnsBy("additive")}
	paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1)
	c := paris.write(t, value.Op{Verb: value.Add, Field: "a", N: 5}, Stamp{L: 2}, 2)
	m := &Meeting{Type: UpdateMissing, Incoming: c.version, IncomingValue: c.row, BaseValue: c.base}
	require.Equal(t, value.Map{}.With("a", value.Int(5)), tokyo.rule.Data.Read(after(t, tokyo.rule.Strategy, m)))
}

func TestColumnsOfADataTypeArePointless(t *testing.T) {
	require.PanicsWithValue(t, "strategy: revision-tree has a data type of its own, and no columns", func() { Columns(revisionTreeRule) })
}

// anyOp draws an operation on one of two columns, or on the row.
func anyOp(t *rapid.T, deletes bool) value.Op {
	column, n := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "column"), rapid.IntRange(0, 2).Draw(t, "n")
	kind := 1
	if deletes {
		kind = rapid.IntRange(0, 4).Draw(t, "kind")
	}
	switch kind {
	case 0:
		return value.Op{Verb: value.Delete}
	case 2:
		return value.Op{Verb: value.Clear, Field: column}
	case 3:
		return value.Op{Value: row(n, n+1)}
	default:
		return putColumn(column, n)
	}
}

// history lets three leaders write and receive at random, each link in order, then
// delivers what is left. Clocks are coarse and wrong.
func history(t *rapid.T, rule Rule, op func(*rapid.T, *site) value.Op) []*site {
	sites := []*site{{rule: rule}, {rule: rule}, {rule: rule}}
	var links [3][3][]change
	deliver := func(from, to int) {
		if queue := links[from][to]; len(queue) > 0 {
			sites[to].apply(t, queue[0])
			links[from][to] = queue[1:]
		}
	}
	for i := range rapid.IntRange(1, 10).Draw(t, "steps") {
		at, from := rapid.IntRange(0, 2).Draw(t, "at"), rapid.IntRange(0, 2).Draw(t, "from")
		if at != from {
			deliver(from, at)
			continue
		}
		stamp := Stamp{L: int64(rapid.IntRange(0, 4).Draw(t, "clock")), Origin: uint16(at)}
		c := sites[at].write(t, op(t, sites[at]), stamp, uint32(i+1))
		for to := range sites {
			if to != at {
				links[at][to] = append(links[at][to], c)
			}
		}
	}
	order := rapid.Permutation([][2]int{{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}}).Draw(t, "order")
	for _, l := range order {
		for range slices.Clone(links[l[0]][l[1]]) {
			deliver(l[0], l[1])
		}
	}
	return sites
}

// Cells and deletes by time are a join, whatever the clocks say.
func TestColumnsByTimeConverge(t *testing.T) {
	for _, name := range []string{"last-write-wins", "last-write-wins-by-value"} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			sites := history(t, columnsBy(name), func(t *rapid.T, _ *site) value.Op { return anyOp(t, true) })
			for _, s := range sites {
				require.Equal(t, value.Key(sites[0].row), value.Key(s.row), "%s and %s", value.Show(sites[0].row), value.Show(s.row))
			}
		}))
	}
}

func TestColumnsThatAreAddedUpConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sums := map[string]int64{"a": 0, "b": 0}
		sites := history(t, columnsBy("additive"), func(t *rapid.T, _ *site) value.Op {
			op := value.Op{Verb: value.Add, N: rapid.Int64Range(-3, 3).Draw(t, "n"), Field: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "column")}
			sums[op.Field] += op.N
			return op
		})
		for _, s := range sites {
			require.Equal(t, value.Key(sites[0].row), value.Key(s.row))
			row, _ := s.row.(*value.Row)
			for name, sum := range sums {
				if c := row.Cell(name); c != nil {
					require.Equal(t, value.Int(sum), c.Value)
				} else {
					require.Zero(t, sum)
				}
			}
		}
	})
}

func TestChangesOfDifferentColumnsAreAgreedUpon(t *testing.T) {
	for _, c := range []struct {
		detect Detect
		column string
		stamp  int64
		agreed bool
	}{
		{DetectBeforeImage, "b", 3, true},
		{DetectBeforeImage, "a", 3, false},
		{DetectTimestamp, "b", 1, true},
		{DetectTimestamp, "a", 3, true},
		{DetectTimestamp, "a", 1, false},
		{DetectOrigin, "a", 3, false},
	} {
		inner := firstWriteWinsRule
		inner.Detect = c.detect
		paris, tokyo := &site{rule: Columns(inner)}, &site{rule: Columns(inner)}
		tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 0}, 1))
		paris.write(t, putColumn("a", 5), Stamp{L: 2}, 2)
		q := tokyo.write(t, putColumn(c.column, 7), Stamp{L: c.stamp, Origin: 1}, 1)
		m := &Meeting{Local: paris.version, LocalValue: paris.row, Incoming: q.version, IncomingValue: q.row, BaseValue: q.base}
		m.Ask(paris.rule.Strategy)
		require.Equal(t, c.agreed, m.Agreed(), "%+v", c)
	}
}

func TestMeetingsForgetThatThereWasNoConflict(t *testing.T) {
	m := &Meeting{}
	m.Agree(Keep)
	m.Ask(lastWriteWins{})
	require.False(t, m.Agreed())
}

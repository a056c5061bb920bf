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
	c := change{Version{ID: uint64(seq)<<16 | uint64(stamp.Origin) + 1, Stamp: stamp, Seq: seq, Delete: op.Verb == value.Delete}, s.row, row}
	if s.rule.Local {
		s.apply(t, c)
	} else {
		s.row, s.version = row, c.version
	}
	return c
}

// apply lets a change meet the row.
func (s *site) apply(t require.TestingT, c change) {
	m := s.meets(c)
	s.row = after(t, s.rule.Strategy, m)
	s.version = c.version
}

func (s *site) meets(c change) *Meeting {
	m := &Meeting{Local: s.version, LocalValue: s.row, Incoming: c.version, IncomingValue: c.row, BaseValue: c.base}
	m.Local.Delete = s.version.Delete || s.deleted()
	switch {
	case m.Local.Delete && c.version.Delete:
		m.Type = DeleteDelete
	case c.version.Delete:
		m.Type = DeleteUpdate
	case m.Local.Delete:
		m.Type = UpdateDelete
	}
	return m
}

// deleted tells whether nothing is left of the row but its delete.
func (s *site) deleted() bool {
	row, _ := s.row.(*value.Row)
	return row != nil && row.Gone != nil && len(row.Cells) == 0
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
		gone := Version{ID: 9, Stamp: Stamp{L: 6, Origin: 1}, Seq: 1, Priority: 1, Delete: true}
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

// Tokyo deletes what Paris goes on to change. Neither has heard of the other: the delete
// stays, or all of the row.
func TestADeleteAgainstWhatAnotherLeaderWroteEndsTheSameAtBoth(t *testing.T) {
	for _, name := range []string{"site-priority", "highest-origin-wins", "delete-wins", "minimum", "maximum", "average", "additive", "priority-group"} {
		for _, deleter := range []int{0, 1} {
			t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
				sites := []*site{{rule: columnsBy(name)}, {rule: columnsBy(name)}}
				writer := sites[1-deleter]
				stamp := func(origin int) Stamp {
					return Stamp{L: int64(rapid.IntRange(2, 6).Draw(t, "clock")), Origin: uint16(origin)}
				}
				first := sites[0].write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1)
				sites[1].apply(t, first)
				gone := sites[deleter].write(t, value.Op{Verb: value.Delete}, stamp(deleter), 2)
				var changes []change
				for i := range rapid.IntRange(1, 3).Draw(t, "writes") {
					op := rapid.SampledFrom([]value.Op{putColumn("a", i+2), putColumn("b", i+2), putColumn("c", i)}).Draw(t, "op")
					changes = append(changes, writer.write(t, op, stamp(1-deleter), uint32(i+2)))
				}
				wrote := writer.read()
				writer.apply(t, gone)
				for _, c := range changes {
					sites[deleter].apply(t, c)
				}
				require.Equal(t, value.Key(sites[0].row), value.Key(sites[1].row))
				if left := writer.read(); left != nil {
					require.Equal(t, wrote, left)
				}
			}))
		}
	}
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
	m.AskAnyway(lastWriteWins{}, Take)
	require.False(t, m.Agreed())
	d, settled := m.Settled()
	require.True(t, settled)
	require.Equal(t, Take, d)
	m.choose(Keep)
	m.Ask(lastWriteWins{})
	require.False(t, m.Chosen())
	_, settled = m.Settled()
	require.False(t, settled)
}

// Where detection has seen that an update comes late, a delete that had seen it stays,
// whatever the priorities.
func TestADeleteThatSawTheRowIsNoQuestion(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("site-priority")}, &site{rule: columnsBy("site-priority")}
	c := paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1)
	tokyo.apply(t, c)
	tokyo.write(t, value.Op{Verb: value.Delete}, Stamp{L: 2, Origin: 1}, 1)
	m := tokyo.meets(c)
	require.Equal(t, Take, m.Ask(tokyo.rule.Strategy))
	require.Equal(t, Keep, m.AskAnyway(tokyo.rule.Strategy, Keep))
}

// A delete that finds the columns as it left them is no conflict, though the rows differ
// in a delete that is forgotten at one leader.
func TestADeleteThatSawAllCellsIsAgreedUpon(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("error")}, &site{rule: columnsBy("error")}
	tokyo.apply(t, paris.write(t, putColumn("a", 1), Stamp{L: 1}, 1))
	tokyo.row = &value.Row{Cells: tokyo.row.(*value.Row).Cells, Gone: &value.Cell{By: value.Author{Dot: value.Dot{Origin: 2}}}}
	m := tokyo.meets(paris.write(t, value.Op{Verb: value.Delete}, Stamp{L: 2}, 2))
	require.Equal(t, Take, m.Ask(tokyo.rule.Strategy))
	require.True(t, m.Agreed())
}

// Tokyo inserts the row where there is none to its knowledge, and at Paris there is none
// any more.
func TestAnInsertThatFindsNoRowIsAgreedUponByBeforeImage(t *testing.T) {
	paris, tokyo := &site{rule: columnsBy("error")}, &site{rule: columnsBy("error")}
	paris.write(t, putColumn("a", 1), Stamp{L: 1}, 1)
	paris.write(t, value.Op{Verb: value.Delete}, Stamp{L: 2}, 2)
	m := paris.meets(tokyo.write(t, putColumn("a", 2), Stamp{L: 1, Origin: 1}, 1))
	require.Equal(t, UpdateDelete, m.Type)
	require.Equal(t, Take, m.Ask(paris.rule.Strategy))
	require.True(t, m.Agreed())
}

// reinserted is a row that Paris has deleted and inserted anew, with another column, and
// the last of its changes. Tokyo has changed what was deleted, at a time.
func reinserted(t *testing.T, rule Rule, at int64) (paris, tokyo *site, insert, update change) {
	paris, tokyo = &site{rule: rule}, &site{rule: rule}
	tokyo.apply(t, paris.write(t, putColumn("a", 1), Stamp{L: 1}, 1))
	paris.write(t, value.Op{Verb: value.Delete}, Stamp{L: 4}, 2)
	insert = paris.write(t, putColumn("b", 3), Stamp{L: 6}, 3)
	update = tokyo.write(t, putColumn("a", 2), Stamp{L: at, Origin: 1}, 1)
	return paris, tokyo, insert, update
}

// The delete itself never comes to Tokyo, or later.
func TestARowThatIsInsertedAnewBringsTheDeleteWithIt(t *testing.T) {
	for name, want := range map[string]value.Map{
		"delete-wins":         value.Map{}.With("b", value.Int(3)),
		"highest-origin-wins": row(2, 3),
		"last-write-wins":     row(2, 3),
	} {
		paris, tokyo, insert, update := reinserted(t, columnsBy(name), 5)
		tokyo.apply(t, insert)
		paris.apply(t, update)
		require.Equal(t, want, tokyo.read(), name)
		require.Equal(t, want, paris.read(), name)
	}
}

func TestAnUpdateOfWhatWasDeletedBeforeTheRowWasInsertedAnewIsAConflict(t *testing.T) {
	paris, _, _, update := reinserted(t, columnsBy("last-write-wins"), 3)
	m := paris.meets(update)
	require.Equal(t, Keep, m.Ask(paris.rule.Strategy))
	require.False(t, m.Agreed())
	paris, _, _, update = reinserted(t, columnsBy("error"), 5)
	m = paris.meets(update)
	require.Equal(t, Stop, m.Ask(paris.rule.Strategy))
	require.EqualError(t, m.Err(), "the strategy error resolves no update-delete conflict")
}

// The latest of the writes that a row is merged of may be a delete which it outlived.
func TestARowThatOutlivedADeleteIsARow(t *testing.T) {
	paris, _, _, update := reinserted(t, columnsBy("highest-origin-wins"), 5)
	m := paris.meets(update)
	m.Type, m.Local.Delete = UpdateDelete, true
	require.Equal(t, row(2, 3), paris.rule.Data.Read(after(t, paris.rule.Strategy, m)))
}

// tally merges whatever it meets.
type tally struct{}

func (tally) Resolve(m *Meeting) Decision { return m.Merge(value.Int(7)) }

// There is no value of a row and of its delete that could be in columns.
func TestARuleThatMergesARowWithItsDeleteLeavesTheRow(t *testing.T) {
	rule := Columns(Rule{Name: "tally", Detect: DetectBeforeImage, Values: true, Blends: true, Strategy: tally{}})
	paris, tokyo := &site{rule: rule}, &site{rule: rule}
	tokyo.apply(t, paris.write(t, value.Op{Value: row(1, 1)}, Stamp{L: 1}, 1))
	gone := paris.write(t, value.Op{Verb: value.Delete}, Stamp{L: 2}, 2)
	update := tokyo.write(t, putColumn("a", 2), Stamp{L: 3, Origin: 1}, 1)
	paris.apply(t, update)
	tokyo.apply(t, gone)
	require.Equal(t, row(2, 1), paris.read())
	require.Equal(t, row(2, 1), tokyo.read())
	paris, _, _, update = reinserted(t, rule, 5)
	paris.apply(t, update)
	require.Equal(t, row(2, 3), paris.read())
}

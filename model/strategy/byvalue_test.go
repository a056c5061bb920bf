package strategy

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/value"
)

// held is what a leader holds after an update from base to incoming has come to local.
func held(t require.TestingT, name string, base, local, incoming value.Value) value.Value {
	rule, ok := Lookup(name)
	require.True(t, ok, name)
	m := &Meeting{
		Local: Version{ID: 1, Stamp: Stamp{L: 1}}, LocalValue: local,
		Incoming: Version{ID: 2, Stamp: Stamp{L: 2, Origin: 1}}, IncomingValue: incoming, BaseValue: base,
	}
	return after(t, rule.Strategy, m)
}

// after is the value that a leader holds after a meeting.
func after(t require.TestingT, s Strategy, m *Meeting) value.Value {
	switch d := s.Resolve(m); d {
	case Keep:
		return m.LocalValue
	case Take:
		return m.IncomingValue
	case Merged:
		return m.Made()
	default:
		require.Fail(t, "no value", "%s: %v", d, m.Err())
		return nil
	}
}

func TestValuesAreResolvedAsTheirRulesSay(t *testing.T) {
	for _, c := range []struct {
		rule                  string
		local, incoming, want value.Value
	}{
		{"minimum", value.Int(7), value.Int(5), value.Int(5)},
		{"minimum", value.Int(5), value.Int(100), value.Int(5)},
		{"minimum", value.Text("pear"), value.Text("fig"), value.Text("fig")},
		{"maximum", value.Int(7), value.Int(5), value.Int(7)},
		{"maximum", value.Int(-7), value.Int(-5), value.Int(-5)},
		{"maximum", value.Text("pear"), value.Text("fig"), value.Text("pear")},
		{"average", value.Int(10), value.Int(20), value.Int(15)},
		{"average", value.Int(10), value.Int(11), value.Int(10)},
		{"average", value.Int(-1), value.Int(-2), value.Int(-2)},
		{"average", value.Int(math.MaxInt64), value.Int(math.MaxInt64 - 2), value.Int(math.MaxInt64 - 1)},
		{"priority-group", value.Int(1), value.Int(2), value.Int(2)},
	} {
		require.Equal(t, c.want, held(t, c.rule, nil, c.local, c.incoming), c.rule)
	}
}

// Oracle GoldenGate, CDR Example 2, Table 7-14: salary 100 → 200 meets 600.
func TestDeltaOfGoldenGatesSalaryGives700(t *testing.T) {
	require.Equal(t, value.Int(700), held(t, "additive", value.Int(100), value.Int(600), value.Int(200)))
}

// Oracle GoldenGate, Delta Conflict Resolution, figure 7-2: 1000 + 750 and 1000 − 50.
func TestDeltaOfGoldenGatesBalanceGives1700AtBoth(t *testing.T) {
	base, a, b := value.Int(1000), value.Int(1750), value.Int(950)
	require.Equal(t, value.Int(1700), held(t, "additive", base, a, b))
	require.Equal(t, value.Int(1700), held(t, "additive", base, b, a))
}

// pgEdge Spock, Conflict-free delta-apply columns: two withdrawals of 1000 from 1000.
// The last write wins at 0, and a thousand is lost.
func TestDeltaOfSpocksBankGivesMinus1000(t *testing.T) {
	require.Equal(t, value.Int(-1000), held(t, "additive", value.Int(1000), value.Int(0), value.Int(0)))
	require.Equal(t, value.Int(0), held(t, "last-write-wins", value.Int(1000), value.Int(0), value.Int(0)))
}

// Oracle7 Server Distributed Systems, ch. 6: additive converges for any number of masters.
func TestAdditiveDoesNotCareForTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deltas := rapid.SliceOfN(rapid.Int64Range(-100, 100), 1, 6).Draw(t, "deltas")
		var sum int64
		for _, d := range deltas {
			sum += d
		}
		var row value.Value = value.Int(1000)
		for _, d := range rapid.Permutation(deltas).Draw(t, "order") {
			row = held(t, "additive", value.Int(1000), row, value.Int(1000+d))
		}
		require.Equal(t, value.Int(1000+sum), row)
	})
}

func TestAdditiveCountsARowThatIsNotThereAsZero(t *testing.T) {
	update := held(t, "additive", value.Int(10), nil, value.Int(13))
	require.Equal(t, value.Int(3), update)
	require.Equal(t, value.Int(13), held(t, "additive", nil, update, value.Int(10)), "the insert has come too")
	row := value.Map{}.With("n", value.Int(10))
	overtook := held(t, "additive", row, nil, row.With("n", value.Int(13)))
	require.Equal(t, value.Map{}.With("n", value.Int(3)), overtook)
}

func TestAverageDependsOnTheOrder(t *testing.T) {
	average := func(a, b value.Value) value.Value { return held(t, "average", nil, a, b) }
	require.NotEqual(t,
		average(average(value.Int(0), value.Int(100)), value.Int(200)),
		average(average(value.Int(100), value.Int(200)), value.Int(0)))
}

func TestColumnsThatOneSideChangedTakeTheChange(t *testing.T) {
	base := value.Map{}.With("low", value.Int(5)).With("name", value.Text("a"))
	local, incoming := base.With("low", value.Int(9)), base.With("name", value.Text("b"))
	for _, rule := range []string{"minimum", "maximum", "average", "additive"} {
		both := value.Map{}.With("low", value.Int(9)).With("name", value.Text("b"))
		require.Equal(t, both, held(t, rule, base, local, incoming), rule)
		require.Equal(t, both, held(t, rule, base, incoming, local), rule)
	}
}

func TestColumnsThatBothChangedAreResolved(t *testing.T) {
	row := func(n int) value.Map { return value.Map{}.With("n", value.Int(n)).With("other", value.Int(0)) }
	for rule, want := range map[string]int{"minimum": 7, "maximum": 16, "average": 11, "additive": 13} {
		require.Equal(t, row(want), held(t, rule, row(10), row(7), row(16)), rule)
	}
}

func TestColumnTakenAwayIsGone(t *testing.T) {
	base := value.Map{}.With("n", value.Int(10)).With("other", value.Int(0))
	for _, rule := range []string{"minimum", "maximum", "average", "additive"} {
		more, less := base.With("n", value.Int(12)), base.With("n", nil)
		require.Equal(t, less, held(t, rule, base, more, less), rule)
		require.Equal(t, less, held(t, rule, base, less, more), rule)
	}
}

// GoldenGate's example adds up the salary and lets the later of all else win.
func TestAdditiveTakesTheLaterOfWhatCannotBeAdded(t *testing.T) {
	row := func(n int, name string) value.Map {
		return value.Map{}.With("n", value.Int(n)).With("name", value.Text(name))
	}
	require.Equal(t, row(700, "later"), held(t, "additive", row(100, "base"), row(600, "earlier"), row(200, "later")))
}

func TestNumericRulesStopAtWhatIsNoNumber(t *testing.T) {
	for _, name := range []string{"average", "additive"} {
		rule, _ := Lookup(name)
		m := &Meeting{
			Local: Version{ID: 1}, LocalValue: value.Text("five"),
			Incoming: Version{ID: 2}, IncomingValue: value.Int(5), BaseValue: value.Int(4),
		}
		require.Equal(t, Stop, rule.Strategy.Resolve(m))
		require.EqualError(t, m.Err(), name+` is for whole numbers, and "five" is none: choose another strategy for such rows`)
	}
}

func TestErrorOfAColumnNamesIt(t *testing.T) {
	rule, _ := Lookup("average")
	m := &Meeting{
		Local: Version{ID: 1}, LocalValue: value.Map{}.With("stars", value.Text("five")),
		Incoming: Version{ID: 2}, IncomingValue: value.Map{}.With("stars", value.Int(5)), BaseValue: value.Map{}.With("stars", value.Int(4)),
	}
	require.Equal(t, Stop, rule.Strategy.Resolve(m))
	require.ErrorContains(t, m.Err(), "column stars: average is for whole numbers")
}

func TestDeletesWinOverValues(t *testing.T) {
	there, gone := Version{ID: 2, Stamp: Stamp{L: 9}}, Version{ID: 1, Delete: true}
	for _, name := range []string{"minimum", "maximum", "average", "additive", "priority-group"} {
		rule, _ := Lookup(name)
		require.Equal(t, Take, meet(rule.Strategy, there, gone), name)
		require.Equal(t, Keep, meet(rule.Strategy, gone, there), name)
	}
}

func TestAdditiveTakesANewRowInPlaceOfADeletedOne(t *testing.T) {
	m := &Meeting{Type: InsertDelete, Local: Version{ID: 1, Delete: true}, Incoming: Version{ID: 2}, IncomingValue: value.Int(4)}
	require.Equal(t, Take, additive{}.Resolve(m))
}

func TestPriorityGroupGoesByItsList(t *testing.T) {
	row := func(status string, n int) value.Value {
		return value.Map{}.With("n", value.Int(n)).With("status", value.Text(status))
	}
	stages := PriorityGroup{Column: "status", Levels: []value.Value{value.Text("ordered"), value.Text("shipped"), value.Text("billed")}}
	m := &Meeting{
		Local: Version{ID: 9, Stamp: Stamp{L: 9}}, LocalValue: row("ordered", 5),
		Incoming: Version{ID: 1, Stamp: Stamp{L: 1}}, IncomingValue: row("billed", 4),
	}
	require.Equal(t, row("billed", 4), after(t, stages, m))
	m.IncomingValue = row("ordered", 4)
	require.Equal(t, row("ordered", 5), after(t, stages, m), "between equals the later")
	m.IncomingValue = row("lost", 4)
	require.Equal(t, Stop, stages.Resolve(m))
	require.EqualError(t, m.Err(), `"lost" has no priority; those with one are, from the lowest, [ordered, shipped, billed]`)
}

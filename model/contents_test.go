package model

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// resolver is a strategy that is a function.
type resolver func(m *strategy.Meeting) strategy.Decision

func (f resolver) Resolve(m *strategy.Meeting) strategy.Decision { return f(m) }

func number(v value.Value) value.Int {
	i, _ := v.(value.Int)
	return i
}

// delta adds what a change has added to its before-image.
var delta = strategy.Rule{
	Name: "delta", Values: true, Always: true, Detect: strategy.DetectBeforeImage,
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
		return m.Merge(number(m.LocalValue) + number(m.IncomingValue) - number(m.BaseValue))
	}),
}

// largest keeps the larger number.
var largest = strategy.Rule{
	Name: "largest", Values: true, Detect: strategy.DetectVersionVector,
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
		if number(m.IncomingValue) > number(m.LocalValue) {
			return strategy.Take
		}
		return strategy.Keep
	}),
}

// strict stops at each conflict.
var strict = strategy.Rule{
	Name: "strict", Detect: strategy.DetectVersionVector, Stops: true,
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision { return m.Fail(errors.New("duplicate key")) }),
}

func under(rule strategy.Rule, names ...string) Config {
	c := among(names...)
	c.Conflicts.Rule = &rule
	return c
}

func TestARuleThatIsUsedBringsItsOwnDetection(t *testing.T) {
	c := Conflicts{Strategy: "last-write-wins", Detect: strategy.DetectTimestamp}
	c.Use(largest)
	require.Equal(t, "largest", c.Rule.Name)
	require.Equal(t, strategy.DetectVersionVector, c.Detect)
}

func TestDeltasOfConcurrentWritesAddUp(t *testing.T) {
	c := under(delta, "a", "b", "c")
	c.Script = []Step{at(0, 0, Update, "salary", "100"), at(1000*ms, 0, Update, "salary", "200"), at(1010*ms, 1, Update, "salary", "600")}
	o := tell(t, c)
	// 100 → 200 at a and 100 → 600 at b: +100 and +500.
	require.Equal(t, []string{"700", "700", "700"}, o.shown("salary"))
	require.Zero(t, o.InFlight())
	require.Equal(t, Blended, o.applies[len(o.applies)-1].Verdict)
}

func TestAWriteThatReadAMergedValueReplacesAllThatIsInIt(t *testing.T) {
	c := under(delta, "a", "b")
	c.Script = []Step{
		at(0, 0, Update, "x", "1"), at(10*ms, 1, Update, "x", "10"),
		at(1000*ms, 0, Update, "x", "5"),
	}
	o := tell(t, c)
	require.Equal(t, []string{"5", "5"}, o.shown("x"))
	require.Len(t, o.commits[2].Replaced, 2, "what was merged is overwritten together")
}

func TestTheLargerOfTwoNumbersWins(t *testing.T) {
	c := under(largest, "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "7"), at(10*ms, 1, Update, "x", "3"), at(2000*ms, 0, Update, "x", "2")}
	require.Equal(t, []string{"2", "2"}, tell(t, c).shown("x"), "a later write that saw the larger replaces it")
	c.Script = c.Script[:2]
	require.Equal(t, []string{"7", "7"}, tell(t, c).shown("x"))
}

func TestARuleThatJudgesOwnWritesIsToldWhatTheyDo(t *testing.T) {
	var met []strategy.Type
	rule := strategy.Rule{
		Name: "first", Values: true, Local: true, Detect: strategy.DetectNone,
		Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			met = append(met, m.Type)
			return strategy.Keep
		}),
	}
	c := under(rule, "a", "b")
	c.Script = []Step{at(0, 0, Update, "bid", "7"), at(1000*ms, 0, Update, "bid", "9"), at(2000*ms, 0, Delete, "bid")}
	o := tell(t, c)
	require.Equal(t, []string{"7", "7"}, o.shown("bid"))
	// Each is judged by the leader that writes, and then by the one to which it comes.
	require.Equal(t, []strategy.Type{strategy.UpdateUpdate, strategy.UpdateUpdate, strategy.DeleteUpdate, strategy.DeleteUpdate}, met)
}

func TestLeadersAgreeThatSeeTheSame(t *testing.T) {
	c := under(largest, "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "7"), at(10*ms, 1, Update, "x", "7")}
	o := tell(t, c)
	require.Equal(t, 1, o.rows.distinct(0), "each holds its own 7")
}

func TestAnApplierThatStopsAppliesNothingMoreOfItsSender(t *testing.T) {
	c := under(strict, "a", "b", "c")
	c.Script = []Step{
		at(0, 0, Update, "x", "A"), at(10*ms, 1, Update, "x", "B"),
		at(1000*ms, 0, Update, "y", "A"), at(1000*ms, 2, Update, "z", "C"),
	}
	o := tell(t, c)
	require.Equal(t, []string{"A", "B", "A"}, o.values("x"), "c has had A first, and stops at b's")
	require.Equal(t, []string{"A", "-", "A"}, o.values("y"), "b applies nothing of a any more")
	require.Equal(t, []string{"C", "C", "C"}, o.values("z"), "and all of c")
	require.NotZero(t, o.InFlight(), "what has come waits for ever")
	stops := 0
	for _, a := range o.applies {
		if a.Verdict == Stopped {
			stops++
			require.True(t, a.Reported)
			require.Equal(t, strategy.InsertInsert, a.Type)
			require.EqualError(t, a.Why, "duplicate key")
		}
	}
	require.Equal(t, 3, stops, "a at b's, b at a's, c at b's")
}

// undecided judges a leader's own writes too, and fails at every larger number.
func undecided(fail func(m *strategy.Meeting) strategy.Decision) strategy.Rule {
	return strategy.Rule{
		Name: "undecided", Values: true, Detect: strategy.DetectNone, Local: true, Stops: true,
		Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			if number(m.IncomingValue) > number(m.LocalValue) {
				return fail(m)
			}
			return strategy.Keep
		}),
	}
}

func TestAnOwnWriteAboutWhichTheRuleFailsReplacesWhatIsThereAndSaysWhy(t *testing.T) {
	for name, columns := range map[string]bool{"by row": false, "by column": true} {
		t.Run(name, func(t *testing.T) {
			rule := undecided(func(m *strategy.Meeting) strategy.Decision { return m.Fail(errors.New("too large")) })
			if columns {
				rule = strategy.Columns(rule)
			}
			c := under(rule, "a", "b")
			c.Script = []Step{at(0, 0, Update, "x", "7"), at(1000*ms, 0, Update, "x", "9"), at(2000*ms, 0, Update, "y", "1"), at(3000*ms, 0, Update, "x", "2")}
			o := tell(t, c)
			require.Equal(t, []string{"9", "7"}, o.shown("x"), "b stops at the 9; the 2 is shadowed")
			require.Len(t, o.commits, 4)
			require.NoError(t, o.commits[0].Failed)
			require.EqualError(t, o.commits[1].Failed, "too large")
			require.NoError(t, o.commits[2].Failed, "nothing was there")
			require.NoError(t, o.commits[3].Failed)
		})
	}
}

func TestARuleThatStopsWithoutAReasonIsToldOfAllTheSame(t *testing.T) {
	c := under(undecided(func(m *strategy.Meeting) strategy.Decision { return strategy.Stop }), "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "7"), at(1000*ms, 0, Update, "x", "9")}
	o := tell(t, c)
	require.EqualError(t, o.commits[1].Failed, "the strategy gives no reason")
	require.EqualError(t, o.applies[len(o.applies)-1].Why, "the strategy gives no reason")
}

// shown is what readers see of a key at each leader.
func (o *tale) shown(key string) (all []string) {
	row, _ := o.Row(key)
	for i := range o.leaders {
		shown := o.Shown(i, row)
		if len(shown) == 0 {
			shown = []string{"-"}
		}
		all = append(all, shown[0])
		for _, s := range shown[1:] {
			all[i] += "|" + s
		}
	}
	return all
}

func TestSiblingsKeepTheirValues(t *testing.T) {
	rule, _ := strategy.Lookup("siblings")
	rule.Values = true
	c := under(rule, "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "7"), at(10*ms, 1, Update, "x", "3")}
	require.Equal(t, []string{"7|3", "7|3"}, tell(t, c).shown("x"))
	c.Script = append(c.Script, at(1000*ms, 1, Update, "x", "9"))
	require.Equal(t, []string{"9", "9"}, tell(t, c).shown("x"))
}

func TestValuesRepeatToTheBitAndConverge(t *testing.T) {
	c := basic(3)
	c.Conflicts.Rule = &delta
	c.Workload.Keys = 20
	a, b := tell(t, c), tell(t, c)
	require.Equal(t, a.Fingerprint(), b.Fingerprint())
	require.False(t, a.rows.differ())
	require.Zero(t, a.InFlight())
	require.Empty(t, a.contents.changes, "what changes carried is forgotten")
}

// Two columns of a row, written at once at two leaders, are both there; of two writes
// of one column the earlier is in the row nowhere.
func TestAWriteWithoutAColumnLeftIsNotHeld(t *testing.T) {
	lww, _ := strategy.Lookup("last-write-wins")
	put := func(when time.Duration, leader int, column, v string) Step {
		s := at(when, leader, Update, "x")
		s.Op = value.Op{Verb: value.Put, Field: column, Value: value.Text(v)}
		return s
	}
	c := under(strategy.Columns(lww), "a", "b")
	c.Script = []Step{put(0, 0, "name", "A"), put(1000*ms, 0, "city", "X"), put(1010*ms, 1, "city", "Y"), put(1020*ms, 1, "age", "7")}
	o := tell(t, c)
	require.Equal(t, []string{"{age: 7, city: Y, name: A}", "{age: 7, city: Y, name: A}"}, o.shown("x"))
	row, _ := o.Row("x")
	for leader := range 2 {
		require.Equal(t, []WriteID{4}, o.rows.held(row, leader).appendIDs(nil), "the last has seen the third, whose column is there")
	}
	require.Equal(t, Kept, o.applies[1].Verdict, "X at b, where Y is later")
}

// Cassandra compares a client's write with the cells that the leader holds: one behind
// their timestamps is acknowledged and seen nowhere, column by column.
func TestAnOwnColumnBehindTheClockIsShadowed(t *testing.T) {
	lww, _ := strategy.Lookup("last-write-wins")
	c := under(strategy.Columns(lww), "a", "b")
	c.Leaders[1].Clock.Offset = -500 * ms
	row := func(when time.Duration, leader int, columns value.Map) Step {
		return does(when, leader, "x", value.Op{Verb: value.Put, Value: columns})
	}
	both := value.Map{}.With("m", value.Int(2)).With("n", value.Int(2))
	c.Script = []Step{row(600*ms, 0, value.Map{}.With("n", value.Int(1))), row(700*ms, 1, both)}
	require.Equal(t, []string{"{m: 2, n: 1}", "{m: 2, n: 1}"}, tell(t, c).shown("x"), "b's clock shows 200 ms")
	c.Conflicts.Overwrite = true
	require.Equal(t, []string{"{m: 2, n: 1}", "{m: 2, n: 2}"}, tell(t, c).shown("x"), "b does not compare, and a does")
}

// What an own write meets is what its leader holds, whatever the leader decided last.
func TestAnOwnColumnIsWrittenAfterAConflictOfAnotherType(t *testing.T) {
	lww, _ := strategy.Lookup("last-write-wins")
	rule := strategy.Columns(lww)
	rule.Existence = true
	c := under(rule, "a", "b")
	c.Conflicts.Tombstones = 0
	put := func(when time.Duration, leader int, n int64) Step {
		return does(when, leader, "x", value.Op{Verb: value.Put, Field: "n", Value: value.Int(n)})
	}
	c.Script = []Step{put(0, 0, 1), at(1000*ms, 1, Delete, "x"), put(1010*ms, 0, 2), put(1070*ms, 1, 3)}
	o := tell(t, c)
	require.Equal(t, strategy.UpdateMissing, o.applies[2].Type, "the update of a at b, which remembers no delete")
	require.Equal(t, []string{"{n: 3}", "{n: 3}"}, o.shown("x"))
}

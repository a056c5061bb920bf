package model

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// claims is a step that makes a row with a name.
func claims(when time.Duration, leader int, key, name string) Step {
	s := does(when, leader, key, value.Op{Verb: value.Put, Value: value.Map{}.With(NameField, value.Text(name))})
	s.Kind, s.Value = Insert, name
	return s
}

// answers is a rule that always answers the same.
func answers(d strategy.Decision) strategy.Rule {
	return strategy.Rule{
		Name: "answers", Values: true, Stops: d == strategy.Stop, Detect: strategy.DetectVersionVector,
		Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			if d == strategy.Stop {
				return m.Fail(errors.New("duplicate key"))
			}
			return d
		}),
	}
}

// displaced are the rows that leaders have removed, in the order in which they did.
func (o *tale) displaced() (rows []TransferRow) {
	for _, a := range o.applies {
		rows = append(rows, a.Displaced...)
	}
	return rows
}

// naming is two leaders that let two rows have one name before they have heard of
// each other.
func naming(rule strategy.Rule) Config {
	c := under(rule, "a", "b")
	c.Workload.Kind = UniqueKind
	c.Script = []Step{claims(0, 0, "u1", "alice"), claims(10*ms, 1, "u2", "alice")}
	return c
}

func TestNamesThatAreTakenAreRefused(t *testing.T) {
	c := naming(answers(strategy.Keep))
	c.Script = []Step{
		claims(0, 0, "u1", "alice"), claims(time.Second, 1, "u2", "alice"), claims(time.Second, 1, "u3", "bob"),
		at(2*time.Second, 1, Delete, "u1"), claims(3*time.Second, 0, "u4", "alice"),
		does(4*time.Second, 0, "u4", value.Op{Verb: value.Put, Field: NameField, Value: value.Text("bob")}),
	}
	o := tell(t, c)
	var refused []bool
	for _, d := range o.dones {
		refused = append(refused, d.Refused)
	}
	require.Equal(t, []bool{false, true, false, false, false, true}, refused, "a delete frees the name; to rename is to claim")
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u4"))
}

func TestAStrategyMayDropAChangeWhoseNameIsTaken(t *testing.T) {
	o := tell(t, naming(answers(strategy.Keep)))
	require.Equal(t, []string{"{name: alice}", "-"}, o.shown("u1"))
	require.Equal(t, []string{"-", "{name: alice}"}, o.shown("u2"), "they differ for ever")
	require.Equal(t, 2, o.reported(strategy.Unique))
	require.Equal(t, 2, o.verdicts()[Kept])
}

func TestAStrategyMayLetTwoRowsHaveOneName(t *testing.T) {
	o := tell(t, naming(answers(strategy.Both)))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u1"))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u2"))
	require.Equal(t, 2, o.reported(strategy.Unique))
	require.Equal(t, 2, o.verdicts()[Took])
	require.Empty(t, o.displaced())
}

func TestAStrategyMayLetAChangeTakeThePlaceOfTheRowInItsWay(t *testing.T) {
	o := tell(t, naming(answers(strategy.Take)))
	require.Equal(t, []string{"-", "{name: alice}"}, o.shown("u1"))
	require.Equal(t, []string{"{name: alice}", "-"}, o.shown("u2"), "each leader has the other's row")
	require.Equal(t, []TransferRow{
		{Row: 1, Removed: []WriteID{2}, Distinct: 1}, // at b, before a has heard of it
		{Row: 0, Removed: []WriteID{1}, Distinct: 2}, // at a, when b has it
	}, o.displaced())
}

// The rule that real systems have: the newer row stays, everywhere.
func TestTheNewerRowTakesThePlaceOfTheOlder(t *testing.T) {
	rule, _ := strategy.Lookup("last-write-wins")
	o := tell(t, naming(rule))
	require.Equal(t, []string{"-", "-"}, o.shown("u1"))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u2"))
}

// A rule is asked about each row in the way: one that stays keeps the change out.
func TestAChangeTakesThePlaceOfAllRowsOrOfNone(t *testing.T) {
	three := func(stays uint64) Config {
		rule := answers(strategy.Take)
		rule.Strategy = resolver(func(m *strategy.Meeting) strategy.Decision {
			switch {
			case m.Local.ID == stays:
				return strategy.Keep
			case m.Incoming.ID == 3:
				return strategy.Take
			}
			return strategy.Both
		})
		c := retold(naming(rule), "a", "b", "c")
		c.Script = append(c.Script, claims(20*ms, 2, "u3", "alice"))
		return c
	}
	o := tell(t, three(0))
	require.Equal(t, []string{"-", "-", "{name: alice}"}, o.shown("u1"))
	require.Equal(t, []string{"-", "-", "{name: alice}"}, o.shown("u2"), "at c, where they came later, both stay beside u3")
	require.Equal(t, []string{"{name: alice}", "{name: alice}", "{name: alice}"}, o.shown("u3"))
	o = tell(t, three(2))
	require.Equal(t, []string{"{name: alice}", "-", "{name: alice}"}, o.shown("u1"))
	require.Equal(t, []string{"-", "-", "{name: alice}"}, o.shown("u3"), "a would let it replace u1, and not u2")
}

// A row that was there from the beginning is as gone as one that was made.
func TestARowThatGaveWayIsNoRow(t *testing.T) {
	c := naming(answers(strategy.Take))
	c.Workload.Keys, c.Workload.Mix = 1, Mix{Update: 1}
	c.Script = []Step{
		does(0, 0, "k0", value.Op{Verb: value.Put, Field: NameField, Value: value.Text("alice")}),
		claims(10*ms, 1, "u1", "alice"),
		does(2*time.Second, 0, "k0", value.Op{Verb: value.Put, Field: NameField, Value: value.Text("bob")}),
	}
	o := tell(t, c)
	require.Equal(t, []string{"{name: bob}", "{name: bob}"}, o.shown("k0"), "it can be made again")
	c.Script = c.Script[:2]
	o = tell(t, c)
	require.Equal(t, []string{"-", "{name: alice}"}, o.shown("k0"))
	require.Equal(t, []string{"{name: alice}", "-"}, o.shown("u1"))
}

// What each column is settled by is no answer to whether there may be two rows.
func TestNamesAreTheBusinessOfTheRuleForRowsWhereColumnsAreSettled(t *testing.T) {
	inner, _ := strategy.Lookup("last-write-wins")
	byType := &strategy.ByType{Else: inner.Strategy}
	byType.Of[strategy.Unique] = answers(strategy.Both).Strategy
	inner.Strategy = byType
	o := tell(t, naming(strategy.Columns(inner)))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u1"), "though u2 is the later")
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u2"))
}

func TestAStrategyMayStopAtANameThatIsTaken(t *testing.T) {
	o := tell(t, naming(answers(strategy.Stop)))
	require.Empty(t, o.displaced())
	require.Equal(t, []string{"-", "{name: alice}"}, o.shown("u2"))
	require.Equal(t, 2, o.reported(strategy.Unique))
	require.Equal(t, 2, o.verdicts()[Stopped])
}

// One row has the key and another the name; then two rows have the name, as the rule
// lets them.
func TestSeveralRowsInTheWayAreATypeOfTheirOwn(t *testing.T) {
	c := naming(answers(strategy.Keep))
	c.Script = []Step{
		claims(0, 0, "u1", "alice"), claims(0, 0, "u2", "bob"),
		claims(10*ms, 1, "u1", "bob"),
	}
	o := tell(t, c)
	require.Equal(t, 1, o.reported(strategy.UniqueSeveral), "b's u1 at a: u1 has the key, u2 the name")
	require.Equal(t, 1, o.reported(strategy.Unique), "a's u2 at b: u1 has the name")
	require.Equal(t, 1, o.reported(strategy.InsertInsert), "a's u1 at b: u1 has the key")

	c = naming(answers(strategy.Both))
	c.Leaders = append(c.Leaders, LeaderConfig{Name: "c", Load: 1})
	c = retold(c, "a", "b", "c")
	c.Script = append(c.Script, claims(20*ms, 2, "u3", "alice"))
	o = tell(t, c)
	require.Equal(t, 3, o.reported(strategy.Unique), "the first of the others to come")
	require.Equal(t, 3, o.reported(strategy.UniqueSeveral), "and the second")
}

// retold is a configuration for other leaders.
func retold(c Config, names ...string) Config {
	other := among(names...)
	other.Conflicts, other.Workload, other.Script = c.Conflicts, c.Workload, c.Script
	return other
}

// Data types that merge cannot merge two rows.
func TestDataTypesLetTwoRowsHaveOneName(t *testing.T) {
	rule, _ := catalogue.Lookup("lww-register")
	o := tell(t, naming(rule))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u1"))
	require.Equal(t, []string{"{name: alice}", "{name: alice}"}, o.shown("u2"))
	require.Equal(t, 2, o.reported(strategy.Unique))
}

func TestTheIndexSaysWhatLeadersHold(t *testing.T) {
	for _, name := range []string{"last-write-wins", "siblings", "arrival-order"} {
		c := generated(UniqueKind, .7)
		c.Workload.Mix.Delete = .3
		c.Workload.IDs.AutoIncrement = true
		c.Conflicts.Strategy = name
		c.Faults = []Fault{{At: 2 * time.Second, For: time.Second, Kind: Crash, Leaders: []int{1}, DiskLost: true}}
		o := tell(t, c)
		conflicts := o.reported(strategy.Unique) + o.reported(strategy.UniqueSeveral)
		require.NotZero(t, conflicts, name)
		for leader := range o.leaders {
			held := map[value.Text][]uint32{}
			for row := range uint32(o.Rows()) {
				if name := NameIn(o.seen(row, leader)); name != "" {
					held[name] = append(held[name], row)
				}
			}
			indexed := map[value.Text][]uint32{}
			for name, rows := range o.unique.rows[leader] {
				if len(rows) > 0 {
					indexed[name] = rows
				}
			}
			require.Equal(t, held, indexed, name)
		}
	}
}

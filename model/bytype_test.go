package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// byType is a rule of the table with another strategy for one type of conflict.
func byType(name string, kind strategy.Type, other string) strategy.Rule {
	rule, _ := strategy.Lookup(name)
	one, _ := strategy.Lookup(other)
	chooser := &strategy.ByType{Else: rule.Strategy}
	chooser.Of[kind] = one.Strategy
	rule.Strategy = chooser
	return rule
}

// A leader's own write is in no conflict with what it replaces.
func TestTypesOfConflictSayNothingOfOwnWrites(t *testing.T) {
	c := under(byType("last-write-wins", strategy.UpdateUpdate, "discard"), "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(1000*ms, 0, Update, "x", "2"), at(2000*ms, 0, Update, "x", "3")}
	require.Equal(t, []string{"3", "3"}, tell(t, c).values("x"))
}

// A rule that merges always is asked without a conflict too, and then the types say
// nothing.
func TestTypesOfConflictSayNothingWhereThereIsNone(t *testing.T) {
	c := under(byType("additive", strategy.DeleteUpdate, "discard"), "a", "b")
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(1000*ms, 0, Delete, "x")}
	require.Equal(t, []string{"-", "-"}, tell(t, c).shown("x"), "the delete saw what it deletes")
}

func TestACartOfColumnsCanBeFilledAgain(t *testing.T) {
	lww, _ := strategy.Lookup("last-write-wins")
	c := under(strategy.Columns(lww), "a", "b")
	c.Workload.Kind = CartKind
	tea := func(when time.Duration, verb value.Verb) Step {
		s := at(when, 0, Update, "cart")
		s.Op = value.Op{Verb: verb, Value: value.Text("tea")}
		return s
	}
	c.Script = []Step{tea(0, value.Include), tea(1000*ms, value.Exclude), tea(2000*ms, value.Include)}
	require.Equal(t, []string{"{tea: 1}", "{tea: 1}"}, tell(t, c).shown("cart"))
}

package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// uniqueKeys is a story where a leader refuses to insert what it holds.
func uniqueKeys(rule strategy.Rule) Config {
	c := under(rule, "a", "b")
	c.Conflicts.KeysUnique = true
	return c
}

// refusedOf are the steps that were refused, all of which are answered.
func (o *tale) refusedOf(t *testing.T) (steps []int) {
	for i, d := range o.dones {
		require.True(t, d.OK, "step %d", i)
		if d.Refused {
			steps = append(steps, i)
		}
	}
	return steps
}

func rule(name string) strategy.Rule {
	r, _ := strategy.Lookup(name)
	return r
}

// The second insert is the client's error, and b never hears of it. What b inserts before
// it knows of a's row is a conflict as ever.
func TestALeaderRefusesToInsertWhatItHolds(t *testing.T) {
	for _, name := range []string{"arrival-order", "additive", "siblings"} {
		c := uniqueKeys(rule(name))
		c.Script = []Step{
			at(0, 0, Insert, "x", "1"), at(10*ms, 1, Insert, "x", "2"), at(time.Second, 0, Insert, "x", "3"),
			at(2*time.Second, 1, Insert, "x", "4"), at(3*time.Second, 1, Update, "x", "5"),
		}
		o := tell(t, c)
		require.Equal(t, []int{2, 3}, o.refusedOf(t), name)
		require.Len(t, o.commits, 3, name)
	}
}

func TestWhatWasDeletedMayBeInsertedAgain(t *testing.T) {
	for _, tombstones := range []time.Duration{TombstonesKept, 0} {
		for _, r := range []strategy.Rule{rule("arrival-order"), rule("additive"), strategy.Columns(rule("last-write-wins"))} {
			c := uniqueKeys(r)
			c.Conflicts.Tombstones = tombstones
			c.Script = []Step{
				puts(0, 0, "x", "f"), at(time.Second, 1, Delete, "x"), puts(2*time.Second, 0, "x", "f"), puts(3*time.Second, 1, "x", "f"),
			}
			require.Equal(t, []int{3}, tell(t, c).refusedOf(t), r.Name)
		}
	}
}

// puts inserts a row of one column.
func puts(when time.Duration, leader int, key, column string) Step {
	s := at(when, leader, Insert, key)
	s.Op = value.Op{Verb: value.Put, Value: value.Map{}.With(column, value.Int(1))}
	return s
}

func TestARowOfTheLoadCannotBeInserted(t *testing.T) {
	c := uniqueKeys(rule("arrival-order"))
	c.Workload.Keys, c.Workload.Mix.Read = 1, 1
	c.Script = []Step{at(0, 0, Insert, "k0", "1"), at(0, 0, Insert, "k1", "1")}
	require.Equal(t, []int{0}, tell(t, c).refusedOf(t))
}

func TestOfARefusedInsertNothingIsWritten(t *testing.T) {
	c := uniqueKeys(rule("arrival-order"))
	c.Script = []Step{at(0, 0, Insert, "x", "1")}
	both := at(time.Second, 0, Insert, "y", "2")
	both.Also = []Part{{Key: "x", Value: "2"}}
	c.Script = append(c.Script, both)
	o := tell(t, c)
	require.Equal(t, []int{1}, o.refusedOf(t))
	require.Equal(t, []string{"-", "-"}, o.shown("y"))
}

func TestACertifiedLeaderRefusesToInsertWhatItHolds(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Conflicts.KeysUnique = true
	c.Script = []Step{at(0, 0, Insert, "x", "1"), at(time.Second, 0, Insert, "x", "2"), at(2*time.Second, 1, Insert, "y", "3")}
	require.Equal(t, []int{1}, tell(t, c).refusedOf(t))
}

func TestOtherwiseAnInsertOfWhatIsHeldIsAWrite(t *testing.T) {
	c := under(rule("arrival-order"), "a", "b")
	c.Script = []Step{at(0, 0, Insert, "x", "1"), at(time.Second, 0, Insert, "x", "2")}
	o := tell(t, c)
	require.Empty(t, o.refusedOf(t))
	require.Equal(t, []string{"2", "2"}, o.values("x"))
}

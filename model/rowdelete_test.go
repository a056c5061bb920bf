package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// putOne is a step that writes one column, and leaves the others.
func putOne(when time.Duration, leader int, column string, v int) Step {
	s := at(when, leader, Update, "x")
	s.Op = value.Op{Verb: value.Put, Field: column, Value: value.Int(v)}
	return s
}

// race lets one leader delete a row of two columns while the other updates one of them.
func race(rule strategy.Rule, deleter int, deleteFirst bool) Config {
	c := under(rule, "paris", "tokyo")
	c.Conflicts.Detect = rule.Detect
	update, deletion := putOne(1000*ms, 1-deleter, "a", 2), at(1010*ms, deleter, Delete, "x")
	c.Script = []Step{putOne(0, 0, "a", 1), putOne(100*ms, 0, "b", 1), update, deletion}
	if deleteFirst {
		deletion.At = 990 * ms
		c.Script = append(c.Script[:2], deletion, update)
	}
	return c
}

// shownAndReported is what the leaders show in the end, and which conflicts they report.
func (o *tale) shownAndReported() []string {
	list := o.shown("x")
	for _, a := range o.applies {
		if a.Reported {
			list = append(list, fmt.Sprintf("%s: %v %v", o.Config().Leaders[a.Leader].Name, a.Type, a.Verdict))
		}
	}
	return list
}

// everyRace calls do for each order of a delete and an update.
func everyRace(do func(deleter int, deleteFirst bool)) {
	for deleter := range 2 {
		do(deleter, true)
		do(deleter, false)
	}
}

// Rules that go by time stand in the next test.
func TestByColumnADeleteOfTheRowMeetsAnUpdateAsByRow(t *testing.T) {
	asked := 0
	for _, rule := range strategy.All() {
		switch rule.Name {
		case "last-write-wins", "last-write-wins-by-value", "last-write-wins-lower-origin", "last-write-wins-strict",
			"siblings", "siblings-version-vectors", "revision-tree", "certification":
			continue
		}
		rule.Values = true
		everyRace(func(deleter int, deleteFirst bool) {
			byRow := tell(t, race(rule, deleter, deleteFirst)).shownAndReported()
			byColumn := tell(t, race(strategy.Columns(rule), deleter, deleteFirst)).shownAndReported()
			require.Equal(t, byRow, byColumn, "%s, deleted by %d, first: %t", rule.Name, deleter, deleteFirst)
			asked += len(byRow) - 2
		})
	}
	require.Equal(t, 12*4*2, asked, "two reports each, but of arrival-order")
}

// Of two leaders the one whose write comes first is told.
func TestByTimeADeleteOfTheRowMeetsEachCell(t *testing.T) {
	for _, name := range []string{"last-write-wins", "last-write-wins-by-value", "last-write-wins-lower-origin", "last-write-wins-strict"} {
		rule, _ := strategy.Lookup(name)
		names := []string{"paris", "tokyo"}
		everyRace(func(deleter int, deleteFirst bool) {
			want := []string{"-", "-", names[deleter] + ": update-delete kept"}
			if deleteFirst {
				want = []string{"{a: 2}", "{a: 2}", names[1-deleter] + ": delete-update blended"}
			}
			require.Equal(t, want, tell(t, race(strategy.Columns(rule), deleter, deleteFirst)).shownAndReported(), name)
		})
	}
}

// EDB Postgres Distributed skips an update of a row that was deleted (update_recently_deleted)
// and applies a delete of one that was updated.
func TestTypesOfConflictWithDeletesHaveStrategiesByColumnToo(t *testing.T) {
	rule := byType("last-write-wins", strategy.UpdateDelete, "discard")
	overwrite, _ := strategy.Lookup("overwrite")
	rule.Strategy.(*strategy.ByType).Of[strategy.DeleteUpdate] = overwrite.Strategy
	rule.Detect = strategy.DetectOrigin
	everyRace(func(deleter int, deleteFirst bool) {
		o := tell(t, race(strategy.Columns(rule), deleter, deleteFirst))
		require.Equal(t, []string{"-", "-"}, o.shown("x"))
		require.ElementsMatch(t, []string{"update-delete kept", "delete-update took"}, verdictsOf(o))
	})
}

func verdictsOf(o *tale) (list []string) {
	for _, a := range o.applies {
		if a.Reported {
			list = append(list, fmt.Sprintf("%v %v", a.Type, a.Verdict))
		}
	}
	return list
}

// Sydney updates another column than Tokyo. Of the two the delete beats one, and so it
// does not stay, whichever of them was stamped last.
func TestADeleteMustWinAgainstAllThatItDidNotSee(t *testing.T) {
	rule, _ := strategy.Lookup("site-priority")
	for _, last := range []int{1, 2} {
		c := under(strategy.Columns(rule), "paris", "tokyo", "sydney")
		c.Conflicts.Detect = rule.Detect
		for i, priority := range []int{2, 3, 1} {
			c.Leaders[i].Priority = priority
		}
		slow(&c, 0, 1, 500*ms)
		c.Script = []Step{
			putOne(0, 0, "a", 1), putOne(10*ms, 0, "b", 1),
			putOne(2000*ms, 3-last, "b", 5), putOne(2020*ms, last, "a", 5), at(2030*ms, 0, Delete, "x"),
		}
		o := tell(t, c)
		require.Len(t, o.shown("x"), 3)
		require.NotEqual(t, "-", o.shown("x")[1], "Tokyo's write has the higher priority")
		require.Equal(t, map[int]string{1: "{a: 5, b: 5}", 2: "{a: 5, b: 5}"}[last], o.shown("x")[1])
	}
}

// Tokyo's update is later than the delete that beats it. Paris has inserted the row anew
// when it comes, and remembers.
func TestADeleteIsRememberedByTheRowThatIsInsertedAfterIt(t *testing.T) {
	rule, _ := strategy.Lookup("delete-wins")
	c := under(strategy.Columns(rule), "paris", "tokyo")
	c.Conflicts.Detect = rule.Detect
	c.Script = []Step{
		putOne(0, 0, "a", 1), at(1000*ms, 0, Delete, "x"),
		putOne(1010*ms, 1, "a", 2), putOne(1020*ms, 0, "b", 3),
	}
	require.Equal(t, []string{"{b: 3}", "{b: 3}"}, tell(t, c).shown("x"))
}

// Additions that a delete did not see used to be added to nothing at one leader only.
func TestWhatIsAddedToADeletedRowIsLostEverywhere(t *testing.T) {
	rule, _ := strategy.Lookup("additive")
	everyRace(func(deleter int, deleteFirst bool) {
		require.Equal(t, []string{"-", "-"}, tell(t, race(strategy.Columns(rule), deleter, deleteFirst)).shown("x"))
	})
}

// A leader's own write is in no conflict with the column that it replaces.
func TestTypesOfConflictSayNothingOfOwnWritesByColumn(t *testing.T) {
	c := under(strategy.Columns(byType("last-write-wins", strategy.InsertInsert, "discard")), "paris", "tokyo")
	c.Script = []Step{putOne(0, 0, "a", 1), putOne(1000*ms, 0, "a", 2), putOne(2000*ms, 0, "a", 3)}
	require.Equal(t, []string{"{a: 3}", "{a: 3}"}, tell(t, c).shown("x"))
}

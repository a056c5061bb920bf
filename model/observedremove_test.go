package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/crdt"
	"github.com/mlrsim/mlrsim/model/value"
)

// sets are rows that hold add-wins sets, at three leaders.
func sets(tombstones time.Duration, script ...Step) Config {
	entry, _ := crdt.Lookup("or-set")
	c := under(entry.Rule(), "a", "b", "c")
	c.Conflicts.Tombstones, c.Workload.Kind, c.Script = tombstones, SetKind, script
	slow(&c, 2, 0, 5*time.Second)
	return c
}

func including(when time.Duration, leader int, element string) Step {
	s := at(when, leader, Update, "s")
	s.Op = value.Op{Verb: value.Include, Value: value.Text(element)}
	return s
}

func TestADeleteOfASetTakesWhatItHasSeen(t *testing.T) {
	o := tell(t, sets(TombstonesKept, including(0, 0, "seen"), including(1000*ms, 0, "unseen"), at(1010*ms, 1, Delete, "s")))
	require.Equal(t, []string{"{unseen}", "{unseen}", "{unseen}"}, o.shown("s"))
	require.Equal(t, "-", value.Show(o.commits[2].Value), "the deleter sees no row")
	require.Zero(t, o.diverged())
}

func TestAnElementOlderThanItsDeleteStaysAway(t *testing.T) {
	late := sets(TombstonesKept, including(0, 2, "late"), at(1000*ms, 1, Delete, "s"))
	o := tell(t, late)
	require.Equal(t, []string{"-", "-", "-"}, o.shown("s"))
	require.Zero(t, o.diverged())
	late.Conflicts.Tombstones = 100 * ms
	require.Equal(t, []string{"{late}", "-", "-"}, tell(t, late).shown("s"), "a has forgotten what the delete had seen")
}

// The delete has the latest timestamp of all that is merged, and is no tombstone of
// what it had not seen.
func TestNothingIsForgottenOfARowThatOutlivedItsDelete(t *testing.T) {
	o := tell(t, sets(100*ms,
		including(0, 0, "seen"), including(990*ms, 2, "late"), including(1000*ms, 0, "unseen"), at(1010*ms, 1, Delete, "s")))
	require.Equal(t, []string{"{late, unseen}", "{late, unseen}", "{late, unseen}"}, o.shown("s"))
	require.Zero(t, o.diverged())
}

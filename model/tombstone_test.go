package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
)

// lateUpdate: tokyo deletes what paris updates a little earlier, but the update
// takes half a second to sydney and the delete 50 ms.
func lateUpdate(tombstones time.Duration) Config {
	c := among("paris", "tokyo", "sydney")
	c.Conflicts.Tombstones = tombstones
	slow(&c, 0, 2, 500*ms)
	c.Script = []Step{
		at(0, 0, Update, "title", "B"),
		at(1*ms, 1, Delete, "title"),
		at(300*ms, 2, Read, "title"),
	}
	return c
}

func TestTombstonesKeptAreNeverOutlived(t *testing.T) {
	o := tell(t, lateUpdate(TombstonesKept))
	require.Equal(t, "-", o.read(0))
	require.Equal(t, []string{"-", "-", "-"}, o.values("title"))
	require.Zero(t, o.diverged())
}

func TestTombstonesKeptLongEnoughWork(t *testing.T) {
	require.Equal(t, []string{"-", "-", "-"}, tell(t, lateUpdate(time.Second)).values("title"))
}

func TestForgottenTombstoneLetsTheRowComeBack(t *testing.T) {
	o := tell(t, lateUpdate(400*ms))
	require.Equal(t, []string{"-", "-", "B"}, o.values("title"))
	require.Equal(t, 1, o.diverged())
}

func TestWithoutTombstonesTheEarlierUpdateComesBackAtOnce(t *testing.T) {
	o := tell(t, lateUpdate(0))
	require.Equal(t, []string{"-", "B", "B"}, o.values("title"), "tokyo too deleted and forgot before B came")
}

// The age of a tombstone is by the clocks: written by one, judged by another.
func TestClockAheadForgetsEarly(t *testing.T) {
	c := lateUpdate(time.Second)
	c.Leaders[2].Clock.Offset = 10 * time.Second
	require.Equal(t, []string{"-", "-", "B"}, tell(t, c).values("title"))
}

// Leaders that have forgotten different deletes of a row agree that it is gone.
func TestAbsentRowsDoNotDiffer(t *testing.T) {
	for _, strategy := range []string{"arrival-order", "last-write-wins", "first-write-wins", "siblings"} {
		for _, tombstones := range []time.Duration{0, 20 * ms, TombstonesKept} {
			c := among("paris", "tokyo")
			c.Conflicts.Strategy, c.Conflicts.Tombstones = strategy, tombstones
			c.Script = []Step{at(0, 0, Delete, "title"), at(0, 1, Delete, "title")}
			o := tell(t, c)
			require.Equal(t, []string{"-", "-"}, o.values("title"))
			require.Zero(t, o.diverged(), "%s, tombstones for %v", strategy, tombstones)
		}
	}
}

func TestInsertAfterDeleteMakesTheRowAgain(t *testing.T) {
	for _, tombstones := range []time.Duration{0, time.Second, TombstonesKept} {
		c := among("paris", "tokyo")
		c.Conflicts.Tombstones = tombstones
		c.Script = []Step{at(0, 0, Insert, "title", "A"), at(100*ms, 1, Delete, "title"), at(200*ms, 0, Insert, "title", "B")}
		require.Equal(t, []string{"B", "B"}, tell(t, c).values("title"))
	}
}

// A replica that was away for longer than tombstones live, and never got the delete,
// brings the row back when replicas are compared (Cassandra's zombies), and whoever
// compares with whom first.
func TestARowComesBackFromWhoMissedTheDelete(t *testing.T) {
	for seed := range uint64(8) {
		c := among("one", "two", "three")
		c.Seed = seed
		c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never
		c.Replication.AntiEntropy = 200 * ms
		c.Faults = []Fault{{At: 500 * ms, For: 2 * time.Second, Kind: Partition, Groups: [][]int{{0, 1}, {2}}}}
		c.Script = []Step{at(0, 0, Insert, "x", "1"), at(time.Second, 0, Delete, "x")}
		require.Equal(t, []string{"-", "-", "-"}, tell(t, c).values("x"))
		c.Conflicts.Tombstones = 500 * ms
		require.Equal(t, []string{"1", "1", "1"}, tell(t, c).values("x"))
	}
}

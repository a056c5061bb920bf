package model

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Couchbase's sequence-number policy: the document with more updates wins.
func TestWithRevisionsMostUpdatesWin(t *testing.T) {
	c := among("a", "b")
	c.Conflicts.Clock = Revisions
	c.Script = []Step{
		at(0, 0, Update, "x", "1"), at(1*ms, 0, Update, "x", "2"), at(2*ms, 0, Update, "x", "3"),
		at(10*ms, 1, Update, "x", "later, but first of its kind"),
	}
	require.Equal(t, []string{"3", "3"}, tell(t, c).values("x"))
}

// Of equally many updates Couchbase takes the one with the later CAS, which is a time.
func TestOfEqualRevisionsTheLaterWins(t *testing.T) {
	c := among("a", "b")
	c.Conflicts.Clock = Revisions
	c.Script = []Step{at(0, 1, Update, "x", "earlier"), at(10*ms, 0, Update, "x", "later")}
	require.Equal(t, []string{"later", "later"}, tell(t, c).values("x"))
	c.Leaders[1].Clock.Offset = 20 * ms
	require.Equal(t, []string{"earlier", "earlier"}, tell(t, c).values("x"), "by a clock that is ahead")
}

func TestTicksHaveRoomForThreeDays(t *testing.T) {
	require.Zero(t, ticks(-1))
	require.EqualValues(t, 1, ticks(65_536))
	require.Less(t, ticks(int64(77*time.Hour)), ticks(int64(78*time.Hour)))
	require.EqualValues(t, uint32(math.MaxUint32), ticks(math.MaxInt64))
}

// Aerospike's bin convergence: a client behind what came by replication is told so.
func TestAWriteThatWouldNotWinCanBeRefused(t *testing.T) {
	c := among("a", "b")
	c.Leaders[1].Clock.Offset = -500 * ms
	c.Conflicts.Abort = true
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(100*ms, 1, Update, "x", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1"}, o.values("x"))
	require.Len(t, o.commits, 1)
	require.True(t, o.dones[1].Refused)
}

// A rule that does not compare own writes by itself can be told to: what loses is
// shadowed, or refused.
func TestARuleCanBeToldToCompareOwnWrites(t *testing.T) {
	for _, name := range []string{"maximum", "first-write-wins"} {
		for _, refuse := range []bool{false, true} {
			c := among("a", "b")
			c.Conflicts.Strategy, c.Conflicts.Detect = name, strategy.DetectNone
			c.Script = []Step{at(0, 0, Update, "x", "9"), at(100*ms, 0, Update, "x", "5")}
			require.Equal(t, []string{"5", "9"}, tell(t, c).values("x"), "its own way: leaders differ")
			c.Conflicts.Compare, c.Conflicts.Abort = !refuse, refuse
			o := tell(t, c)
			require.Equal(t, []string{"9", "9"}, o.values("x"), name)
			require.Equal(t, refuse, o.dones[1].Refused, name)
			require.Equal(t, !refuse, len(o.commits) == 2 && o.commits[1].Shadowed, name)
			c.Conflicts.Overwrite, c.Conflicts.Abort = true, false
			require.Equal(t, []string{"5", "9"}, tell(t, c).values("x"), name)
		}
	}
}

// Where columns settle by themselves, a write is refused if later ones have all its
// columns, and not for those that it leaves alone.
func TestAColumnThatWouldNotWinIsRefused(t *testing.T) {
	lww, _ := strategy.Lookup("last-write-wins")
	c := under(strategy.Columns(lww), "a", "b")
	c.Leaders[1].Clock.Offset = -500 * ms
	c.Conflicts.Abort = true
	column := func(name string, n int64) value.Op {
		return value.Op{Verb: value.Put, Field: name, Value: value.Int(n)}
	}
	c.Script = []Step{
		does(600*ms, 0, "x", column("n", 1)),
		does(700*ms, 1, "x", column("n", 2)), // 200 ms by its clock
		does(800*ms, 1, "x", column("m", 3)),
	}
	o := tell(t, c)
	require.Equal(t, []string{"{m: 3, n: 1}", "{m: 3, n: 1}"}, o.shown("x"))
	require.Len(t, o.commits, 2)
	require.True(t, o.dones[1].Refused)
}

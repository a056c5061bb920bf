package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// Two leaders, and tokyo's clock is a second behind. Its client reads what paris
// wrote, overwrites it, is told that all is well, and its write is nowhere.
func TestClockBehindShadowsAnAcknowledgedWrite(t *testing.T) {
	c := among("paris", "tokyo")
	c.Leaders[1].Clock.Offset = -time.Second
	c.Script = []Step{
		at(0, 0, Update, "title", "B"),
		at(100*ms, 1, Read, "title"),
		at(101*ms, 1, Update, "title", "C"),
		at(102*ms, 1, Read, "title"),
	}
	o := tell(t, c)
	require.Equal(t, "B", o.read(0))
	require.True(t, o.commits[1].Shadowed)
	require.Empty(t, o.commits[1].Replaced)
	require.True(t, o.dones[2].OK, "and it was acknowledged")
	require.Equal(t, "B", o.read(1), "the client does not read what it wrote")
	require.Equal(t, []string{"C 151ms kept"}, o.when(0), "the shadowed change is shipped, and loses at paris too")
	require.Equal(t, []string{"B", "B"}, o.values("title"))
	requireNothingLeft(t, o)
}

// A database that lets a local write replace whatever is there steps the row back:
// tokyo shows C, paris keeps the later-stamped B, and nobody is told.
func TestOverwriteStepsTheRowBackAndDiverges(t *testing.T) {
	c := among("paris", "tokyo")
	c.Leaders[1].Clock.Offset = -time.Second
	c.Conflicts.Overwrite = true
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(101*ms, 1, Update, "title", "C")}
	o := tell(t, c)
	require.False(t, o.commits[1].Shadowed)
	require.Equal(t, []string{"B", "C"}, o.values("title"))
	require.Equal(t, 1, o.diverged())
}

// Detection that asks who replaced what finds no conflict in what a client wrote
// over what it saw: at home as little as elsewhere.
func TestDetectionByHistoryShadowsNothing(t *testing.T) {
	for _, d := range []Detect{strategy.DetectVersionVector, strategy.DetectBeforeImage} {
		c := among("paris", "tokyo")
		c.Leaders[1].Clock.Offset = -time.Second
		c.Conflicts.Detect = d
		c.Script = []Step{at(0, 0, Update, "title", "B"), at(101*ms, 1, Update, "title", "C")}
		o := tell(t, c)
		require.False(t, o.commits[1].Shadowed)
		require.Equal(t, []string{"C", "C"}, o.values("title"))
	}
}

func TestLamportAndHybridClocksDoNotShadow(t *testing.T) {
	for _, kind := range []ClockKind{Lamport, Hybrid} {
		c := among("paris", "tokyo")
		c.Leaders[1].Clock.Offset = -time.Second
		c.Conflicts.Clock = kind
		c.Script = []Step{at(0, 0, Update, "title", "B"), at(101*ms, 1, Update, "title", "C")}
		o := tell(t, c)
		require.False(t, o.commits[1].Shadowed)
		require.Equal(t, []string{"C", "C"}, o.values("title"))
	}
}

// The book's figure: both change the title from A, each is acknowledged.
func concurrentTitles(names ...string) Config {
	c := among(names...)
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(5*ms, 1, Update, "title", "C")}
	return c
}

func TestLastWriteWinsKeepsTheLaterStampEverywhere(t *testing.T) {
	o := tell(t, concurrentTitles("paris", "tokyo", "sydney"))
	require.Equal(t, []string{"C", "C", "C"}, o.values("title"))
	require.Equal(t, []string{"C 55ms took"}, o.when(0))
	require.Equal(t, []string{"B 50ms kept"}, o.when(1))
	require.True(t, o.applies[0].Reported || o.applies[1].Reported, "timestamp detection reports the earlier change that comes late")
}

func TestEqualStampsGoToTheLargerLeaderNumber(t *testing.T) {
	c := among("paris", "tokyo")
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(0, 1, Update, "title", "C")}
	require.Equal(t, []string{"C", "C"}, tell(t, c).values("title"))
}

// A delete is found by what it deletes, and so wins at its own leader, whatever its clock.
func TestAnOwnDeleteIsNotComparedByTimeWhereItsBeforeImageDecides(t *testing.T) {
	for _, name := range []string{"last-write-wins", "last-write-wins-strict"} {
		c := among("paris", "tokyo")
		rule, _ := strategy.Lookup(name)
		rule.Local = true
		c.Conflicts.Rule, c.Conflicts.Detect = &rule, strategy.DetectTimestampBeforeImage
		c.Leaders[0].Clock.Offset = -time.Second
		c.Script = []Step{at(0, 1, Insert, "x", "B"), at(200*ms, 0, Delete, "x")}
		require.Equal(t, []string{"-", "-"}, tell(t, c).values("x"), name)
	}
}

// Clocks may show times before the run's start. What was loaded is older all the same.
func TestWhatWasLoadedIsOlderThanAnyWrite(t *testing.T) {
	for _, name := range []string{"last-write-wins", "last-write-wins-strict", "last-write-wins-lower-origin", "discard", "first-write-wins", "minimum"} {
		for detect := strategy.DetectNone; detect <= strategy.DetectTimestampBeforeImage; detect++ {
			for writer := range 2 {
				c := basic(2)
				rule, _ := strategy.Lookup(name)
				c.Conflicts.Rule, c.Conflicts.Detect = &rule, detect
				c.Workload.Rate, c.Workload.Mix = 0, Mix{Own: [2]float64{1}}
				c.Leaders[writer].Clock.Offset = -time.Hour
				c.Workload.Keys, c.Workload.Kind = 1, CounterKind
				c.Script = []Step{does(0, writer, "k0", plus(5))}
				o := tell(t, c)
				require.Equal(t, []string{"5", "5"}, []string{o.Shown(0, 0)[0], o.Shown(1, 0)[0]}, "%s by %d, written by %d", name, detect, writer)
				require.False(t, o.applies[0].Reported)
			}
		}
	}
}

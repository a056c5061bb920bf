package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func perfect(kind ClockKind, origin int) *clock {
	k := newClock(kind, origin, "paris", ClockConfig{}, 1)
	return &k
}

func TestLamportClockCountsOnFromTheLargestItHasSeen(t *testing.T) {
	k := perfect(Lamport, 3)
	require.Equal(t, Stamp{L: 1, Origin: 3}, k.stamp(0))
	require.Equal(t, Stamp{L: 2, Origin: 3}, k.stamp(0))
	k.witness(0, Stamp{L: 10, Origin: 1})
	require.Equal(t, Stamp{L: 11, Origin: 3}, k.stamp(0), "later than what it has seen")
	k.witness(0, Stamp{L: 4, Origin: 1})
	require.Equal(t, Stamp{L: 12, Origin: 3}, k.stamp(0), "it does not go back")
}

// Kulkarni et al. 2014, figure 5, on a message from a node that is 10 ahead: while
// the clock catches up, only c grows; once it has passed, c is 0 again.
func TestHybridClockFollowsTheAlgorithmOfKulkarni(t *testing.T) {
	k := perfect(Hybrid, 0)
	require.Equal(t, Stamp{L: 0, C: 1}, k.stamp(0), "send at pt 0: l is 0 already, so c counts")
	require.Equal(t, Stamp{L: 1}, k.stamp(1), "send: pt is ahead")
	k.witness(2, Stamp{L: 10, C: 0, Origin: 1})
	require.Equal(t, [2]int64{10, 1}, [2]int64{k.l, int64(k.c)}, "receive: the message is ahead, c is its c + 1")
	require.Equal(t, Stamp{L: 10, C: 2}, k.stamp(3), "send: pt is behind")
	k.witness(4, Stamp{L: 10, C: 7, Origin: 1})
	require.Equal(t, [2]int64{10, 8}, [2]int64{k.l, int64(k.c)}, "receive: equal l, the larger c + 1")
	k.witness(5, Stamp{L: 9, C: 99, Origin: 1})
	require.Equal(t, [2]int64{10, 9}, [2]int64{k.l, int64(k.c)}, "receive: the message is behind, c + 1")
	k.witness(12, Stamp{L: 11, C: 5, Origin: 1})
	require.Equal(t, [2]int64{12, 0}, [2]int64{k.l, int64(k.c)}, "receive: pt has passed both")
}

// Theorem 1 and Lemma 1 of the paper: e before f implies a smaller stamp, and l is
// the largest physical time that is known.
func TestHybridClockIsNeverBehindWhatItSaw(t *testing.T) {
	c := basic(4)
	c.Conflicts.Clock = Hybrid
	c.Leaders[1].Clock.Offset = -200 * ms
	c.Leaders[2].Clock = ClockConfig{Offset: 90 * ms, Jitter: 3 * ms}
	c.Workload.Keys = 5
	c.Duration = 5 * time.Second
	o := tell(t, c)
	for _, done := range o.commits {
		require.False(t, done.Shadowed, "a hybrid clock is ahead of all that it has seen")
	}
	require.NotZero(t, o.verdicts()[Kept], "there were conflicts")
}

func TestOffsetIsAddedToTrueTime(t *testing.T) {
	k := newClock(Physical, 0, "paris", ClockConfig{Offset: -3 * time.Second}, 1)
	require.Equal(t, int64(-2*time.Second), k.read(sim.Time(time.Second)))
}

func TestDriftGrowsWithTime(t *testing.T) {
	fast := newClock(Physical, 0, "paris", ClockConfig{Drift: 50_000}, 1) // 50 ppm
	require.Equal(t, int64(time.Hour+180*ms), fast.read(sim.Time(time.Hour)))
	slow := newClock(Physical, 0, "paris", ClockConfig{Drift: -50_000}, 1)
	require.Equal(t, int64(time.Hour-180*ms), slow.read(sim.Time(time.Hour)))
	const year = 365 * 24 * time.Hour
	require.Equal(t, int64(year+year/1000), newest(ClockConfig{Drift: 1_000_000}, year), "no overflow in a year")
}

func newest(config ClockConfig, at time.Duration) int64 {
	k := newClock(Physical, 0, "paris", config, 1)
	return k.read(sim.Time(at))
}

func TestResolutionRoundsDown(t *testing.T) {
	config := ClockConfig{Resolution: 10 * ms}
	require.Equal(t, int64(30*ms), newest(config, 39*ms))
	require.Equal(t, int64(40*ms), newest(config, 40*ms))
	config.Offset = -35 * ms
	require.Equal(t, int64(-40*ms), newest(config, 0), "before zero too")
}

func TestJitterGoesBothWaysButNeverBackwards(t *testing.T) {
	k := newClock(Physical, 0, "paris", ClockConfig{Jitter: ms}, 1)
	var ahead, behind int
	last := int64(-1 << 62)
	for i := range 10_000 {
		now := sim.Time(i) * sim.Time(10*time.Microsecond)
		reading := k.read(now)
		require.GreaterOrEqual(t, reading, last)
		last = reading
		if reading > int64(now) {
			ahead++
		} else {
			behind++
		}
	}
	require.NotZero(t, ahead)

	sparse := newClock(Physical, 0, "paris", ClockConfig{Jitter: ms}, 1)
	var sum, squares float64
	const n = 10_000
	for i := range n {
		now := sim.Time(i+1) * sim.Time(time.Second)
		off := float64(sparse.read(now)-int64(now)) / float64(ms)
		sum += off
		squares += off * off
	}
	require.InDelta(t, 0, sum/n, .05, "mean in ms")
	require.InDelta(t, 1, squares/n, .05, "variance in ms²")
}

func TestJitterOfALeaderHangsOnItsNameAndTheSeed(t *testing.T) {
	readings := func(name string, seed uint64) []int64 {
		k := newClock(Physical, 0, name, ClockConfig{Jitter: ms}, seed)
		var list []int64
		for i := range 5 {
			list = append(list, k.read(sim.Time(i)*sim.Time(time.Second)))
		}
		return list
	}
	require.Equal(t, readings("paris", 1), readings("paris", 1))
	require.NotEqual(t, readings("paris", 1), readings("tokyo", 1))
	require.NotEqual(t, readings("paris", 1), readings("paris", 2))
}

// 2³² ns are 4.3 s, 2³² µs 71 minutes: neither is an edge.
func TestStampsKeepTheirOrderPastThirtyTwoBits(t *testing.T) {
	for _, kind := range []ClockKind{Physical, Lamport, Hybrid} {
		k := perfect(kind, 0)
		k.l = 1<<32 - 3
		var stamps []Stamp
		for i := range 6 {
			stamps = append(stamps, k.stamp(sim.Time(1<<32-3)+sim.Time(i)))
		}
		require.True(t, slices.IsSortedFunc(stamps, Stamp.Compare), "%v", stamps)
		require.True(t, stamps[0].Less(stamps[5]))
	}
	c := among("paris", "tokyo")
	c.Duration = 3 * time.Hour
	c.Script = []Step{
		at(4*time.Second, 0, Update, "x", "early"), at(5*time.Second, 0, Update, "x", "later"),
		at(70*time.Minute, 1, Update, "x", "much later"), at(72*time.Minute, 0, Update, "x", "last"),
	}
	require.Equal(t, []string{"last", "last"}, tell(t, c).values("x"))
}

func TestEqualReadingsAreOrderedByLeader(t *testing.T) {
	require.True(t, Stamp{L: 5, Origin: 1}.Less(Stamp{L: 5, Origin: 2}))
	require.True(t, Stamp{L: 5, C: 1, Origin: 2}.Less(Stamp{L: 5, C: 2, Origin: 1}))
	require.Zero(t, Stamp{L: 5, Origin: 1}.Compare(Stamp{L: 5, Origin: 1}))
}

package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func faultsOf(leaders int, faults ...Fault) []Fault {
	c := basic(leaders)
	c.Duration = 1000 * time.Second
	c.Faults = faults
	return singleFaults(&c)
}

func TestARandomProcessHasExponentialGapsAndLengths(t *testing.T) {
	c := basic(5)
	c.Duration = 100_000 * time.Second
	c.Faults = []Fault{{At: 10 * time.Second, Kind: Crash, Every: 30 * time.Second, For: 5 * time.Second}}
	list := singleFaults(&c)
	var gaps, lengths time.Duration
	struck := map[int]int{}
	last := 10 * time.Second
	for _, f := range list {
		require.Zero(t, f.Every)
		gaps += f.At - last
		lengths += f.For
		last = f.At + f.For
		struck[f.Leaders[0]]++
	}
	n := time.Duration(len(list))
	require.InDelta(t, 30, (gaps / n).Seconds(), 1.5)
	require.InDelta(t, 5, (lengths / n).Seconds(), .3)
	require.InDelta(t, 100_000/35, len(list), 120)
	for leader := range 5 {
		require.InDelta(t, len(list)/5, struck[leader], 90, "leader %d", leader)
	}
}

func TestAProcessIsMovedByNothingElse(t *testing.T) {
	crashes := Fault{Kind: Crash, Every: 30 * time.Second, For: 5 * time.Second}
	alone := faultsOf(5, crashes)
	beside := faultsOf(5, crashes, Fault{Kind: Pause, Every: time.Second, For: time.Second})
	require.Equal(t, alone, beside[:len(alone)])
}

func TestARandomCutJoinsTwoPlaces(t *testing.T) {
	seen := map[[2]int]bool{}
	for _, f := range faultsOf(3, Fault{Kind: Cut, Every: time.Second, For: time.Second}) {
		require.Len(t, f.Links, 1)
		require.NotEqual(t, f.Links[0][0], f.Links[0][1])
		seen[f.Links[0]] = true
	}
	require.Len(t, seen, 6, "every direction")
}

func TestPartitionsOfAShape(t *testing.T) {
	whole := func(shape Shape) Fault {
		return Fault{At: 10 * time.Second, For: 10 * time.Second, Kind: Partition, Shape: shape}
	}
	require.Equal(t, [][]int{{0, 1}, {2, 3, 4}}, faultsOf(5, whole(Halves))[0].Groups)

	one := faultsOf(5, whole(IsolateOne))[0].Groups
	require.Len(t, one[0], 1)
	require.Len(t, one[1], 4)

	halves := faultsOf(5, whole(RandomHalves))[0].Groups
	require.ElementsMatch(t, []int{0, 1, 2, 3, 4}, append(append([]int(nil), halves[0]...), halves[1]...))
	require.Len(t, halves[0], 2)

	require.Equal(t, [][2]int{{0, 3}, {3, 0}, {0, 4}, {4, 0}, {1, 3}, {3, 1}, {1, 4}, {4, 1}}, faultsOf(5, whole(Bridge))[0].Links)
}

// Jepsen's majorities-ring: every node sees a majority, no two the same.
func TestMajoritiesOfARingAreAllDifferent(t *testing.T) {
	for n := 3; n <= 9; n++ {
		cut := map[[2]int]bool{}
		for _, l := range majoritiesRing(n) {
			require.NotEqual(t, l[0], l[1], "nobody is cut off from itself")
			cut[l] = true
		}
		heard := map[string]bool{}
		for to := range n {
			names, count := "", 0
			for from := range n {
				if !cut[[2]int{from, to}] {
					names += string(rune('a' + from))
					count++
				}
			}
			require.Equal(t, n/2+1, count)
			heard[names] = true
		}
		require.Len(t, heard, n)
	}
}

func TestAFlappingPartitionIsOnForHalfOfEachPeriod(t *testing.T) {
	list := faultsOf(4, Fault{At: 10 * time.Second, For: 10 * time.Second, Kind: Partition, Shape: Flapping, Period: 4 * time.Second})
	require.Len(t, list, 3)
	for i, f := range list {
		require.Equal(t, 10*time.Second+time.Duration(i)*4*time.Second, f.At)
		require.Equal(t, 2*time.Second, f.For)
		require.Equal(t, list[0].Groups, f.Groups)
	}
}

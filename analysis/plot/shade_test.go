package plot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func labelsOf(shades []shade) []string {
	var labels []string
	for _, s := range shades {
		if s.label != "" {
			labels = append(labels, s.label)
		}
	}
	return labels
}

func TestManyFaultsOfOneNameAreNamedOnce(t *testing.T) {
	shades := faultShades(flapping(30), 61)
	require.Equal(t, []string{"cut (30 times)"}, labelsOf(shades))
	all := shades[len(shades)-1]
	require.True(t, all.key)
	require.Equal(t, []float64{0, 2.95}, []float64{all.from, all.to})
	require.Equal(t, []string{"cut", "cut"}, labelsOf(faultShades(flapping(2), 61)))
}

func TestFaultsOfManyNamesAreNamedByKind(t *testing.T) {
	require.ElementsMatch(t, []string{"clock tokyo", "join tokyo", "leave tokyo", "crash (100 times)", "partition (105 times)", "slow (95 times)"},
		labelsOf(faultShades(badMonth().Faults, 61)))
	require.Len(t, labelsOf(faultShades(everyFault().Faults, 61)), 5)
}

func TestLabelsOfShadesNeverMeet(t *testing.T) {
	for name, run := range exampleRuns() {
		place := func(at float64) float64 { return at / 61 }
		for _, row := range shadeRows(shadesOf(run, 61), place, 400) {
			for i, a := range row {
				require.True(t, 0 <= a.x && a.x+a.width <= 400, name)
				for _, b := range row[:i] {
					require.True(t, a.x >= b.x+b.width || b.x >= a.x+a.width, "%s: %q on %q", name, a.words, b.words)
				}
			}
		}
	}
}

func TestWhatHappensOnceIsNoTimeOfFaults(t *testing.T) {
	run := partitionedRun(3)
	run.Faults = []results.Interval{{Kind: "leave", From: 20 * second, To: 20 * second}}
	during, otherwise := conflictRates(run)
	require.Zero(t, during.writes)
	require.NotZero(t, otherwise.writes)
}

func TestLanesAreThereAsLongAsTheirLeaders(t *testing.T) {
	run := memberStory()
	for leader, want := range map[int][2]sim.Time{
		0: {-sim.Never, sim.Never}, 1: {-sim.Never, 290 * millisecond}, 3: {210 * millisecond, sim.Never},
	} {
		from, to := life(run, leader)
		require.Equal(t, want, [2]sim.Time{from, to}, nameOf(run, leader))
	}
	require.Equal(t, 250*millisecond, sceneOf(run).copied(3), "until then sydney serves nobody")

	run.Story.To = 100 * millisecond
	require.Equal(t, []int{0, 1, 2}, sceneOf(run).lanes, "sydney is not there yet")

	run = cartStory()
	run.Leaders = append(run.Leaders, "osaka")
	require.Len(t, sceneOf(run).lanes, 4)
	run.Mode = "quorum"
	require.Equal(t, []int{0, 1, 2}, sceneOf(run).lanes, "osaka has no replica")
}

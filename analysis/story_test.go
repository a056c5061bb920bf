package analysis

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func TestTheStoryIsOfAConflictThatTheFaultMade(t *testing.T) {
	config := small()
	config.Duration, config.Workload.Keys = 10*time.Second, 300
	config.Faults = []model.Fault{{Kind: model.Partition, At: 4 * time.Second, For: 3 * time.Second, Groups: [][]int{{0}}}}
	run, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	require.NotNil(t, run.Story)
	require.NotEmpty(t, run.Story.Conflicts)
	require.Less(t, run.Story.From, sim.Time(7*time.Second))
	require.Greater(t, run.Story.To, sim.Time(7*time.Second), "it shows the heal")
	for _, m := range run.Story.Messages {
		require.NotEqual(t, sim.Never, m.Arrived)
	}
}

func TestAChosenWindowShowsAConflictIfItHoldsOne(t *testing.T) {
	config := small()
	config.Duration = 10 * time.Second
	window := [2]sim.Time{sim.Time(5 * time.Second), sim.Time(6 * time.Second)}
	run, _, err := Measure(context.Background(), config, Options{Window: window})
	require.NoError(t, err)
	require.NotEmpty(t, run.Story.Conflicts)
	for _, w := range run.Story.Writes {
		require.Less(t, w.At, window[1])
	}
}

func TestAChosenRowIsShownWhole(t *testing.T) {
	run, _, err := Measure(context.Background(), small(), Options{Row: "k3"})
	require.NoError(t, err)
	require.Equal(t, "k3", run.Story.Row)
	require.Zero(t, run.Story.From)
}

func TestAScriptIsShownFromBeginningToEnd(t *testing.T) {
	config := small()
	config.Workload = model.Workload{}
	config.Script = []model.Step{
		{At: 10 * time.Millisecond, Leader: 0, Kind: model.Update, Key: "x", Value: "one"},
		{At: 15 * time.Millisecond, Leader: 1, Kind: model.Update, Key: "x", Value: "two"},
		{At: 900 * time.Millisecond, Leader: 0, Kind: model.Read, Key: "x"},
	}
	run, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	story := run.Story
	require.Len(t, story.Writes, 2)
	require.True(t, story.Writes[0].Lost, "one is older")
	require.False(t, story.Writes[1].Lost)
	require.Len(t, story.Conflicts, 1)
	require.Equal(t, "two", story.Reads[0].Value)
	require.False(t, story.Reads[0].Stale)
}

func TestTheFinalStateIsCutOffUnlessAllIsAskedFor(t *testing.T) {
	config := small()
	config.Workload.Keys = FinalRows/2 + 10
	run, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	require.Len(t, run.Final, FinalRows)
	run, _, err = Measure(context.Background(), config, Options{Final: true})
	require.NoError(t, err)
	require.Len(t, run.Final, FinalRows+20)
}

func TestARunThatIsCancelledLeavesNothing(t *testing.T) {
	config := small()
	config.Workload.Rate, config.Duration = 10_000, time.Minute
	ctx, cancel := context.WithCancel(context.Background())
	run, _, err := Measure(ctx, config, Options{Progress: func(float64) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, run)
}

func TestEachCopyOfAForwardedChangeArrivesOnItsOwn(t *testing.T) {
	config := small()
	config.Leaders, config.Network.Nodes = nil, nil
	for _, name := range []string{"a", "b", "c", "d"} {
		config.Leaders = append(config.Leaders, model.LeaderConfig{Name: name, Load: 1})
		config.Network.Nodes = append(config.Network.Nodes, name)
	}
	config.Network.Topology.Name = "bidirectional-ring"
	run, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	seen := map[results.StoryMessage]bool{}
	for _, m := range run.Story.Messages {
		require.Equal(t, 20*time.Millisecond, m.Arrived.Sub(m.Sent).Round(time.Microsecond), "from %d to %d", m.From, m.To)
		require.False(t, seen[m])
		seen[m] = true
	}
	require.NotEmpty(t, seen)
}

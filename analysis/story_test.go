package analysis

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
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

// scripted is small with three leaders and nothing but a script.
func scripted(steps ...model.Step) model.Config {
	config := small()
	config.Leaders, config.Network.Nodes = nil, nil
	for _, name := range []string{"a", "b", "c"} {
		config.Leaders = append(config.Leaders, model.LeaderConfig{Name: name, Load: 1})
		config.Network.Nodes = append(config.Network.Nodes, name)
	}
	config.Duration, config.Settle = 10*time.Second, 10*time.Second
	config.Workload, config.Script = model.Workload{}, steps
	return config
}

func put(at time.Duration, leader int, value string) model.Step {
	return model.Step{At: at, Leader: leader, Kind: model.Update, Key: "x", Value: value}
}

func storyOf(t *testing.T, config model.Config) *results.Story {
	t.Helper()
	run, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	return run.Story
}

func TestAWriteThatIsRolledBackIsLost(t *testing.T) {
	config := scripted(put(time.Second, 0, "one"), put(3*time.Second, 0, "two"), put(5*time.Second, 1, "three"))
	config.Replication.Mode = model.SingleLeaderMode
	config.Replication.Single = model.SingleLeader{Failover: time.Second}
	config.Faults = []model.Fault{{Kind: model.Partition, At: 2500 * time.Millisecond, For: 5 * time.Second, Groups: [][]int{{0}}}}
	for _, ship := range []time.Duration{0, 2 * time.Second} {
		config.Replication.Ship = ship
		story := storyOf(t, config)
		require.Len(t, story.Writes, 3)
		require.Equal(t, []bool{false, true, false}, []bool{story.Writes[0].Lost, story.Writes[1].Lost, story.Writes[2].Lost}, "shipped every %v", ship)
		require.Equal(t, "rollback", story.Transfers[0].Why)
		require.Equal(t, [2]int{1, 0}, [2]int{story.Transfers[0].From, story.Transfers[0].Leader})
	}
}

func TestAWriteThatOnlyALostDiskHadIsLost(t *testing.T) {
	config := scripted(put(time.Second, 0, "one"), put(2*time.Second-10*time.Millisecond, 0, "two"), put(3*time.Second, 1, "three"))
	config.Faults = []model.Fault{{Kind: model.Crash, At: 2 * time.Second, For: 2 * time.Second, Leaders: []int{0}, DiskLost: true}}
	story := storyOf(t, config)
	require.Equal(t, []bool{false, true, false}, []bool{story.Writes[0].Lost, story.Writes[1].Lost, story.Writes[2].Lost})
	require.Equal(t, "restore", story.Transfers[0].Why)
}

func TestAWriteWhoseRowGaveWayToAnotherIsLost(t *testing.T) {
	claim := func(at time.Duration, leader int, key string) model.Step {
		row := value.Map{}.With(model.NameField, value.Text("kim"))
		return model.Step{At: at, Leader: leader, Kind: model.Insert, Key: key, Value: "kim", Op: value.Op{Verb: value.Put, Value: row}}
	}
	config := scripted(claim(0, 0, "older"), claim(time.Millisecond, 1, "newer"))
	config.Workload.Kind, config.Conflicts.Strategy = model.UniqueKind, "last-write-wins"
	for row, lost := range map[string]bool{"older": true, "newer": false} {
		run, _, err := Measure(context.Background(), config, Options{Row: row})
		require.NoError(t, err)
		require.Equal(t, lost, run.Story.Writes[0].Lost, row)
	}
}

func TestAJoinerHasWhatItsSourceHas(t *testing.T) {
	config := scripted(put(time.Second, 0, "one"), put(4*time.Second, 2, "two"),
		model.Step{At: 3 * time.Second, Leader: 2, Kind: model.Read, Key: "x"})
	config.Script[1], config.Script[2] = config.Script[2], config.Script[1]
	config.Leaders[2].Joins = true
	config.Faults = []model.Fault{{Kind: model.Join, At: 2 * time.Second, Leaders: []int{2}}}
	story := storyOf(t, config)
	require.Equal(t, "join", story.Transfers[0].Why)
	require.Equal(t, "one", story.Reads[0].Value)
	require.False(t, story.Reads[0].Stale)
	require.Empty(t, story.Conflicts, "it saw what it overwrote")
	require.False(t, story.Writes[0].Lost)
}

func TestAQuorumsReadIsStaleIfNoReplicaThatAnsweredKnew(t *testing.T) {
	config := scripted(put(time.Second, 0, "one"),
		model.Step{At: time.Second + 90*time.Millisecond, Leader: 1, Kind: model.Read, Key: "x"},
		model.Step{At: 2 * time.Second, Leader: 1, Kind: model.Read, Key: "x"})
	config.Replication.Mode = model.QuorumMode
	config.Replication.Quorum = model.Quorum{N: 3, R: 1, W: 1}
	config.Network.Latency.Law = sim.Constant(200 * time.Millisecond)
	story := storyOf(t, config)
	require.Len(t, story.Reads, 2)
	require.Equal(t, []bool{true, false}, []bool{story.Reads[0].Stale, story.Reads[1].Stale})
	config.Replication.Quorum.R = 3
	require.False(t, storyOf(t, config).Reads[0].Stale, "all are asked, the coordinator of the write too")
	config.Replication.Quorum = model.Quorum{N: 3, R: 1, W: 3}
	require.False(t, storyOf(t, config).Reads[0].Stale, "the write is not confirmed yet")
}

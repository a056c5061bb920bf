package analysis

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

func small() model.Config {
	return model.Config{
		Name: "small", Seed: 1, Duration: time.Second, Settle: time.Second,
		Leaders: []model.LeaderConfig{{Name: "a", Load: 1}, {Name: "b", Load: 1}},
		Network: network.Config{
			Nodes: []string{"a", "b"}, Topology: network.Topology{Name: "all-to-all"},
			Latency: network.Latency{Law: sim.Constant(20 * time.Millisecond)},
		},
		Conflicts: model.Conflicts{Strategy: "last-write-wins", Tombstones: model.TombstonesKept},
		Workload:  model.Workload{Keys: 10, Rate: 50, Mix: model.Mix{Update: 1}, Transaction: 1, Sessions: 1},
	}
}

func TestTwoRunsOfOneConfigurationAreTheSame(t *testing.T) {
	require.NoError(t, CheckDeterminism(context.Background(), small()))
}

func TestTheFirstEventThatDiffersIsNamed(t *testing.T) {
	slower := small()
	slower.Network.Latency.Law = sim.Constant(20*time.Millisecond + 1)
	var difference *Difference
	require.ErrorAs(t, compare(context.Background(), small(), slower), &difference)
	require.Contains(t, difference.First, `"event":"apply"`)
	require.NotEqual(t, difference.First, difference.Second)
}

func TestARunThatEndsSoonerDiffersWhereItEnds(t *testing.T) {
	shorter := small()
	shorter.Script = []model.Step{{Kind: model.Update, Key: "late", At: 999 * time.Millisecond}}
	var difference *Difference
	require.ErrorAs(t, compare(context.Background(), small(), shorter), &difference)
}

func TestTheCheckCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, CheckDeterminism(ctx, small()), context.Canceled)
}

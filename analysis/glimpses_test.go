package analysis

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// TestGlimpsesAreTakenWhenAllOfAnInstantHasHappened: a write can be seen where it was
// made at once, and 20 ms later at the other leader.
func TestGlimpsesAreTakenWhenAllOfAnInstantHasHappened(t *testing.T) {
	config := small()
	config.Workload.Keys, config.Workload.Rate = 0, 0
	config.Script = []model.Step{
		{Kind: model.Update, Key: "x", Value: "1", At: 100 * time.Millisecond},
		{Kind: model.Update, Key: "x", Value: "2", At: 300 * time.Millisecond, Leader: 1},
	}
	want := []results.Glimpse{
		{At: 100e6 - 1, Leader: "a", Key: "x"},
		{At: 100e6, Leader: "a", Key: "x", Values: []string{"1"}},
		{At: 120e6 - 1, Leader: "b", Key: "x"},
		{At: 120e6, Leader: "b", Key: "x", Values: []string{"1"}},
		{At: 300e6, Leader: "a", Key: "x", Values: []string{"1"}},
		{At: 300e6, Leader: "b", Key: "x", Values: []string{"2"}},
		{At: 2e9, Leader: "a", Key: "x", Values: []string{"2"}},
	}
	asked := []results.Glimpse{{At: 5e6, Leader: "a", Key: "y"}, {At: 5e6, Leader: "c", Key: "x"}}
	for i := range want { // in no order
		g := want[(i*3)%len(want)]
		asked = append(asked, results.Glimpse{At: g.At, Leader: g.Leader, Key: g.Key})
	}
	run, _, err := Measure(context.Background(), config, Options{Glimpses: asked, Untold: true})
	require.NoError(t, err)
	require.ElementsMatch(t, want, run.Glimpses, "of the row and the leader that there are not, there is none")
	require.NotEmpty(t, run.Final)
	require.Nil(t, run.Story)

	plain, _, err := Measure(context.Background(), config, Options{})
	require.NoError(t, err)
	require.Equal(t, plain.Fingerprint, run.Fingerprint, "who looks changes nothing")
	require.NotNil(t, plain.Story)
}

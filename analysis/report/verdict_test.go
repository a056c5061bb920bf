package report

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
)

func TestTheVerdictSaysWhatAStoppedApplierKeptBack(t *testing.T) {
	run := &results.Run{Metrics: results.NewSummary()}
	run.Metrics.SetCount("writes", 9)
	run.Stops = make([]results.Failure, 1)
	require.Equal(t, "9 writes; 1 applier stopped.", Verdict(run))
	run.Metrics.SetCount("undelivered_writes", 0)
	require.Equal(t, "9 writes; 1 applier stopped.", Verdict(run))
	run.Metrics.SetCount("undelivered_writes", 3)
	run.Stops = make([]results.Failure, 2)
	require.Equal(t, "9 writes; 2 appliers stopped, and 3 writes did not come everywhere.", Verdict(run))
}

func TestTheVerdictSaysWhatWasOversold(t *testing.T) {
	run := &results.Run{Metrics: results.NewSummary()}
	run.Metrics.SetCount("writes", 2)
	for units, want := range map[int64]string{0: "2 writes.", 1: "2 writes; 1 unit was oversold.", 5: "2 writes; 5 units were oversold."} {
		run.Metrics.SetCount("oversold", units)
		require.Equal(t, want, Verdict(run))
	}
}

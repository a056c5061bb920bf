package bruteforce

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

func TestRandomHistoriesAreLegal(t *testing.T) {
	for seed := range uint64(300) {
		run, events := RandomHistory(seed)
		require.Empty(t, Judge(run, events).Complaints, "seed %d", seed)
		_, again := RandomHistory(seed)
		require.Equal(t, events, again, "seed %d", seed)
		requireLegal(t, run, events)
	}
}

// requireLegal: instants do not go back, and a saved record replays.
func requireLegal(t *testing.T, run Run, events []history.Event) {
	for i := range events[1:] {
		require.LessOrEqual(t, timeOf(events[i]), timeOf(events[i+1]))
	}
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, history.Header{Leaders: make([]string, run.Leaders), Rows: run.Rows})
	var replayed history.Memory
	(&history.Memory{Events: events}).Replay(recorder)
	require.NoError(t, recorder.Close())
	require.NoError(t, history.Replay(&file, &replayed))
	require.Len(t, replayed.Events, len(events))
}

func TestMendingALegalRecordChangesNothing(t *testing.T) {
	for seed := range uint64(100) {
		run, events := RandomHistory(seed)
		require.Equal(t, events, Mend(run, events), "seed %d", seed)
	}
}

// A test that compares judges on records in which nothing happens compares nothing.
func TestRandomHistoriesHoldEveryAnomaly(t *testing.T) {
	var sum Judgement
	sum.Counts = map[string]int64{}
	for seed := range uint64(300) {
		run, events := RandomHistory(seed)
		for name, n := range Judge(run, events).Counts {
			sum.Counts[name] += n
		}
	}
	for _, name := range counts {
		require.Positive(t, sum.Counts[name], name)
	}
}

func TestShrinkLeavesOnlyWhatMatters(t *testing.T) {
	interesting := func(run Run) func([]history.Event) bool {
		return func(events []history.Event) bool { return Judge(run, events).Counts["conflict_pairs"] > 0 }
	}
	for seed := uint64(0); ; seed++ {
		run, events := RandomHistory(seed)
		if len(events) < 60 || !interesting(run)(events) {
			continue
		}
		small := Shrink(run, events, interesting(run))
		require.Len(t, small, 3, "two commits and the end:\n%s", Story(run, small))
		require.IsType(t, &model.Commit{}, small[0])
		return
	}
}

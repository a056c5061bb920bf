package bruteforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
)

// A seldom asked figure that is dear to judge: half as many histories as else.
func TestTheLagIsThatOfTheOldestChangeMissed(t *testing.T) {
	late, absent := 0, 0
	for seed := range howMany(t) / 2 {
		run, events := RandomHistory(seed)
		for _, lag := range requireLags(t, seed, run, events) {
			switch {
			case lag > 0:
				late++
			case lag < 0:
				absent++
			}
		}
	}
	require.Positive(t, late)
	require.Positive(t, absent)
}

func TestTheLagInARunIsThatOfTheOldestChangeMissed(t *testing.T) {
	for seed := range howMany(t) / 2 {
		var record history.Memory
		if of, ended := run(t, randomConfig(seed), &record); ended {
			requireLags(t, seed, of, record.Events)
		}
	}
}

// requireLags compares all lags, and returns them.
func requireLags(t *testing.T, seed uint64, run Run, events []history.Event) (all []int64) {
	t.Helper()
	series := seriesOf(run, events)
	judged := Lags(run, events, series.Width)
	if sameLags(series, judged) {
		for _, lags := range series.Lag {
			all = append(all, lags...)
		}
		return all
	}
	small := Shrink(run, events, func(events []history.Event) bool {
		return !sameLags(seriesOf(run, events), Lags(run, events, series.Width))
	})
	t.Fatalf("seed %d\nThe smallest record on which lags differ, in bins of %v:\n%sby definition %v\nthe oracle says %v", seed,
		series.Width, Story(run, small), Lags(run, small, series.Width), seriesOf(run, small).Lag)
	return nil
}

func seriesOf(run Run, events []history.Event) results.Series {
	config := measuring(run, Repeats(run, events))
	config.Bins = 10
	o := oracle.New(config)
	(&history.Memory{Events: events}).Replay(o)
	var of results.Run
	o.Fill(&of)
	return of.Series
}

// sameLags: an oracle has no bin for the instant of the end, if that begins one.
func sameLags(series results.Series, judged [][]int64) bool {
	for leader, lags := range series.Lag {
		for bin, lag := range lags {
			if lag != judged[leader][bin] {
				return false
			}
		}
		if len(judged[leader])-len(lags) > 1 {
			return false
		}
	}
	return true
}

package bruteforce

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
)

// forgetful is an oracle that takes every unseen pair for a conflict: the confusion
// of relations that the contract warns of.
func forgetful(run Run, events []history.Event) *results.Summary {
	j := Judge(run, events)
	s := summaryOf(j)
	s.SetCount("conflict_pairs", j.Counts["unseen_pairs"])
	return s
}

func TestCompareShowsTheSmallestRecordOnWhichAnOracleErrs(t *testing.T) {
	for seed := uint64(0); ; seed++ {
		run, events := RandomHistory(seed)
		if j := Judge(run, events); j.Counts["conflict_pairs"] == j.Counts["unseen_pairs"] {
			continue
		}
		var failed failure
		require.False(t, Compare(&failed, run, events, forgetful))
		require.Contains(t, failed.text, "conflict_pairs: by definition 0, the oracle says 1")
		small := Shrink(run, events, func(events []history.Event) bool {
			j := Judge(run, events)
			return j.Counts["conflict_pairs"] != j.Counts["unseen_pairs"]
		})
		require.LessOrEqual(t, len(small), 6, "three commits that know each other by one or two applies, and the end")
		return
	}
}

// failure takes the place of a *testing.T that fails.
type failure struct{ text string }

func (*failure) Helper()                             {}
func (f *failure) Errorf(format string, args ...any) { f.text = fmt.Sprintf(format, args...) }

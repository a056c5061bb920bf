package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/results/expect"
)

func TestTheExampleOfEveryMetricCanBeExpected(t *testing.T) {
	for _, m := range results.Metrics() {
		_, err := expect.Parse(exampleOf(m), expect.Names{})
		require.NoError(t, err, m.Name)
	}
}

func TestExamplesExpectWhatOneWouldHopeFor(t *testing.T) {
	for name, example := range map[string]string{
		"availability": "availability > 99%", "conflict_rate": "conflict_rate < 2%", "lost_updates": "lost_updates == 0",
		"indeterminate_writes": "indeterminate_writes == 0", "writes": "writes > 1000", "messages": "messages < 100000",
		"siblings.max": "siblings.max <= 3", "messages_per_write": "messages_per_write <= 4", "converged": "converged",
	} {
		m, err := results.LookupMetric(name)
		require.NoError(t, err)
		require.Equal(t, example, exampleOf(m))
	}
}

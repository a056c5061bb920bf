package results

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDesignsAreWeighedByWhatAtLeastOneOfThemHas(t *testing.T) {
	s, other := NewSummary(), NewSummary()
	s.SetRatio("availability", 1, 1)
	s.SetCount("stale_reads", 3)
	s.SetCount("reads", 12)
	s.SetDuration("write_latency.p99", 5e6)
	s.SetUndefined("read_latency.p50", "")
	other.SetRatio("availability", 1, 2)
	other.SetUndefined("write_latency.p99", "")
	other.SetCount("stale_reads", 0)
	other.SetCount("reads", 0)
	run := &Run{Scenario: "a", Metrics: s, Contrasts: []Contrast{{Name: "b", Metrics: other}, {Name: "c"}}}

	require.Equal(t, []string{"a", "b", "c"}, Variants(run))
	var table [][]string
	for _, w := range Tradeoff(run) {
		line := []string{w.Metric.Short}
		for _, v := range w.Values {
			line = append(line, v.String())
		}
		table = append(table, line)
	}
	require.Equal(t, [][]string{
		{"stale reads", "25%", "–", "–"},
		{"availability", "100%", "50%", "–"},
		{"write latency, 99%", "5 ms", "–", "–"},
	}, table)
}

func TestMetricsThatDesignsAreWeighedByExist(t *testing.T) {
	for _, name := range tradeoff {
		_, ok := position[name]
		require.True(t, ok || name == staleShare.Name, name)
	}
}

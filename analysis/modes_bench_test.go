package analysis_test

import (
	"context"
	"testing"
	"time"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// BenchmarkModes runs one workload, half reads and half writes, in every mode and by
// every way to spread changes, with every default metric: ns for an operation.
func BenchmarkModes(b *testing.B) {
	for _, mode := range []struct {
		name   string
		change func(*model.Replication)
	}{
		{"multi-leader", func(*model.Replication) {}},
		{"single-leader", func(r *model.Replication) { r.Mode = model.SingleLeaderMode }},
		{"quorum", func(r *model.Replication) {
			r.Mode, r.Quorum = model.QuorumMode, model.Quorum{N: 3, R: 2, W: 2}
		}},
		{"quorum with repairs", func(r *model.Replication) {
			r.Mode, r.Quorum = model.QuorumMode, model.Quorum{N: 3, R: 2, W: 2, ReadRepair: true, HintedHandoff: true}
		}},
		{"gossip", func(r *model.Replication) {
			r.Gossip = &model.Gossip{Every: 200 * time.Millisecond, Peers: 1, Counter: 2}
		}},
		{"anti-entropy", func(r *model.Replication) { r.AntiEntropy = time.Second }},
	} {
		b.Run(mode.name, func(b *testing.B) { benchmarkMode(b, mode.change) })
	}
}

func benchmarkMode(b *testing.B, change func(*model.Replication)) {
	const operations = 200_000
	config := problem(3, 10_000, 1000, operations)
	config.Workload.Mix = model.Mix{Read: .5, Update: .5}
	config.Workload.Rate = 500
	config.Duration = operations / 1500 * time.Second
	config.Network.Latency.Law = sim.Exponential(20 * time.Millisecond)
	change(&config.Replication)
	for b.Loop() {
		if _, _, err := analysis.Measure(context.Background(), config, analysis.Options{Plain: true}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/operations, "ns/operation")
}

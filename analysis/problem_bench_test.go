package analysis_test

import (
	"fmt"
	"testing"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// BenchmarkProblem runs the model problem with every default metric, with bare
// metrics, and as the idiomatic baseline, side by side.
func BenchmarkProblem(b *testing.B) {
	const deliveries = 3_000_000
	for _, n := range []int{10, 100, 1000} {
		config := problem(n, 10_000, 1000, deliveries)
		b.Run(fmt.Sprintf("bare/%d", n), func(b *testing.B) { benchmark(b, config, true) })
		b.Run(fmt.Sprintf("all/%d", n), func(b *testing.B) { benchmark(b, config, false) })
		b.Run(fmt.Sprintf("idiomatic/%d", n), func(b *testing.B) { benchmarkIdiomatic(b, n, deliveries/10) })
	}
}

func benchmark(b *testing.B, config model.Config, bare bool) {
	var delivered int64
	b.ReportAllocs()
	for b.Loop() {
		c, err := model.New(config)
		if err != nil {
			b.Fatal(err)
		}
		c.Observe(oracle.New(oracle.Config{
			Leaders: len(config.Leaders), Rows: config.Workload.Keys, Duration: sim.Time(config.Duration), Bare: bare,
		}), false)
		if err := c.Run(nil); err != nil {
			b.Fatal(err)
		}
		delivered += c.Cost().Messages
	}
	reportRate(b, delivered)
}

func benchmarkIdiomatic(b *testing.B, n, deliveries int) {
	config := problem(n, 10_000, 1000, deliveries)
	count := 0
	for b.Loop() {
		count += runIdiomatic(n, 10_000, config.Workload.Rate, config.Duration).deliveries
	}
	reportRate(b, int64(count))
}

func reportRate(b *testing.B, deliveries int64) {
	b.ReportMetric(float64(deliveries)/b.Elapsed().Seconds()/1e6, "Mdeliveries/s")
	b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(deliveries), "ns/delivery")
}

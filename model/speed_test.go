package model

import (
	"testing"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

var law = sim.Floor(sim.Lognormal(45*time.Millisecond, .5), 5*time.Millisecond)

func benchmarkModel(b *testing.B, n int, total float64) {
	var applies int64
	for b.Loop() {
		cfg := basic(n)
		cfg.Network.Ordering = network.Datagram
		cfg.Network.Latency.Law = law
		cfg.Workload.Keys = 10000
		cfg.Workload.Rate = total / float64(n)
		cfg.Duration = time.Duration(3e6 / (total * float64(n-1)) * 1e9)
		c, err := New(cfg)
		if err != nil {
			b.Fatal(err)
		}
		o := &counter{}
		c.Observe(o, false)
		c.Run(nil)
		applies += int64(o.applies)
	}
	b.ReportMetric(float64(applies)/b.Elapsed().Seconds()/1e6, "Mdeliveries/s")
}

func BenchmarkModel10(b *testing.B)   { benchmarkModel(b, 10, 1000) }
func BenchmarkModel100(b *testing.B)  { benchmarkModel(b, 100, 1000) }
func BenchmarkModel1000(b *testing.B) { benchmarkModel(b, 1000, 1000) }

package analysis_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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

// BenchmarkRows runs the model problem on few and on many rows.
func BenchmarkRows(b *testing.B) {
	for _, rows := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) { benchmark(b, problem(100, rows, 1000, 3_000_000), true) })
	}
}

// BenchmarkMemory reports what a cluster of a thousand leaders and a million rows
// holds at the end of the load, with no metrics, and with all of them.
func BenchmarkMemory(b *testing.B) {
	config := problem(1000, 1_000_000, 1000, 3_000_000)
	b.Run("cluster", func(b *testing.B) { benchmarkMemory(b, config, false) })
	b.Run("all", func(b *testing.B) { benchmarkMemory(b, config, true) })
}

func benchmarkMemory(b *testing.B, config model.Config, metrics bool) {
	for b.Loop() {
		before := heapInUse()
		c, err := model.New(config)
		if err != nil {
			b.Fatal(err)
		}
		if metrics {
			c.Observe(oracle.New(oracle.Config{Leaders: 1000, Rows: config.Workload.Keys, Duration: sim.Time(config.Duration)}), false)
		}
		c.RunUntil(sim.Time(config.Duration))
		b.ReportMetric(float64(heapInUse()-before)/(1<<20), "MiB")
		runtime.KeepAlive(c)
	}
}

func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}

func TestTheCoreIsSeveralTimesFasterThanTheIdiomaticOne(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a second of CPU")
	}
	const deliveries, atLeast = 300_000, 3 // measured: 12 to 20
	config := problem(100, 10_000, 1000, deliveries)
	ours, theirs := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range 3 {
		ours = min(ours, timed(func() {
			c, err := model.New(config)
			require.NoError(t, err)
			require.NoError(t, c.Run(nil))
		}))
		theirs = min(theirs, timed(func() { runIdiomatic(100, 10_000, config.Workload.Rate, config.Duration) }))
	}
	require.Greater(t, theirs, atLeast*ours, "ours took %v, the idiomatic one %v", ours, theirs)
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

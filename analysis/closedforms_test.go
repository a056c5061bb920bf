package analysis_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// replications is how many independent runs a measured value is the mean of.
const replications = 10

// form is a result that is known exactly, and the run that must reproduce it.
type form struct {
	name   string
	config model.Config
	exact  map[string]float64 // by metric; of counts, per second of measured load
}

func TestConflictRatesFollowTheClosedForms(t *testing.T) {
	const ms = time.Millisecond
	for _, f := range []form{
		{"C1", uniform("all-to-all", 2, 10, 100, time.Second), rates(2.0, .18127, .09516)},
		{"C2", uniform("all-to-all", 3, 50, 1000, 100*ms), rates(1.5, .019801, .009950)},
		{"C3", uniform("all-to-all", 5, 100, 1000, 50*ms), rates(10, .039211, .019802)},
		{"C4", uniform("bidirectional-ring", 5, 50, 1000, 100*ms), rates(7.5, .058235, .029554)},
		{"C5", uniform("ring", 5, 50, 1000, 100*ms), rates(12.5, .095163, .048771)},
		{"C6", uniform("star", 5, 50, 1000, 100*ms), rates(8, .061927, .031476)},
		{"C7", uniform("chain", 5, 50, 1000, 100*ms), rates(10, .076755, .039177)},
		{"C8", zipf(uniform("all-to-all", 3, 50, 1000, 100*ms)), rates(41.756, .27585, .18580)},
		{"C9", exponential(uniform("all-to-all", 3, 50, 1000, 100*ms), 100*ms), rates(1.5, .019777, .009926)},
		{"C10", exponential(uniform("all-to-all", 2, 5, 5, 500*ms), 500*ms), rates(5, .59565, .33333)},
		{"C10 concurrent", exponential(uniform("all-to-all", 2, 5, 5, 500*ms), 500*ms), map[string]float64{"conflict_pairs": 4.10, "conflict_rate": .531}},
	} {
		t.Run(f.name, func(t *testing.T) { f.hold(t, 0.02) })
	}
}

func TestOneRowDivergesAsLongAsAWriteIsUnderWay(t *testing.T) {
	two := uniform("all-to-all", 2, 1, 1, 100*time.Millisecond)
	three := uniform("all-to-all", 3, 1, 1, 200*time.Millisecond)
	form{"N 2", two, map[string]float64{"divergence.mean": .18127}}.hold(t, 0.02)
	form{"N 3", three, map[string]float64{"divergence.mean": .45119}}.hold(t, 0.02)
}

func TestSiblingsLiveUntilALaterWriteSawThem(t *testing.T) {
	config := uniform("all-to-all", 2, 1, 1, 500*time.Millisecond)
	config.Conflicts.Strategy = "siblings"
	form{"S1", config, map[string]float64{"siblings.multiple": .31606}}.hold(t, 0.02)
}

func TestVisibilityOfTheLastLeaderIsTheLargestDelay(t *testing.T) {
	for n, exact := range map[int]float64{3: 1.5, 5: 2.0833, 10: 2.8290} {
		config := exponential(uniform("all-to-all", n, 20.0/float64(n), 1000, time.Second), time.Second)
		form{fmt.Sprint("V1 N ", n), config, map[string]float64{"full_visibility.mean": exact}}.hold(t, 0.02)
	}
}

func TestApplyLagIsThatOfASingleServer(t *testing.T) {
	config := uniform("all-to-all", 2, 0.8, 1000, 0)
	config.Duration, config.Warmup = 40_000*time.Second, 1000*time.Second
	config.Leaders[1].Load = 0
	config.Replication.Apply = sim.Exponential(time.Second)
	form{"V3", config, map[string]float64{"visibility.mean": 5}}.hold(t, 0.05)
}

// R1: with one writer, a read is stale if the latest write is still on its way.
func TestReadsAreStaleWhileTheLatestWriteIsUnderWay(t *testing.T) {
	random := exponential(written(2), 200*time.Millisecond)
	form{"exponential", random, map[string]float64{"stale_reads": 2.0 / 7}}.hold(t, 0.02)
	constant := written(5)
	constant.Network.Latency.Law = sim.Constant(200 * time.Millisecond)
	form{"constant", constant, map[string]float64{"stale_reads": .63212}}.hold(t, 0.02)
}

// written is two leaders: clients of the first write its only row, at a rate, those of
// the second read it.
func written(rate float64) model.Config {
	c := uniform("all-to-all", 2, rate, 1, 0)
	c.Workload.Keys, c.Workload.Rate = 0, 0
	c.Duration = c.Warmup + 10_000*time.Second
	writes, reads := sim.NewStream(1, "writes"), sim.NewStream(1, "reads")
	gap := sim.Exponential(time.Duration(1e9 / rate))
	for i, at := uint64(0), time.Duration(0); at < c.Duration-time.Second; i++ {
		at += gap.Draw(writes.At(i))
		c.Script = append(c.Script, model.Step{At: at, Leader: 0, Kind: model.Update, Key: "x"})
	}
	gap = sim.Exponential(time.Second)
	for i, at := uint64(0), time.Duration(0); at < c.Duration-time.Second; i++ {
		at += gap.Draw(reads.At(i))
		c.Script = append(c.Script, model.Step{At: at, Leader: 1, Kind: model.Read, Key: "x"})
	}
	slices.SortStableFunc(c.Script, func(a, b model.Step) int { return cmp.Compare(a.At, b.At) })
	return c
}

func rates(pairs, writes, losers float64) map[string]float64 {
	return map[string]float64{"unseen_pairs": pairs, "unseen_writes": writes, "lww_losers": losers}
}

// uniform is n leaders that each write rate times a second to k rows, over
// datagrams with a constant delay.
func uniform(topology string, n int, rate float64, k int, delay time.Duration) model.Config {
	c := problem(n, k, rate*float64(n), 1)
	c.Network.Topology.Name = topology
	c.Network.Latency.Law = sim.Constant(delay)
	c.Network.Ordering = network.Datagram
	c.Warmup = 10 * time.Second
	c.Duration = c.Warmup + time.Duration(40_000/(rate*float64(n))*1e9)
	return c
}

func zipf(c model.Config) model.Config {
	c.Workload.Popularity = model.Popularity{Kind: "zipf", Exponent: .99}
	return c
}

func exponential(c model.Config, mean time.Duration) model.Config {
	c.Network.Latency.Law = sim.Exponential(mean)
	return c
}

// hold checks that the mean over replications lies within three standard errors or
// the tolerance of the exact value, and that the standard error is small enough
// for that to say something.
func (f form) hold(t *testing.T, tolerance float64) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes seconds of CPU")
	}
	measured := map[string][]float64{}
	for seed := range replications {
		f.config.Seed = uint64(seed + 1)
		run, _, err := analysis.Measure(context.Background(), f.config, analysis.Options{})
		require.NoError(t, err)
		for metric := range f.exact {
			measured[metric] = append(measured[metric], f.value(t, metric, run))
		}
	}
	for metric, exact := range f.exact {
		mean, deviation := stat.MeanStdDev(measured[metric], nil)
		se := deviation / math.Sqrt(replications)
		require.InDelta(t, exact, mean, max(3*se, tolerance*exact), "%s: %s (standard error %.3g)", f.name, metric, se)
		require.LessOrEqual(t, se, tolerance*exact, "%s: %s: too few replications to tell", f.name, metric)
	}
}

// value is what a run measured, in the terms of the closed forms: pairs a second,
// writes as a share of all.
func (f form) value(t *testing.T, metric string, run *results.Run) float64 {
	t.Helper()
	v, ok := run.Metrics.Get(metric)
	require.True(t, ok && v.Defined(), metric)
	x, _ := v.Rat().Float64()
	switch metric {
	case "unseen_pairs", "conflict_pairs":
		return x / (f.config.Duration - f.config.Warmup).Seconds()
	case "stale_reads":
		reads, _ := run.Metrics.Get("reads")
		n, _ := reads.Rat().Float64()
		return x / n
	case "unseen_writes", "lww_losers":
		writes, _ := run.Metrics.Get("writes")
		n, _ := writes.Rat().Float64()
		return x / n
	}
	return x
}

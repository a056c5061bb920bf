package model

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// modelProblem is the problem by which simulators are compared: all-to-all,
// datagrams of 5 ms and a lognormal rest, last-write-wins, 10,000 rows.
func modelProblem(n int, total float64) Config {
	c := basic(n)
	c.Network.Ordering = 1
	c.Network.Latency.Law = sim.Floor(sim.Lognormal(45*ms, .5), 5*ms)
	c.Workload.Keys, c.Workload.Rate = 10_000, total/float64(n)
	return c
}

// allocations is how often a run allocates per delivery once it is under way: from
// a third of its deliveries on.
func allocations(t *testing.T, c Config) float64 {
	cluster, err := New(c)
	require.NoError(t, err)
	o := &counter{}
	cluster.Observe(o, false)
	third := sim.Time(c.Duration / 3)
	var before runtime.MemStats
	from := 0
	require.NoError(t, cluster.Run(func(now sim.Time) error {
		if from == 0 && now > third {
			runtime.ReadMemStats(&before)
			from = o.applies
		}
		return nil
	}))
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	require.NotZero(t, from)
	return float64(after.Mallocs-before.Mallocs) / float64(o.applies-from)
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	c := modelProblem(20, 1000)
	c.Duration = 30 * time.Second
	require.Less(t, allocations(t, c), .001)
	for name, change := range map[string]func(*Config){
		"forwarding":       func(c *Config) { c.Network.Topology.Name = "tree" },
		"version vectors":  func(c *Config) { c.Conflicts.Strategy = "first-write-wins" },
		"paths":            func(c *Config) { c.Network.Topology.Name = "star"; c.Replication.LoopPrevention = LoopPath },
		"a service time":   func(c *Config) { c.Replication.Apply = sim.Exponential(100 * time.Microsecond) },
		"serial fan-out":   func(c *Config) { c.Replication.SerialFanOut = ms },
		"acknowledgements": func(c *Config) { c.Replication.Acknowledge.Peers = 1 },
		"transactions":     func(c *Config) { c.Workload.Transaction = 4 },
	} {
		c := modelProblem(20, 1000)
		c.Duration = 10 * time.Second
		change(&c)
		require.Less(t, allocations(t, c), .01, name)
	}
}

// 200 leaders hold 100,000 rows, and 200 of them or so are written at a time.
func TestMemoryFollowsDivergence(t *testing.T) {
	c := modelProblem(200, 1000)
	c.Workload.Keys, c.Duration = 100_000, 3*time.Second
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	cluster, err := New(c)
	require.NoError(t, err)
	require.NoError(t, cluster.Run(nil))
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, len(cluster.rows.open), 1000)
	require.Less(t, len(cluster.writes.pages)+len(cluster.writes.pool), 10)
	used := after.HeapAlloc - before.HeapAlloc
	require.Less(t, used, uint64(200*100_000*2/2), "a byte for each row of each leader")
	runtime.KeepAlive(cluster)
}

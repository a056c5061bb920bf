package model

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// anyConfig draws a small configuration with a little of everything. What it draws
// settles: changes do not circle, and there is time enough.
func anyConfig(t *rapid.T) Config {
	n := rapid.IntRange(1, 7).Draw(t, "leaders")
	c := basic(n)
	c.Seed = rapid.Uint64().Draw(t, "seed")
	c.Duration, c.Settle = 3*time.Second, time.Hour
	anyNetwork(t, &c)
	anyReplication(t, &c)
	anyConflicts(t, &c)
	anyWorkload(t, &c)
	for i := range c.Leaders {
		c.Leaders[i].Priority = rapid.IntRange(-2, 2).Draw(t, "priority")
		c.Leaders[i].Load = rapid.SampledFrom([]float64{0, 1, 1, 2.5}).Draw(t, "load")
	}
	for range rapid.IntRange(0, 4).Draw(t, "faults") {
		c.Faults = append(c.Faults, anyFault(t, n))
	}
	return c
}

// treelike are the topologies without cycles, on which nothing can circle.
var treelike = []string{"star", "chain", "tree"}

func anyNetwork(t *rapid.T, c *Config) {
	names := []string{}
	for _, s := range network.Topologies() {
		if s.Name != "edges" && (s.Name != "random" && s.Name != "small-world" || len(c.Leaders) > 4) {
			names = append(names, s.Name)
		}
	}
	w := &c.Network
	w.Topology.Name = rapid.SampledFrom(names).Draw(t, "topology")
	w.Latency.Law = rapid.SampledFrom([]*sim.Law{
		sim.Constant(0), sim.Constant(50 * ms), sim.Uniform(0, 300*ms), sim.Exponential(80 * ms),
	}).Draw(t, "latency")
	w.Ordering = rapid.SampledFrom([]network.Ordering{network.FIFO, network.Datagram}).Draw(t, "ordering")
	w.Loss = rapid.SampledFrom([]float64{0, 0, .2}).Draw(t, "loss")
	w.Duplicate = rapid.SampledFrom([]float64{0, 0, .2}).Draw(t, "duplicate")
	w.Bandwidth = rapid.SampledFrom([]int64{0, 0, 100_000}).Draw(t, "bandwidth")
	if w.Ordering == network.Datagram && rapid.IntRange(0, 3).Draw(t, "for good") == 0 {
		w.Resend = network.Never
	}
}

func anyReplication(t *rapid.T, c *Config) {
	r := &c.Replication
	switch rapid.IntRange(0, 3).Draw(t, "ship") {
	case 0:
		r.Ship = 100 * ms
	case 1:
		r.SerialFanOut = 5 * ms
	}
	r.Order = rapid.SampledFrom([]Order{ArrivalOrder, CausalOrder}).Draw(t, "order")
	r.Apply = rapid.SampledFrom([]*sim.Law{nil, nil, sim.Constant(ms), sim.Exponential(2 * ms)}).Draw(t, "apply")
	r.Workers = rapid.IntRange(0, 3).Draw(t, "workers")
	r.Forward = rapid.SampledFrom([]Forward{ForwardAuto, ForwardAuto, ForwardAlways, ForwardNever}).Draw(t, "forward")
	r.Acknowledge = rapid.SampledFrom([]Acknowledge{{}, {}, {Peers: 1}, {Peers: 2}, {All: true}}).Draw(t, "acknowledge")
	r.LoopPrevention = anyPrevention(t, c)
}

// anyPrevention draws one under which changes cannot circle: by origin only where
// every cycle goes through every origin, by path where there are not too many paths.
func anyPrevention(t *rapid.T, c *Config) LoopPrevention {
	choice := []LoopPrevention{LoopVersionVector}
	dense := c.Network.Topology.Name != "ring" && c.Network.Topology.Name != "bidirectional-ring"
	for _, name := range treelike {
		dense = dense && c.Network.Topology.Name != name
	}
	direct := c.Replication.Forward == ForwardNever || c.Replication.Forward == ForwardAuto && c.Network.Topology.Name == "all-to-all"
	if direct || !dense {
		choice = append(choice, LoopOrigin, LoopPath)
	}
	if direct {
		choice = append(choice, LoopNone)
	}
	return rapid.SampledFrom(choice).Draw(t, "prevention")
}

// ordinary names the strategies that go with any replication and let all that comes be
// dealt with. Certification, and error, which stops, have stories of their own.
func ordinary() []string {
	return slices.DeleteFunc(strategy.Names(), func(name string) bool { return name == "certification" || name == "error" })
}

func anyConflicts(t *rapid.T, c *Config) {
	k := &c.Conflicts
	k.Strategy = rapid.SampledFrom(ordinary()).Draw(t, "strategy")
	k.Clock = rapid.SampledFrom([]ClockKind{Physical, Lamport, Hybrid}).Draw(t, "clock")
	k.Detect = Detect(rapid.IntRange(int(strategy.DetectDefault), int(strategy.DetectTimestampBeforeImage)).Draw(t, "detect"))
	k.Overwrite = rapid.IntRange(0, 3).Draw(t, "overwrite") == 0
	k.Tombstones = rapid.SampledFrom([]time.Duration{TombstonesKept, TombstonesKept, 0, 200 * ms}).Draw(t, "tombstones")
	for i := range c.Leaders {
		c.Leaders[i].Clock = rapid.SampledFrom([]ClockConfig{
			{}, {Offset: -100 * ms}, {Offset: 70 * ms, Jitter: 10 * ms}, {Drift: 1e6, Resolution: 20 * ms},
		}).Draw(t, "clock of a leader")
	}
}

func anyWorkload(t *rapid.T, c *Config) {
	w := &c.Workload
	w.Keys = rapid.IntRange(1, 12).Draw(t, "keys")
	w.Rate = rapid.SampledFrom([]float64{2, 10, 40}).Draw(t, "rate")
	w.Arrivals = rapid.SampledFrom([]Arrivals{Poisson, Constant, Closed}).Draw(t, "arrivals")
	w.Clients, w.Think = rapid.IntRange(1, 3).Draw(t, "clients"), 50*ms
	w.Mix = rapid.SampledFrom([]Mix{
		{Update: 1}, {Update: .7, Delete: .3}, {Read: .2, Update: .2, Insert: .2, Delete: .2, Scan: .1, ReadModifyWrite: .1},
	}).Draw(t, "mix")
	w.Transaction = rapid.IntRange(1, min(3, w.Keys)).Draw(t, "transaction")
	w.Popularity = rapid.SampledFrom([]Popularity{
		{}, {Kind: "zipf", Exponent: 1}, {Kind: "latest", Exponent: .99}, {Kind: "hotspot", HotKeys: .1, HotOps: 1},
	}).Draw(t, "popularity")
	w.Routing = Routing(rapid.IntRange(int(RouteNearest), int(RouteSticky)).Draw(t, "routing"))
	w.Failover = rapid.SampledFrom([]Failover{{}, {Off: true}, {After: 300 * ms}}).Draw(t, "failover")
}

func anyFault(t *rapid.T, n int) Fault {
	f := Fault{
		At:   time.Duration(rapid.IntRange(0, 2900).Draw(t, "at")) * ms,
		For:  time.Duration(rapid.IntRange(0, 2000).Draw(t, "for")) * ms,
		Kind: FaultKind(rapid.IntRange(int(Partition), int(Pause)).Draw(t, "fault")),
	}
	one := rapid.IntRange(0, n-1).Draw(t, "whom")
	switch f.Kind {
	case Partition:
		f.Groups = [][]int{{one}}
	case Cut:
		if n > 1 {
			f.Links = [][2]int{{one, (one + 1) % n}}
		}
	default:
		f.Leaders = []int{one}
	}
	return f
}

// forGood tells whether messages of the configuration may be lost for good.
func forGood(c Config) bool {
	return c.Network.Resend < 0 && (c.Network.Loss > 0 || len(c.Faults) > 0)
}

// tracked tells whether each leader deals with each change once.
func tracked(c Config) bool {
	return c.Replication.LoopPrevention == LoopVersionVector
}

// summary is a configuration in a line, for failures.
func summary(c Config) string {
	return fmt.Sprintf("%d leaders, %+v, %+v, %+v, %+v", len(c.Leaders), c.Network.Topology, c.Replication, c.Conflicts, c.Faults)
}

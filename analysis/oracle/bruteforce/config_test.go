package bruteforce

import (
	"fmt"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// dice draws a random small experiment from all that a configuration can say.
type dice struct {
	stream sim.Stream
	drawn  uint64
}

func (d *dice) below(n int) int {
	d.drawn++
	return int(sim.Below(d.stream.At(d.drawn), uint64(n)))
}

func (d *dice) chance(percent int) bool { return d.below(100) < percent }

// ms is a number of milliseconds below n; they tie often.
func (d *dice) ms(n int) time.Duration { return time.Duration(d.below(n)) * time.Millisecond }

func pick[T any](d *dice, from ...T) T { return from[d.below(len(from))] }

// randomConfig is an experiment of a few dozen operations.
func randomConfig(seed uint64) model.Config {
	d := &dice{stream: sim.NewStream(seed, "random config")}
	n := 1 + d.below(5)
	duration := 100*time.Millisecond + d.ms(200)
	c := model.Config{
		Name: fmt.Sprintf("random-%d", seed), Seed: seed,
		Duration: duration, Warmup: time.Duration(d.below(2)) * d.ms(100), Settle: 300 * time.Millisecond,
	}
	for i := range n {
		c.Leaders = append(c.Leaders, d.leader(i))
		c.Network.Nodes = append(c.Network.Nodes, c.Leaders[i].Name)
	}
	d.network(&c.Network, n)
	c.Replication = d.replication(n)
	c.Workload = d.workload(n)
	c.Conflicts = d.conflicts()
	d.rule(&c)
	d.mode(&c)
	certified(&c)
	d.members(&c)
	for range d.below(2) * d.below(4) {
		c.Faults = append(c.Faults, d.fault(&c))
	}
	c.Script = d.script(stayers(&c), duration)
	tame(&c)
	return c
}

func (d *dice) leader(i int) model.LeaderConfig {
	l := model.LeaderConfig{Name: fmt.Sprintf("n%d", i+1), Priority: d.below(3), Load: pick(d, 1, 1, 1, 0, 2.0)}
	if d.chance(40) {
		l.Clock = model.ClockConfig{
			Offset: d.ms(60) - 30*time.Millisecond, Drift: int64(d.below(2000)-1000) * 1000,
			Jitter: time.Duration(d.below(2)) * d.ms(5), Resolution: time.Duration(d.below(2)) * d.ms(10),
		}
	}
	return l
}

func (d *dice) law() *sim.Law {
	switch d.below(4) {
	case 0:
		return sim.Constant(d.ms(40))
	case 1:
		return sim.Exponential(time.Millisecond + d.ms(40))
	case 2:
		return sim.Uniform(d.ms(5), 5*time.Millisecond+d.ms(60))
	}
	return sim.Lognormal(10*time.Millisecond, 0.8)
}

func (d *dice) network(c *network.Config, n int) {
	shapes := network.Topologies()
	c.Topology.Name = shapes[d.below(len(shapes))].Name
	if c.Topology.Name == "edges" {
		c.Topology.Edges = d.edges(n)
	}
	c.Topology.Hub = d.below(n)
	c.Latency.Law = d.law()
	c.Ordering = pick(d, network.FIFO, network.Datagram)
	c.Loss = pick(d, 0, 0, 0.2)
	c.Duplicate = pick(d, 0, 0, 0.2)
	c.Resend = pick(d, 10*time.Millisecond, 30*time.Millisecond, network.Never)
	if c.Ordering == network.FIFO {
		c.Resend = 20 * time.Millisecond
	}
	c.Bandwidth = pick(d, 0, 0, int64(50_000))
}

// edges joins the nodes in a ring both ways, and some more.
func (d *dice) edges(n int) (edges [][2]int) {
	for i := range n - 1 {
		edges = append(edges, [2]int{i, i + 1})
	}
	for range d.below(3) {
		if a, b := d.below(n), d.below(n); a+1 < b {
			edges = append(edges, [2]int{a, b})
		}
	}
	return edges
}

func (d *dice) replication(n int) model.Replication {
	r := model.Replication{
		Ship:           pick(d, 0, 0, 20*time.Millisecond),
		Order:          pick(d, model.ArrivalOrder, model.ArrivalOrder, model.CausalOrder),
		Forward:        pick(d, model.ForwardAuto, model.ForwardAuto, model.ForwardAlways, model.ForwardNever),
		LoopPrevention: pick(d, model.LoopVersionVector, model.LoopVersionVector, model.LoopVersionVector, model.LoopOrigin, model.LoopPath, model.LoopNone),
		Workers:        1 + d.below(2),
	}
	if r.Ship == 0 {
		r.SerialFanOut = pick(d, 0, 0, 3*time.Millisecond)
	}
	if d.chance(30) {
		r.Apply = d.law()
	}
	switch {
	case d.chance(20):
		r.Acknowledge.All = true
	case d.chance(20) && n > 1:
		r.Acknowledge.Peers = 1 + d.below(n-1)
	}
	return r
}

// conflicts are those of rules that choose versions: the obvious oracle knows neither
// what rows hold nor leaders that stop.
func (d *dice) conflicts() model.Conflicts {
	rules := slices.DeleteFunc(strategy.All(), func(r strategy.Rule) bool { return r.Values || r.Name == "error" })
	return model.Conflicts{
		Strategy:   rules[d.below(len(rules))].Name,
		Clock:      model.ClockKind(d.below(3)),
		Detect:     model.Detect(d.below(int(strategy.DetectVersionVector) + 1)),
		Overwrite:  d.chance(20),
		Tombstones: pick(d, model.TombstonesKept, 0, 30*time.Millisecond),
	}
}

func (d *dice) workload(n int) model.Workload {
	w := model.Workload{
		Keys:        1 + d.below(5),
		Rate:        pick(d, 10.0, 30, 60) / float64(n) * 2,
		Arrivals:    pick(d, model.Poisson, model.Poisson, model.Constant, model.Closed),
		Clients:     1 + d.below(2),
		Think:       30 * time.Millisecond,
		Transaction: 1,
		ValueSize:   100,
		Sessions:    1 + d.below(3),
		Routing:     pick(d, model.RouteNearest, model.RouteNearest, model.RouteHome, model.RouteRandom, model.RouteSticky),
		Failover:    model.Failover{Off: d.chance(30), After: d.ms(20)},
	}
	w.Mix = pick(d,
		model.Mix{Update: 1}, model.Mix{Read: .5, Update: .5},
		model.Mix{Read: .3, Update: .3, Insert: .1, Delete: .2, ReadModifyWrite: .1},
		model.Mix{Update: .5, Insert: .2, Delete: .2, Scan: .1})
	w.Popularity = pick(d, model.Popularity{}, model.Popularity{Kind: "zipf", Exponent: 1}, model.Popularity{Kind: "hotspot", HotKeys: .2, HotOps: .8})
	if d.chance(30) {
		w.Transaction = 1 + d.below(min(w.Keys, 3))
	}
	return w
}

// script is a session or two that move between leaders.
func (d *dice) script(leaders []int, end time.Duration) (steps []model.Step) {
	at := time.Duration(0)
	for range d.below(2) * d.below(10) {
		at += d.ms(40)
		if at >= end {
			break
		}
		steps = append(steps, model.Step{
			At: at, Leader: pick(d, leaders...), Session: pick(d, "alice", "bob", ""), Key: pick(d, "k0", "title"), Value: pick(d, "A", "B"),
			Kind: pick(d, model.Read, model.Read, model.Update, model.Update, model.Insert, model.Delete, model.ReadModifyWrite),
		})
	}
	return steps
}

// certified takes out what does not go with certification.
func certified(c *model.Config) {
	if c.Conflicts.Strategy != "certification" {
		return
	}
	c.Network.Topology = network.Topology{Name: "all-to-all"}
	if c.Network.Resend == network.Never {
		c.Network.Resend = 20 * time.Millisecond
	}
	c.Replication = model.Replication{Apply: c.Replication.Apply, Workers: c.Replication.Workers}
	c.Conflicts.Detect = strategy.DetectDefault
}

// tame takes out what would let changes multiply for ever: loops that nothing
// prevents are for rings, where a change stays one.
func tame(c *model.Config) {
	r := &c.Replication
	if r.LoopPrevention == model.LoopVersionVector || r.Forward == model.ForwardNever {
		return
	}
	c.Network.Duplicate = 0
	if r.LoopPrevention != model.LoopPath {
		c.Network.Topology = network.Topology{Name: "ring"}
		r.AntiEntropy = 0
		c.Network.Latency.Law = sim.Uniform(10*time.Millisecond, 30*time.Millisecond)
	}
}

package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

type counter struct {
	Blind
	commits, applies, took, again, reported, ok, bad int
	vis                                              time.Duration
}

func (o *counter) Commit(*Commit) { o.commits++ }
func (o *counter) Apply(a *Apply) {
	if a.Verdict == Again {
		o.again++
		return
	}
	o.applies++
	if a.Verdict == Took {
		o.took++
	}
	if a.Reported {
		o.reported++
	}
	o.vis += a.At.Sub(a.Write.At)
}
func (o *counter) Done(d *Done) {
	if d.OK {
		o.ok++
	} else {
		o.bad++
	}
}

func basic(n int) Config {
	c := Config{Name: "x", Seed: 1, Duration: 20 * time.Second, Settle: time.Minute}
	for i := range n {
		c.Leaders = append(c.Leaders, LeaderConfig{Name: fmt.Sprint("n", i+1), Load: 1})
		c.Network.Nodes = append(c.Network.Nodes, fmt.Sprint("n", i+1))
	}
	c.Network.Topology.Name = "all-to-all"
	c.Network.Latency.Law = sim.Constant(50 * time.Millisecond)
	c.Network.Resend = 200 * time.Millisecond
	c.Conflicts.Strategy = "last-write-wins"
	c.Workload = Workload{Keys: 1000, Rate: 100, Mix: Mix{Update: 1}, Transaction: 1, ValueSize: 100, Sessions: 10}
	return c
}

func TestSmoke(t *testing.T) {
	for _, top := range network.Topologies() {
		for _, s := range []string{"arrival-order", "last-write-wins", "siblings"} {
			for _, lp := range []LoopPrevention{LoopVersionVector, LoopOrigin, LoopPath} {
				if lp == LoopPath && (top.Name == "random" || top.Name == "small-world" || top.Name == "grid") {
					continue
				}
				cfg := basic(6)
				cfg.Network.Topology.Name = top.Name
				cfg.Conflicts.Strategy = s
				cfg.Replication.LoopPrevention = lp
				cfg.Faults = []Fault{{At: 5 * time.Second, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}, {At: 12 * time.Second, For: time.Second, Kind: Crash, Leaders: []int{1}}, {At: 14 * time.Second, For: time.Second, Kind: Pause, Leaders: []int{2}}}
				c, err := New(cfg)
				if err != nil {
					t.Fatal(top.Name, err)
				}
				o := &counter{}
				c.Observe(o, false)
				if err := c.Run(nil); err != nil {
					t.Fatal(err)
				}
				div := 0
				for r := range c.Rows() {
					if c.Diverged(uint32(r)) {
						div++
					}
				}
				t.Logf("%-18s %-16s %d commits %d applies %d again %d took %d rep %d ok %d bad %d, in flight %d diverged %d mean %v end %v msgs %d open %d pages %d", top.Name, s, lp, o.commits, o.applies, o.again, o.took, o.reported, o.ok, o.bad, c.InFlight(), div, o.vis/time.Duration(o.applies), c.Now(), c.Cost().Messages, len(c.rows.open)-len(c.rows.free), len(c.writes.pages))
			}
		}
	}
}

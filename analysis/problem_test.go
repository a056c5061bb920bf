package analysis_test

import (
	"fmt"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// problem is the model problem of docs/performance.md: n leaders, all to all over
// datagrams of 5 ms + lognormal (median 45 ms, σ 0.5), Poisson writes of uniform
// rows, last-write-wins. Total is writes a second of all leaders together.
func problem(n, rows int, total float64, deliveries int) model.Config {
	c := model.Config{Name: "model-problem", Seed: 1, Settle: time.Hour}
	c.Duration = time.Duration(float64(deliveries) / (total * float64(max(1, n-1))) * 1e9)
	for i := range n {
		name := fmt.Sprint("n", i+1)
		c.Leaders = append(c.Leaders, model.LeaderConfig{Name: name, Load: 1})
		c.Network.Nodes = append(c.Network.Nodes, name)
	}
	c.Network.Topology.Name = "all-to-all"
	c.Network.Ordering = network.Datagram
	c.Network.Latency.Law = delayLaw
	c.Network.Resend = 200 * time.Millisecond
	c.Conflicts.Strategy = "last-write-wins"
	c.Conflicts.Tombstones = model.TombstonesKept
	c.Workload = model.Workload{
		Keys: rows, Rate: total / float64(n), Mix: model.Mix{Update: 1},
		Transaction: 1, ValueSize: 100, Sessions: 10,
	}
	return c
}

var delayLaw = sim.Floor(sim.Lognormal(45*time.Millisecond, .5), 5*time.Millisecond)

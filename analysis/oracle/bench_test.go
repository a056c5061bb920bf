//go:build unix

package oracle_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// problem is the model problem of docs/performance.md: all-to-all, datagrams of
// 5 ms and a lognormal rest, last-write-wins, uniform rows; two million deliveries.
func problem(leaders int, rate float64, length time.Duration) model.Config {
	c := model.Config{Name: "bench", Seed: 1, Duration: length, Settle: time.Minute}
	for i := range leaders {
		name := fmt.Sprintf("n%d", i+1)
		c.Leaders = append(c.Leaders, model.LeaderConfig{Name: name, Load: 1})
		c.Network.Nodes = append(c.Network.Nodes, name)
	}
	law := sim.Floor(sim.Lognormal(45*time.Millisecond, .5), 5*time.Millisecond)
	c.Network.Topology.Name = "all-to-all"
	c.Network.Latency = network.Latency{Law: law}
	c.Network.Ordering = network.Datagram
	c.Conflicts.Strategy = "last-write-wins"
	c.Workload = model.Workload{
		Keys: 10_000, Rate: rate, Transaction: 1, Sessions: 10,
		Popularity: model.Popularity{Kind: "uniform"}, Mix: model.Mix{Update: 1},
	}
	return c
}

// watcher counts deliveries, and is what a cluster costs without an oracle.
type watcher struct {
	model.Blind
	deliveries int
}

func (w *watcher) Apply(*model.Apply) { w.deliveries++ }

// BenchmarkOracle runs the model problem unobserved, with a bare oracle and with all
// metrics, so that the ratio of the three can be read off on any machine.
func BenchmarkOracle(b *testing.B) {
	problems := []struct {
		config model.Config
	}{
		{problem(10, 100, 200*time.Second)},
		{problem(100, 20, 10*time.Second)},
		{problem(1000, 2, time.Second)},
	}
	fifo := problem(1000, 2, time.Second)
	fifo.Network.Ordering = network.FIFO
	fifo.Network.Latency.Law = sim.Constant(50 * time.Millisecond)
	fifo.Name = "constant"
	problems = append(problems, struct{ config model.Config }{fifo})
	for _, p := range problems {
		for _, how := range []string{"none", "bare", "all"} {
			b.Run(fmt.Sprintf("%s/leaders=%d/%s", p.config.Name, len(p.config.Leaders), how), func(b *testing.B) {
				deliveries, began := 0, cpu()
				for b.Loop() {
					deliveries += run(b, p.config, how)
				}
				b.ReportMetric(float64(cpu()-began)/float64(deliveries), "cpu-ns/delivery")
			})
		}
	}
}

// BenchmarkQuorum is what the oracle adds to a write of a quorum: three replicas, WARS
// delays, and a probe.
func BenchmarkQuorum(b *testing.B) {
	c := problem(3, 1000, 100*time.Second)
	leg := sim.Exponential(20 * time.Millisecond)
	c.Replication.Mode = model.QuorumMode
	c.Replication.Quorum = model.Quorum{N: 3, R: 1, W: 1, Legs: model.Legs{Write: leg, Ack: leg, Read: leg, Response: leg}}
	for _, how := range []string{"none", "bare", "all"} {
		b.Run(how, func(b *testing.B) {
			deliveries, began := 0, cpu()
			for b.Loop() {
				deliveries += run(b, c, how)
			}
			b.ReportMetric(float64(cpu()-began)/float64(deliveries)*3, "cpu-ns/write")
		})
	}
}

// cpu is the processor time that this process has used, which does not depend on
// who else uses the machine as much as the clock does.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func run(tb testing.TB, c model.Config, how string) int {
	cluster, err := model.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	w := &watcher{}
	cluster.Observe(w, false)
	if how != "none" {
		cluster.Observe(oracle.New(oracle.Config{
			Leaders: len(c.Leaders), Rows: c.Workload.Keys, Duration: sim.Time(c.Duration), Bare: how == "bare",
		}), how == "all")
	}
	if err := cluster.Run(nil); err != nil {
		tb.Fatal(err)
	}
	return w.deliveries
}

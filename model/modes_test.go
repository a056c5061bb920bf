package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// anything draws a small configuration in any mode, with any faults.
func anything(t *rapid.T) Config {
	c := anyConfig(t)
	c.Settle = 30 * time.Second
	c.Network.Bandwidth = 0
	r := &c.Replication
	if rapid.Bool().Draw(t, "compare") && r.Order == ArrivalOrder {
		r.AntiEntropy = rapid.SampledFrom([]time.Duration{100 * ms, time.Second}).Draw(t, "anti-entropy")
	}
	switch rapid.IntRange(0, 3).Draw(t, "mode") {
	case 0:
		anySuccession(t, &c)
	case 1:
		anyQuorum(t, &c)
	case 2:
		anyGossip(t, &c)
	}
	dynamic := r.Mode != QuorumMode
	if dynamic && len(c.Leaders) > 2 && r.LoopPrevention == LoopVersionVector {
		anyMembers(t, &c)
	}
	c.Faults = nil
	for range rapid.IntRange(0, 6).Draw(t, "faults of all kinds") {
		c.Faults = append(c.Faults, anyFaultOfAll(t, len(c.Leaders)))
	}
	return c
}

func anySuccession(t *rapid.T, c *Config) {
	c.Replication.Mode = SingleLeaderMode
	c.Replication.Single = SingleLeader{
		Leader:   rapid.IntRange(0, len(c.Leaders)-1).Draw(t, "leader"),
		Failover: rapid.SampledFrom([]time.Duration{0, 50 * ms, 500 * ms}).Draw(t, "failover"),
		Fenced:   rapid.Bool().Draw(t, "fenced"),
	}
	c.Workload.Routing = RouteNearest
	c.Replication.LoopPrevention = LoopVersionVector
}

func anyQuorum(t *rapid.T, c *Config) {
	all := len(c.Leaders)
	if all < 2 {
		return
	}
	r := &c.Replication
	antiEntropy := r.AntiEntropy
	*r = Replication{Mode: QuorumMode, AntiEntropy: antiEntropy}
	if rule, _ := strategy.Lookup(c.Conflicts.Strategy); holdsValues(c, &rule) {
		c.Conflicts.Strategy = "last-write-wins"
	}
	c.Network.Topology.Name = "all-to-all"
	c.Workload.Routing = RouteNearest
	n := rapid.IntRange(1, all).Draw(t, "n")
	q := &r.Quorum
	q.N, q.R, q.W = n, rapid.IntRange(1, n).Draw(t, "r"), rapid.IntRange(1, n).Draw(t, "w")
	q.ReadRepair = rapid.Bool().Draw(t, "read repair")
	switch rapid.IntRange(0, 3).Draw(t, "absent replicas") {
	case 0:
		q.HintedHandoff = true
	case 1:
		q.Sloppy = n < all
	case 2:
		q.Partial = true
	}
	if rapid.Bool().Draw(t, "legs") {
		law := sim.Exponential(20 * ms)
		q.Legs = Legs{Write: law, Ack: law, Read: law, Response: law}
	}
	if n < all {
		c.Workload.Transaction = 1
		c.Workload.Mix.Update += c.Workload.Mix.Scan
		c.Workload.Mix.Scan = 0
		r.AntiEntropy = 0
	}
}

func anyGossip(t *rapid.T, c *Config) {
	c.Replication.Gossip = &Gossip{
		Style:   GossipStyle(rapid.IntRange(0, 2).Draw(t, "style")),
		Every:   rapid.SampledFrom([]time.Duration{50 * ms, 300 * ms}).Draw(t, "every"),
		Poisson: rapid.Bool().Draw(t, "poisson"),
		Peers:   rapid.IntRange(1, 3).Draw(t, "peers"),
		Counter: rapid.IntRange(1, 3).Draw(t, "counter"),
	}
	c.Replication.Ship, c.Replication.SerialFanOut = 0, 0
	c.Replication.LoopPrevention, c.Replication.Forward = LoopVersionVector, ForwardAuto
}

func anyMembers(t *rapid.T, c *Config) {
	last := len(c.Leaders) - 1
	if rapid.Bool().Draw(t, "reroute") {
		c.Replication.Reroute = 300 * ms
	}
	if rapid.Bool().Draw(t, "join") && c.Replication.Single.Leader != last {
		c.Leaders[last].Joins = true
	}
}

// anyFaultOfAll draws any fault but joins, of which there is one for each who joins.
func anyFaultOfAll(t *rapid.T, n int) Fault {
	f := anyFault(t, n)
	one := rapid.IntRange(0, n-1).Draw(t, "another")
	switch rapid.IntRange(0, 7).Draw(t, "new kind") {
	case 0:
		f = Fault{At: f.At, For: f.For, Kind: Crash, Leaders: []int{one}, DiskLost: true}
	case 1:
		f = Fault{At: f.At, For: f.For, Kind: Slow, Factor: 3.5}
	case 2:
		f = Fault{At: f.At, For: f.For, Kind: Loss, Share: .3}
	case 3:
		f = Fault{At: f.At, For: f.For, Kind: Clock, Leaders: []int{one}, Step: -time.Second, Drift: 1e7}
	case 4:
		f = Fault{At: f.At, For: time.Second, Kind: Partition, Shape: Shape(rapid.IntRange(int(Halves), int(Flapping)).Draw(t, "shape")), Period: 200 * ms}
	case 5:
		f = Fault{At: f.At, For: 200 * ms, Every: 500 * ms, Kind: Crash, DiskLost: rapid.Bool().Draw(t, "disks")}
	}
	return f
}

// members adds the joins and leaves that a configuration needs, for tests that draw it.
func members(t *rapid.T, c *Config) {
	for i, l := range c.Leaders {
		if l.Joins {
			c.Faults = append(c.Faults, Fault{At: time.Duration(rapid.IntRange(0, 2500).Draw(t, "joins")) * ms, Kind: Join, Leaders: []int{i}})
		}
	}
	if c.Replication.Mode != QuorumMode && len(c.Leaders) > 3 && c.Replication.LoopPrevention == LoopVersionVector && c.Replication.Single.Leader != 1 && rapid.Bool().Draw(t, "leaves") {
		c.Faults = append(c.Faults, Fault{At: time.Duration(rapid.IntRange(0, 2900).Draw(t, "left")) * ms, Kind: Leave, Leaders: []int{1}})
	}
}

func TestRunsOfEveryModeEndWithNothingLeft(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		members(r, &c)
		o := wiredRapid(r, c)
		require.NoError(r, o.Run(nil))
		switch {
		case c.Replication.Order == CausalOrder && o.InFlight() > 0:
			requireOnlyWaiting(r, o)
			return
		case c.Replication.AntiEntropy > 0 && o.Now() > o.loadEnd.Add(c.Settle-time.Second): // leaders compare for ever
			return
		}
		if o.keeps {
			requireAllDone(r, o)
		} else {
			requireNothingLeft(r, o)
			require.Empty(r, o.letters)
			require.Empty(r, o.quorum.reads)
		}
	})
}

func wiredRapid(r *rapid.T, c Config) *tale {
	cluster, err := New(c)
	if err != nil {
		r.Fatal(err)
	}
	o := &tale{Cluster: cluster}
	cluster.Observe(o, true)
	return o
}

// Whatever was lost on the way, or set apart: where rows are compared as long as they
// differ, a rule that is a join of a lattice ends with all alike.
func TestAntiEntropyConvergesInEveryMode(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		members(r, &c)
		c.Replication.Order = ArrivalOrder
		c.Replication.AntiEntropy = 200 * ms
		if c.Replication.Mode == QuorumMode {
			c.Replication.Quorum.N = len(c.Leaders)
			c.Replication.Quorum.Sloppy = false
		}
		c.Conflicts.Strategy = rapid.SampledFrom([]string{"last-write-wins", "siblings"}).Draw(r, "converging strategy")
		c.Conflicts.Detect = strategy.DetectDefault
		c.Conflicts.Overwrite, c.Conflicts.Tombstones = false, TombstonesKept
		inTime(&c)
		o := wiredRapid(r, c)
		require.NoError(r, o.Run(nil))
		require.Zero(r, o.diverged(), "%s", summary(c))
	})
}

// inTime leaves time to settle even where several slow links are on top of each other.
func inTime(c *Config) { c.Settle = 20 * time.Minute }

// Whatever is lost with disks, forgotten with logs, or copied: who lacks a write lets
// what depends on it wait.
func TestCausalOrderIsNeverViolatedInAnyMode(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		members(r, &c)
		if c.Replication.Mode == QuorumMode {
			c.Replication = Replication{}
		}
		c.Replication.Order, c.Replication.AntiEntropy = CausalOrder, 0
		o := wiredRapid(r, c)
		require.NoError(r, o.Run(nil))
		require.Zero(r, overtakings(o), "%s", summary(c))
	})
}

// Where streams keep their order, whoever has a write has those before it: what one lost
// disk had is then with others, who need not wait for it for ever.
func TestOneLostDiskBlocksNobodyInCausalOrder(t *testing.T) {
	lost := 0
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		if c.Replication.Mode == QuorumMode {
			c.Replication = Replication{}
		}
		c.Replication.Order, c.Replication.AntiEntropy, c.Replication.LoopPrevention = CausalOrder, 0, LoopVersionVector
		c.Replication.SerialFanOut = 0 // small transactions would leave before large ones
		c.Network.Ordering, c.Network.Topology.Name = network.FIFO, "all-to-all"
		if c.Network.Resend < 0 {
			c.Network.Resend = 200 * ms
		}
		if c.Replication.Gossip != nil {
			c.Replication.Gossip.Counter = 0
		}
		loseOneDisk(r, &c)
		inTime(&c)
		o := wiredRapid(r, c)
		require.NoError(r, o.Run(nil))
		lost += len(o.transfers)
		require.Zero(r, o.InFlight(), "%s", summary(c))
	})
	require.NotZero(t, lost)
}

// loseOneDisk lets all members be there from the beginning, and one of them alone lose
// its disk.
func loseOneDisk(t *rapid.T, c *Config) {
	one := rapid.IntRange(0, len(c.Leaders)-1).Draw(t, "whose disk")
	for i := range c.Leaders {
		c.Leaders[i].Joins = false
	}
	for i := range c.Faults {
		if c.Faults[i].DiskLost {
			c.Faults[i].Leaders = []int{one}
		}
	}
}

// A single leader orders all writes: once all is quiet, everybody has its order.
func TestFollowersOfALeaderAgree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		if c.Replication.Mode == QuorumMode {
			c.Replication = Replication{}
		}
		c.Replication.Gossip, c.Replication.AntiEntropy = nil, 0
		anySuccession(r, &c)
		members(r, &c)
		if c.Network.Resend < 0 {
			c.Network.Resend = 200 * ms
		}
		c.Replication.Forward = ForwardAuto
		c.Conflicts = Conflicts{Strategy: "last-write-wins", Clock: Hybrid, Tombstones: TombstonesKept}
		inTime(&c)
		o := wiredRapid(r, c)
		require.NoError(r, o.Run(nil))
		require.Zero(r, o.diverged(), "%s", summary(c))
	})
}

func TestEveryModeRepeatsToTheBit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		members(r, &c)
		a, b := wiredRapid(r, c), wiredRapid(r, c)
		require.NoError(r, a.Run(nil))
		require.NoError(r, b.Run(nil))
		require.Equal(r, a.Fingerprint(), b.Fingerprint())
		require.Equal(r, a.Cost(), b.Cost())
		require.Equal(r, a.dones, b.dones)
		require.Equal(r, a.transfers, b.transfers)
	})
}

// Where every message comes in the end, every client is answered in the end.
func TestNobodyWaitsForEver(t *testing.T) {
	waited := 0
	rapid.Check(t, func(r *rapid.T) {
		c := anything(r)
		members(r, &c)
		c.Network.Topology.Name, c.Replication.LoopPrevention = "all-to-all", LoopVersionVector
		if c.Network.Resend < 0 {
			c.Network.Resend = 200 * ms
		}
		if c.Replication.Gossip != nil {
			c.Replication.Gossip.Counter = 0
		}
		if c.Replication.Mode != QuorumMode {
			c.Replication.Acknowledge = rapid.SampledFrom([]Acknowledge{{Peers: 1}, {All: true}}).Draw(r, "waits for")
		}
		o := ends(t, c)
		waited += len(o.dones)
		if c.Replication.Order != CausalOrder { // else who depends on what is lost waits for ever
			require.Empty(r, o.clients.pending, "%s", summary(c))
		}
	})
	require.NotZero(t, waited)
}

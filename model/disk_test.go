package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
)

// paris writes x, and a cut keeps it from the others. Then its disk is lost.
func TestWhatOnlyALostDiskHadIsGone(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Script = []Step{at(100*ms, 1, Update, "x", "old"), at(time.Second, 0, Update, "x", "new"), at(4*time.Second, 0, Read, "x")}
	c.Faults = []Fault{
		{At: 900 * ms, For: 300 * ms, Kind: Partition, Groups: [][]int{{0}}},
		{At: 1100 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true},
	}
	o := tell(t, c)
	require.Equal(t, []string{"old", "old", "old"}, o.values("x"))
	require.True(t, o.dones[1].OK, "the client was told that it is safe")
	require.Equal(t, "old", o.read(0))
	require.Len(t, o.transfers, 1)
	x := o.transfers[0]
	require.Equal(t, ByRestore, x.Why)
	require.EqualValues(t, 2100*ms+100*ms, x.At, "a copy takes the way there and back")
	require.Equal(t, 0, x.Leader)
	require.Equal(t, 1, x.From, "the nearest, and of two as near the first")
	require.Equal(t, []TransferRow{{Row: x.Rows[0].Row, Removed: []WriteID{2}, Added: []WriteID{1}, Distinct: 1}}, x.Rows)
	requireAllDone(t, o)
}

// The change had left for sydney alone when the disk was lost: who has it spreads it.
func TestALostDiskGetsBackWhatOthersHave(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 0, 1, 3*time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "new")}
	c.Faults = []Fault{{At: 1500 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, []string{"new", "-", "new"}, o.values("x"), "tokyo was to get it from paris alone")
	c.Replication.AntiEntropy = time.Second
	o = tell(t, c)
	require.Equal(t, []string{"new", "new", "new"}, o.values("x"), "unless rows are compared")
}

// tokyo is behind when paris copies it: the rest comes from those who have it.
func TestAfterACopyNeighboursSendWhatItLacks(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 2, 1, 2*time.Second)
	c.Script = []Step{at(time.Second, 2, Update, "x", "1")}
	c.Faults = []Fault{{At: 1100 * ms, For: 100 * ms, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, 1, o.transfers[0].From)
	require.Empty(t, o.transfers[0].Rows[0].Added)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	require.Equal(t, []string{"1 1.05s took", "1 1.35s took"}, o.when(0))
}

func TestALeaderWithoutItsDiskServesNobodyBeforeItHasACopy(t *testing.T) {
	c := among("paris", "tokyo")
	c.Script = []Step{at(1650*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: time.Second, For: 600 * ms, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, 1, o.dones[0].Leader, "the client goes to tokyo")
}

func TestACopyIsAskedForAgainWhenItsSourceFails(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{
		{At: time.Second, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true},
		crash(1, 2050*ms, time.Second),
	}
	o := tell(t, c)
	require.EqualValues(t, 3150*ms, o.transfers[0].At, "a way there and back after the other is up again")
}

func TestALeaderAloneRestartsEmpty(t *testing.T) {
	c := among("paris")
	c.Script = []Step{at(100*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: time.Second, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, []string{"-"}, o.values("x"))
	require.Equal(t, Nobody, o.transfers[0].From)
}

// What was queued, in service, deferred or waiting for its causes is lost with a disk,
// comes again, and is counted right all the same.
func TestLostDisksLeaveNothingBehind(t *testing.T) {
	for _, change := range []func(*Config){
		func(c *Config) { c.Replication.Apply = constant(40 * ms) },
		func(c *Config) { c.Replication.Order = CausalOrder; c.Replication.Acknowledge.All = true },
		func(c *Config) { c.Replication.Order = CausalOrder; datagrams(c) },
		func(c *Config) { c.Replication.Ship = time.Second },
		func(c *Config) { c.Replication.SerialFanOut = 300 * ms },
		func(c *Config) { c.Replication.Acknowledge.All = true },
		func(c *Config) { c.Network.Topology.Name = "chain"; c.Replication.LoopPrevention = LoopPath },
		func(c *Config) { c.Network.Topology.Name = "ring" },
		func(c *Config) { c.Network.Duplicate = .3; c.Network.Ordering = network.Datagram },
		func(c *Config) {
			c.Network.Loss = .3
			c.Network.Resend = network.Never
			c.Network.Ordering = network.Datagram
		},
		func(c *Config) { c.Conflicts.Strategy = "siblings" },
	} {
		c := basic(4)
		c.Workload.Rate, c.Workload.Keys = 20, 10
		c.Faults = []Fault{
			{At: 3 * time.Second, For: time.Second, Kind: Pause, Leaders: []int{1}},
			{At: 3500 * ms, For: time.Second, Kind: Crash, Leaders: []int{1}, DiskLost: true},
			{At: 6 * time.Second, For: 2 * time.Second, Kind: Crash, Leaders: []int{0, 2}, DiskLost: true},
			{At: 7 * time.Second, For: 3 * time.Second, Kind: Partition, Groups: [][]int{{0, 3}}},
			{At: 18 * time.Second, Kind: Crash, Leaders: []int{3}, DiskLost: true},
		}
		change(&c)
		o := tell(t, c)
		require.Len(t, o.transfers, 4)
		requireAllDone(t, o)
	}
}

// A change that is lost with a disk blocks for ever those that depend on it.
func requireOnlyWaiting(t require.TestingT, o *tale) {
	waiting := map[WriteID]bool{}
	for i := range o.leaders {
		for _, list := range o.leaders[i].waiting {
			for _, a := range list {
				waiting[a.unit] = true
			}
		}
	}
	require.Len(t, waiting, o.InFlight())
}

// requireAllDone is requireNothingLeft where records are kept.
func requireAllDone(t require.TestingT, o *tale) {
	require.True(t, o.keeps)
	if o.config.Replication.Order == CausalOrder && o.InFlight() > 0 {
		requireOnlyWaiting(t, o)
		return
	}
	o.writes.keep = false
	for id := WriteID(1); id < o.writes.next; id++ {
		o.writes.release(id)
	}
	require.Empty(t, o.letters, "packets")
	require.Empty(t, o.quorum.reads, "reads")
	requireNothingLeft(t, o)
}

func TestACrashEndsTheCopyThatWasAskedFor(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{
		{At: time.Second, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true},
		{At: 2030 * ms, For: 50 * ms, Kind: Crash, Leaders: []int{0}, DiskLost: true},
	}
	o := tell(t, c)
	require.EqualValues(t, 2180*ms, o.transfers[0].At)
}

package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// tokyo is 50 ms from paris, sydney 200.
func acknowledged(a Acknowledge) Config {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 0, 2, 200*ms)
	c.Replication.Acknowledge = a
	c.Script = []Step{at(0, 0, Update, "x", "1")}
	return c
}

func TestLocalAcknowledgementTakesNoTime(t *testing.T) {
	require.Equal(t, []time.Duration{0}, tell(t, acknowledged(Acknowledge{})).latencies())
}

func TestSemiSynchronousWaitsForTheFastestPeers(t *testing.T) {
	require.Equal(t, []time.Duration{100 * ms}, tell(t, acknowledged(Acknowledge{Peers: 1})).latencies())
	o := tell(t, acknowledged(Acknowledge{Peers: 2}))
	require.Equal(t, []time.Duration{400 * ms}, o.latencies())
	require.EqualValues(t, 4, o.Cost().Messages, "two changes, two acknowledgements")
	requireNothingLeft(t, o)
	require.Equal(t, []time.Duration{400 * ms}, tell(t, acknowledged(Acknowledge{Peers: 9})).latencies(), "more than there are is all")
}

func TestSemiSynchronousWaitsForReceiptAndSynchronousForApply(t *testing.T) {
	c := acknowledged(Acknowledge{Peers: 2})
	c.Replication.Apply = sim.Constant(70 * ms)
	require.Equal(t, []time.Duration{400 * ms}, tell(t, c).latencies())
	c.Replication.Acknowledge = Acknowledge{All: true}
	require.Equal(t, []time.Duration{470 * ms}, tell(t, c).latencies())
}

func TestReadsAndSingleLeadersWaitForNobody(t *testing.T) {
	c := acknowledged(Acknowledge{All: true})
	c.Script[0].Kind = Read
	require.Equal(t, []time.Duration{0}, tell(t, c).latencies())
	c = among("paris")
	c.Replication.Acknowledge = Acknowledge{All: true}
	c.Script = []Step{at(0, 0, Update, "x", "1")}
	o := tell(t, c)
	require.Equal(t, []time.Duration{0}, o.latencies())
	requireNothingLeft(t, o)
}

func TestStarRelaysAcknowledgements(t *testing.T) {
	c := among("a", "hub", "c", "d")
	c.Network.Topology.Name, c.Network.Topology.Hub = "star", 1
	c.Script = []Step{at(0, 0, Update, "x", "1")}
	c.Replication.Acknowledge = Acknowledge{Peers: 1}
	require.Equal(t, []time.Duration{100 * ms}, tell(t, c).latencies(), "the hub's own")
	c.Replication.Acknowledge = Acknowledge{Peers: 2}
	require.Equal(t, []time.Duration{200 * ms}, tell(t, c).latencies(), "a spoke's, through the hub")
	c.Replication.Acknowledge = Acknowledge{All: true}
	o := tell(t, c)
	require.InDelta(t, 200*ms, o.latencies()[0], 10, "a FIFO link sets equal arrivals 1 ns apart")
	require.EqualValues(t, 3+1+2+2, o.Cost().Messages)
	requireNothingLeft(t, o)
}

// In a ring one way the change of a goes on as its acknowledgements go home: each
// leader's way there and back is the whole ring.
func TestOneWayRingAcknowledgesRoundTheRing(t *testing.T) {
	c := among("a", "b", "c", "d")
	c.Network.Topology.Name = "ring"
	c.Script = []Step{at(0, 0, Update, "x", "1")}
	for _, a := range []Acknowledge{{Peers: 1}, {Peers: 3}, {All: true}} {
		c.Replication.Acknowledge = a
		o := tell(t, c)
		require.InDelta(t, 200*ms, o.latencies()[0], 10)
		requireNothingLeft(t, o)
	}
}

// The network doubles everything; two answers of one leader are one.
func TestDoubledMessagesDoNotAcknowledgeTwice(t *testing.T) {
	for _, l := range []LoopPrevention{LoopVersionVector, LoopOrigin, LoopNone} {
		c := acknowledged(Acknowledge{Peers: 2})
		c.Replication.LoopPrevention = l
		c.Network.Duplicate = 1
		o := tell(t, c)
		require.Equal(t, []time.Duration{400 * ms}, o.latencies(), "prevention %d", l)
		requireNothingLeft(t, o)
	}
}

// Acknowledgements that a hub passes on have luck of their own: the slowest of four
// draws is slower than one draw.
func TestRelayedAcknowledgementsAreDelayedApart(t *testing.T) {
	mean := func(peers int) (sum time.Duration) {
		c := among("a", "hub", "c", "d", "e", "f")
		c.Network.Topology.Name, c.Network.Topology.Hub = "star", 1
		datagrams(&c)
		for i := range 6 {
			if i != 1 {
				slow(&c, 1, i, 0)
			}
		}
		c.Network.Links = append(c.Network.Links, networkLink(1, 0, sim.Uniform(0, 100*ms)))
		for i := range 1000 {
			c.Script = append(c.Script, at(time.Duration(i)*10*ms, 0, Update, "x", "1"))
		}
		c.Replication.Acknowledge = Acknowledge{Peers: peers}
		for _, l := range tell(t, c).latencies() {
			sum += l / 1000
		}
		return sum
	}
	require.InDelta(t, 100./6, float64(mean(1))/float64(ms), 2, "the first of five uniform draws")
	require.InDelta(t, 500./6, float64(mean(5))/float64(ms), 2, "the last")
}

// Peers that are out of reach cannot acknowledge: the client waits, and is told
// nothing before the end.
func TestClientWaitsAsLongAsPeersAreOutOfReach(t *testing.T) {
	c := acknowledged(Acknowledge{Peers: 1})
	c.Faults = []Fault{{At: 0, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	require.Equal(t, []time.Duration{5*time.Second + 100*ms}, tell(t, c).latencies())
	c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never
	o := tell(t, c)
	require.False(t, o.dones[0].OK)
	require.Equal(t, []time.Duration{10 * time.Second}, o.latencies())
	requireNothingLeft(t, o)
}

// Of two copies of an acknowledgement none, one or both may be lost on the way.
func TestLostAcknowledgementsAreMissedByNobodyElse(t *testing.T) {
	c := acknowledged(Acknowledge{Peers: 1})
	c.Network.Duplicate, c.Network.Ordering, c.Network.Resend = 1, network.Datagram, network.Never
	c.Faults = []Fault{{At: 60 * ms, For: 10 * ms, Kind: Cut, Links: [][2]int{{1, 0}}}}
	o := tell(t, c)
	require.Equal(t, []time.Duration{400 * ms}, o.latencies(), "tokyo's are lost; sydney's count")
	requireNothingLeft(t, o)
}

func TestAClientIsToldWhenItsLeaderLeaves(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Replication.Acknowledge.All = true
	slow(&c, 0, 2, time.Second)
	c.Script = []Step{at(1500*ms, 2, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{2}}}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestClosedClientsOfOneWhoLeavesGoElsewhere(t *testing.T) {
	c := basic(3)
	c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = Closed, 5, ms
	c.Replication.Acknowledge.All = true
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{2}}}
	o := tell(t, c)
	later := 0
	for _, d := range o.dones {
		if d.Home == 2 && d.Began > 3e9 {
			later++
		}
	}
	require.NotZero(t, later, "its clients go elsewhere")
}

// b acknowledges, loses its disk, and gets the change again.
func TestALeaderThatGetsAChangeAgainIsNotTwo(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Acknowledge.All = true
	slow(&c, 0, 2, 5*time.Second)
	slow(&c, 1, 2, 10*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 1500 * ms, For: 500 * ms, Kind: Crash, Leaders: []int{1}, DiskLost: true}}
	o := tell(t, c)
	require.GreaterOrEqual(t, o.latencies()[0], 10*time.Second)
}

func TestACopyAcknowledgesWhatItBrings(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Acknowledge.All = true
	slow(&c, 0, 1, 300*ms)
	slow(&c, 1, 2, 10*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 1100 * ms, For: 500 * ms, Kind: Crash, Leaders: []int{1}, DiskLost: true}}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestAComparisonDoesNotKeepAChangeFromBeingAcknowledged(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Acknowledge.All = true
	c.Replication.AntiEntropy = 300 * ms
	slow(&c, 0, 1, 2*time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestBatchesThatComparisonsForestallAreAcknowledged(t *testing.T) {
	c := basic(3)
	c.Replication.Acknowledge.All = true
	c.Replication.Ship = 2 * time.Second
	c.Replication.AntiEntropy = 500 * ms
	c.Workload.Rate = 2
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestANewLeaderAcknowledgesInThePlaceOfOneWhoLeaves(t *testing.T) {
	c := among("a", "b", "c", "s")
	c.Leaders[3].Joins = true
	c.Replication.Acknowledge.All = true
	slow(&c, 0, 2, 5*time.Second)
	slow(&c, 1, 3, 10*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 500 * ms, For: 9 * time.Second, Kind: Pause, Leaders: []int{2}}, {At: 2 * time.Second, Kind: Join, Leaders: []int{3}}, {At: 3 * time.Second, Kind: Leave, Leaders: []int{2}}}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestANewLeaderDoesNotAcknowledgeForAnother(t *testing.T) {
	c := among("a", "b", "c", "s")
	c.Leaders[3].Joins = true
	c.Replication.Acknowledge.All = true
	slow(&c, 0, 2, 5*time.Second)
	slow(&c, 0, 1, 500*ms)
	slow(&c, 1, 3, 10*ms)
	c.Script = []Step{at(1990*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Join, Leaders: []int{3}}}
	o := tell(t, c)
	require.GreaterOrEqual(t, o.latencies()[0], 5*time.Second, "c has not applied it")
}

func TestAcknowledgementsUnderWayToAHubThatLeavesAreSentAgain(t *testing.T) {
	c := among("hub", "b", "c")
	c.Network.Topology.Name = "star"
	c.Replication.Acknowledge.All = true
	c.Script = []Step{at(1890*ms, 1, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{0}}}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestWhoHasLeftDoesNotAcknowledge(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Acknowledge.Peers = 2
	c.Replication.Apply = constant(5 * time.Second)
	slow(&c, 0, 2, 4*time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{1}}}
	o := tell(t, c)
	require.GreaterOrEqual(t, o.latencies()[0], 4*time.Second, "no leader that is there has received it before")
}

package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// gossiping is n leaders, 10 ms from each other, that make contact every second.
func gossiping(n int, g Gossip) Config {
	c := basic(n)
	c.Workload = Workload{}
	c.Network.Latency.Law = constant(10 * ms)
	g.Every, g.Peers = time.Second, max(1, g.Peers)
	c.Replication.Gossip = &g
	c.Script = []Step{at(100*ms, 0, Update, "x", "1")}
	return c
}

func knowing(o *tale) (n int) {
	for _, v := range o.values("x") {
		if v == "1" {
			n++
		}
	}
	return n
}

func TestARumourReachesTheOtherOfTwoInTheFirstCycle(t *testing.T) {
	for _, style := range []GossipStyle{Push, Pull, PushPull} {
		o := tell(t, gossiping(2, Gossip{Style: style, Counter: 1}))
		require.Equal(t, map[GossipStyle][]string{
			Push: {"1 1.01s took"}, Pull: {"1 1.02s took"}, PushPull: {"1 1.01s took"},
		}[style], o.when(1)[:1], "%v", style)
		requireNothingLeft(t, o)
	}
}

func TestWithoutAStopEverybodyLearnsInTheEnd(t *testing.T) {
	for _, style := range []GossipStyle{Push, Pull, PushPull} {
		for _, poisson := range []bool{false, true} {
			o := tell(t, gossiping(30, Gossip{Style: style, Poisson: poisson}))
			require.Equal(t, 30, knowing(o))
			requireNothingLeft(t, o)
		}
	}
}

func TestInterestIsLostAfterContactsInVain(t *testing.T) {
	last := 0
	for k := 1; k <= 3; k++ {
		n := 0
		for seed := range uint64(10) {
			c := gossiping(100, Gossip{Counter: k})
			c.Seed = seed
			o := tell(t, c)
			n += knowing(o)
			requireNothingLeft(t, o)
		}
		require.Greater(t, n, last, "counter %d", k)
		last = n
	}
	require.Greater(t, last, 950)
	require.Less(t, knowing(tell(t, gossiping(100, Gossip{Coin: 1}))), 100)
}

// The two contacts in vain of a pair of leaders: each tells the other once more.
func TestAContactIsOneMessage(t *testing.T) {
	c := gossiping(2, Gossip{Counter: 1})
	o := tell(t, c)
	require.Equal(t, []string{"1 1.01s took", "1 2.01s again"}, o.when(1))
	require.Equal(t, []string{"1 2.01s again"}, o.when(0))
	require.EqualValues(t, 3, o.Cost().Messages)
}

func TestGossipGoesRoundFaults(t *testing.T) {
	for _, style := range []GossipStyle{Push, Pull, PushPull} {
		c := basic(6)
		c.Replication.Gossip = &Gossip{Style: style, Every: 200 * ms, Peers: 2, Counter: 4}
		c.Workload.Rate, c.Workload.Keys = 5, 20
		c.Faults = []Fault{
			crash(1, 3*time.Second, 4*time.Second),
			{At: 5 * time.Second, For: 3 * time.Second, Kind: Partition, Groups: [][]int{{0, 2}}},
			{At: 9 * time.Second, For: time.Second, Kind: Crash, Leaders: []int{3}, DiskLost: true},
			{At: 12 * time.Second, For: time.Second, Kind: Pause, Leaders: []int{4}},
		}
		c.Network.Duplicate = .1
		o := tell(t, c)
		requireAllDone(t, o)
		c.Replication.AntiEntropy = time.Second
		o = tell(t, c)
		require.Zero(t, o.diverged())
		requireAllDone(t, o)
	}
}

// A datagram is lost for good, and rows are compared now and then.
func TestAntiEntropyMendsWhatWasLost(t *testing.T) {
	for _, strategy := range []string{"last-write-wins", "first-write-wins", "site-priority", "siblings"} {
		c := basic(5)
		c.Conflicts.Strategy = strategy
		c.Workload.Rate, c.Workload.Keys = 20, 50
		c.Network.Ordering, c.Network.Loss, c.Network.Resend = network.Datagram, .3, network.Never
		if strategy != "siblings" {
			require.NotZero(t, tell(t, c).diverged())
		}
		c.Replication.AntiEntropy = 500 * ms
		o := tell(t, c)
		require.Zero(t, o.diverged(), strategy)
		requireAllDone(t, o)
	}
}

// Row-based SQL replication leaves leaders with different rows when a clock is behind
// (TestRowsOfOwnWritesDiverge…): to compare rows mends that too.
func TestAntiEntropyMendsWhatAClockSetApart(t *testing.T) {
	c := among("paris", "tokyo")
	c.Conflicts.Overwrite = true
	c.Leaders[1].Clock.Offset = -time.Second
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(1500*ms, 1, Update, "x", "2")}
	require.Equal(t, []string{"1", "2"}, tell(t, c).values("x"))
	c.Replication.AntiEntropy = time.Second
	require.Equal(t, []string{"1", "1"}, tell(t, c).values("x"))
}

func TestAComparisonIsAtMostThreeMessages(t *testing.T) {
	c := among("paris", "tokyo")
	c.Duration = 3 * time.Second
	c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never
	c.Faults = []Fault{{At: 900 * ms, For: 300 * ms, Kind: Cut, Links: [][2]int{{0, 1}, {1, 0}}}}
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Replication.AntiEntropy = time.Hour
	o := wired(t, c)
	o.schedule(2*1e9, keyOf(kindContact, contactRepair, 0))
	require.NoError(t, o.Run(func(sim.Time) error { return nil }))
	require.Equal(t, []string{"1 2.15s took"}, o.when(1))
	require.EqualValues(t, 4, o.Cost().Messages, "the lost change, digests, the reply that asks, the version")
}

// Many rumours at a time, each with interest of its own.
func TestManyRumoursAreCountedRight(t *testing.T) {
	c := basic(100)
	c.Network.Latency.Law = constant(10 * ms)
	c.Replication.Gossip = &Gossip{Every: time.Second, Peers: 1, Counter: 2}
	c.Workload.Rate, c.Workload.Keys = .1, 100
	o := tell(t, c)
	requireNothingLeft(t, o)
}

// D hears of the change from B and from C in one cycle. Both told it news, as neither
// could know of the other, and so both call again; their calls to A were in vain.
func TestWhatIsHeardInACycleIsNewsInAllItsContacts(t *testing.T) {
	c := gossiping(4, Gossip{Counter: 2, Peers: 2})
	c.Network.Topology = network.Topology{Edges: [][2]int{{0, 1}, {0, 2}, {1, 3}, {2, 3}}}
	heard := tell(t, c).when(3)
	require.Equal(t, []string{"1 2.01s took", "1 2.01s again", "1 3.01s again", "1 3.01s again"}, heard[:4])
}

func TestEachContactTossesACoinOfItsOwn(t *testing.T) {
	stopped, runs := 0, 200
	for seed := range runs {
		c := gossiping(21, Gossip{Style: Pull, Coin: 4})
		c.Network.Topology.Name = "star"
		c.Seed = uint64(seed)
		o := wired(t, c)
		o.RunUntil(2500 * 1e6)
		if len(o.leaders[0].rumours) == 0 {
			stopped++
		}
	}
	require.Greater(t, stopped, runs*9/10)
}

func TestARestoredHubSpreadsWhatItsCopyBrought(t *testing.T) {
	c := gossiping(4, Gossip{Style: Push})
	c.Network.Topology = network.Topology{Name: "star", Hub: 1}
	c.Faults = []Fault{{At: 1015 * ms, For: 500 * ms, Kind: Crash, Leaders: []int{1}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1", "1"}, o.values("x"))
	require.Zero(t, o.InFlight())
}

func TestWhoLeavesTellsItsNewsFirst(t *testing.T) {
	c := gossiping(4, Gossip{Style: Push})
	c.Script = []Step{at(1500*ms, 0, Update, "x", "acknowledged")}
	c.Faults = []Fault{{At: 1800 * ms, Kind: Leave, Leaders: []int{0}}}
	o := tell(t, c)
	require.True(t, o.dones[0].OK)
	require.Equal(t, []string{"-", "acknowledged", "acknowledged", "acknowledged"}, o.values("x"))
}

func TestVersionsThatAComparisonBringsCostMetadata(t *testing.T) {
	c := among("paris", "tokyo")
	c.Conflicts.Overwrite = true
	c.Leaders[1].Clock.Offset = -time.Second
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(1500*ms, 1, Update, "x", "2")}
	o := tell(t, c)
	before := o.Cost()
	c.Replication.AntiEntropy = time.Second
	o = tell(t, c)
	require.Greater(t, o.Cost().Metadata, before.Metadata, "versions that a comparison brings carry stamps")
}

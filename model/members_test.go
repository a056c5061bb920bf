package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
)

// joining is paris and tokyo, and sydney that joins at 2 s.
func joining() Config {
	c := among("paris", "tokyo", "sydney")
	c.Leaders[2].Joins = true
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Join, Leaders: []int{2}}}
	return c
}

func TestANewLeaderCopiesAReplicaAndThenTakesPart(t *testing.T) {
	c := joining()
	c.Script = []Step{
		at(time.Second, 0, Update, "x", "1"),
		at(2500*ms, 1, Update, "y", "2"),
		at(3*time.Second, 2, Update, "z", "3"),
		at(3*time.Second, 2, Read, "x"),
	}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	require.Equal(t, []string{"2", "2", "2"}, o.values("y"))
	require.Equal(t, []string{"3", "3", "3"}, o.values("z"))
	require.Equal(t, "1", o.read(0))
	require.Equal(t, Transfer{
		At: 2100 * 1e6, Why: ByJoin, Leader: 2, From: 0, Rows: []TransferRow{{Row: 0, Added: []WriteID{1}, Distinct: 1}},
	}, o.transfers[0])
	require.Equal(t, []string{"2 2.55s took"}, o.when(2))
	requireAllDone(t, o)
}

func TestBeforeItJoinsALeaderIsNotThere(t *testing.T) {
	c := joining()
	c.Script = []Step{at(time.Second, 2, Update, "x", "1")}
	o := wired(t, c)
	o.RunUntil(1900 * 1e6)
	require.Equal(t, 0, o.dones[0].Leader, "its clients go to the nearest")
	require.Equal(t, []string{"1", "1", "-"}, o.values("x"))
	require.Zero(t, o.diverged(), "nobody misses anything")
	require.Empty(t, o.when(2))
}

func TestTheClientsOfANewLeaderBeginWhenItJoins(t *testing.T) {
	for _, arrivals := range []Arrivals{Poisson, Constant, Closed} {
		c := joining()
		c.Workload = basic(1).Workload
		c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = arrivals, 3, 30*ms
		o := tell(t, c)
		own := 0
		for _, d := range o.dones {
			if d.Home == 2 {
				require.GreaterOrEqual(t, time.Duration(d.Began), 2100*ms)
				own++
			}
		}
		require.Greater(t, own, 100)
		require.Zero(t, o.diverged())
		requireAllDone(t, o)
	}
}

func TestWhoLeavesCountsNoMore(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Script = []Step{
		at(1990*ms, 2, Update, "x", "last"),
		at(2500*ms, 2, Update, "y", "elsewhere"),
		at(1980*ms, 0, Update, "z", "missed"),
	}
	c.Script[0], c.Script[2], c.Script[1] = c.Script[2], c.Script[1], c.Script[0]
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{2}}}
	o := tell(t, c)
	require.Equal(t, []string{"last", "last", "-"}, o.values("x"), "what it had sent arrives")
	require.Equal(t, []string{"missed", "missed", "-"}, o.values("z"))
	require.Equal(t, 0, o.dones[2].Leader, "its clients go elsewhere")
	require.Empty(t, o.when(2), "what was on its way to it is dropped")
	require.Equal(t, ByLeave, o.transfers[0].Why)
	require.Zero(t, o.diverged())
	requireAllDone(t, o)
}

func TestABatchLeavesWithItsLeader(t *testing.T) {
	c := among("paris", "tokyo")
	c.Replication.Ship = 10 * time.Second
	c.Script = []Step{at(time.Second, 1, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{1}}}
	require.Equal(t, []string{"1 2.05s took"}, tell(t, c).when(0))
}

func TestAClientWaitsForNobodyWhoHasLeft(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 0, 2, 3*time.Second)
	c.Replication.Acknowledge.All = true
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{2}}}
	require.Equal(t, []time.Duration{time.Second}, tell(t, c).latencies())
}

// ring is four leaders one way round, each 50 ms from the next.
func ringOfFour() Config {
	c := among("a", "b", "c", "d")
	c.Network.Topology.Name = "ring"
	return c
}

func TestInARingTheFlowStopsAtWhoIsDown(t *testing.T) {
	c := ringOfFour()
	c.Script = []Step{at(2*time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{crash(1, time.Second, 5*time.Second)}
	o := tell(t, c)
	require.Equal(t, []string{"1 6.1s took"}, o.when(2))

	c.Replication.Reroute = 2 * time.Second
	o = tell(t, c)
	require.Equal(t, []string{"1 3.05s took", "1 6.1s again"}, o.when(2), "a ships to c once the ring does without b")
	require.Equal(t, []string{"1", "1", "1", "1"}, o.values("x"))
	requireAllDone(t, o)
}

func TestInAStarWithoutItsHubNobodyHears(t *testing.T) {
	c := ringOfFour()
	c.Network.Topology = network.Topology{Name: "star", Hub: 1}
	c.Script = []Step{at(2*time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{crash(1, time.Second, 5*time.Second)}
	require.Equal(t, []string{"1 6.1s took"}, tell(t, c).when(2))

	c.Replication.Reroute = 2 * time.Second
	o := tell(t, c)
	require.Equal(t, []string{"1 3.05s took", "1 6.1s again"}, o.when(2), "a is the hub now")
	require.Equal(t, []string{"1", "1", "1", "1"}, o.values("x"))
}

func TestABriefOutageIsNotRoutedAround(t *testing.T) {
	c := ringOfFour()
	c.Replication.Reroute = 2 * time.Second
	c.Script = []Step{at(1500*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{crash(1, time.Second, time.Second), crash(1, 2500*ms, time.Second)}
	require.Equal(t, []string{"1 2.1s took"}, tell(t, c).when(2))
}

// MySQL bug 27808: loops are prevented by the origin alone, which drops its own
// changes. When it has left, nobody does, and its changes circle for ever.
func TestOrphanEventsCircle(t *testing.T) {
	c := ringOfFour()
	c.Replication.LoopPrevention = LoopOrigin
	c.Settle = 20 * time.Second
	c.Script = []Step{at(1900*ms, 1, Update, "x", "orphan")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{1}}}
	o := tell(t, c)
	require.Greater(t, len(o.when(3)), 100)
	require.NotZero(t, o.InFlight())
	require.Equal(t, []string{"orphan", "-", "orphan", "orphan"}, o.values("x"))

	c.Replication.LoopPrevention = LoopVersionVector
	o = tell(t, c)
	require.Less(t, len(o.when(3)), 3)
	requireAllDone(t, o)
}

// The ring of the bug report: of three, two are left, and send each other the orphan.
func TestOrphanEventsCircleBetweenTwo(t *testing.T) {
	c := among("a", "b", "c")
	c.Network.Topology.Name = "ring"
	c.Replication.LoopPrevention = LoopOrigin
	c.Settle = 20 * time.Second
	c.Script = []Step{at(1960*ms, 1, Update, "x", "orphan")}
	c.Faults = []Fault{{At: 2 * time.Second, Kind: Leave, Leaders: []int{1}}}
	require.Greater(t, len(tell(t, c).when(0)), 100)
}

func TestMembersComeAndGoAndAgree(t *testing.T) {
	for _, topology := range []string{"all-to-all", "ring", "bidirectional-ring", "star", "chain", "tree", "grid", "random", "small-world"} {
		for _, change := range []func(*Config){
			func(*Config) {},
			func(c *Config) { c.Replication.Ship = 500 * ms },
			func(c *Config) { c.Replication.Apply = constant(5 * ms); c.Replication.Acknowledge.Peers = 1 },
			func(c *Config) { c.Replication.SerialFanOut = 50 * ms; c.Replication.Acknowledge.All = true },
			func(c *Config) { c.Replication.Order = CausalOrder; datagrams(c) },
			func(c *Config) { c.Network.Duplicate = .2; datagrams(c) },
		} {
			c := basic(6)
			c.Network.Topology.Name, c.Network.Topology.Degree = topology, 2
			c.Workload.Rate, c.Workload.Keys = 10, 20
			c.Leaders[5].Joins = true
			c.Replication.Reroute = 2 * time.Second
			c.Faults = []Fault{
				{At: 2 * time.Second, Kind: Join, Leaders: []int{5}},
				crash(1, 4*time.Second, 4*time.Second),
				{At: 6 * time.Second, Kind: Leave, Leaders: []int{0}},
				{At: 10 * time.Second, For: 3 * time.Second, Kind: Crash, Leaders: []int{3}, DiskLost: true},
				crash(2, 11*time.Second, 5*time.Second),
			}
			change(&c)
			o := tell(t, c)
			if o.InFlight() == 0 {
				require.Zero(t, o.diverged(), "%s", topology)
			}
			requireAllDone(t, o)
		}
	}
}

func TestWhoIsDownAtAJoinSendsLater(t *testing.T) {
	c := among("a", "b", "s")
	c.Leaders[2].Joins = true
	slow(&c, 0, 1, time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{
		crash(0, 1500*ms, 3*time.Second),
		{At: 2 * time.Second, Kind: Join, Leaders: []int{2}},
	}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
}

func TestWhoIsDownAtARestoreSendsLater(t *testing.T) {
	c := among("a", "b", "c")
	slow(&c, 0, 2, 5*time.Second)
	slow(&c, 1, 2, 10*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{
		{At: 1500 * ms, For: 500 * ms, Kind: Crash, Leaders: []int{1}, DiskLost: true},
		crash(0, 1600*ms, 3*time.Second),
	}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
}

func TestTheLastChangeOfOneWhoLeftReachesANewLeader(t *testing.T) {
	c := among("a", "b", "c", "s")
	c.Leaders[3].Joins = true
	slow(&c, 0, 1, 500*ms)
	slow(&c, 0, 2, 500*ms)
	c.Script = []Step{at(1900*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{
		{At: 2 * time.Second, Kind: Leave, Leaders: []int{0}},
		{At: 2010 * ms, Kind: Join, Leaders: []int{3}},
	}
	o := tell(t, c)
	require.Equal(t, []string{"-", "1", "1", "1"}, o.values("x"))
}

func TestWhoLeavesBeforeItsCopyEndsDoesNotJoin(t *testing.T) {
	c := joining()
	c.Faults = append(c.Faults, Fault{At: 2050 * ms, Kind: Leave, Leaders: []int{2}})
	o := tell(t, c)
	require.True(t, o.leaders[2].absent)
}

func TestAnOutageIsOneHoweverManyCrashesItHas(t *testing.T) {
	c := ringOfFour()
	c.Script = []Step{at(2*time.Second, 0, Update, "x", "1")}
	c.Replication.Reroute = 2 * time.Second
	c.Faults = []Fault{crash(1, time.Second, 5*time.Second), crash(1, 2500*ms, time.Second)}
	require.Equal(t, "1 3.05s took", tell(t, c).when(2)[0])
}

func TestWhoIsDownWhenARingIsClosedSendsLater(t *testing.T) {
	c := ringOfFour() // a → b → c → d → a
	c.Replication.Reroute = 0
	c.Script = []Step{at(900*ms, 0, Update, "x", "1"), at(5*time.Second, 0, Update, "y", "2")}
	slow(&c, 0, 1, 3*time.Second)
	c.Faults = []Fault{crash(0, time.Second, 2*time.Second), {At: 2 * time.Second, Kind: Leave, Leaders: []int{1}}}
	o := tell(t, c)
	require.Equal(t, []string{"1", "-", "1", "1"}, o.values("x"))
}

func TestWhoIsDownAtARerouteSendsLater(t *testing.T) {
	c := ringOfFour()
	c.Replication.Reroute = 2 * time.Second
	c.Script = []Step{at(1100*ms, 0, Update, "x", "1"), at(9*time.Second, 2, Read, "x")}
	c.Faults = []Fault{crash(1, time.Second, 50*time.Second), crash(0, 2*time.Second, 1900*ms)}
	o := wired(t, c)
	o.RunUntil(9900 * 1e6)
	require.Equal(t, []string{"1", "-", "1", "1"}, o.values("x"), "c and d are 8 s behind for a crash of 2 s")
}

func TestOrphansCircleInARingThatBeganAsTwo(t *testing.T) {
	circles := func(late bool) int {
		c := among("a", "b", "c")
		c.Network.Topology.Name = "ring"
		c.Replication.LoopPrevention = LoopOrigin
		c.Settle = 20 * time.Second
		if late {
			c.Leaders[2].Joins = true
			c.Faults = []Fault{{At: 100 * ms, Kind: Join, Leaders: []int{2}}}
		}
		c.Script = []Step{at(1960*ms, 2, Update, "x", "orphan")}
		c.Faults = append(c.Faults, Fault{At: 2 * time.Second, Kind: Leave, Leaders: []int{2}})
		return len(tell(t, c).when(0))
	}
	require.Equal(t, circles(false) > 100, circles(true) > 100)
}

func TestWhoStandsStillSendsNothing(t *testing.T) {
	c := joining()
	c.Script = []Step{at(1990*ms, 1, Update, "x", "1")}
	slow(&c, 0, 1, time.Second)
	c.Faults = append(c.Faults, Fault{At: 2 * time.Second, For: 5 * time.Second, Kind: Pause, Leaders: []int{1}})
	o := wired(t, c)
	o.RunUntil(6e9)
	for _, m := range o.sents {
		if m.From == 1 && m.At > 2e9 {
			t.Fatal("a leader that stands still sends: ", m)
		}
	}
}

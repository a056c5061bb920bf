package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// led is paris, which leads, and followers 50 ms from each other.
func led(failover time.Duration, followers ...string) Config {
	c := among(append([]string{"paris"}, followers...)...)
	c.Replication.Mode = SingleLeaderMode
	c.Replication.Single = SingleLeader{Leader: 0, Failover: failover, Fenced: true}
	return c
}

func TestWritesGoToTheLeaderAndReadsToTheNearest(t *testing.T) {
	c := led(0, "tokyo", "sydney")
	c.Script = []Step{at(time.Second, 1, Update, "x", "1"), at(1020*ms, 1, Read, "x"), at(2*time.Second, 1, Read, "x")}
	o := tell(t, c)
	require.EqualValues(t, 0, o.commits[0].Write.Origin)
	require.EqualValues(t, 1050*ms, o.commits[0].Write.At)
	require.Equal(t, []int{1, 1}, []int{o.reads[0].Leader, o.reads[1].Leader})
	require.Equal(t, "-", o.read(0), "the follower has it 50 ms after the leader")
	require.Equal(t, "1", o.read(1))
	require.Contains(t, o.latencies(), 100*ms)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
}

func TestWithoutAFailoverWritesFailUntilTheLeaderIsBack(t *testing.T) {
	c := led(0, "tokyo", "sydney")
	c.Faults = []Fault{crash(0, time.Second, 3*time.Second)}
	c.Script = []Step{at(2*time.Second, 1, Update, "x", "1"), at(2*time.Second, 1, Read, "x"), at(5*time.Second, 1, Update, "x", "2")}
	o := tell(t, c)
	require.Equal(t, []bool{false, true, true}, oks(o))
}

func oks(o *tale) (list []bool) {
	for _, d := range o.dones {
		list = append(list, d.OK)
	}
	return list
}

// The write of paris is acknowledged, and has reached nobody when paris falls over.
func TestAFailoverLosesTheTailThatWasNotShipped(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Faults = []Fault{crash(0, 1010*ms, 5*time.Second)}
	c.Script = []Step{
		at(500*ms, 0, Update, "x", "kept"),
		at(time.Second, 0, Update, "x", "tail"),
		at(2*time.Second, 1, Update, "y", "early"),
		at(4*time.Second, 1, Update, "y", "late"),
		at(8*time.Second, 0, Update, "z", "follower"),
	}
	o := tell(t, c)
	require.Equal(t, []bool{true, true, false, true, true}, oks(o), "no leader between the crash and the election")
	require.Equal(t, []string{"kept", "kept", "kept"}, o.values("x"))
	require.Equal(t, []string{"late", "late", "late"}, o.values("y"))
	require.EqualValues(t, 1, o.commits[2].Write.Origin, "tokyo leads: as much of the log as sydney, and before it in the list")
	require.EqualValues(t, 1, o.commits[3].Write.Origin, "and paris forwards to it when it is back")
	require.Equal(t, ByRollback, o.transfers[0].Why)
	require.Equal(t, 0, o.transfers[0].Leader)
	require.Equal(t, 1, o.transfers[0].From)
	requireAllDone(t, o)
}

func TestTheReplicaWithMostOfTheLogLeads(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	slow(&c, 0, 1, 400*ms)
	c.Faults = []Fault{crash(0, 1100*ms, 5*time.Second)}
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(4*time.Second, 1, Update, "y", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"), "sydney had it, and leads")
	require.EqualValues(t, 2, o.commits[1].Write.Origin)
	require.Equal(t, []string{"1 3.15s took", "2 4.1s took", "1 6.5s again"}, o.when(1), "and sends tokyo what it lacks")
}

func TestALeaderThatIsBackInTimeGoesOn(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Faults = []Fault{crash(0, time.Second, time.Second), crash(0, 2500*ms, time.Second)}
	c.Script = []Step{at(4*time.Second, 1, Update, "x", "1")}
	require.EqualValues(t, 0, tell(t, c).commits[0].Write.Origin)
}

// paris is cut off and does not know that the others have elected another.
func split(fenced bool) Config {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Single.Fenced = fenced
	c.Faults = []Fault{{At: time.Second, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	c.Script = []Step{
		at(2*time.Second, 0, Update, "x", "before"),
		at(4*time.Second, 0, Update, "x", "after"),
		at(4500*ms, 1, Update, "x", "other side"),
	}
	return c
}

func TestAFencedLeaderWithoutAMajorityStopsInTime(t *testing.T) {
	o := tell(t, split(true))
	require.Equal(t, []bool{true, false, true}, oks(o))
	require.Equal(t, []string{"other side", "other side", "other side"}, o.values("x"))
	requireAllDone(t, o)
}

func TestAnUnfencedLeaderGoesOnBesideTheNewOne(t *testing.T) {
	o := tell(t, split(false))
	require.Equal(t, []bool{true, true, true}, oks(o), "two lead at once")
	require.Equal(t, []string{"other side", "other side", "other side"}, o.values("x"))
	for _, a := range o.applies {
		require.NotEqual(t, "after", o.WriteName(a.Write), "what the old one wrote goes nowhere")
	}
}

func TestAPausedLeaderIsDeposedAndRollsBack(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Single.Fenced = false
	c.Faults = []Fault{{At: time.Second, For: 5 * time.Second, Kind: Pause, Leaders: []int{0}}}
	c.Script = []Step{at(990*ms, 0, Update, "x", "shipped"), at(4*time.Second, 1, Update, "y", "1"), at(7*time.Second, 0, Update, "z", "2")}
	o := tell(t, c)
	require.EqualValues(t, 1, o.commits[1].Write.Origin)
	require.EqualValues(t, 1, o.commits[2].Write.Origin)
	require.Equal(t, []string{"shipped", "shipped", "shipped"}, o.values("x"))
	require.Empty(t, o.transfers, "it has nothing that the new leader lacks")
	requireAllDone(t, o)
}

func TestNoMajorityNoLeader(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Faults = []Fault{crash(0, time.Second, 6*time.Second), crash(1, time.Second, 3*time.Second)}
	c.Script = []Step{at(3500*ms, 2, Update, "x", "1"), at(6500*ms, 2, Update, "x", "2")}
	o := tell(t, c)
	require.Equal(t, []bool{false, true}, oks(o), "tokyo and sydney are one, 2 s after tokyo is back")
}

func TestFailoversLeaveNothingBehind(t *testing.T) {
	for _, change := range []func(*Config){
		func(*Config) {},
		func(c *Config) { c.Replication.Single.Fenced = false },
		func(c *Config) { c.Replication.Acknowledge.Peers = 1 },
		func(c *Config) { c.Replication.Ship = 300 * ms },
		func(c *Config) { c.Replication.Apply = constant(10 * ms) },
		func(c *Config) { c.Replication.Order = CausalOrder },
		func(c *Config) { c.Network.Topology.Name = "chain" },
		func(c *Config) { c.Network.Topology.Name = "ring"; c.Replication.Reroute = time.Second },
		func(c *Config) { c.Replication.SerialFanOut = 100 * ms },
		datagrams,
		func(c *Config) { c.Network.Duplicate = .3 },
	} {
		c := basic(5)
		c.Replication.Mode = SingleLeaderMode
		c.Replication.Single = SingleLeader{Leader: 2, Failover: time.Second, Fenced: true}
		c.Workload.Rate, c.Workload.Keys = 20, 20
		c.Duration = 60 * time.Second
		c.Faults = []Fault{
			{Kind: Crash, Every: 8 * time.Second, For: 4 * time.Second},
			{Kind: Partition, Shape: RandomHalves, Every: 10 * time.Second, For: 5 * time.Second},
			{Kind: Pause, Every: 15 * time.Second, For: 3 * time.Second},
			{Kind: Crash, Every: 20 * time.Second, For: 2 * time.Second, DiskLost: true},
		}
		change(&c)
		o := tell(t, c)
		require.Zero(t, o.diverged())
		require.NotEmpty(t, o.transfers)
		require.Greater(t, len(o.succession.leaders), 2)
		requireAllDone(t, o)
	}
}

// paris has two writes that nobody else has, tokyo and sydney one of a later term.
func TestALogOfAnEarlierTermDoesNotLead(t *testing.T) {
	for _, fenced := range []bool{true, false} {
		c := led(2*time.Second, "tokyo", "sydney")
		c.Replication.Single.Fenced = fenced
		c.Faults = []Fault{
			{At: time.Second, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}},
			crash(1, 5500*ms, 4*time.Second),
		}
		c.Script = []Step{
			at(1500*ms, 0, Update, "x", "tail1"),
			at(1600*ms, 0, Update, "x", "tail2"),
			at(4*time.Second, 1, Update, "y", "acked and on a majority"),
		}
		o := tell(t, c)
		require.Equal(t, []bool{true, true, true}, oks(o))
		require.Equal(t, "acked and on a majority", o.values("y")[2])
	}
}

func TestClientsOfADeposedLeaderAreTold(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Acknowledge.Peers = 1
	c.Faults = []Fault{{At: time.Second, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	c.Script = []Step{at(1500*ms, 0, Update, "x", "tail")}
	o := ends(t, c)
	require.Empty(t, o.clients.pending)
}

func TestTheLastReplicaIsNotRolledBackToNothing(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Faults = []Fault{
		{At: time.Second, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}},
		{At: 6050 * ms, For: time.Second, Kind: Crash, Leaders: []int{1, 2}, DiskLost: true},
	}
	c.Script = []Step{
		at(500*ms, 0, Update, "y", "everywhere"),
		at(1500*ms, 0, Update, "x", "tail"),
	}
	o := tell(t, c)
	require.Equal(t, []string{"everywhere", "everywhere", "everywhere"}, o.values("y"))
}

func TestWhatWaitsForATailThatIsGoneIsForgone(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Order = CausalOrder
	c.Network.Ordering = network.Datagram
	c.Network.Latency.Law = sim.Uniform(10*ms, 300*ms)
	for i := range 10 {
		c.Script = append(c.Script, at(990*ms, 0, Update, "x"+itoa(i), "1"))
	}
	c.Faults = []Fault{{At: 1100 * ms, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	o := ends(t, c)
	require.Zero(t, o.InFlight())
}

func TestComparisonsDoNotBringATailBack(t *testing.T) {
	c := split(false)
	c.Replication.AntiEntropy = 20 * ms
	o := tell(t, c)
	require.Equal(t, []string{"other side", "other side", "other side"}, o.values("x"))
	c.Script = []Step{at(4*time.Second, 0, Update, "y", "tail")}
	o = tell(t, c)
	require.Equal(t, []string{"-", "-", "-"}, o.values("y"))
}

func TestALeaderThatWakesUpLearnsFirstThatAnotherLeads(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Single.Fenced = false
	c.Faults = []Fault{{At: time.Second, For: 5 * time.Second, Kind: Pause, Leaders: []int{0}}}
	c.Script = []Step{at(1500*ms, 0, Update, "x", "queued in the pause")}
	o := tell(t, c)
	require.NotEqual(t, 0, o.dones[0].Leader)
}

// compared is paris, which leads and loses its disk before it has shipped a transaction.
// Comparisons, of each leader with the next of the ring, bring others its rows.
func compared(t *testing.T, failover time.Duration, comparisons map[int]time.Duration) *tale {
	c := led(failover, "tokyo", "sydney")
	c.Network.Topology.Name = "ring"
	c.Replication.Ship, c.Replication.AntiEntropy = 5*time.Second, time.Hour
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Script[0].Also = []Part{{Key: "y", Value: "2"}}
	c.Faults = []Fault{{At: 2 * time.Second, For: 4 * time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := wired(t, c)
	for who, when := range comparisons {
		o.schedule(sim.Time(when), keyOf(kindContact, contactRepair, who))
	}
	o.RunUntil(sim.Time(9 * time.Second))
	return o
}

// paris goes on from tokyo's replica, and sydney has more: it is rolled back, as a standby
// of PostgreSQL is rewound that is ahead of where the new timeline forks off.
func TestALeaderThatGoesOnFromAnotherReplicaBeginsATerm(t *testing.T) {
	o := compared(t, 0, map[int]time.Duration{2: 1200 * ms})
	require.EqualValues(t, 1, o.succession.term())
	require.Equal(t, 0, o.succession.leader())
	require.Equal(t, []TransferReason{ByRestore, ByRollback}, []TransferReason{o.transfers[0].Why, o.transfers[1].Why})
	require.Equal(t, 2, o.transfers[1].Leader)
	require.Equal(t, []string{"-", "-", "-"}, o.values("x"))
	require.Equal(t, []string{"-", "-", "-"}, o.values("y"))
}

// tokyo, which leads next, has the rows of the transaction by a comparison, and so
// others may have them.
func TestFollowersTakeWhatAComparisonHasBroughtTheirLeader(t *testing.T) {
	o := compared(t, time.Second, map[int]time.Duration{0: 1200 * ms, 1: 4 * time.Second})
	require.Equal(t, 1, o.succession.leader())
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	require.Equal(t, []string{"2", "2", "2"}, o.values("y"))
}

// tokyo has received the write of paris when it comes to lead, and not applied it yet.
func TestANewLeaderPassesOnWhatItHadReceived(t *testing.T) {
	c := led(2*time.Second, "tokyo", "sydney")
	c.Replication.Apply = constant(3 * time.Second)
	slow(&c, 0, 2, 400*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 1100 * ms, For: 8 * time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := tell(t, c)
	require.Equal(t, []string{"1 4.05s took"}, o.when(1))
	require.Equal(t, []string{"1 7.1s took"}, o.when(2))
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	requireAllDone(t, o)
}

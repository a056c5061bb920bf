package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func crash(leader int, at, span time.Duration) Fault {
	return Fault{At: at, For: span, Kind: Crash, Leaders: []int{leader}}
}

// The client waits for both peers. paris falls over before sydney has answered: the
// client is told of a failure, and yet its write is there, and spreads.
func TestCrashFailsTheClientsThatWaitAndKeepsTheirWrites(t *testing.T) {
	c := acknowledged(Acknowledge{Peers: 2})
	c.Faults = []Fault{crash(0, 150*ms, time.Second)}
	o := tell(t, c)
	require.False(t, o.dones[0].OK)
	require.Equal(t, []time.Duration{150 * ms}, o.latencies())
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	require.Equal(t, []string{"1 1.35s took"}, o.when(2), "what was under way comes after the restart, one delay later")
	requireNothingLeft(t, o)
}

func TestChangesNotYetShippedLeaveAfterTheRestart(t *testing.T) {
	c := among("paris", "tokyo")
	c.Replication.Ship = time.Second
	c.Script = []Step{at(500*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{crash(0, 600*ms, 5*time.Second)}
	require.Equal(t, []string{"1 6.05s took"}, tell(t, c).when(1))

	c.Replication.Ship, c.Replication.SerialFanOut = 0, 300*ms
	require.Equal(t, []string{"1 5.65s took"}, tell(t, c).when(1))
}

func TestChangesThatAreBeingAppliedAreNotLost(t *testing.T) {
	for _, span := range []time.Duration{20 * ms, 5 * time.Second} {
		c := basic(3)
		c.Replication.Apply = constant(100 * ms)
		c.Workload.Rate, c.Duration = 2, 10*time.Second
		c.Faults = []Fault{crash(1, 3*time.Second, span), crash(2, 3100*ms, span), crash(0, 3200*ms, span)}
		o := tell(t, c)
		require.Len(t, o.applies, 2*len(o.commits))
		require.Zero(t, o.diverged())
		requireNothingLeft(t, o)
	}
}

// tokyo is down from the start; paris is nearer to it than sydney.
func failover(f Failover) *Config {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 1, 2, 200*ms)
	c.Workload.Failover = f
	c.Faults = []Fault{crash(1, 0, 5*time.Second)}
	c.Script = []Step{at(time.Second, 1, Update, "x", "1")}
	return &c
}

func TestClientsOfACrashedLeaderGoToTheNearest(t *testing.T) {
	o := tell(t, *failover(Failover{}))
	require.Equal(t, []int{1, 0}, []int{o.dones[0].Home, o.dones[0].Leader})
	require.True(t, o.dones[0].OK)
	require.Equal(t, []time.Duration{100 * ms}, o.latencies(), "there and back")
	require.EqualValues(t, 0, o.commits[0].Write.Origin)
}

func TestClientsNeedTimeToNotice(t *testing.T) {
	require.Equal(t, []time.Duration{1100 * ms}, tell(t, *failover(Failover{After: time.Second})).latencies())
}

func TestClientsThatDoNotFailOverFail(t *testing.T) {
	o := tell(t, *failover(Failover{Off: true}))
	require.False(t, o.dones[0].OK)
	require.Equal(t, -1, o.dones[0].Leader, "nobody served it")
	require.Empty(t, o.commits)
}

func TestNobodyServesWhenAllAreDown(t *testing.T) {
	c := failover(Failover{After: 100 * ms})
	c.Faults = append(c.Faults, crash(0, 0, 5*time.Second), crash(2, 0, 5*time.Second))
	o := tell(t, *c)
	require.Equal(t, []bool{false}, []bool{o.dones[0].OK})
	require.Equal(t, -1, o.dones[0].Leader)
	requireNothingLeft(t, o)
}

// The nearest falls over as well while the client is on its way there.
func TestClientsFailOverAgain(t *testing.T) {
	c := failover(Failover{})
	c.Faults = append(c.Faults, crash(0, 1020*ms, time.Second))
	o := tell(t, *c)
	require.Equal(t, 2, o.dones[0].Leader)
	require.Equal(t, []time.Duration{450 * ms}, o.latencies())
}

func TestOverlappingCrashesEndWithTheLast(t *testing.T) {
	c := failover(Failover{Off: true})
	c.Faults = append(c.Faults, crash(1, 4*time.Second, 4*time.Second))
	c.Script = []Step{at(6*time.Second, 1, Update, "x", "1"), at(9*time.Second, 1, Update, "x", "2")}
	o := tell(t, *c)
	require.Equal(t, []bool{false, true}, []bool{o.dones[0].OK, o.dones[1].OK})
}

func TestFaultsAreOverWhenTheLoadIs(t *testing.T) {
	c := failover(Failover{})
	c.Faults[0].For = 0
	o := tell(t, *c)
	require.Len(t, o.faults, 2)
	require.EqualValues(t, c.Duration, o.faults[1].At)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
}

func TestFaultsThatWouldBeginAfterTheLoadDoNot(t *testing.T) {
	c := failover(Failover{})
	c.Faults = []Fault{crash(1, c.Duration, time.Second), {At: 2 * c.Duration, Kind: Partition, Groups: [][]int{{0}}}}
	o := tell(t, *c)
	require.Empty(t, o.faults)
	requireNothingLeft(t, o)
}

package model

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// Gray, Helland, O'Neil and Shasha 1996, §4: a transaction updates its replicas one
// after another; the r-th peer has the update after r × rows × the time of one.
func TestSerialFanOutReachesEachPeerAfterTheOnesBefore(t *testing.T) {
	c := among("a", "b", "c", "d")
	c.Network.Latency.Law = sim.Constant(0)
	c.Replication.SerialFanOut = 10 * ms
	c.Script = []Step{at(time.Second, 1, Update, "x", "1")}
	o := tell(t, c)
	require.Equal(t, []string{"1 1.01s took"}, o.when(0))
	require.Equal(t, []string{"1 1.02s took"}, o.when(2))
	require.Equal(t, []string{"1 1.03s took"}, o.when(3))
	requireNothingLeft(t, o)
}

func TestSerialFanOutTakesEachRowOfATransaction(t *testing.T) {
	c := basic(4)
	c.Network.Latency.Law = sim.Constant(0)
	c.Replication.SerialFanOut = 10 * ms
	c.Workload.Transaction, c.Workload.Rate, c.Duration = 3, 5, 5*time.Second
	o := tell(t, c)
	for _, a := range o.applies {
		turn := a.Leader
		if a.Leader < int(a.Write.Origin) {
			turn++
		}
		delay := a.At.Sub(a.Write.At)
		require.Contains(t, []time.Duration{0, 1, 2, 3}, delay-time.Duration(turn)*30*ms, "a FIFO link sets equal arrivals 1 ns apart")
	}
	require.NotEmpty(t, o.applies)
	requireNothingLeft(t, o)
}

func TestBatchesLeaveAllLeadersOnOneBeat(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Ship = time.Second
	c.Script = []Step{
		at(200*ms, 0, Update, "x", "1"),
		at(300*ms, 1, Update, "y", "2"),
		at(999*ms, 0, Update, "x", "3"),
		at(1000*ms, 0, Update, "x", "4"), // on the beat: goes with the next
	}
	o := tell(t, c)
	require.Equal(t, []string{"1 1.05s took", "3 1.05s took", "2 1.05s took", "4 2.05s took"}, o.when(2))
	require.EqualValues(t, 6, o.Cost().Messages, "a batch is one message")
	requireNothingLeft(t, o)
}

// A batch takes as long as a beat, so b has it on a beat. It goes on with the next
// one, whether something else leaves b with this one or not.
func TestWhatArrivesOnABeatWaitsForTheNext(t *testing.T) {
	c := among("a", "b", "c")
	c.Network.Topology.Name = "chain"
	c.Network.Latency.Law = sim.Constant(time.Second)
	c.Replication.Ship = time.Second
	c.Script = []Step{at(500*ms, 0, Update, "x", "1")}
	require.Equal(t, []string{"1 4s took"}, tell(t, c).when(2))
	c.Script = append(c.Script, at(1500*ms, 1, Update, "y", "2"))
	require.Equal(t, []string{"2 3s took", "1 4s took"}, tell(t, c).when(2))
}

func TestBatchesOfAPausedLeaderWaitForTheFirstBeatAfterIt(t *testing.T) {
	c := among("a", "b")
	c.Replication.Ship = time.Second
	c.Script = []Step{at(500*ms, 0, Update, "x", "1")}
	c.Faults = []Fault{{At: 600 * ms, For: 2 * time.Second, Kind: Pause, Leaders: []int{0}}}
	require.Equal(t, []string{"1 3.05s took"}, tell(t, c).when(1))
}

func TestMessagesCostWhatTheyCarry(t *testing.T) {
	c := among("a", "b", "c")
	c.Workload.ValueSize = 100
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(time.Second, 0, Delete, "x")}
	o := tell(t, c)
	require.Len(t, o.sents, 4)
	require.Equal(t, Cost{Messages: 4, Bytes: 2 * (40 + 8 + 100 + 40 + 8), Metadata: 4 * 8}, o.Cost())
}

// Any number of changes is under way at once: a link with a constant delay makes
// nothing queue.
func TestLinksAreNotQueues(t *testing.T) {
	c := among("a", "b")
	for i := range 100 {
		c.Script = append(c.Script, at(time.Duration(i)*time.Microsecond, 0, Update, fmt.Sprint("x", i), "1"))
	}
	for _, a := range tell(t, c).applies {
		require.Equal(t, 50*ms, a.At.Sub(a.Write.At))
	}
}

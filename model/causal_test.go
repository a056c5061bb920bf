package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Kleppmann, Designing Data-Intensive Applications, ch. 5: client A inserts a row at
// leader 1, client B updates it at leader 3 as soon as it is there, and the update
// is at leader 2 before the row is.
func overtaken(order Order) Config {
	c := among("1", "2", "3")
	c.Replication.Order = order
	slow(&c, 0, 1, 500*ms)
	c.Script = []Step{at(0, 0, Insert, "x", "1"), at(60*ms, 2, Update, "x", "2"), at(200*ms, 1, Read, "x")}
	return c
}

func TestUpdateOvertakesTheInsertThatItDependsOn(t *testing.T) {
	o := tell(t, overtaken(ArrivalOrder))
	require.Equal(t, []string{"2 110ms took", "1 500ms kept"}, o.when(1))
	require.Equal(t, "2", o.read(0))
}

func TestCausalOrderHoldsTheUpdateUntilTheInsertIsThere(t *testing.T) {
	o := tell(t, overtaken(CausalOrder))
	require.Equal(t, []string{"1 500ms took", "2 500ms took"}, o.when(1))
	require.Equal(t, "-", o.read(0))
	requireNothingLeft(t, o)
}

// The row that a change depends on need not be its own.
func TestCausalOrderGoesAcrossRows(t *testing.T) {
	c := overtaken(CausalOrder)
	c.Script = []Step{at(0, 0, Update, "question", "?"), at(60*ms, 2, Update, "answer", "!"), at(200*ms, 1, Read, "answer")}
	o := tell(t, c)
	require.Equal(t, []string{"? 500ms took", "! 500ms took"}, o.when(1))
	require.Equal(t, "-", o.read(0))
}

// A chain of four, arriving in the opposite order at leader 5, is applied in the
// order in which it was made.
func TestCausalOrderWaitsForWholeChains(t *testing.T) {
	c := among("1", "2", "3", "4", "5")
	c.Replication.Order = CausalOrder
	for i := range 4 {
		slow(&c, i, 4, time.Duration(900-200*i)*ms)
		c.Script = append(c.Script, at(time.Duration(60*i)*ms, i, Update, "x", string(rune('a'+i))))
	}
	o := tell(t, c)
	require.Equal(t, []string{"a 900ms took", "b 900ms took", "c 900ms took", "d 900ms took"}, o.when(4))
}

func TestCausalOrderWaitsForWholeTransactions(t *testing.T) {
	c := basic(4)
	c.Replication.Order = CausalOrder
	c.Workload.Transaction, c.Workload.Keys, c.Duration = 3, 20, 2*time.Second
	datagrams(&c)
	o := tell(t, c)
	requireCausal(t, o)
	requireNothingLeft(t, o)
}

// requireCausal demands that no leader applied a change before one that it depends
// on: one that its origin had committed or applied by then.
func requireCausal(t testing.TB, o *tale) {
	t.Helper()
	require.Zero(t, overtakings(o))
}

// overtakings counts the pairs of units that a leader applied against their causal
// order. The record of the tale is ordered: the origin's past of a unit is what stands
// before it there, or in what the origin had a copy of.
func overtakings(o *tale) (count int) {
	past := make([][]bool, len(o.leaders)) // by leader and unit: it has been applied
	for i := range past {
		past[i] = make([]bool, o.writes.next)
	}
	needs := map[WriteID][]bool{}
	transfers := o.transfers
	for i, e := range o.order {
		for len(transfers) > 0 && o.before[len(o.transfers)-len(transfers)] == i {
			past[transfers[0].Leader] = pastOfCopy(past, transfers[0].From)
			transfers = transfers[1:]
		}
		unit := e.write.First
		if e.leader == int(e.write.Origin) && needs[unit] == nil {
			needs[unit] = slices.Clone(past[e.leader])
		}
		if e.write.ID == unit {
			count += lacking(needs[unit], past[e.leader])
		}
		past[e.leader][unit] = true
	}
	return count
}

func pastOfCopy(past [][]bool, from int) []bool {
	if from == Nobody {
		return make([]bool, len(past[0]))
	}
	return slices.Clone(past[from])
}

// lacking is how many needs are not met.
func lacking(needs, met []bool) (n int) {
	for i := range needs {
		if needs[i] && !met[i] {
			n++
		}
	}
	return n
}

// The judge above can fail: under arrival order it finds what is there to be found.
func TestArrivalOrderOvertakesOnDatagrams(t *testing.T) {
	c := basic(4)
	c.Workload.Keys, c.Duration = 20, 2*time.Second
	datagrams(&c)
	require.NotZero(t, overtakings(tell(t, c)))
}

func TestAComparisonDoesNotBlockCausalOrder(t *testing.T) {
	c := among("a", "b", "c")
	c.Replication.Order = CausalOrder
	c.Replication.AntiEntropy = time.Hour
	slow(&c, 0, 1, 2*time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(4*time.Second, 0, Update, "y", "2"), at(5*time.Second, 2, Update, "z", "3")}
	o := wired(t, c)
	o.schedule(1200*1e6, keyOf(kindContact, contactRepair, 1)) // b compares with a or c
	o.schedule(1201*1e6, keyOf(kindContact, contactRepair, 1))
	o.schedule(1202*1e6, keyOf(kindContact, contactRepair, 1))
	o.RunUntil(60e9)
	require.Zero(t, o.InFlight())
}

func TestCausalOrderAndComparisonsEnd(t *testing.T) {
	c := basic(4)
	datagrams(&c)
	c.Replication.Order = CausalOrder
	c.Replication.AntiEntropy = 500 * ms
	c.Workload.Rate = 5
	o := ends(t, c)
	require.Zero(t, o.InFlight())
}

// paris loses its disk, and goes on without a write that sydney has and tokyo has not:
// sydney's next write depends on that one.
func halfLost(fromTokyo, fromSydney time.Duration) Config {
	c := among("paris", "tokyo", "sydney")
	c.Replication.Order = CausalOrder
	slow(&c, 0, 1, fromTokyo)
	slow(&c, 0, 2, fromSydney)
	c.Faults = []Fault{
		{At: 900 * ms, For: 500 * ms, Kind: Cut, Links: [][2]int{{0, 1}}},
		{At: 1300 * ms, For: 500 * ms, Kind: Crash, Leaders: []int{0}, DiskLost: true},
	}
	c.Script = []Step{at(time.Second, 0, Update, "x", "a"), at(1950*ms, 0, Update, "y", "b"), at(1980*ms, 2, Update, "z", "c")}
	return c
}

// b is a later write of paris than a, and does not stand for it: at tokyo, c waits until
// sydney has sent a to paris, and paris to tokyo.
func TestALaterWriteDoesNotStandForOneThatALostDiskHad(t *testing.T) {
	o := ends(t, halfLost(50*ms, 200*ms))
	require.Equal(t, 1, o.transfers[0].From)
	require.Equal(t, []string{"a 2.1s took", "c 2.18s took"}, o.when(0))
	require.Equal(t, []string{"b 2s took", "a 2.15s took", "c 2.15s took"}, o.when(1))
	requireCausal(t, o)
	requireAllDone(t, o)
}

// The copy is of sydney's replica, and brings a.
func TestWhatACopyBringsOfALostDiskOthersGet(t *testing.T) {
	o := ends(t, halfLost(200*ms, 50*ms))
	require.Equal(t, 2, o.transfers[0].From)
	require.Equal(t, []string{"a 2.1s took", "c 2.1s took", "b 2.15s took"}, o.when(1))
	requireCausal(t, o)
	requireAllDone(t, o)
}

// What nobody has any more blocks for ever what depends on it.
func TestWhatDependsOnALostWriteWaitsForEver(t *testing.T) {
	c := among("paris", "tokyo")
	c.Replication.Order = CausalOrder
	c.Network.Ordering = network.Datagram
	c.Network.Latency.Law = sim.Uniform(10*ms, 300*ms)
	for i := range 10 {
		c.Script = append(c.Script, at(990*ms, 0, Update, "x"+itoa(i), "1"))
	}
	c.Faults = []Fault{{At: 1100 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	o := ends(t, c)
	require.NotZero(t, o.InFlight())
	requireOnlyWaiting(t, o)
}

// Each life of a leader that a lost disk has ended takes one more entry of the vectors.
func TestALostDiskMakesCausalVectorsLonger(t *testing.T) {
	c := among("paris", "tokyo")
	c.Replication.Order = CausalOrder
	c.Script = []Step{at(5*time.Second, 1, Update, "x", "1")}
	c.Faults = []Fault{{At: time.Second, For: time.Second, Kind: Crash, Leaders: []int{0}}}
	kept := tell(t, c).Cost().Metadata
	c.Faults[0].DiskLost = true
	require.Equal(t, kept+entryBytes, tell(t, c).Cost().Metadata)
}

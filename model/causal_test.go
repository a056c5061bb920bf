package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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

// overtakings counts the pairs of changes that a leader applied against their
// causal order. The record of the tale is ordered: the origin's past of a write is
// what stands before it there.
func overtakings(o *tale) (count int) {
	past := make([][]int, len(o.leaders)) // by leader and origin: writes applied, in units of sequence
	for i := range past {
		past[i] = make([]int, len(o.leaders))
	}
	needs := map[WriteID][]int{}
	for _, e := range o.order {
		w := e.write
		if e.leader == int(w.Origin) {
			if w.ID == w.First {
				needs[w.ID] = append([]int(nil), past[w.Origin]...)
			}
			past[w.Origin][w.Origin] = int(w.Seq)
			continue
		}
		for origin, n := range needs[w.First] {
			if past[e.leader][origin] < n {
				count++
			}
		}
		past[e.leader][w.Origin] = max(past[e.leader][w.Origin], int(w.Seq))
	}
	return count
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

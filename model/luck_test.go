package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Common random numbers: variants of an experiment meet the same clients, and as far
// as they can the same network.

// asked is one write as its client asked for it.
type asked struct {
	at      sim.Time
	row     uint32
	seq     uint32
	session int32
	delete  bool
}

// asks lists the writes of each leader's clients.
func (o *tale) asks() [][]asked {
	list := make([][]asked, len(o.leaders))
	for _, c := range o.commits {
		w := c.Write
		list[w.Origin] = append(list[w.Origin], asked{w.At, w.Row, w.Seq, w.Session, w.Delete})
	}
	return list
}

// comings is when each change was applied, by dot and leader.
func (o *tale) comings() map[[3]int]sim.Time {
	list := map[[3]int]sim.Time{}
	for _, a := range o.applies {
		if a.Verdict == Again {
			continue
		}
		list[[3]int{int(a.Write.Origin), int(a.Write.Seq), a.Leader}] = a.At
	}
	return list
}

func lucky() Config {
	c := basic(3)
	c.Duration = 5 * time.Second
	c.Workload.Mix = Mix{Read: .3, Update: .5, Delete: .2}
	c.Workload.Popularity = Popularity{Kind: "zipf", Exponent: .99}
	datagrams(&c)
	return c
}

func TestStrategyMovesNoClientAndNoMessage(t *testing.T) {
	c := lucky()
	first := tell(t, c)
	for _, name := range ordinary() {
		for _, kind := range []ClockKind{Physical, Lamport, Hybrid} {
			c.Conflicts.Strategy, c.Conflicts.Clock = name, kind
			o := tell(t, c)
			require.Equal(t, first.asks(), o.asks(), name)
			require.Equal(t, first.comings(), o.comings(), name)
		}
	}
}

func TestLossMovesOnlyTheMessagesThatAreLost(t *testing.T) {
	c := lucky()
	lossless := tell(t, c)
	c.Network.Loss = .2
	lossy := tell(t, c)
	require.Equal(t, lossless.asks(), lossy.asks())
	moved, late := 0, lossy.comings()
	for message, at := range lossless.comings() {
		if late[message] != at {
			moved++
		}
	}
	require.InEpsilon(t, .2, float64(moved)/float64(len(late)), .15)
}

func TestDuplicatesMoveNoOriginal(t *testing.T) {
	c := lucky()
	single := tell(t, c).comings()
	c.Network.Duplicate = .3
	for message, at := range tell(t, c).comings() {
		require.LessOrEqual(t, at, single[message], "a copy may be first, the original is not later")
	}
}

// Not even the messages between the others.
func TestLeaderAtTheEndMovesNothingOfTheOthers(t *testing.T) {
	c := lucky()
	c.Replication.Apply = sim.Exponential(2 * ms)
	c.Replication.Workers = 1000 // so that nothing queues
	without := tell(t, c)
	c.Leaders = append(c.Leaders, LeaderConfig{Name: "n4", Load: 1})
	c.Network.Nodes = append(c.Network.Nodes, "n4")
	with := tell(t, c)
	require.Equal(t, without.asks(), with.asks()[:3])
	all := with.comings()
	for message, at := range without.comings() {
		require.Equal(t, at, all[message], "%v", message)
	}
}

func TestTopologyAndFaultsMoveNoClient(t *testing.T) {
	c := lucky()
	first := tell(t, c).asks()
	c.Network.Topology.Name = "chain"
	c.Network.Ordering = network.FIFO
	c.Replication.Ship, c.Replication.Order = time.Second, CausalOrder
	c.Faults = []Fault{{At: time.Second, For: time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	require.Equal(t, first, tell(t, c).asks())
}

func TestClosedClientsKeepTheirLuck(t *testing.T) {
	c := lucky()
	c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = Closed, 3, 20*ms
	first := tell(t, c).asks()
	c.Conflicts.Strategy = "siblings"
	require.Equal(t, first, tell(t, c).asks(), "local answers come at once, whatever the strategy")
}

func TestSeedMovesEverything(t *testing.T) {
	c := lucky()
	first := tell(t, c)
	c.Seed++
	second := tell(t, c)
	require.NotEqual(t, first.asks(), second.asks())
	require.NotEqual(t, first.Fingerprint(), second.Fingerprint())
}

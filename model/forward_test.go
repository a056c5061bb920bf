package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shaped is a story of one write at the first leader, in a topology.
func shaped(topology string, l LoopPrevention, names ...string) Config {
	c := among(names...)
	c.Network.Topology.Name = topology
	c.Replication.LoopPrevention = l
	c.Script = []Step{at(0, 0, Update, "x", "1")}
	return c
}

// arrivals counts the changes put on links, and how often each verdict was given.
func arrivals(o *tale) (sent int, applied, again int) {
	count := o.verdicts()
	return len(o.sents), count[Took] + count[Kept] + count[Joined], count[Again]
}

func TestRingCarriesAChangeOnceRound(t *testing.T) {
	o := tell(t, shaped("ring", LoopVersionVector, "a", "b", "c", "d"))
	require.Equal(t, []string{"1 50ms took"}, o.when(1))
	require.Equal(t, []string{"1 100ms took"}, o.when(2))
	require.Equal(t, []string{"1 150ms took"}, o.when(3))
	require.Equal(t, []string{"1 200ms again"}, o.when(0), "the origin knows its own dot")
	requireNothingLeft(t, o)
}

func TestOriginStopsAChangeOfItsOwn(t *testing.T) {
	o := tell(t, shaped("ring", LoopOrigin, "a", "b", "c", "d"))
	require.Equal(t, []string{"1 200ms again"}, o.when(0))
	sent, applied, again := arrivals(o)
	require.Equal(t, []int{4, 3, 1}, []int{sent, applied, again})
	requireNothingLeft(t, o)
}

func TestPathStopsAChangeBeforeItIsSentBack(t *testing.T) {
	o := tell(t, shaped("ring", LoopPath, "a", "b", "c", "d"))
	sent, applied, again := arrivals(o)
	require.Equal(t, []int{3, 3, 0}, []int{sent, applied, again}, "d knows that a has had it")
	requireNothingLeft(t, o)
}

// In a ring both ways a change goes round in both directions. Version vectors stop
// it where the two meet; with the path each goes on until it would meet its own
// way, with the origin until it is home.
func TestRingBothWaysDropsAsMuchAsItsPreventionLets(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e"}
	for _, x := range []struct {
		l                    LoopPrevention
		sent, applied, again int
	}{
		{LoopVersionVector, 6, 4, 2},
		{LoopPath, 8, 8, 0},
		{LoopOrigin, 10, 8, 2},
	} {
		o := tell(t, shaped("bidirectional-ring", x.l, names...))
		sent, applied, again := arrivals(o)
		require.Equal(t, []int{x.sent, x.applied, x.again}, []int{sent, applied, again}, "prevention %d", x.l)
		requireNothingLeft(t, o)
	}
}

func TestStarAndTreeNeedNoPreventionButTheWayBack(t *testing.T) {
	for _, topology := range []string{"star", "tree", "chain"} {
		for _, l := range []LoopPrevention{LoopVersionVector, LoopOrigin, LoopPath, LoopNone} {
			c := shaped(topology, l, "a", "b", "c", "d", "e", "f")
			c.Script[0].Leader = 3
			o := tell(t, c)
			sent, applied, again := arrivals(o)
			require.Equal(t, []int{5, 5, 0}, []int{sent, applied, again}, "%s, prevention %d", topology, l)
			requireNothingLeft(t, o)
		}
	}
}

func TestStarRelaysThroughItsHub(t *testing.T) {
	c := shaped("star", LoopVersionVector, "a", "b", "c", "d")
	c.Network.Topology.Hub = 2
	o := tell(t, c)
	require.Equal(t, []string{"1 50ms took"}, o.when(2))
	require.Equal(t, []string{"1 100ms took"}, o.when(1))
	require.Equal(t, []string{"1 100ms took"}, o.when(3))
}

// Nothing prevents loops: the run ends because its time does, not the change.
func TestWithoutPreventionAChangeCirclesForEver(t *testing.T) {
	c := shaped("ring", LoopNone, "a", "b", "c")
	c.Duration, c.Settle = 10*time.Second, 20*time.Second
	o := tell(t, c)
	require.Equal(t, 1, o.InFlight())
	require.Len(t, o.applies, 600, "30 s at 50 ms a link")
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"), "last-write-wins does not mind")
}

// MySQL's circular replication with a server that is gone: nobody recognises the
// change. Here the origin does not forward, and the others have no path to it.
func TestOriginPreventionLetsAChangeCircleThatCannotComeHome(t *testing.T) {
	c := shaped("edges", LoopOrigin, "a", "b", "c", "d")
	c.Network.Topology.Edges = [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 1}}
	c.Network.Topology.Directed = true
	c.Duration, c.Settle = time.Second, time.Second
	o := tell(t, c)
	require.Equal(t, 1, o.InFlight())
	require.Greater(t, len(o.when(1)), 10)
}

// Two writes of one leader, going round a ring both ways, under arrival order and
// origin prevention: a leader is told 1, 2 from one side, and then 1, 2 again from
// the other, so its row steps back to 1 for a while.
func TestArrivalOrderStepsBackWhereChangesComeTwice(t *testing.T) {
	c := shaped("bidirectional-ring", LoopOrigin, "a", "b", "c", "d", "e")
	c.Conflicts.Strategy = "arrival-order"
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(20*ms, 0, Update, "x", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"1 50ms took", "2 70ms took", "1 200ms took", "2 220ms took"}, o.when(1))
	require.Equal(t, []string{"2", "2", "2", "2", "2"}, o.values("x"))

	c.Conflicts.Strategy = "last-write-wins"
	require.Equal(t, []string{"1 50ms took", "2 70ms took", "1 200ms kept", "2 220ms kept"}, tell(t, c).when(1))
}

func TestForwardNeverTravelsOneLink(t *testing.T) {
	c := shaped("chain", LoopVersionVector, "a", "b", "c")
	c.Replication.Forward = ForwardNever
	require.Equal(t, []string{"1", "1", "-"}, tell(t, c).values("x"))
}

func TestForwardAlwaysReachesWhomACutLinkWouldMiss(t *testing.T) {
	c := shaped("all-to-all", LoopVersionVector, "a", "b", "c")
	c.Faults = []Fault{{At: 0, Kind: Cut, Links: [][2]int{{0, 2}}}}
	require.Equal(t, []string{"1 10.05s took"}, tell(t, c).when(2))
	c.Replication.Forward = ForwardAlways
	o := tell(t, c)
	require.Equal(t, "1 100ms took", o.when(2)[0])
	require.Equal(t, "1 10.05s again", o.when(2)[1])
	requireNothingLeft(t, o)
}

// A leader passes changes on in the order in which it applied them, so that FIFO
// links along a tree keep causal order.
func TestForwardingFollowsTheOrderOfApplying(t *testing.T) {
	c := basic(7)
	c.Network.Topology.Name = "tree"
	c.Workload.Keys, c.Duration = 10, 5*time.Second
	o := tell(t, c)
	requireCausal(t, o)
	for leader := range 7 {
		var from [7][]WriteID
		for _, s := range o.sents {
			if s.From == leader {
				from[s.To] = append(from[s.To], s.Write)
			}
		}
		for to, sent := range from {
			require.True(t, slices.Equal(sent, o.dealtAt(leader, sent)), "link %d to %d", leader, to)
		}
	}
}

// dealtAt is those of the given writes in the order in which the leader committed
// or applied them.
func (o *tale) dealtAt(leader int, among []WriteID) []WriteID {
	wanted := map[WriteID]bool{}
	for _, id := range among {
		wanted[id] = true
	}
	var list []WriteID
	for _, e := range o.order {
		if e.leader == leader && wanted[e.write.ID] {
			list = append(list, e.write.ID)
		}
	}
	return list
}

func TestWhatAComparisonBroughtIsPassedOnAllTheSame(t *testing.T) {
	c := among("a", "b", "c")
	c.Network.Topology.Name = "chain"
	c.Replication.Ship = 2 * time.Second
	c.Script = []Step{at(2100*ms, 0, Update, "x", "1")}
	c.Replication.AntiEntropy = time.Hour
	o := wired(t, c)
	o.schedule(3*1e9, keyOf(kindContact, contactRepair, 0))
	o.RunUntil(20e9)
	require.NotEmpty(t, o.when(2))
}

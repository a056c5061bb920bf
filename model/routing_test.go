package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

func routed(r Routing) Config {
	c := basic(3)
	c.Workload.Routing, c.Workload.Keys = r, 20
	c.Workload.Mix = Mix{Read: .5, Update: .5}
	c.Duration = 5 * time.Second
	return c
}

// requireOwnWay demands that each operation took its client twice the 50 ms to
// where it was served, and nothing at home.
func requireOwnWay(t *testing.T, o *tale) {
	for _, d := range o.dones {
		require.True(t, d.OK)
		if d.Home == d.Leader {
			require.Equal(t, d.Began, d.Ended)
		} else {
			require.Equal(t, 100*ms, d.Ended.Sub(d.Began))
		}
	}
	require.NotEmpty(t, o.dones)
	requireNothingLeft(t, o)
}

func TestRoutingToTheNearestStaysAtHome(t *testing.T) {
	o := tell(t, routed(RouteNearest))
	requireOwnWay(t, o)
	for _, d := range o.dones {
		require.Equal(t, d.Home, d.Leader)
	}
}

func TestEachKeyHasOneHome(t *testing.T) {
	o := tell(t, routed(RouteHome))
	requireOwnWay(t, o)
	homes := map[uint32]uint16{}
	for _, c := range o.commits {
		home, ok := homes[c.Write.Row]
		require.True(t, !ok || home == c.Write.Origin)
		homes[c.Write.Row] = c.Write.Origin
	}
	require.Len(t, homes, 20)
	for _, a := range o.applies {
		require.Equal(t, Took, a.Verdict, "with one home for each key there are no conflicts")
	}
}

func TestRandomRoutingTreatsAllLeadersAlike(t *testing.T) {
	o := tell(t, routed(RouteRandom))
	requireOwnWay(t, o)
	var served [3][3]int
	for _, d := range o.dones {
		served[d.Home][d.Leader]++
	}
	for _, row := range served {
		for _, n := range row {
			require.InDelta(t, 500/3, n, 50)
		}
	}
}

// n2 is down for a second. Its sessions that asked meanwhile stay where they went;
// with routing to the nearest they come home.
func TestStickySessionsStayWhereTheyWent(t *testing.T) {
	away := func(r Routing) (served int) {
		c := routed(r)
		c.Faults = []Fault{crash(1, time.Second, time.Second)}
		for _, d := range tell(t, c).dones {
			if d.Home == 1 && d.Began > 2e9 && d.Leader != 1 {
				served++
			}
		}
		return served
	}
	require.Zero(t, away(RouteNearest))
	require.NotZero(t, away(RouteSticky))
}

func TestClientsGoRoundACutWay(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Workload = routed(RouteHome).Workload
	c.Workload.Rate = 50
	c.Faults = []Fault{{At: 0, For: 5 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	o := tell(t, c)
	for _, d := range o.dones {
		if d.Home == 0 && d.Began < 5e9 {
			require.Equal(t, 0, d.Leader, "paris serves all that its clients ask")
		}
	}
}

func TestClientsWayFollowsTheLatencyAndNotTheTopology(t *testing.T) {
	c := among("a", "b", "c", "d")
	c.Network.Topology.Name = "chain"
	slow(&c, 0, 3, 70*ms)
	c.Workload = routed(RouteRandom).Workload
	for _, d := range tell(t, c).dones {
		if d.Home == 0 && d.Leader == 3 {
			require.Equal(t, 140*ms, d.Ended.Sub(d.Began))
		}
	}
}

// Differences of more than 2³¹ ns must not wrap where an int has 32 bits.
func TestTheNearestLeaderIsTheNearestAtAnyDistance(t *testing.T) {
	c := among("here", "far", "near")
	far, near := sim.Constant(10*time.Second), sim.Constant(4*time.Second)
	c.Network.Links = []network.LinkConfig{{From: 0, To: 1, Latency: far}, {From: 0, To: 2, Latency: near}}
	cluster, err := New(c)
	require.NoError(t, err)
	require.Equal(t, []int{0, 2, 1}, cluster.nearestTo(0))
}

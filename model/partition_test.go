package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
)

// paris is alone from 100 ms to 5 s.
func alone() Config {
	c := among("paris", "tokyo", "sydney")
	c.Faults = []Fault{{At: 100 * ms, For: 4900 * ms, Kind: Partition, Groups: [][]int{{0}, {1, 2}}}}
	c.Script = []Step{
		at(80*ms, 0, Update, "x", "under way"),
		at(200*ms, 0, Update, "x", "west"),
		at(300*ms, 1, Update, "x", "east"),
		at(400*ms, 0, Update, "y", "west"),
	}
	return c
}

func TestStreamHoldsWhatIsCutAndDeliversItInOrderAfterTheHeal(t *testing.T) {
	o := tell(t, alone())
	require.Equal(t, []string{"under way 5.05s kept", "west 5.050000001s kept", "west 5.050000002s took"}, o.when(1))
	require.Equal(t, "east 350ms took", o.when(2)[0], "the other side goes on")
	require.Equal(t, []string{"east", "east", "east"}, o.values("x"))
	require.Len(t, o.faults, 2)
	requireNothingLeft(t, o)
}

func TestDatagramsAreSentAgainUntilTheyArrive(t *testing.T) {
	c := alone()
	c.Network.Ordering = network.Datagram
	o := tell(t, c)
	require.Equal(t, []string{"west 5.05s kept", "west 5.05s took", "under way 5.13s kept"}, o.when(1), "every 200 ms from when each was sent")
	requireNothingLeft(t, o)
}

func TestDatagramsThatAreNotSentAgainAreLost(t *testing.T) {
	c := alone()
	c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never
	o := tell(t, c)
	require.Equal(t, []string{"west", "east", "east"}, o.values("x"))
	require.Equal(t, []string{"west", "-", "-"}, o.values("y"))
	requireNothingLeft(t, o)
}

func TestLeadersInNoGroupFormOneMore(t *testing.T) {
	c := alone()
	c.Faults[0].Groups = [][]int{{0}}
	require.Equal(t, "east 350ms took", tell(t, c).when(2)[0])
	c.Faults[0].Groups = [][]int{{0}, {1}}
	require.Contains(t, tell(t, c).when(2), "east 5.05s took")
}

func TestCutGoesOneWay(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{{At: 0, For: time.Second, Kind: Cut, Links: [][2]int{{0, 1}}}}
	c.Script = []Step{at(100*ms, 0, Update, "x", "1"), at(100*ms, 1, Update, "y", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"2 150ms took"}, o.when(0))
	require.Equal(t, []string{"1 1.05s took"}, o.when(1))
}

func TestFaultsOnOneLinkNest(t *testing.T) {
	c := among("paris", "tokyo")
	link := [][2]int{{0, 1}}
	c.Faults = []Fault{
		{At: 0, For: 2 * time.Second, Kind: Cut, Links: link},
		{At: time.Second, For: 2 * time.Second, Kind: Partition, Groups: [][]int{{0}}},
		{At: 2500 * ms, For: 2 * time.Second, Kind: Crash, Leaders: []int{1}},
	}
	c.Script = []Step{at(100*ms, 0, Update, "x", "1")}
	require.Equal(t, []string{"1 4.55s took"}, tell(t, c).when(1))
}

func TestPartitionGoesRoundWhereThereIsAnotherWay(t *testing.T) {
	c := among("a", "b", "c", "d")
	c.Network.Topology.Name = "bidirectional-ring"
	c.Faults = []Fault{{At: 0, For: 5 * time.Second, Kind: Cut, Links: [][2]int{{0, 1}, {1, 0}}}}
	c.Script = []Step{at(100*ms, 0, Update, "x", "1")}
	o := tell(t, c)
	require.Equal(t, "1 250ms took", o.when(1)[0])
	requireNothingLeft(t, o)
}

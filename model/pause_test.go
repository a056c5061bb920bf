package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func paused(leader int, at, span time.Duration) Fault {
	return Fault{At: at, For: span, Kind: Pause, Leaders: []int{leader}}
}

// tokyo stands still from 120 to 400 ms. Two changes and a client's write come
// meanwhile; afterwards they happen at once, as they came.
func TestPauseLetsEverythingWaitInItsOrder(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{paused(1, 120*ms, 280*ms)}
	c.Script = []Step{
		at(100*ms, 0, Update, "x", "1"),
		at(105*ms, 0, Update, "x", "2"),
		at(152*ms, 1, Update, "x", "3"),
		at(153*ms, 1, Read, "x"),
	}
	o := tell(t, c)
	require.Equal(t, []string{"1 400ms took", "2 400ms kept"}, o.when(1))
	require.Equal(t, "3", o.read(0))
	require.Equal(t, []time.Duration{0, 0, 248 * ms, 247 * ms}, o.latencies())
	require.Equal(t, []place{{o.commits[0].Write, 0}, {o.commits[1].Write, 0}, {o.applies[0].Write, 1}, {o.commits[2].Write, 1}, {o.applies[1].Write, 1}}, o.order[:5])
	requireNothingLeft(t, o)
}

func TestNothingHappensAtAPausedLeader(t *testing.T) {
	c := basic(3)
	c.Network.Topology.Name = "chain"
	c.Replication.Apply, c.Replication.Workers = constant(20*ms), 3
	c.Replication.Acknowledge.Peers = 1
	c.Faults = []Fault{paused(1, 2*time.Second, 3*time.Second)}
	c.Duration = 10 * time.Second
	o := tell(t, c)
	still := func(at int64) bool { return at >= int64(2*time.Second) && at < int64(5*time.Second) }
	for _, e := range o.commits {
		require.False(t, e.Write.Origin == 1 && still(int64(e.Write.At)))
	}
	for _, e := range o.applies {
		require.False(t, e.Leader == 1 && still(int64(e.At)))
	}
	for _, s := range o.sents {
		require.False(t, s.From == 1 && still(int64(s.At)))
	}
	require.Zero(t, o.diverged())
	requireNothingLeft(t, o)
}

func TestPausedLeaderGetsWhatItsLinksBring(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Faults = []Fault{paused(1, 0, time.Second), {At: 500 * ms, For: 4 * time.Second, Kind: Cut, Links: [][2]int{{0, 1}}}}
	c.Script = []Step{at(100*ms, 0, Update, "x", "1"), at(480*ms, 0, Update, "y", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"1 1s took", "2 4.55s took"}, o.when(1), "the first had come before the cut, the second had not")
}

func TestCrashOfAPausedLeader(t *testing.T) {
	c := among("paris", "tokyo")
	c.Faults = []Fault{paused(1, 0, time.Second), crash(1, 500*ms, 2*time.Second)}
	c.Script = []Step{at(100*ms, 0, Update, "x", "1"), at(1200*ms, 1, Update, "y", "2")}
	o := tell(t, c)
	require.Equal(t, "1 2.5s took", o.when(1)[0], "nothing goes on before both are over")
	require.Equal(t, 0, o.dones[1].Leader)
	requireNothingLeft(t, o)
}

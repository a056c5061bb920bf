package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// replicated is so many leaders in mode quorum, 50 ms from each other.
func replicated(leaders, n, r, w int) Config {
	names := []string{"a", "b", "c", "d", "e", "f"}[:leaders]
	c := among(names...)
	c.Replication.Mode = QuorumMode
	c.Replication.Quorum = Quorum{N: n, R: r, W: w}
	return c
}

func TestAQuorumAnswersWhenEnoughReplicasHave(t *testing.T) {
	for w, latency := range map[int]time.Duration{1: 0, 2: 100 * ms, 3: 600 * ms} {
		c := replicated(3, 3, 1, w)
		slow(&c, 0, 2, 300*ms)
		c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
		o := tell(t, c)
		require.Equal(t, []time.Duration{latency}, o.latencies(), "W %d", w)
		require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
		requireNothingLeft(t, o)
	}
	for r, latency := range map[int]time.Duration{1: 0, 2: 100 * ms, 3: 600 * ms} {
		c := replicated(3, 3, r, 1)
		slow(&c, 0, 2, 300*ms)
		c.Script = []Step{at(time.Second, 0, Read, "x")}
		o := tell(t, c)
		require.Equal(t, []time.Duration{latency}, o.latencies(), "R %d", r)
		requireNothingLeft(t, o)
	}
}

// R + W > N: a read that begins after a write was answered sees it.
func TestQuorumsThatOverlapAreNotStale(t *testing.T) {
	c := replicated(3, 3, 2, 2)
	slow(&c, 0, 2, 3*time.Second)
	slow(&c, 0, 1, 20*ms)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(1050*ms, 2, Read, "x")}
	o := tell(t, c)
	require.Equal(t, "1", o.read(0))
	c.Replication.Quorum.R = 1
	require.Equal(t, "-", tell(t, c).read(0))
}

func TestTheCoordinatorIsAReplica(t *testing.T) {
	c := replicated(5, 3, 1, 1)
	c.Workload = Workload{Keys: 10, Mix: Mix{Update: 1}}
	for key := range 5 {
		c.Script = append(c.Script, at(time.Second, 1, Update, "k"+itoa(key), "1"))
	}
	o := tell(t, c)
	for _, w := range o.commits {
		require.True(t, o.Replicates(w.Write.Row, int(w.Write.Origin)))
	}
	require.Equal(t, []string{"1", "1", "1", "-", "-"}, o.values("k0"))
	require.Equal(t, []string{"1", "-", "-", "1", "1"}, o.values("k3"))
	require.Zero(t, o.diverged())
	requireNothingLeft(t, o)
}

func TestAnOperationFailsAtOnceWithoutAQuorum(t *testing.T) {
	c := replicated(3, 3, 2, 2)
	c.Faults = []Fault{{At: time.Second, For: 2 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	c.Script = []Step{at(2*time.Second, 0, Update, "x", "1"), at(2*time.Second, 0, Read, "x"), at(2*time.Second, 1, Update, "x", "2"), at(2*time.Second, 2, Read, "x")}
	o := tell(t, c)
	require.Equal(t, []bool{false, false, true, true}, oks(o))
	require.Equal(t, []string{"-", "2", "2"}, o.values("x"), "a was out of reach, and nobody tells it later")
	require.Len(t, o.commits, 1)
}

func TestReadRepairSendsWhatAReplicaLacks(t *testing.T) {
	c := replicated(3, 3, 2, 2)
	c.Replication.Quorum.ReadRepair = true
	c.Faults = []Fault{{At: time.Second, For: 2 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	c.Script = []Step{at(2*time.Second, 1, Update, "x", "1"), at(4*time.Second, 2, Read, "x")}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1", "1"}, o.values("x"))
	require.Equal(t, []string{"1 4.15s took"}, o.when(0), "the answer of a comes after 100 ms, the repair takes 50")
	requireAllDone(t, o)
}

func TestAHintIsHandedOver(t *testing.T) {
	c := replicated(3, 3, 2, 2)
	c.Replication.Quorum.HintedHandoff = true
	c.Faults = []Fault{{At: time.Second, For: 2 * time.Second, Kind: Partition, Groups: [][]int{{0}}}}
	c.Script = []Step{at(2*time.Second, 1, Update, "x", "1")}
	o := tell(t, c)
	require.Equal(t, []string{"1 3.05s took"}, o.when(0))
	requireNothingLeft(t, o)
}

func TestASloppyQuorumWritesToWhoStandsIn(t *testing.T) {
	c := replicated(5, 3, 2, 2)
	c.Workload = Workload{Keys: 1, Mix: Mix{Update: 1}} // k0 is replicated on a, b and c
	c.Faults = []Fault{{At: time.Second, For: 2 * time.Second, Kind: Crash, Leaders: []int{1, 2}}}
	c.Script = []Step{at(2*time.Second, 0, Update, "k0", "1")}
	require.Equal(t, []bool{false}, oks(tell(t, c)))

	c.Replication.Quorum.Sloppy = true
	o := tell(t, c)
	require.Equal(t, []bool{true}, oks(o))
	require.Equal(t, []time.Duration{100 * ms}, o.latencies(), "d and e acknowledge for b and c")
	require.Equal(t, []string{"1", "1", "1", "-", "-"}, o.values("k0"))
	require.Equal(t, []string{"1 3.05s took"}, o.when(1))

	c.Script = append(c.Script, at(2500*ms, 0, Read, "k0"), at(2600*ms, 3, Read, "k0"))
	o = tell(t, c)
	require.Equal(t, []string{"1", "1"}, []string{o.read(0), o.read(1)}, "they answer reads with what they keep")
}

func TestSiblingsOfReplicasAreReadTogether(t *testing.T) {
	c := replicated(3, 3, 3, 1)
	c.Conflicts.Strategy = "siblings"
	slow(&c, 0, 1, 2*time.Second)
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(time.Second, 1, Update, "x", "2"), at(1100*ms, 2, Read, "x")}
	require.Equal(t, "1|2", tell(t, c).read(0))
}

// WARS: every leg is drawn, the coordinator's own too.
func TestLegsOfTheirOwnReachTheCoordinatorsReplicaToo(t *testing.T) {
	c := replicated(3, 3, 2, 3)
	c.Replication.Quorum.Legs = Legs{Write: constant(10 * ms), Ack: constant(20 * ms), Read: constant(30 * ms), Response: constant(40 * ms)}
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(2*time.Second, 0, Read, "x")}
	o := tell(t, c)
	require.Equal(t, []time.Duration{30 * ms, 70 * ms}, o.latencies())
	require.True(t, o.commits[0].Late)
	require.Equal(t, []string{"1 1.01s took"}, o.when(0))
	require.Equal(t, Probe{At: 1030 * 1e6, Write: 1, Legs: []ProbeLeg{{o.probes[0].Legs[0].Leader, 30 * ms}, {o.probes[0].Legs[1].Leader, 30 * ms}}}, o.probes[0])
	requireNothingLeft(t, o)
}

func TestAllWritesOfATransactionAreProbedTogether(t *testing.T) {
	c := basic(3)
	c.Replication.Mode = QuorumMode
	c.Replication.Quorum = Quorum{N: 3, R: 1, W: 2}
	c.Workload.Transaction = 3
	o := tell(t, c)
	require.Len(t, o.probes, len(o.commits))
	for i, p := range o.probes {
		require.Equal(t, o.probes[i/3*3].At, p.At)
		require.Equal(t, o.probes[i/3*3].Write+WriteID(i%3), p.Write)
	}
}

// Bailis et al. 2012, §3.1: with non-expanding quorums a read of R random replicas
// misses a write to W random ones with the probability C(N-W,R)/C(N,R).
func TestPartialQuorumsMissEachOther(t *testing.T) {
	c := replicated(3, 3, 1, 1)
	c.Replication.Quorum.Partial = true
	missed, reads := 0, 3000
	c.Duration = time.Hour
	for i := range reads {
		key := "x" + itoa(i)
		c.Script = append(c.Script, at(time.Duration(i)*time.Second, i%3, Update, key, "1"), at(time.Duration(i)*time.Second+500*ms, i/3%3, Read, key))
	}
	o := tell(t, c)
	for i := range o.reads {
		if o.read(i) == "-" {
			missed++
		}
	}
	require.InDelta(t, 2./3, float64(missed)/float64(reads), .03)
	requireNothingLeft(t, o)
}

func TestQuorumsLeaveNothingBehind(t *testing.T) {
	for _, change := range []func(*Config){
		func(*Config) {},
		func(c *Config) { c.Replication.Quorum.ReadRepair = true },
		func(c *Config) { c.Replication.Quorum.HintedHandoff = true },
		func(c *Config) { c.Replication.Quorum.Sloppy = true },
		func(c *Config) { c.Replication.Quorum = Quorum{N: 3, R: 1, W: 2, ReadRepair: true, Sloppy: true} },
		func(c *Config) {
			c.Replication.Quorum = Quorum{N: 6, R: 4, W: 3, HintedHandoff: true}
			c.Workload.Mix = Mix{Scan: .2, Update: .8}
			c.Workload.Transaction = 3
		},
		func(c *Config) { c.Replication.Quorum.Partial = true },
		func(c *Config) { c.Replication.Quorum.Legs.Write = sim.Exponential(20 * ms) },
		func(c *Config) {
			c.Replication.Quorum.Legs.Read = sim.Exponential(20 * ms)
			c.Replication.Quorum.ReadRepair = true
		},
		func(c *Config) { c.Replication.AntiEntropy = time.Second },
		func(c *Config) { c.Conflicts.Strategy = "siblings"; c.Replication.Quorum.ReadRepair = true },
		datagrams,
		func(c *Config) { c.Network.Duplicate = .3; c.Replication.Quorum.ReadRepair = true },
		func(c *Config) {
			datagrams(c)
			c.Network.Loss = .2
			c.Network.Resend = network.Never
			c.Replication.Quorum.Sloppy = true
		},
	} {
		c := basic(6)
		c.Replication.Mode = QuorumMode
		c.Replication.Quorum = Quorum{N: 3, R: 2, W: 2}
		c.Workload.Rate, c.Workload.Keys = 20, 20
		c.Workload.Mix = Mix{Read: .4, Update: .4, ReadModifyWrite: .1, Delete: .1}
		c.Faults = []Fault{
			{Kind: Crash, Every: 4 * time.Second, For: 2 * time.Second},
			{Kind: Partition, Shape: RandomHalves, Every: 5 * time.Second, For: 3 * time.Second},
			{Kind: Pause, Every: 5 * time.Second, For: 2 * time.Second},
		}
		change(&c)
		o := tell(t, c)
		require.NotEmpty(t, o.reads)
		if o.keeps {
			requireAllDone(t, o)
		} else {
			requireNothingLeft(t, o)
			require.Empty(t, o.quorum.reads)
			require.Empty(t, o.hintsFor)
		}
		if c.Replication.AntiEntropy > 0 {
			require.Zero(t, o.diverged())
		}
	}
}

func TestARepairHasLuckOfItsOwn(t *testing.T) {
	c := replicated(3, 3, 3, 1)
	c.Replication.Quorum.ReadRepair = true
	c.Network.Ordering, c.Network.Resend, c.Network.Loss = network.Datagram, network.Never, .3
	c.Duration = 100 * time.Second
	for i := range 40 {
		c.Script = append(c.Script, at(time.Second, 0, Update, "x"+itoa(i), "1"))
	}
	for when := 2; when < 90; when++ {
		for i := range 40 {
			c.Script = append(c.Script, at(time.Duration(when)*time.Second, 0, Read, "x"+itoa(i)))
		}
	}
	o := tell(t, c)
	missing := 0
	for i := range 40 {
		for _, v := range o.values("x" + itoa(i)) {
			if v == "-" {
				missing++
			}
		}
	}
	require.Zero(t, missing, "after 88 reads of each, with R = N and loss .3")
}

func TestReadRepairReachesTheCoordinatorToo(t *testing.T) {
	c := replicated(3, 3, 3, 1)
	c.Replication.Quorum.Partial, c.Replication.Quorum.ReadRepair = true, true
	for i := range 10 {
		c.Script = append(c.Script, at(time.Second, 0, Update, "x"+itoa(i), "1"))
	}
	for i := range 10 {
		c.Script = append(c.Script, at(3*time.Second, 1, Read, "x"+itoa(i)))
	}
	o := tell(t, c)
	for i := range 10 {
		require.Equal(t, []string{"1", "1", "1"}, o.values("x"+itoa(i)), "x%d", i)
	}
}

func TestALegEndsWithTheDisk(t *testing.T) {
	c := replicated(3, 3, 1, 1)
	c.Replication.Quorum.Legs.Write = constant(time.Second)
	c.Faults = []Fault{{At: 1500 * ms, For: 100 * ms, Kind: Crash, Leaders: []int{0}, DiskLost: true}}
	c.Script = []Step{at(time.Second, 0, Update, "x", "1")}
	o := tell(t, c)
	require.Equal(t, []string{"-", "-", "-"}, o.values("x"))
}

func TestADeadCoordinatorRepairsNothing(t *testing.T) {
	c := replicated(3, 3, 2, 1)
	c.Replication.Quorum.ReadRepair = true
	slow(&c, 0, 2, 2*time.Second)
	c.Faults = []Fault{
		{At: 900 * ms, For: 300 * ms, Kind: Cut, Links: [][2]int{{0, 1}, {1, 0}, {0, 2}, {2, 0}}},
		{At: 2500 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}, DiskLost: true},
	}
	c.Script = []Step{at(time.Second, 0, Update, "x", "1"), at(2*time.Second, 0, Read, "x")}
	o := tell(t, c)
	require.Equal(t, []string{"-", "-", "-"}, o.values("x"), "only the lost disk had it")
}

func TestAStandInAndItsReplicaAreOneAcknowledgement(t *testing.T) {
	c := replicated(5, 3, 1, 3)
	c.Workload = Workload{Keys: 1, Mix: Mix{Update: 1}}
	c.Replication.Quorum.Sloppy = true
	slow(&c, 0, 2, 5*time.Second)
	c.Faults = []Fault{crash(1, time.Second, 2*time.Second)}
	c.Script = []Step{at(2*time.Second, 0, Update, "k0", "1")}
	o := tell(t, c)
	require.Equal(t, []time.Duration{10 * time.Second}, o.latencies())
}

func TestAHintThatIsLostIsForgotten(t *testing.T) {
	c := replicated(5, 3, 1, 2)
	c.Workload = Workload{Keys: 1, Mix: Mix{Update: 1}}
	c.Replication.Quorum.Sloppy = true
	c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never
	c.Faults = []Fault{crash(1, time.Second, 2*time.Second), crash(3, 2020*ms, 2*time.Second)}
	c.Script = []Step{at(2*time.Second, 0, Update, "k0", "1")}
	o := tell(t, c)
	require.Empty(t, o.hintsFor)
}

func TestARepairDoesNotKeepAWriteFromBeingAcknowledged(t *testing.T) {
	c := replicated(3, 3, 2, 3)
	c.Replication.Quorum.ReadRepair = true
	c.Replication.Quorum.Legs.Write = sim.Uniform(0, time.Second)
	c.Network.Ordering = network.Datagram
	for i := range 20 {
		c.Script = append(c.Script, at(time.Second, 0, Update, "x"+itoa(i), "1"))
	}
	for i := range 20 {
		c.Script = append(c.Script, at(1300*ms, 1, Read, "x"+itoa(i)))
	}
	o := ends(t, c)
	require.Empty(t, o.clients.pending, "no fault, nothing lost")
}

func TestWhoOnlyCoordinatedHasNothingToSend(t *testing.T) {
	c := among("a", "b", "c", "d", "e", "f", "g")
	c.Replication.Mode = QuorumMode
	c.Replication.Quorum = Quorum{N: 3, R: 1, W: 2, Sloppy: true}
	c.Workload = Workload{Keys: 1, Mix: Mix{Update: 1}} // k0 on a, b, c
	c.Faults = []Fault{
		{At: 1500 * ms, For: 4 * time.Second, Kind: Crash, Leaders: []int{0, 1, 2}, DiskLost: true},
		{At: 3 * time.Second, For: time.Second, Kind: Crash, Leaders: []int{3, 4, 5}, DiskLost: true},
	}
	c.Script = []Step{at(2*time.Second, 6, Update, "k0", "1")}
	o := tell(t, c)
	require.Equal(t, []string{"initial", "initial", "initial", "-", "-", "-", "-"}, o.values("k0"), "all that kept it have lost their disks")
}

package model

import (
	"cmp"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// gaps lists the seconds between the commits of a leader.
func (o *tale) gaps(leader uint16) (list []float64) {
	last := sim.Time(0)
	for _, c := range o.commits {
		if c.Write.Origin == leader {
			list = append(list, c.Write.At.Sub(last).Seconds())
			last = c.Write.At
		}
	}
	return list
}

func moments(list []float64) (mean, deviation float64) {
	for _, x := range list {
		mean += x / float64(len(list))
	}
	for _, x := range list {
		deviation += (x - mean) * (x - mean) / float64(len(list))
	}
	return mean, math.Sqrt(deviation)
}

func TestPoissonArrivalsHaveExponentialGaps(t *testing.T) {
	c := basic(2)
	c.Duration = 200 * time.Second
	o := tell(t, c)
	for leader := range 2 {
		gaps := o.gaps(uint16(leader))
		require.InDelta(t, 20_000, len(gaps), 3*math.Sqrt(20_000))
		mean, deviation := moments(gaps)
		require.InEpsilon(t, .01, mean, .025)
		require.InEpsilon(t, .01, deviation, .04)
	}
}

func TestConstantArrivalsAreEvenlySpacedAndStartApart(t *testing.T) {
	c := basic(5)
	c.Workload.Arrivals = Constant
	o := tell(t, c)
	starts := map[float64]bool{}
	for leader := range 5 {
		gaps := o.gaps(uint16(leader))
		require.Len(t, gaps, 2000)
		require.Less(t, gaps[0], .01)
		starts[gaps[0]] = true
		for _, gap := range gaps[1:] {
			require.InDelta(t, .01, gap, 1e-12)
		}
	}
	require.Len(t, starts, 5)
}

func TestLoadScalesALeadersRate(t *testing.T) {
	c := basic(3)
	c.Workload.Arrivals = Constant
	c.Leaders[1].Load, c.Leaders[2].Load = 2.5, 0
	o := tell(t, c)
	require.Len(t, o.gaps(0), 2000)
	require.Len(t, o.gaps(1), 5000)
	require.Empty(t, o.gaps(2))
}

func TestClientsStopWhenTheLoadDoes(t *testing.T) {
	for _, arrivals := range []Arrivals{Poisson, Constant, Closed} {
		c := basic(2)
		c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = arrivals, 3, 5*ms
		o := tell(t, c)
		last := o.dones[len(o.dones)-1]
		require.Less(t, last.Began, sim.Time(c.Duration))
		require.Greater(t, last.Began, sim.Time(c.Duration-200*ms))
	}
}

func TestClosedClientHasOneOperationAtATime(t *testing.T) {
	c := basic(3)
	c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = Closed, 4, 30*ms
	c.Workload.Routing = RouteRandom
	c.Replication.Acknowledge.Peers = 1
	c.Faults = []Fault{crash(1, 5*time.Second, time.Second), paused(2, 8*time.Second, time.Second)}
	o := tell(t, c)
	busy := map[int32]sim.Time{}
	slices.SortStableFunc(o.dones, func(a, b Done) int { return cmp.Compare(a.Began, b.Began) })
	for _, d := range o.dones {
		require.GreaterOrEqual(t, d.Began, busy[d.Session])
		busy[d.Session] = d.Ended
	}
	require.Len(t, busy, 12)
	requireNothingLeft(t, o)
}

// A closed client's cycle is its thinking and its operation: 30 ms, and for two in
// three operations 100 ms to another leader and back.
func TestClosedClientsThroughputIsThatOfTheirCycle(t *testing.T) {
	c := basic(3)
	c.Workload.Arrivals, c.Workload.Clients, c.Workload.Think = Closed, 4, 30*ms
	c.Workload.Routing, c.Duration = RouteRandom, 200*time.Second
	o := tell(t, c)
	require.InEpsilon(t, 12*200/(.030+.100*2/3), len(o.dones), .03)
}

func TestTransactionWritesDistinctRowsAndAppliesAtOnce(t *testing.T) {
	c := basic(3)
	c.Workload.Transaction, c.Workload.Keys = 4, 6
	datagrams(&c)
	o := tell(t, c)
	for i := 0; i < len(o.commits); i += 4 {
		rows := map[uint32]bool{}
		for _, e := range o.commits[i : i+4] {
			rows[e.Write.Row] = true
			require.Equal(t, o.commits[i].Write.ID, e.Write.First)
			require.EqualValues(t, 4, e.Write.Size)
			require.Equal(t, o.commits[i].Write.At, e.Write.At)
		}
		require.Len(t, rows, 4)
	}
	require.Zero(t, len(o.applies)%4)
	for i := 0; i < len(o.applies); i += 4 {
		for j, e := range o.applies[i : i+4] {
			require.Equal(t, o.applies[i].At, e.At)
			require.Equal(t, o.applies[i].Write.First+WriteID(j), e.Write.ID)
		}
	}
	requireNothingLeft(t, o)
}

// All operations go to the one hot key of a hundred; a transaction of three finds
// two others all the same, and one of all keys there are takes them all.
func TestTransactionMayBeLargerThanTheHotSet(t *testing.T) {
	c := basic(2)
	c.Workload.Keys, c.Workload.Transaction, c.Duration = 100, 3, time.Second
	c.Workload.Popularity = Popularity{Kind: "hotspot", HotKeys: .01, HotOps: 1}
	rows := map[uint32]bool{}
	for _, e := range tell(t, c).commits {
		rows[e.Write.Row] = true
	}
	require.Len(t, rows, 3)
	c.Workload.Transaction = 1000
	require.Zero(t, len(tell(t, c).commits)%100)
}

func TestMixSharesOutTheKinds(t *testing.T) {
	c := basic(2)
	c.Workload.Mix = Mix{Read: .5, Update: .2, Insert: .1, Delete: .05, Scan: .05, ReadModifyWrite: .1}
	c.Duration = 100 * time.Second
	o := tell(t, c)
	count := map[OpKind]float64{}
	for _, d := range o.dones {
		count[d.Kind] += 1 / float64(len(o.dones))
	}
	for kind, share := range map[OpKind]float64{Read: .5, Update: .2, Insert: .1, Delete: .05, Scan: .05, ReadModifyWrite: .1} {
		require.InDelta(t, share, count[kind], .012, "%v", kind)
	}
	requireNothingLeft(t, o)
}

func TestReadModifyWriteReadsWhatItReplaces(t *testing.T) {
	c := basic(2)
	c.Workload.Mix = Mix{ReadModifyWrite: 1}
	c.Conflicts.Strategy, c.Workload.Keys = "siblings", 10
	o := tell(t, c)
	require.Len(t, o.reads, len(o.commits))
	for i, e := range o.commits {
		require.Equal(t, e.Write.Row, o.reads[i].Row)
		require.Equal(t, e.Replaced, o.reads[i].Returned)
	}
}

// YCSB's workload E: from a key on, 1 to 100 keys in their order, uniformly.
func TestScansReadNeighbouringRows(t *testing.T) {
	c := basic(1)
	c.Workload.Mix = Mix{Scan: .9, Insert: .1}
	c.Script = []Step{at(0, 0, Update, "apart", "1")}
	o := tell(t, c)
	apart, _ := o.Row("apart")
	var lengths []float64
	for i := 0; i < len(o.reads); {
		n := 1
		for i+n < len(o.reads) && o.reads[i+n].At == o.reads[i].At {
			require.Equal(t, o.workloadIndex(o.reads[i].Row)+n, o.workloadIndex(o.reads[i+n].Row))
			require.NotEqual(t, apart, o.reads[i+n].Row)
			n++
		}
		if o.reads[i].Row < 900 {
			lengths = append(lengths, float64(n))
		}
		i += n
	}
	mean, _ := moments(lengths)
	require.InDelta(t, 50.5, mean, 3)
	require.Equal(t, 1., slices.Min(lengths))
	require.Equal(t, 100., slices.Max(lengths))
}

func TestInsertsMakeNewRowsWithTheNextNames(t *testing.T) {
	c := basic(2)
	c.Workload.Mix, c.Workload.Keys = Mix{Insert: 1}, 10
	c.Script = []Step{at(0, 0, Update, "mine", "1"), at(0, 1, Update, "k3", "2")}
	o := tell(t, c)
	inserted := 0
	for _, e := range o.commits {
		if e.Write.Insert {
			require.Equal(t, "k"+itoa(10+inserted), o.RowName(e.Write.Row))
			row, ok := o.Row("k" + itoa(10+inserted))
			require.True(t, ok)
			require.Equal(t, e.Write.Row, row)
			inserted++
		}
	}
	require.Equal(t, 11+inserted, o.Rows())
	require.Equal(t, []string{"1", "1"}, o.values("mine"))
	require.Equal(t, []string{"2", "2"}, o.values("k3"), "the workload's own row")
	require.Equal(t, []string{"initial", "initial"}, o.values("k4"))
	_, ok := o.Row("k" + itoa(10+inserted))
	require.False(t, ok)
}

// Skewed towards the newest: half of the reads go to the newest tenth.
func TestLatestPrefersWhatWasInsertedLast(t *testing.T) {
	c := basic(1)
	c.Workload.Mix, c.Workload.Keys = Mix{Read: .95, Insert: .05}, 100
	c.Workload.Popularity = Popularity{Kind: "latest", Exponent: .99}
	o := tell(t, c)
	recent, made := 0, 100
	inserts := o.commits
	for _, r := range o.reads {
		for len(inserts) > 0 && inserts[0].Write.At <= r.At {
			made, inserts = made+1, inserts[1:]
		}
		if int(r.Row) >= made-made/10 {
			recent++
		}
	}
	require.Greater(t, recent, len(o.reads)/2)
}

func TestSessionsOfALeaderAreItsOwn(t *testing.T) {
	o := tell(t, basic(3))
	seen := map[int32]int{}
	for _, d := range o.dones {
		require.EqualValues(t, d.Home, d.Session/10)
		seen[d.Session]++
	}
	require.Len(t, seen, 30)
}

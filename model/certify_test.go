package model

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// certified lets the leaders of a configuration certify.
func certified(c Config) Config {
	c.Conflicts.Strategy = "certification"
	return c
}

// refusals counts the operations that certification refused, and failures the others
// that were not acknowledged.
func (o *tale) refusals() (refused, failed int) {
	for _, d := range o.dones {
		switch {
		case d.Refused:
			refused++
		case !d.OK:
			failed++
		}
	}
	return refused, failed
}

// Paris makes the order. Both write at once; the write-set of Paris has a majority when
// the first of the others has it and says so, a round trip later. That of Tokyo is placed
// behind it, is with a majority at 150 ms, and comes too late. Tokyo hears of it at 200.
func TestFirstCommitterWinsAndTheOtherClientIsTold(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(0, 1, Update, "title", "C")}
	o := tell(t, c)
	require.Len(t, o.commits, 1)
	require.Equal(t, sim.Time(100*ms), o.commits[0].Write.At)
	require.Equal(t, []string{"B", "B", "B"}, o.values("title"))
	require.Equal(t, []time.Duration{100 * ms, 200 * ms}, o.latencies())
	require.True(t, o.dones[0].OK)
	require.False(t, o.dones[1].OK)
	require.True(t, o.dones[1].Refused)
	require.Zero(t, o.dones[1].Writes, "it is committed nowhere")
	requireNothingLeft(t, o)
}

// Who reaches no majority serves what it has, as in Group Replication, or refuses that
// too, as Galera does.
func TestAMinorityServesReadsUnlessItIsToRefuseThem(t *testing.T) {
	for _, refuses := range []bool{false, true} {
		c := certified(among("paris", "tokyo", "lima"))
		c.Replication.RefuseReads = refuses
		c.Faults = []Fault{{At: time.Second, For: time.Second, Kind: Partition, Groups: [][]int{{2}}}}
		c.Script = []Step{
			at(0, 0, Update, "title", "B"), at(900*ms, 2, Read, "title"),
			at(1500*ms, 2, Read, "title"), at(1600*ms, 0, Read, "title"), at(2500*ms, 2, Read, "title"),
		}
		o := tell(t, c)
		var ok []bool
		for _, d := range o.dones[1:] {
			ok = append(ok, d.OK)
		}
		require.Equal(t, []bool{true, !refuses, true, true}, ok)
		require.Len(t, o.reads, map[bool]int{false: 4, true: 3}[refuses])
	}
}

// Galera's write-sets have the unique keys of a row beside its primary key.
func TestWriteSetsWithOneNameInCommonAreOneTooMany(t *testing.T) {
	c := retold(naming(answers(strategy.Keep)), "paris", "tokyo", "lima")
	c.Conflicts = Conflicts{}
	c = certified(c)
	c.Script = append(c.Script, at(time.Second, 1, Delete, "u1"), claims(2*time.Second, 2, "u3", "alice"))
	o := tell(t, c)
	refused, failed := o.refusals()
	require.Equal(t, 1, refused, "u2; when u1 is gone its name is free")
	require.Zero(t, failed)
	require.Equal(t, []string{"{name: alice}", "{name: alice}", "{name: alice}"}, o.shown("u3"))
	requireNothingLeftButRecords(t, o)
}

// Lima is near Paris: they are a majority, and Tokyo's distance is no matter to them.
func TestWritesTakeTheWayToTheSequencerAndOneToAMajority(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	slow(&c, 0, 2, 10*ms)
	c.Script = []Step{
		at(0, 0, Update, "a", "A"),
		at(time.Second, 1, Update, "b", "B"),
		at(2*time.Second, 2, Update, "c", "C"),
	}
	o := tell(t, c)
	require.Equal(t, []time.Duration{(10 + 10) * ms, (50 + 20 + 50) * ms, (10 + 20 + 10) * ms}, o.latencies())
}

// A write that has read what the other wrote is no conflict, and one of another row is none.
func TestWhoSawTheOtherIsCertified(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Script = []Step{
		at(0, 0, Update, "title", "B"),
		at(10*ms, 1, Update, "price", "1"),
		at(160*ms, 1, Update, "title", "C"),
	}
	o := tell(t, c)
	require.Len(t, o.commits, 3)
	require.Equal(t, []WriteID{o.commits[0].Write.ID}, o.commits[2].Replaced)
	require.Equal(t, []string{"C", "C", "C"}, o.values("title"))
}

// Writes of one leader to one row wait for each other, as they would for the row's lock.
func TestWritesOfOneLeaderWaitForTheirRows(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Script = []Step{
		at(0, 1, Update, "title", "B"),
		at(20*ms, 1, Update, "title", "C"),
		at(30*ms, 1, Update, "price", "1"),
	}
	o := tell(t, c)
	require.Equal(t, []time.Duration{200 * ms, 200 * ms, 380 * ms}, o.latencies(), "the second begins when the first is done")
	require.Equal(t, []string{"C", "C", "C"}, o.values("title"))
}

// Lima alone is no majority: its clients get an error at once, and it still reads.
func TestMinorityRefusesWrites(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Faults = []Fault{{At: time.Second, For: time.Second, Kind: Partition, Groups: [][]int{{2}}}}
	c.Script = []Step{
		at(0, 2, Update, "title", "A"),
		at(1500*ms, 2, Update, "title", "B"),
		at(1500*ms, 2, Read, "title"),
		at(1500*ms, 1, Update, "title", "C"),
		at(4*time.Second, 2, Update, "title", "D"),
	}
	o := tell(t, c)
	require.Equal(t, "A", o.read(0))
	refused, failed := o.refusals()
	require.Equal(t, []int{0, 1}, []int{refused, failed}, "an error, but none of certification's")
	require.Equal(t, []string{"D", "D", "D"}, o.values("title"))
	requireNothingLeftButRecords(t, o)
}

// Paris is lost just when it has certified B, and nobody has heard of that. Tokyo makes the
// order from then on, and knows: it holds B at once, Lima 50 ms later. Paris, back, lacks
// nothing.
func TestWhatIsCertifiedOutlivesTheSequencer(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Faults = []Fault{{At: 110 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}}}
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(200*ms, 1, Update, "title", "C")}
	o := tell(t, c)
	require.True(t, o.dones[0].OK)
	require.Equal(t, []string{"B 110ms took", "C 300ms took"}, firstTwo(o.when(1)))
	require.Equal(t, "B 160ms took", o.when(2)[0])
	require.Equal(t, []string{"C", "C", "C"}, o.values("title"))
	requireNothingLeftButRecords(t, o)
}

func firstTwo(list []string) []string { return list[:2] }

// What Paris had not certified when it was lost, Tokyo sends to itself, and it commits once.
func TestWhatHasNoVerdictIsSentToTheNextSequencer(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Faults = []Fault{{At: 60 * ms, For: time.Second, Kind: Crash, Leaders: []int{0}}}
	c.Script = []Step{at(0, 1, Update, "title", "B")}
	o := tell(t, c)
	require.Len(t, o.commits, 1)
	require.Equal(t, []time.Duration{160 * ms}, o.latencies())
	require.Equal(t, []string{"B", "B", "B"}, o.values("title"))
}

// A certified write whose leader is lost before it hears of it exists, and its client does
// not know.
func TestCrashLeavesTheClientInDoubt(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Faults = []Fault{{At: 180 * ms, For: time.Second, Kind: Crash, Leaders: []int{1}}}
	c.Script = []Step{at(0, 1, Update, "title", "B")}
	o := tell(t, c)
	require.False(t, o.dones[0].OK)
	require.False(t, o.dones[0].Refused)
	require.Equal(t, 1, o.dones[0].Writes)
	require.Equal(t, []string{"B", "B", "B"}, o.values("title"))
}

func TestOneLeaderThatWritesIsNeverRefused(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyCertified(r)
		writer := rapid.IntRange(0, len(c.Leaders)-1).Draw(r, "writer")
		for i := range c.Leaders {
			if i != writer {
				c.Leaders[i].Load = 0
			}
		}
		c.Faults = slices.DeleteFunc(c.Faults, func(f Fault) bool { return f.Kind == Crash }) // see TestCrashLeavesTheClientInDoubt
		c.Workload.Arrivals = Poisson
		c.Workload.Routing, c.Workload.Failover = RouteNearest, Failover{Off: true}
		o := tellRapid(r, c)
		refused, _ := o.refusals()
		require.Zero(r, refused, "%s", summary(c))
	})
}

func TestCertifiedWritesAreNeverConcurrent(t *testing.T) {
	refusals := 0
	rapid.Check(t, func(r *rapid.T) {
		c := anyCertified(r)
		o := tellRapid(r, c)
		require.Zero(r, o.diverged(), "%s", summary(c))
		requireDelivered(r, o)
		requireOneOrder(r, o)
		requireNothingLeftButRecords(r, o)
		refused, failed := o.refusals()
		if refusals += refused; len(c.Faults) == 0 {
			require.Zero(r, failed)
			requireNothingLeft(r, o)
		}
	})
	require.NotZero(t, refusals, "the property has not been tried")
}

// Paris has certified a write of Tokyo and not yet applied it when Lima has its copy of Paris.
func TestWhoJoinsIsSentWhatTheSequencerHasYetToApply(t *testing.T) {
	c := certified(among("paris", "tokyo", "lima"))
	c.Replication.Apply = sim.Constant(20 * ms)
	c.Leaders[2].Joins = true
	c.Faults = []Fault{{At: time.Second, Kind: Join, Leaders: []int{2}}}
	c.Script = []Step{at(945*ms, 1, Update, "title", "B")}
	o := tell(t, c)
	require.Equal(t, sim.Time(1095*ms), o.commits[0].Write.At)
	require.Equal(t, sim.Time(1100*ms), o.transfers[0].At)
	require.Equal(t, []string{"B", "B", "B"}, o.values("title"))
}

// Whoever loses a disk, joins or leaves: no write-set is stuck, and all agree.
func TestCertificationGoesOnAsMembersAndDisksComeAndGo(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyCertified(r)
		last := len(c.Leaders) - 1
		for range rapid.IntRange(1, 3).Draw(r, "crashes") {
			f := anyFault(r, last+1)
			c.Faults = append(c.Faults, Fault{At: f.At, For: f.For, Kind: Crash, Leaders: []int{max(0, last-1)}, DiskLost: true})
		}
		if last > 1 && rapid.Bool().Draw(r, "joins") {
			c.Leaders[last].Joins = true
			c.Faults = append(sparing(last, c.Faults), Fault{At: time.Second, Kind: Join, Leaders: []int{last}})
		}
		if last > 2 && rapid.Bool().Draw(r, "leaves") {
			c.Faults = append(sparing(0, c.Faults), Fault{At: 1500 * ms, Kind: Leave, Leaders: []int{0}})
		}
		o := tellRapid(r, c)
		require.Zero(r, o.diverged(), "%s", summary(c))
		requireNothingLeftButRecords(r, o)
	})
}

// sparing are the faults that do not strike a leader itself.
func sparing(leader int, faults []Fault) []Fault {
	return slices.DeleteFunc(faults, func(f Fault) bool { return slices.Contains(f.Leaders, leader) })
}

// requireDelivered demands that each write had every earlier one of its row at its
// leader when it was committed.
func requireDelivered(t require.TestingT, o *tale) {
	type where struct {
		id     WriteID
		leader int
	}
	has, committed := map[where]bool{}, map[uint32][]WriteID{}
	for _, p := range o.order {
		w, here := p.write, where{p.write.ID, p.leader}
		if int(w.Origin) == p.leader && !has[here] {
			for _, earlier := range committed[w.Row] {
				require.True(t, has[where{earlier, p.leader}], "write %d does not know %d", w.ID, earlier)
			}
			committed[w.Row] = append(committed[w.Row], w.ID)
		}
		has[here] = true
	}
}

// requireOneOrder demands that every leader applies all writes in the order of their commits.
func requireOneOrder(t require.TestingT, o *tale) {
	next := make([]WriteID, len(o.leaders))
	for _, a := range o.applies {
		if a.Verdict != Again {
			next[a.Leader]++
			require.Equal(t, next[a.Leader], a.Write.ID, "at leader %d", a.Leader)
		}
	}
	for at := range o.leaders {
		require.Len(t, o.commits, int(next[at]), "leader %d lacks writes", at)
	}
}

// requireNothingLeftButRecords is requireNothingLeft for runs that keep all records.
func requireNothingLeftButRecords(t require.TestingT, o *tale) {
	require.Zero(t, o.InFlight(), "units in flight")
	require.Empty(t, o.clients.pending, "operations unanswered")
	k := &o.certification
	require.Empty(t, k.sets)
	require.Empty(t, k.awaited)
	for at := range o.leaders {
		require.Empty(t, k.locks[at])
		require.Empty(t, o.leaders[at].early)
	}
}

// anyCertified draws a configuration that goes with certification.
func anyCertified(t *rapid.T) Config {
	c := anyConfig(t)
	c.Conflicts.Strategy, c.Conflicts.Detect = "certification", strategy.DetectDefault
	c.Network.Topology.Name, c.Network.Resend = "all-to-all", 200*ms
	c.Replication = Replication{Apply: c.Replication.Apply, Workers: c.Replication.Workers}
	return c
}

func TestCertificationRefusesWhatDoesNotGoWithIt(t *testing.T) {
	for want, spoil := range map[string]func(*Config){
		"mode multi-leader": func(c *Config) { c.Replication.Mode = SingleLeaderMode },
		"joined":            func(c *Config) { c.Network.Topology.Name = "ring" },
		"gossip":            func(c *Config) { c.Replication.AntiEntropy = time.Second },
		"at once":           func(c *Config) { c.Replication.Ship = time.Second },
		"no other order":    func(c *Config) { c.Replication.Order = CausalOrder },
		"acknowledgements":  func(c *Config) { c.Replication.Acknowledge.All = true },
		"detects":           func(c *Config) { c.Conflicts.Detect = strategy.DetectOrigin },
		"loses nothing":     func(c *Config) { c.Network.Ordering, c.Network.Resend = network.Datagram, network.Never },
	} {
		c := certified(among("paris", "tokyo", "lima"))
		spoil(&c)
		_, err := New(c)
		require.ErrorContains(t, err, want)
	}
}

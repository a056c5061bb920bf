package model

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// The stories of this package are scripts: leaders with names, 50 ms from each
// other, and a few operations. A tale is what an observer saw of one.

const ms = time.Millisecond

// among is a configuration of leaders with these names and no operations.
func among(names ...string) Config {
	c := Config{Name: "story", Seed: 1, Duration: 10 * time.Second, Settle: time.Minute}
	for _, name := range names {
		c.Leaders = append(c.Leaders, LeaderConfig{Name: name, Load: 1})
	}
	c.Network = network.Config{Nodes: names, Latency: network.Latency{Law: sim.Constant(50 * ms)}, Resend: 200 * ms}
	c.Network.Topology.Name = "all-to-all"
	c.Conflicts = Conflicts{Strategy: "last-write-wins", Tombstones: TombstonesKept}
	return c
}

// basic is a configuration of n leaders with a workload of single updates.
func basic(n int) Config {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("n", i+1)
	}
	c := among(names...)
	c.Duration = 20 * time.Second
	c.Workload = Workload{Keys: 1000, Rate: 100, Mix: Mix{Update: 1}, Transaction: 1, ValueSize: 100, Sessions: 10}
	return c
}

// at is a step of a script: put, delete or read.
func at(when time.Duration, leader int, kind OpKind, key string, value ...string) Step {
	return Step{At: when, Leader: leader, Session: "s", Kind: kind, Key: key, Value: strings.Join(value, "")}
}

// slow gives the links between two leaders their own delay.
func slow(c *Config, a, b int, delay time.Duration) {
	for _, ends := range [][2]int{{a, b}, {b, a}} {
		c.Network.Links = append(c.Network.Links, networkLink(ends[0], ends[1], sim.Constant(delay)))
	}
}

func networkLink(from, to int, law *sim.Law) network.LinkConfig {
	return network.LinkConfig{From: from, To: to, Latency: law}
}

// datagrams gives every message a delay of its own, between 5 ms and half a second.
func datagrams(c *Config) {
	c.Network.Ordering = network.Datagram
	c.Network.Latency.Law = sim.Uniform(5*ms, 500*ms)
}

// tale keeps everything that an observer is told, in copies.
type tale struct {
	*Cluster
	commits   []Commit
	applies   []Apply
	reads     []ReadSeen
	dones     []Done
	sents     []Message
	transfers []Transfer
	before    []int // by transfer: how many of order had been told
	probes    []Probe
	faults    []FaultEvent
	order     []place // commits and applies in the order in which they were told
}

// place is where a write was committed or applied.
type place struct {
	write  *Write
	leader int
}

func (o *tale) Commit(c *Commit) {
	kept, w := *c, *c.Write
	kept.Write, kept.Replaced = &w, append([]WriteID(nil), c.Replaced...)
	o.commits = append(o.commits, kept)
	o.order = append(o.order, place{&w, int(w.Origin)})
}

func (o *tale) Apply(a *Apply) {
	kept, w := *a, *a.Write
	kept.Write, kept.Met, kept.Removed = &w, append([]WriteID(nil), a.Met...), append([]WriteID(nil), a.Removed...)
	kept.Displaced = append([]TransferRow(nil), a.Displaced...)
	o.applies = append(o.applies, kept)
	if a.Verdict.Dealt() {
		o.order = append(o.order, place{&w, a.Leader})
	}
}

func (o *tale) Read(r *ReadSeen) {
	kept := *r
	kept.Returned = append([]WriteID(nil), r.Returned...)
	o.reads = append(o.reads, kept)
}

func (o *tale) Transfer(x *Transfer) {
	o.transfers = append(o.transfers, *x)
	o.before = append(o.before, len(o.order))
}

func (o *tale) Done(d *Done)        { o.dones = append(o.dones, *d) }
func (o *tale) Sent(m *Message)     { o.sents = append(o.sents, *m) }
func (o *tale) Fault(f *FaultEvent) { o.faults = append(o.faults, *f) }
func (o *tale) Answer(*Answer)      {}
func (o *tale) Probe(p *Probe)      { o.probes = append(o.probes, *p) }
func (o *tale) End(sim.Time)        {}

// tell runs a configuration and returns what was seen.
func tell(t testing.TB, c Config) *tale {
	t.Helper()
	o := wired(t, c)
	require.NoError(t, o.Run(nil))
	return o
}

func wired(t testing.TB, c Config) *tale {
	t.Helper()
	cluster, err := New(c)
	require.NoError(t, err)
	o := &tale{Cluster: cluster}
	cluster.Observe(o, true)
	return o
}

// values is what the leaders hold of a key, each as "B", "B|C" for siblings, "-"
// where there is none.
func (o *tale) values(key string) []string {
	row, ok := o.Row(key)
	if !ok {
		panic("no key " + key)
	}
	all := make([]string, len(o.leaders))
	for i := range all {
		var names []string
		for _, v := range o.Held(nil, i, row) {
			names = append(names, o.ValueName(v))
		}
		all[i] = strings.Join(names, "|")
		if len(names) == 0 {
			all[i] = "-"
		}
	}
	return all
}

// read is what a read returned, as values writes it.
func (o *tale) read(i int) string {
	var names []string
	for _, id := range o.reads[i].Returned {
		for _, c := range o.commits {
			if c.Write.ID == id && !c.Write.Delete {
				names = append(names, o.WriteName(c.Write))
			}
		}
	}
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, "|")
}

// when lists the applies at a leader: of which value, at what time, with which
// verdict.
func (o *tale) when(leader int) []string {
	var list []string
	for _, a := range o.applies {
		if a.Leader == leader {
			list = append(list, fmt.Sprintf("%s %v %v", o.WriteName(a.Write), a.At, a.Verdict))
		}
	}
	return list
}

// verdicts counts the applies by verdict.
func (o *tale) verdicts() map[Verdict]int {
	count := map[Verdict]int{}
	for _, a := range o.applies {
		count[a.Verdict]++
	}
	return count
}

// latencies is how long the operations took their clients, in the order of their ends.
func (o *tale) latencies() []time.Duration {
	var list []time.Duration
	for _, d := range o.dones {
		list = append(list, d.Ended.Sub(d.Began))
	}
	return list
}

func (o *tale) diverged() (rows int) {
	for row := range o.Rows() {
		if o.Diverged(uint32(row)) {
			rows++
		}
	}
	return rows
}

// requireNothingLeft demands that a run has given everything back.
func requireNothingLeft(t require.TestingT, o *tale) {
	require.Zero(t, o.InFlight(), "units in flight")
	for _, r := range o.rows.open {
		require.Zero(t, r.inFlight, "changes in flight of row %d", r.row)
	}
	require.LessOrEqual(t, o.writesHeld(), 0, "records held")
	require.Empty(t, o.clients.pending, "operations unanswered")
	require.Empty(t, o.batches, "batches")
	require.Empty(t, o.ackCopies, "copies of acknowledgements")
	require.Len(t, o.parcels.free, max(0, len(o.parcels.all)-1), "parcels")
	for i := range o.leaders {
		l := &o.leaders[i]
		require.Empty(t, l.serving)
		require.Empty(t, l.deferred)
		require.Empty(t, l.waiting)
		require.Equal(t, len(l.queue), l.taken)
	}
}

// writesHeld is how many records have been given out and not released.
func (c *Cluster) writesHeld() int {
	held := 0
	for _, p := range c.writes.pages {
		if p != nil {
			held += p.live
		}
	}
	unused := len(c.writes.pages)*pageSize + int(c.writes.base)*pageSize - int(c.writes.next)
	return held - max(0, unused)
}

// counter counts and keeps nothing.
type counter struct {
	Blind
	commits, applies int
}

func (o *counter) Commit(*Commit) { o.commits++ }
func (o *counter) Apply(*Apply)   { o.applies++ }

func constant(d time.Duration) *sim.Law { return sim.Constant(d) }

// ends runs until nothing is left to happen and tells nobody that it is over, so that
// clients who would wait for ever still do.
func ends(t testing.TB, c Config) *tale {
	o := wired(t, c)
	deadline := o.loadEnd.Add(c.Settle)
	for o.queue.Len() > 0 && o.now < deadline {
		o.Step()
	}
	return o
}

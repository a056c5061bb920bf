package scenarios

import (
	"time"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// defaults is the scenario of an empty file. Every default is here, but for those
// that follow from other keys: see complete.
func defaults() file {
	return file{
		Seed:   1,
		Settle: quantity.Span(10 * time.Minute),
		Network: networkKeys{
			Topology:   topology{Word: allToAll},
			Latency:    latency{Plain: span(40 * time.Millisecond)},
			Ordering:   "fifo",
			Retransmit: retransmit{After: span(200 * time.Millisecond)},
			Bandwidth:  bandwidth{Word: "unlimited"},
		},
		Replication: replication{
			Mode:           mode{Word: multiLeader},
			Ship:           ship{Word: "immediately"},
			FanOut:         fanOut{Word: "parallel"},
			Propagation:    propagation{Word: "direct"},
			Apply:          apply{Time: law{Plain: span(0)}, Workers: 1},
			Order:          "arrival",
			Forward:        "auto",
			LoopPrevention: "version-vector",
			Acknowledge:    acknowledge{Word: "local"},
			AntiEntropy:    antiEntropy{Word: "never"},
			Reroute:        reroute{Word: "never"},
		},
		Conflicts: conflicts{
			Strategy:    "last-write-wins",
			Clock:       "physical",
			Granularity: "row",
			Deletes:     deletes{Tombstones: span(10 * time.Minute)},
		},
		Workload: &workload{
			Kind:        "register",
			Keys:        1000,
			IDs:         ids{Word: "unique"},
			Popularity:  popularity{Word: "uniform"},
			Rate:        new(quantity.Rate(100)),
			Arrivals:    arrivals{Word: "poisson"},
			Mix:         &mix{Update: 1},
			Transaction: new(1),
			ValueSize:   100,
			Sessions:    new(10),
			Failover:    failover{Word: "nearest"},
			Routing:     "nearest",
			Context:     "held",
		},
	}
}

func span(d time.Duration) *quantity.Span { return new(quantity.Span(d)) }

// setDefaults of an entry of leaders.
func (l *leader) setDefaults() { *l = leader{Load: 1} }

// setDefaults of a mix: one that is given replaces the default whole.
func (m *mix) setDefaults() { *m = mix{} }

// setDefaults of a single leader.
func (s *singleLeader) setDefaults() {
	*s = singleLeader{Failover: onlyAfter{Word: "never"}, Fenced: true}
}

// setDefaults of interleaved numbers.
func (a *autoIncrement) setDefaults() { *a = autoIncrement{Offset: "leader"} }

// setDefaults of gossip.
func (g *gossip) setDefaults() {
	*g = gossip{Style: "push", Rounds: "together", Peers: 1, Stop: stop{Counter: new(defaultCounter)}}
}

const (
	defaultCounter = 3 // Demers et al.: 1% of the leaders never hear of a change
	defaultN       = 3
	defaultShape   = "random-halves"
	flapShare      = 10 // flaps of a line in the time that it has
	leastPeriod    = quantity.Span(100 * time.Millisecond)

	defaultFanout = 2
	defaultDegree = 4
	defaultRewire = 0.1
)

// complete fills in what depends on other keys, and takes away what has no meaning
// beside them, so that what is left is the scenario as it will run.
func (f *file) complete(root *document.Node) {
	regions := f.Network.Latency.Regions != ""
	f.Leaders.complete(regions)
	for i := range f.Faults {
		f.Faults[i].complete(f.Duration, regions)
	}
	f.Network.Topology.complete(f.Leaders.List)
	f.Replication.Mode.complete(f.Leaders.List)
	if root.Get("workload") == nil && len(f.Script) > 0 {
		f.Workload = nil
	}
	if f.Workload != nil {
		f.Workload.complete(root.Get("workload"))
	}
	f.Conflicts.complete()
	if l := &f.Network.Latency; l.Regions != "" && l.Jitter == nil {
		l.Jitter = new(quantity.Share(0))
	}
}

// complete of conflicts makes explicit what the strategy decides.
func (c *conflicts) complete() {
	rule, ok := about(c.Strategy)
	if !ok {
		return
	}
	if c.Detect == "" {
		c.Detect = detect(c.Detect.words()[rule.Detect-strategy.DetectNone])
	}
	switch {
	case c.OwnWrites != "":
	case rule.Local:
		c.OwnWrites = "strategy"
	default:
		c.OwnWrites = "overwrite"
	}
}

func (t *topology) name() string { return t.Word + string(t.Name) }

// complete of a topology makes defaults of shapes explicit.
func (t *topology) complete(leaders []leader) {
	name := t.name()
	switch {
	case name == "star" && t.Hub == "" && len(leaders) > 0:
		t.Hub = leaders[0].Name
	case name == "tree" && t.Fanout == nil:
		t.Fanout = new(defaultFanout)
	case name == "random" || name == "small-world":
		t.Degree = or(t.Degree, defaultDegree)
		if name == "small-world" {
			t.Rewire = or(t.Rewire, defaultRewire)
		}
	case t.Edges != nil:
		t.Directed = or(t.Directed, false)
	}
	if t.Hub != "" || t.Fanout != nil || t.Degree != nil {
		t.Word, t.Name = "", topologyName(name)
	} else if t.Edges == nil {
		t.Word, t.Name = name, ""
	}
}

// complete of a mode makes its defaults explicit.
func (m *mode) complete(leaders []leader) {
	switch m.Word {
	case "single-leader":
		m.Word, m.Single = "", new(singleLeader)
		m.Single.setDefaults()
	case "quorum":
		m.Word, m.Quorum = "", new(quorum)
	}
	if m.Single != nil && m.Single.Leader == "" && len(leaders) > 0 {
		m.Single.Leader = leaders[0].Name
	}
	if m.Quorum != nil {
		m.Quorum.complete(len(leaders))
	}
}

func (q *quorum) complete(leaders int) {
	q.N = or(q.N, min(defaultN, leaders))
	majority := *q.N/2 + 1
	q.R, q.W = or(q.R, majority), or(q.W, majority)
	if q.Legs != nil && *q.Legs == (legs{}) {
		q.Legs = nil
	}
}

// complete of a fault in a run of that length.
func (f *fault) complete(duration quantity.Span, regions bool) {
	if f.Join != nil {
		f.Join.complete(regions)
	}
	if f.Crash != nil && f.Disk == "" {
		f.Disk = diskKept
	}
	if f.Partition != nil {
		f.Partition.complete(*or(f.For, duration-f.At))
	}
	if f.Random != nil {
		f.Random.complete()
	}
}

// complete of a partition that lasts so long.
func (p *partition) complete(length quantity.Span) {
	if p.Word == flapping {
		p.Word, p.Shape = "", flapping
	}
	if p.Shape != "" && p.Shape != flapping {
		p.Word, p.Shape = string(p.Shape), ""
	}
	if p.Shape == flapping {
		p.Period = or(p.Period, period(length))
	}
}

func (r *random) complete() {
	if r.Kind == "crash" && r.Disk == "" {
		r.Disk = diskKept
	}
	if r.Kind == "partition" && r.Shape == "" {
		r.Shape = defaultShape
	}
	if r.Shape == flapping {
		r.Period = or(r.Period, period(r.For))
	}
}

// period is how long one flap of a line takes that flaps for so long.
func period(length quantity.Span) quantity.Span { return max(leastPeriod, length/flapShare) }

func or[T any](given *T, otherwise T) *T {
	if given != nil {
		return given
	}
	return &otherwise
}

// complete of a workload applies the preset under the keys that are given, and
// drops what a trace or closed clients replace. Keys that were given stay, for the
// contradiction to be reported.
func (w *workload) complete(given *document.Node) {
	has := func(key string) bool { return given.Get(key) != nil }
	if p, ok := ycsb[w.Preset]; ok {
		if !has("mix") {
			w.Mix = new(p.mix)
		}
		if !has("popularity") {
			w.Popularity = p.popularity
		}
	}
	w.ofKind(has)
	if w.Arrivals.Closed != nil || w.Trace != "" {
		drop(&w.Rate, has("rate"))
		drop(&w.Sessions, has("sessions"))
	}
	if w.Trace != "" {
		drop(&w.Mix, has("mix"))
		drop(&w.Transaction, has("transaction"))
		if !has("arrivals") {
			w.Arrivals = arrivals{}
		}
		if !has("popularity") {
			w.Popularity = popularity{}
		}
		if !has("keys") {
			w.Keys = 0
		}
	}
}

// ofKind fills in what the kind of workload says.
func (w *workload) ofKind(has func(key string) bool) {
	if m, ok := kindMixes[w.Kind]; ok && !has("mix") {
		w.Mix = new(m)
	}
	if n, ok := initials[w.Kind]; ok {
		w.Initial = or(w.Initial, n)
	}
	if w.Kind == "unique" {
		w.Names = or(w.Names, int(max(1, w.Keys)))
	}
	if w.Kind == "bank" {
		drop(&w.Transaction, has("transaction"))
	}
}

// kindMixes are what clients do where the file does not say.
var kindMixes = map[kind]mix{
	"counter":   {Add: 1},
	"set":       {Include: .7, Exclude: .3},
	"cart":      {Add: .7, Remove: .3},
	"bank":      {Transfer: 1},
	"inventory": {Sell: .9, Restock: .1},
	"unique":    {Claim: 1},
	"append":    {Append: 1},
	"text":      {Insert: .9, Remove: .1},
	"flag":      {Enable: .5, Disable: .5},
	"map":       {Put: .8, Clear: .2},
}

// initials are what numbers are at the start where the file does not say.
var initials = map[kind]int64{"counter": 0, "bank": 1000, "inventory": 10}

func drop[T any](value **T, given bool) {
	if !given {
		*value = nil
	}
}

// ycsb are the mixes and popularities of YCSB's core workloads, a to f (Cooper et
// al., "Benchmarking Cloud Serving Systems with YCSB", 2010, and its workload
// files): "zipfian" there is the scrambled generator.
var ycsb = map[preset]struct {
	mix        mix
	popularity popularity
}{
	"ycsb-a": {mix{Read: .5, Update: .5}, scrambledZipfian},
	"ycsb-b": {mix{Read: .95, Update: .05}, scrambledZipfian},
	"ycsb-c": {mix{Read: 1}, scrambledZipfian},
	"ycsb-d": {mix{Read: .95, Insert: .05}, popularity{Word: "latest"}},
	"ycsb-e": {mix{Scan: .95, Insert: .05}, scrambledZipfian},
	"ycsb-f": {mix{Read: .5, ReadModifyWrite: .5}, scrambledZipfian},
}

const ycsbTheta = 0.99 // YCSB's ZIPFIAN_CONSTANT

var scrambledZipfian = popularity{YCSBScrambled: new(ycsbTheta)}

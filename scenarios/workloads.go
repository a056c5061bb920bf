package scenarios

import (
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

const (
	maxRows        = 100_000_000 // some 10 GB with all metrics
	maxOperations  = 1 << 40     // years of CPU time
	maxSessions    = 1<<31 - 1   // of all leaders together
	maxTransaction = 1<<16 - 1
	maxValue       = 1 << 30 // bytes
	maxExponent    = 10
	fastest        = 1e9 // operations a second at one leader: a gap is a nanosecond or more
	slowest        = 1e-9
)

// workload is the zero workload, with nothing to do, where the scenario has none.
func (b *builder) workload() model.Workload {
	w := b.file.Workload
	if w == nil {
		w = defaults().Workload
		w.Rate, w.Keys = nil, 0
	}
	b.contradictions(w)
	c := model.Workload{
		Kind:        model.Kind(max(0, index(w.Kind))),
		Initial:     *or(w.Initial, 0),
		Names:       *or(w.Names, 0),
		IDs:         b.ids(w),
		Keys:        int(w.Keys),
		Popularity:  b.popularity(w.Popularity),
		Mix:         b.mix(w),
		Transaction: b.transaction(w),
		ValueSize:   int(w.ValueSize),
		Failover:    b.failover(w.Failover),
		Routing:     model.Routing(max(0, index(w.Routing))),
		Context:     model.Context(max(0, index(w.Context))),
	}
	b.between("workload.keys", float64(w.Keys), 0, maxRows)
	if w.ValueSize > maxValue {
		b.fail("workload.value_size", "", "%s is more than a value can have (%s)", w.ValueSize, quantity.Size(maxValue))
	}
	if w.Trace != "" {
		c.Trace = b.trace("workload.trace", w.Trace)
	}
	b.arrivals(&c, w)
	b.context(c.Context)
	b.ofKind(&c)
	return c
}

// context of clients is what version vectors are compared with.
func (b *builder) context(c model.Context) {
	const path = "workload.context"
	switch f := b.file; {
	case c == model.ContextHeld:
	case f.Conflicts.Detect != "version-vector":
		b.fail(path, "conflicts.detect: version-vector", "what a client has read is compared by version vectors, and conflicts are detected otherwise here")
	case b.mergesAlways():
		b.fail("conflicts.strategy", "siblings", "%s merges whatever comes, and asks no client what it has read", f.Conflicts.Strategy)
	case f.Replication.Mode.Quorum != nil:
		b.fail(path, "mode multi-leader", "contexts are not in this version in mode quorum")
	}
}

// mergesAlways tells whether the strategy is no answer to a conflict.
func (b *builder) mergesAlways() bool {
	rule, ok := about(b.file.Conflicts.Strategy)
	return ok && (rule.Always || rule.Data != nil)
}

// contradictions reports keys that have no meaning beside others.
func (b *builder) contradictions(w *workload) {
	const path = "workload"
	if w.Trace != "" {
		for _, key := range []string{"preset", "popularity", "rate", "arrivals", "mix", "transaction", "sessions"} {
			if b.given(join(path, key)) {
				b.failKey(path, key, "", "%s contradicts trace, which says which operations come, and when", key)
			}
		}
		return
	}
	if w.Arrivals.Closed == nil {
		return
	}
	if b.given("workload.rate") {
		b.failKey(path, "rate", "", "rate contradicts closed arrivals, whose clients go on when they are answered")
	}
	if b.given("workload.sessions") {
		b.failKey(path, "sessions", "", "sessions contradicts closed arrivals, where each client is a session")
	}
	for _, l := range b.members {
		if l.Load != 1 {
			b.fail(l.path+".load", "", "load scales workload.rate, and closed arrivals have none")
		}
	}
}

func (b *builder) arrivals(c *model.Workload, w *workload) {
	if w.Sessions != nil {
		c.Sessions = *w.Sessions
		b.sessions("workload.sessions", c.Sessions)
	}
	if closed := w.Arrivals.Closed; closed != nil {
		c.Arrivals, c.Clients, c.Think = model.Closed, closed.Clients, time.Duration(closed.Think)
		b.sessions("workload.arrivals.closed.clients", c.Clients)
		b.positive("workload.arrivals.closed.think", closed.Think, "such as 50ms")
	} else {
		c.Arrivals = model.Arrivals(max(0, slices.Index(w.Arrivals.words(), w.Arrivals.Word)))
	}
	if w.Rate != nil {
		c.Rate = float64(*w.Rate)
		b.rate(c.Rate)
	}
	if c.Keys == 0 && w.Trace == "" && (c.Rate > 0 || c.Clients > 0) {
		b.fail("workload.keys", "at least 1", "operations need rows to choose from")
	}
}

func (b *builder) sessions(path string, n int) {
	leaders := max(1, len(b.members))
	switch {
	case n < 1:
		b.fail(path, "at least 1", "%d: somebody must issue the operations", n)
	case n > maxSessions/leaders:
		b.fail(path, "", "%d at each leader are too many; %d is the most", n, maxSessions/leaders)
	}
}

func (b *builder) rate(rate float64) {
	for _, l := range b.members {
		own := rate * l.Load
		if own != 0 && (own < slowest || own > fastest) {
			path := "workload.rate"
			if l.Load != 1 {
				path = l.path + ".load"
			}
			b.fail(path, "", "%g operations a second at a leader are out of range; it is between %g and %g", own, slowest, fastest)
		}
	}
}

func (b *builder) transaction(w *workload) int {
	const path = "workload.transaction"
	if w.Transaction == nil {
		return 1
	}
	rows := *w.Transaction
	b.between(path, float64(rows), 1, maxTransaction)
	if rows > 1 && int64(rows) > w.Keys && b.ok("workload.keys") {
		b.fail(path, "", "%d rows together are more than there are (%d)", rows, w.Keys)
	}
	return rows
}

// popularity of the Zipf laws is bounded: beyond the exponent 10 a single row gets
// 99.9% of the operations. YCSB's formulas hold below 1 only.
func (b *builder) popularity(p popularity) model.Popularity {
	const path = "workload.popularity."
	switch {
	case p.Zipf != nil:
		b.between(path+"zipf", *p.Zipf, 0, maxExponent)
		return model.Popularity{Kind: "zipf", Exponent: *p.Zipf}
	case p.YCSBZipfian != nil:
		b.theta(path+"ycsb-zipfian", *p.YCSBZipfian)
		return model.Popularity{Kind: "ycsb-zipfian", Exponent: *p.YCSBZipfian}
	case p.YCSBScrambled != nil:
		b.theta(path+"ycsb-scrambled", *p.YCSBScrambled)
		return model.Popularity{Kind: "ycsb-scrambled", Exponent: *p.YCSBScrambled}
	case p.Hotspot != nil:
		return model.Popularity{Kind: "hotspot", HotKeys: float64(p.Hotspot.Keys), HotOps: float64(p.Hotspot.Operations)}
	case p.Word == "latest":
		return model.Popularity{Kind: "latest", Exponent: ycsbTheta}
	}
	return model.Popularity{Kind: "uniform"}
}

func (b *builder) theta(path string, theta float64) {
	if theta <= 0 || theta >= 1 {
		b.fail(path, "0.99 is YCSB's; zipf takes larger exponents", "%g is out of range; it is between 0 and 1, both excluded", theta)
	}
}

func (b *builder) failover(f failover) model.Failover {
	if f.After == nil {
		return model.Failover{Off: f.Word == "none"}
	}
	return model.Failover{After: time.Duration(*f.After)}
}

// fits reports work that would not fit into memory or a lifetime.
func (b *builder) fits(c *model.Config) {
	w := c.Workload
	if len(b.problems) > 0 {
		return
	}
	operations := float64(len(w.Trace))
	for _, l := range c.Leaders {
		switch {
		case w.Arrivals == model.Closed:
			operations += float64(w.Clients) * c.Duration.Seconds() / w.Think.Seconds()
		case len(w.Trace) == 0:
			operations += w.Rate * l.Load * c.Duration.Seconds()
		}
	}
	inserts := w.Mix.Insert
	if w.Kind == model.UniqueKind {
		inserts = w.Mix.Own[0]
	}
	rows := float64(w.Keys) + operations*inserts*float64(max(1, w.IDs.Increment)) + float64(len(c.Script)+len(w.Trace))
	switch {
	case operations > maxOperations:
		b.fail("duration", "", "%.2g operations are more than a run can do (%.2g)", operations, float64(maxOperations))
	case rows > maxRows:
		b.fail("workload", "", "%.4g rows are more than a run can hold (%d)", rows, uint64(maxRows))
	}
}

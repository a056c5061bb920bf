package oracle

import (
	"github.com/mlrsim/mlrsim/analysis/invariant"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// Config says what run is to be measured.
type Config struct {
	Leaders  int
	Absent   []int       // leaders that join later
	Replicas int         // of a row, at the leaders from number row mod Leaders on; 0: one at each
	Names    []string    // of the leaders, for labels; nil: n1, n2, …
	Rows     int         // that there are at the start; writes to higher ones add rows
	Unmade   int         // of them, the last: they have numbers, and are not there before they are written
	Kind     string      // of the workload; "": registers
	Initial  value.Value // what clients read of rows that are there from the beginning; nil: rows hold no values
	Warmup   sim.Time    // metrics speak of what happens from here on
	Duration sim.Time    // end of the load
	Bins     int         // of the time series, over the load; the run after it adds more. 0: 200

	// Bare measures conflicts, visibility and convergence only, and costs least.
	Bare bool

	// Repeats says that a leader may deal with a change more than once: nothing drops
	// the copies that loops or the network make, versions are sent again to repair, or
	// replicas are replaced (Transfer). Nothing is forgotten before the end then.
	Repeats bool
}

// Oracle is a model.Observer that measures a run. It is not for concurrent use.
type Oracle struct {
	config    Config
	saw       *causality.Tracker
	ledger    ledger
	conflicts conflicts
	claims    claims
	agreement agreement
	law       laws
	survival  survival
	order     order
	sessions  sessions
	reads     reads
	quorums   quorums
	probes    probes
	service   service
	siblings  siblings
	failures  failures
	promises  *invariant.Watch // nil: the workload's kind makes none
	series    series
	lags      lags
	story     story
	ended     sim.Time
	inFlight  int

	firstMeasured uint64 // the first measured write; 0: there is none yet
	transferred   bool   // a replica has been replaced
	cost          cost
}

// cost is what the network and the database tell.
type cost struct{ messages, bytes, metadata int64 }

// New makes an oracle for one run.
func New(config Config) *Oracle {
	if config.Bins <= 0 {
		config.Bins = 200
	}
	o := &Oracle{config: config, saw: causality.NewCounting(config.Leaders)}
	if config.Repeats {
		o.saw.KeepAll()
	}
	if config.Replicas > 0 {
		o.saw.Replicas(config.Replicas)
	}
	for _, leader := range config.Absent {
		o.saw.Absent(leader)
	}
	o.ledger = newLedger()
	o.agreement = newAgreement(&config)
	o.law = newLaws(&config)
	if !config.Bare {
		o.claims = newClaims(&config)
		o.survival = newSurvival(&o.ledger)
		o.order = newOrder(&config)
		o.sessions.long = 32
		o.quorums = newQuorums()
		o.probes = newProbes()
		o.series = newSeries(&config)
		o.lags = newLags(o)
		o.siblings = newSiblings(o)
		o.promises = newPromises(o)
		o.agreement.diverged.slices = &o.series.diverged
	}
	return o
}

// SetCost tells how many messages leaders sent each other after the warm-up, how
// many bytes, and how many of these were metadata.
func (o *Oracle) SetCost(messages, bytes, metadata int64) {
	o.cost = cost{messages, bytes, metadata}
}

// SetInFlight tells, at the end, how many messages and changes were still under way.
func (o *Oracle) SetInFlight(n int) { o.inFlight = n }

// Commit implements model.Observer.
func (o *Oracle) Commit(c *model.Commit) {
	w := c.Write
	o.until(w.At)
	e := o.ledger.add(w)
	e.set(isMeasured, w.At >= o.config.Warmup)
	if o.firstMeasured == 0 && e.is(isMeasured) {
		o.firstMeasured = uint64(w.ID)
	}
	kind := o.kindOf(c)
	counts := o.saw.Count(&causality.Write{
		ID: uint64(w.ID), Row: w.Row, Origin: int(w.Origin), Stamp: w.Stamp, Late: c.Late, Measured: e.is(isMeasured), Kind: kind,
	})
	e.set(isInFlight, true)
	e.set(isLate, c.Late)
	o.conflicts.commit(w, e.is(isMeasured), counts)
	if counts.Concurrent > 0 && e.is(isMeasured) {
		o.conflicts.pair(kind, counts.Concurrent, o.saw.Partners())
	}
	if !o.config.Bare {
		o.lags.commit(o, c)
	}
	added := o.agreement.commit(w, c.Distinct)
	if o.config.Bare {
		e.set(isPending, false)
	} else {
		o.commit(c, e, counts, added)
	}
	if o.saw.Stable(uint64(w.ID)) {
		o.settle(uint64(w.ID), e)
	}
}

// commit looks at what more than counting asks about a commit. Added says that it
// made a row.
func (o *Oracle) commit(c *model.Commit, e *entry, counts causality.Counts, added bool) {
	w := c.Write
	e.bin = uint32(o.series.current)
	o.service.committed += count(e.is(isMeasured))
	o.claims.commit(o, c, e.is(isMeasured))
	o.series.commit(o, counts)
	o.failures.commit(c)
	o.survival.commit(c, e)
	o.order.commit(o, w, e)
	o.sessions.commit(o, c, e)
	o.siblings.commit(o, c, added)
	if o.promises != nil {
		o.promises.Commit(c)
	}
	if counts.Concurrent > 0 && e.is(isMeasured) {
		o.story.pair(o, w, counts.Concurrent)
	}
}

// Apply implements model.Observer.
func (o *Oracle) Apply(a *model.Apply) {
	if a.Verdict == model.Stopped {
		o.halt(a)
	}
	if !a.Verdict.Dealt() {
		return
	}
	o.until(a.At)
	if !o.config.Bare {
		o.lags.apply(o, a)
	}
	o.agreement.change(a.At, a.Write.Row, a.Distinct)
	for i := range a.Displaced {
		o.agreement.change(a.At, a.Displaced[i].Row, a.Displaced[i].Distinct)
	}
	if !o.config.Bare {
		o.lags.displace(a)
		o.judge(a)
	}
	o.deliver(a, uint64(a.Write.ID))
}

// judge looks at what more than counting asks about an apply, before it is noted
// as a delivery.
func (o *Oracle) judge(a *model.Apply) {
	measured := a.At >= o.config.Warmup
	if measured {
		o.judgeMeeting(a)
	}
	o.survival.apply(o, a, measured)
	o.siblings.apply(o, a)
	if o.promises != nil {
		o.promises.Apply(a)
	}
	if !o.saw.Delivered(uint64(a.Write.ID), a.Leader) {
		o.checkOrder(a, measured)
	}
}

// deliver notes that a change has come to a leader, if it is the first time.
//
// A coordinator that gets its own write into its replica learns nothing by that.
func (o *Oracle) deliver(a *model.Apply, id uint64) {
	again := o.again(id, a.Leader)
	first, stable := o.saw.Deliver(id, a.Leader)
	if !first {
		return
	}
	e := o.ledger.at(id)
	age := int64(a.At - e.at)
	if !again && a.Leader != int(e.origin) {
		o.visible(e, a.Leader, age)
	}
	if e.probe != 0 {
		o.probes.applied(e, a.Leader, a.At)
	}
	if stable {
		o.full(e, age)
		o.settle(id, e)
	}
}

// settle notes that a write has been dealt with at all replicas of its row.
func (o *Oracle) settle(id uint64, e *entry) {
	if o.config.Repeats {
		return
	}
	e.set(isInFlight, false)
	if !o.config.Bare {
		if e.probe != 0 {
			o.probes.close(e)
		}
		o.claims.settle(id)
		o.order.settle(e)
		o.story.settle(id, o.ledger.now)
		o.survival.settle(o, e)
	}
	o.forget()
}

// forget lets writes of which nothing is awaited leave the ledger.
func (o *Oracle) forget() {
	from := o.ledger.base
	to := o.ledger.advance()
	if !o.config.Bare {
		o.survival.file(from, to)
	}
}

// Transfer implements model.Observer.
func (o *Oracle) Transfer(x *model.Transfer) {
	o.until(x.At)
	if !o.config.Bare {
		o.lags.noteAll(o, x.At)
	}
	brought := o.copy(x)
	o.transferred = true
	if x.Why == model.ByLeave {
		o.saw.Leave(x.Leader)
	} else {
		o.saw.Transfer(x.Leader, x.From)
	}
	o.complete(brought, x.At)
	for i := range x.Rows {
		o.agreement.change(x.At, x.Rows[i].Row, x.Rows[i].Distinct)
	}
	if o.config.Bare {
		return
	}
	o.lags.transfer(x)
	o.survival.transfer(x)
	o.siblings.transfer(o, x)
	if o.promises != nil {
		o.promises.Transfer(x)
	}
	o.sessions.transfer(x.Leader)
	o.probes.transfer(o, x)
	o.order.transfer(o, x.Leader)
}

// Fault implements model.Observer.
func (o *Oracle) Fault(f *model.FaultEvent) {
	o.until(f.At)
	if f.Begin {
		o.story.faults++
	} else {
		o.story.faults--
		o.agreement.quiet = max(o.agreement.quiet, f.At)
	}
}

// Sent implements model.Observer.
func (o *Oracle) Sent(m *model.Message) {
	if !o.config.Bare && !m.Rest {
		o.until(m.At)
		o.series.now.messages++
	}
}

// End implements model.Observer.
func (o *Oracle) End(at sim.Time) {
	o.until(at)
	o.ended = at
	o.agreement.end(at)
	if !o.config.Bare {
		o.siblings.end(at)
		o.series.end(o, at)
		o.survival.end(o)
		o.probes.end(o)
		o.story.end(at)
	}
}

// until lets time pass.
func (o *Oracle) until(at sim.Time) {
	o.ledger.now = at
	if !o.config.Bare && at >= o.series.until {
		o.series.advance(o, at)
	}
}

package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// agreement follows on how many rows leaders differ.
type agreement struct {
	rows     bitset // on which they do
	added    bitset // rows beyond those of the start
	atStart  uint32
	diverged gauge
	count    gauge // of all rows
	agreed   sim.Time
	quiet    sim.Time // when there last was a cause to differ: a write, the heal of a fault
}

func newAgreement(config *Config) agreement {
	window := gauge{from: config.Warmup, to: config.Duration}
	a := agreement{atStart: uint32(config.Rows), diverged: window, count: window}
	a.count.value = int64(config.Rows)
	return a
}

// commit notes a write, and tells whether its row is new.
func (a *agreement) commit(w *model.Write, distinct int) (added bool) {
	a.quiet = max(a.quiet, w.At)
	if w.Row >= a.atStart && a.added.put(w.Row-a.atStart, true) {
		a.count.set(w.At, a.count.value+1)
		added = true
	}
	a.change(w.At, w.Row, distinct)
	return added
}

// differ tells whether the leaders hold different states of a row.
func (a *agreement) differ(row uint32) bool { return a.rows.has(row) }

// each goes through all rows.
func (a *agreement) each(do func(row uint32)) {
	for row := range a.atStart {
		do(row)
	}
	for row := range uint32(64 * len(a.added)) {
		if a.added.has(row) {
			do(a.atStart + row)
		}
	}
}

// change notes how many states of a row there are now.
func (a *agreement) change(at sim.Time, row uint32, distinct int) {
	if !a.rows.put(row, distinct > 1) {
		return
	}
	if distinct > 1 {
		a.diverged.set(at, a.diverged.value+1)
		return
	}
	a.diverged.set(at, a.diverged.value-1)
	if a.diverged.value == 0 {
		a.agreed = at
	}
}

func (a *agreement) end(at sim.Time) {
	a.diverged.set(at, a.diverged.value)
	a.count.set(at, a.count.value)
}

// siblings follows how many versions of a row leaders hold beside others.
type siblings struct {
	holding  []int64 // by number of versions, from 2: replicas of rows that hold so many
	replicas gauge   // of all rows
	multiple gauge   // replicas that hold more than one
	extra    gauge   // versions beyond the first of each
	warmup   sim.Time
	warm     bool
	most     int
	several  map[replica]int  // how many versions replicas hold that hold more than one; nil: transfers do not come
	merged   map[replica]bool // replicas whose versions have been merged into one value
}

// replica is a row at a leader.
type replica struct {
	row    uint32
	leader int
}

func newSiblings(o *Oracle) siblings {
	config := &o.config
	window := gauge{from: config.Warmup, to: config.Duration}
	s := siblings{replicas: window, multiple: window, extra: window, warmup: config.Warmup, most: 1, merged: map[replica]bool{}}
	for row := range uint32(config.Rows) {
		s.replicas.value += int64(o.saw.Keepers(row))
	}
	if config.Repeats {
		s.several = map[replica]int{}
	}
	return s
}

func (s *siblings) commit(o *Oracle, c *model.Commit, added bool) {
	w := c.Write
	if added {
		s.replicas.set(w.At, s.replicas.value+int64(o.saw.Keepers(w.Row)))
	}
	if c.Shadowed || c.Late {
		return
	}
	if held := len(c.Replaced) + len(c.Beside); held > 1 || len(c.Beside) > 0 {
		s.change(o, w.At, replica{w.Row, int(w.Origin)}, held, 1+len(c.Beside), false)
	}
}

func (s *siblings) apply(o *Oracle, a *model.Apply) {
	held := len(a.Met)
	if holds := held - len(a.Removed) + 1; (held > 1 || holds > 1) && a.Verdict.Holds() {
		s.change(o, a.At, replica{a.Write.Row, a.Leader}, held, holds, a.Verdict == model.Blended)
	}
	for i := range a.Displaced {
		if d := &a.Displaced[i]; len(d.Removed) > 1 {
			s.change(o, a.At, replica{d.Row, a.Leader}, len(d.Removed), 0, false)
		}
	}
}

// change lets a replica of a row be made of another number of versions. Merged says that
// these are one value, and count as one.
func (s *siblings) change(o *Oracle, at sim.Time, r replica, before, after int, merged bool) {
	before = s.shown(r, before)
	delete(s.merged, r)
	if merged && after > 1 {
		s.merged[r] = true
		after = 1
	}
	if before > 1 || after > 1 {
		s.hold(o, at, r, before, after)
	}
}

// shown is as how many versions count those of which a replica is made.
func (s *siblings) shown(r replica, versions int) int {
	if s.merged[r] {
		return 1
	}
	return versions
}

// hold notes how many versions a leader held and holds of a row, whether it keeps a
// replica of that or not.
func (s *siblings) hold(o *Oracle, at sim.Time, r replica, before, after int) {
	if s.several != nil {
		s.several[r] = after
	}
	if o.saw.Places(r.row, r.leader) {
		s.move(at, before, after)
	}
}

// transfer lets a leader hold as many versions as the one whose replica it has copied.
func (s *siblings) transfer(o *Oracle, x *model.Transfer) {
	for i := range x.Rows {
		r := replica{x.Rows[i].Row, x.Leader}
		before, after := s.several[r], 0
		delete(s.merged, r)
		if from := (replica{r.row, x.From}); x.From != model.Nobody {
			after = s.several[from]
			s.inherit(r, from)
		}
		if before > 1 || after > 1 {
			s.hold(o, x.At, r, before, after)
		}
	}
	if x.Why != model.ByJoin && x.Why != model.ByLeave {
		return
	}
	n := int64(0)
	o.agreement.each(func(row uint32) { n += int64(o.saw.Keepers(row)) })
	s.replicas.set(x.At, n)
}

// inherit makes a replica as merged as the one of which it is a copy.
func (s *siblings) inherit(r, from replica) {
	if s.merged[from] {
		s.merged[r] = true
	}
}

// move notes that a leader now holds another number of versions of a row.
func (s *siblings) move(at sim.Time, before, after int) {
	s.warmUp(at)
	for len(s.holding) <= max(before, after) {
		s.holding = append(s.holding, 0)
	}
	s.holding[before]--
	s.holding[after]++
	if s.warm {
		s.most = max(s.most, after)
	}
	multiple, extra := s.multiple.value, s.extra.value+int64(max(after, 1)-max(before, 1))
	if before > 1 {
		multiple--
	}
	if after > 1 {
		multiple++
	}
	s.multiple.set(at, multiple)
	s.extra.set(at, extra)
}

// warmUp begins to look for the most versions, with those that are there.
func (s *siblings) warmUp(at sim.Time) {
	if s.warm || at < s.warmup {
		return
	}
	s.warm = true
	for n := range s.holding {
		if n > 1 && s.holding[n] > 0 {
			s.most = n
		}
	}
}

func (s *siblings) end(at sim.Time) {
	s.warmUp(at)
	s.replicas.set(at, s.replicas.value)
	s.multiple.set(at, s.multiple.value)
	s.extra.set(at, s.extra.value)
}

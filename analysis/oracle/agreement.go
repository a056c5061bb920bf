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

func (a *agreement) commit(w *model.Write, distinct int) {
	a.quiet = max(a.quiet, w.At)
	if w.Row >= a.atStart && a.added.put(w.Row-a.atStart, true) {
		a.count.set(w.At, a.count.value+1)
	}
	a.change(w.At, w.Row, distinct)
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
	multiple gauge   // replicas that hold more than one
	extra    gauge   // versions beyond the first of each
	warmup   sim.Time
	warm     bool
	most     int
}

func newSiblings(config *Config) siblings {
	window := gauge{from: config.Warmup, to: config.Duration}
	return siblings{multiple: window, extra: window, warmup: config.Warmup, most: 1}
}

func (s *siblings) commit(c *model.Commit) {
	if n := len(c.Replaced); n > 1 {
		s.move(c.Write.At, n, 1)
	}
}

func (s *siblings) apply(a *model.Apply) {
	before := len(a.Met)
	after := before - len(a.Removed)
	if a.Verdict == model.Took || a.Verdict == model.Joined {
		after++
	}
	if before > 1 || after > 1 {
		s.move(a.At, before, after)
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
	s.multiple.set(at, s.multiple.value)
	s.extra.set(at, s.extra.value)
}

package oracle

import (
	"math"
	"slices"

	"github.com/mlrsim/mlrsim/analysis/histogram"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// probes follows how long after its acknowledgement a write of a quorum must be left
// alone for a read to find it: until it was applied at the first of the replicas that
// the read would hear, less the way there (Bailis et al. 2012, §5.1). A probe without
// legs, when a read would have failed, is none of them.
type probes struct {
	all   []probe
	spare []uint32 // numbers in all that are not in use
	law   histogram.Histogram
	zero  int64 // in law: of no time at all
}

// probe is one that may still come out lower. Number 0 is none.
type probe struct {
	write uint64
	at    sim.Time
	best  int64
	legs  []model.ProbeLeg // of replicas that have not got the write
}

// never is how long those are left alone in vain whom no leg finds. It is kept in the
// law like other figures, of which none is as large.
const never = math.MaxInt64

// neverFound says why a figure is undefined that would be never.
const neverFound = "some writes came to none of the replicas asked"

func newProbes() probes { return probes{all: make([]probe, 1)} }

// Probe implements model.Observer. Where a read could not be answered there is none that
// might find the write, but W replicas have it all the same.
func (o *Oracle) Probe(p *model.Probe) {
	if o.config.Bare {
		return
	}
	o.until(p.At)
	id := uint64(p.Write)
	o.ledger.reach(id)
	if o.firstMeasured == 0 || id < o.firstMeasured || len(p.Legs) == 0 {
		return
	}
	for i := range p.Legs {
		if o.saw.Applied(id, p.Legs[i].Leader) {
			o.probes.record(0)
			return
		}
	}
	o.ledger.at(id).probe = o.probes.open(id, p)
}

func (s *probes) open(id uint64, p *model.Probe) uint32 {
	if len(s.spare) == 0 {
		s.all = append(s.all, probe{})
		s.spare = append(s.spare, uint32(len(s.all)-1))
	}
	number := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	b := &s.all[number]
	b.write, b.at, b.best = id, p.At, never
	b.legs = append(b.legs[:0], p.Legs...)
	return number
}

// applied notes that a write which is probed has come to a leader.
func (s *probes) applied(e *entry, leader int, at sim.Time) {
	b := &s.all[e.probe]
	left := b.legs[:0]
	for _, leg := range b.legs {
		if leg.Leader == leader {
			b.best = min(b.best, b.wait(leg, at))
		} else {
			left = append(left, leg)
		}
	}
	b.legs = left
	if b.decided(at) {
		s.close(e)
	}
}

// wait is how long a read must wait that finds the write at a leg's end if that has it
// from an instant on.
func (b *probe) wait(leg model.ProbeLeg, at sim.Time) int64 {
	return max(0, int64(at-b.at)-int64(leg.Read))
}

// decided tells whether no leg can lower the figure from an instant on.
func (b *probe) decided(at sim.Time) bool {
	for _, leg := range b.legs {
		if b.wait(leg, at) < b.best {
			return false
		}
	}
	return true
}

// close records what a probe has come to.
func (s *probes) close(e *entry) {
	s.record(s.all[e.probe].best)
	s.spare = append(s.spare, e.probe)
	e.probe = 0
}

func (s *probes) record(t int64) {
	s.law.Record(t)
	s.zero += count(t == 0)
}

// transfer notes that a leader has got what is probed by a copy.
func (s *probes) transfer(o *Oracle, x *model.Transfer) {
	for number := range s.all {
		id := s.all[number].write
		if number > 0 && o.ledger.at(id).probe == uint32(number) && o.saw.Applied(id, x.Leader) {
			s.applied(o.ledger.at(id), x.Leader, x.At)
		}
	}
}

// end closes what is still open: of the legs left none has come to anything.
func (s *probes) end(o *Oracle) {
	for number := range s.all {
		if e := o.ledger.at(s.all[number].write); number > 0 && e.probe == uint32(number) {
			s.close(e)
		}
	}
}

func (s *probes) sum(to *results.Summary) {
	set := func(name string, t int64) {
		if t >= never>>1 {
			to.SetUndefined(name, neverFound)
		} else {
			to.SetDuration(name, t)
		}
	}
	mean := s.law.Mean()
	if s.law.Max() == never {
		mean = never
	}
	if s.law.Count() > 0 {
		set("t_visibility.mean", mean)
	} else {
		to.SetUndefined("t_visibility.mean", "")
	}
	setQuantiles(to, "t_visibility", &s.law, set)
	to.SetRatio("consistent_at_zero", s.zero, s.law.Count())
}

// visibility is the law as far as it is finite; its shares are of all that were
// probed.
func (s *probes) visibility() []results.Distribution {
	if s.law.Count() == 0 {
		return nil
	}
	d := distribution("all", -1, -1, &s.law)
	d.Points = slices.DeleteFunc(d.Points, func(p results.Point) bool { return p.Value == never })
	return []results.Distribution{d}
}

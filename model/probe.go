package model

import (
	"cmp"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// probedLeg is a replica that an imagined read would ask, and how soon it answers.
type probedLeg struct {
	leader     int
	read, back time.Duration
}

// tellProbes tells observers how a read of each write of a unit would fare now.
func (c *Cluster) tellProbes(r *record) {
	for i := range r.Size {
		c.tellProbe(c.writes.get(r.ID + WriteID(i)))
	}
}

// tellProbe tells how a read after this commit would fare: from a random leader that
// runs, else the origin, among the replicas that it can reach now, with legs drawn for
// it alone.
func (c *Cluster) tellProbe(r *record) {
	q, s := &c.config.Replication.Quorum, &c.quorum
	luck := s.probes.Child(r.dot())
	reader := int(sim.Below(luck.At(0), uint64(len(c.leaders))))
	if c.leaders[reader].isDown() {
		reader = int(r.Origin)
	}
	s.legs = s.legs[:0]
	for i := range q.N {
		at := (int(r.Row) + i) % len(c.leaders)
		if !c.reaches(reader, at) {
			continue
		}
		s.legs = append(s.legs, probedLeg{
			leader: at,
			read:   c.probeLeg(q.Legs.Read, reader, at, luck.At2(uint64(i), legRead)),
			back:   c.probeLeg(q.Legs.Response, at, reader, luck.At2(uint64(i), legResponse)),
		})
	}
	c.firstToAnswer(luck)
	s.told = s.told[:0]
	if len(s.legs) >= q.R {
		for _, l := range s.legs[:q.R] {
			s.told = append(s.told, ProbeLeg{Leader: l.leader, Read: l.read})
		}
	}
	p := Probe{At: c.now, Write: r.ID, Legs: s.told}
	for _, o := range c.observers {
		o.Probe(&p)
	}
}

func (c *Cluster) probeLeg(law *sim.Law, from, to int, bits uint64) time.Duration {
	if law != nil {
		return law.Draw(bits)
	}
	return c.net.ClientDelay(from, to, bits)
}

// firstToAnswer puts the legs in order of their answers, or with Partial in random
// order: the first R are those that count.
func (c *Cluster) firstToAnswer(luck sim.Stream) {
	legs := c.quorum.legs
	if c.config.Replication.Quorum.Partial {
		for i := len(legs) - 1; i > 0; i-- {
			j := sim.Below(luck.At2(uint64(i), legAck), uint64(i+1))
			legs[i], legs[j] = legs[j], legs[i]
		}
		return
	}
	slices.SortStableFunc(legs, func(a, b probedLeg) int { return cmp.Compare(a.read+a.back, b.read+b.back) })
}

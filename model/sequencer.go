package model

import "math/bits"

// The total order of certification is made by a sequencer: a leader that reaches a
// majority of the members, the first that does when the one before no longer can. It
// gives each write-set the next place, sends it to all others, and certifies it when all
// before it have their verdicts and a majority has it, itself included. So whoever comes
// to be the sequencer after it reaches somebody who knows all that has been certified:
// this is how Paxos with a stable leader orders (Lamport 1998), and Group Replication
// does with group_replication_paxos_single_leader. The change of sequencers takes no
// time here, as elections take none in succession.go.
//
// What had no verdict when the sequencer was lost is sent to the new one by its leader.

// chooseSequencer is who makes the order now: the same as before, if that can.
func (c *Cluster) chooseSequencer() int {
	if now := c.certification.sequencer; now != Nobody && c.hasMajority(now) {
		return now
	}
	for at := range c.leaders {
		if c.hasMajority(at) {
			return at
		}
	}
	return Nobody
}

// takesPart tells whether a leader belongs to those who can write.
func (c *Cluster) takesPart(at int) bool {
	return c.certification.sequencer != Nobody && c.connected(c.certification.sequencer, at)
}

// propose sends a write-set to the sequencer.
func (c *Cluster) propose(s *writeSet) {
	o := &c.certification
	s.term, s.votes = o.term, nil
	if s.op.leader == o.sequencer {
		c.giveAPlace(s)
		return
	}
	c.tellOfSet(s, setProposed, s.op.leader, o.sequencer)
}

// giveAPlace puts a write-set at the end of the order, and lets the others have it.
func (c *Cluster) giveAPlace(s *writeSet) {
	o := &c.certification
	o.order = append(o.order, s)
	s.votes = make([]uint64, (len(c.leaders)+63)/64)
	setBit(s.votes, o.sequencer)
	for _, to := range c.graph.Neighbours(o.sequencer) {
		c.tellOfSet(s, setPlaced, o.sequencer, to)
	}
	c.decide()
}

// decide certifies write-sets from the front of the order, as far as a majority has them.
func (c *Cluster) decide() {
	o := &c.certification
	for len(o.order) > 0 {
		s := o.order[0]
		if s.op != nil && !c.isSafe(s) {
			return
		}
		o.order = o.order[1:]
		if s.op != nil {
			c.certify(s)
		}
	}
}

// isSafe tells whether a majority has a write-set.
func (c *Cluster) isSafe(s *writeSet) bool {
	n := 0
	for _, word := range s.votes {
		n += bits.OnesCount64(word)
	}
	return 2*n > c.members
}

// reviewOrder is asked whenever a fault begins or ends: who makes the order, who takes
// part, and whose write-sets are to be sent again or given up.
func (c *Cluster) reviewOrder() {
	o := &c.certification
	if next := c.chooseSequencer(); next != o.sequencer {
		o.sequencer, o.order = next, nil
		o.term++
		clear(o.view)
		c.learnOrder(next)
	}
	c.reviewView()
	for at := range c.leaders {
		c.reviewSets(at)
	}
	c.decide()
}

// learnOrder lets a new sequencer apply all that has been certified. Those whom it
// reaches know.
func (c *Cluster) learnOrder(at int) {
	if at == Nobody {
		return
	}
	l := &c.leaders[at]
	for l.place < c.writes.next {
		a := arrival{unit: l.place, from: at}
		c.takeOff(c.writes.get(a.unit))
		c.hasHad(a.unit, at)
		c.deal(a, at)
	}
}

// reviewView sends those whom the sequencer reaches again what they lack.
func (c *Cluster) reviewView() {
	o := &c.certification
	for to := range c.leaders {
		before := o.view[to]
		if o.view[to] = c.takesPart(to); before || !o.view[to] || to == o.sequencer {
			continue
		}
		c.catchUp(to, []int{o.sequencer})
		for _, s := range o.order {
			if s.op != nil {
				c.tellOfSet(s, setPlaced, o.sequencer, to)
			}
		}
	}
}

// reviewSets sends a leader's write-sets to a sequencer that is new, and gives up those
// without a verdict if the leader takes part no longer. While it pauses they wait.
func (c *Cluster) reviewSets(at int) {
	o, l := &c.certification, &c.leaders[at]
	if l.paused > 0 && !l.isDown() {
		return
	}
	l.awaiting = c.stillWaiting(l.awaiting)
	for _, n := range append([]uint64(nil), l.awaiting...) {
		s := o.sets[n]
		switch {
		case s == nil || s.op.first != 0 || s.seen == 0:
		case !c.takesPart(at):
			c.finish(s.op, false)
		case s.term != o.term:
			c.propose(s)
		}
	}
}

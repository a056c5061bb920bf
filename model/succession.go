package model

import (
	"cmp"
	"slices"
)

// succession is who leads in mode single-leader. Each replica has a term that it has
// reached and somebody whom it takes for the leader; a term has one leader. When no
// majority can reach the leader for Failover, the replica with most of the log in the
// largest group of those that reach each other, if that is a majority, leads the next
// term. Its log is the truth from then on: who has dealt with a change that the new
// leader had not had takes a copy of its replica, and that change is gone.
//
// This is asynchronous replication with automatic failover as PostgreSQL under
// Patroni, MySQL under Orchestrator or MongoDB before majority writes have it; the
// election is not Raft's: its messages take no time, its outcome is what theirs is.
type succession struct {
	on        bool
	leaders   []int    // by term, from 0: who leads it
	terms     []uint32 // by replica: the term that it has reached
	takenFor  []int    // by replica: whom it takes for the leader; Nobody: it has lost the one it had
	rolling   []bool   // by replica: it waits for a copy of the leader's replica
	fenced    bool     // the leader has reached no majority for Failover, and accepts nothing
	alarmed   bool     // an election is due
	alarms    uint64   // tells whether that election still is
	takesOver bool     // Failover > 0
}

func (s *succession) term() uint32 { return uint32(len(s.leaders) - 1) }
func (s *succession) leader() int  { return s.leaders[s.term()] }

func (c *Cluster) startSuccession() {
	if c.config.Replication.Mode != SingleLeaderMode {
		return
	}
	n, first := len(c.leaders), c.config.Replication.Single.Leader
	s := succession{
		on: true, leaders: []int{first}, terms: make([]uint32, n), takenFor: make([]int, n), rolling: make([]bool, n),
		takesOver: c.config.Replication.Single.Failover > 0,
	}
	for i := range s.takenFor {
		s.takenFor[i] = first
	}
	c.succession = s
}

// leads tells whether a replica accepts writes.
func (c *Cluster) leads(at int) bool {
	s := &c.succession
	return s.takenFor[at] == at && !(s.fenced && s.terms[at] == s.term())
}

// leaderFor is whom a client asks that lives beside a replica: whom that takes for
// the leader, or the nearest that runs if its own does not.
func (c *Cluster) leaderFor(home int) int {
	for _, at := range c.nearestTo(home) {
		if !c.reachable(home, at) {
			continue
		}
		if c.leaders[at].paused > 0 {
			return at // it will tell when it goes on
		}
		return c.succession.takenFor[at]
	}
	return Nobody
}

// reconsider is asked whenever a fault begins or ends: it alarms if no majority can
// reach the leader, and lets those learn who leads that did not know.
func (c *Cluster) reconsider() {
	if c.certification.on {
		c.reviewOrder()
	}
	s := &c.succession
	if !s.on {
		return
	}
	c.teach()
	switch healthy := c.hasMajority(s.leader()); {
	case healthy:
		s.alarmed, s.fenced = false, false
	case s.takesOver && !s.alarmed:
		s.alarmed = true
		s.alarms++
		c.schedule(c.now.Add(c.config.Replication.Single.Failover), keyOf(kindControl, controlElect|s.alarms, 0))
	}
}

// hasMajority tells whether more than half of the members reach a replica, itself
// among them.
func (c *Cluster) hasMajority(at int) bool {
	n := 0
	for i := range c.leaders {
		if c.connected(at, i) {
			n++
		}
	}
	return 2*n > c.members
}

// elect lets another lead, if that is still called for and some majority can agree.
func (c *Cluster) elect(alarm uint64) {
	s := &c.succession
	if !s.alarmed || alarm != s.alarms {
		return
	}
	s.alarmed = false
	s.fenced = c.config.Replication.Single.Fenced
	group := c.largestGroup()
	winner := c.mostOfTheLog(slices.DeleteFunc(slices.Clone(group), func(at int) bool { return !c.hasMajority(at) }))
	if winner == Nobody {
		return // until a fault begins or ends
	}
	s.leaders = append(s.leaders, winner)
	s.fenced = false
	if c.config.Replication.Single.Fenced {
		c.fenceOthers(group)
	}
	c.adopt(winner)
	c.reconsider()
}

// fenceOthers lets those who cannot take part lose whom they took for the leader.
func (c *Cluster) fenceOthers(group []int) {
	for at := range c.leaders {
		if !slices.Contains(group, at) {
			c.succession.takenFor[at] = Nobody
		}
	}
}

// leadAnew begins another term under the same leader, if it had lost its disk: what
// its copy holds is the truth now.
func (c *Cluster) leadAnew(at int) {
	s := &c.succession
	if s.on && at == s.leader() {
		s.leaders = append(s.leaders, at)
		c.adopt(at)
	}
}

// largestGroup is the most replicas that reach each other, directly or through
// others; of several as large the one with the smallest number.
func (c *Cluster) largestGroup() (largest []int) {
	seen := make([]bool, len(c.leaders))
	for first := range c.leaders {
		if seen[first] || c.leaders[first].standsStill() {
			continue
		}
		seen[first] = true
		group := []int{first}
		for i := 0; i < len(group); i++ {
			for other := range c.leaders {
				if !seen[other] && c.connected(group[i], other) {
					seen[other] = true
					group = append(group, other)
				}
			}
		}
		if len(group) > len(largest) {
			largest = group
		}
	}
	return largest
}

// mostOfTheLog is the replica of a group that has reached the latest term, and of
// those the one that has had most units; of several the one of highest priority, then
// of smallest number. Of none it is Nobody.
func (c *Cluster) mostOfTheLog(group []int) int {
	best, most := Nobody, 0
	for _, at := range group {
		if n := c.lengthOfLog(at); best == Nobody || c.isAhead(at, n, best, most) {
			best, most = at, n
		}
	}
	return best
}

func (c *Cluster) lengthOfLog(at int) (n int) {
	for id := WriteID(1); id < c.writes.next; id += WriteID(c.writes.get(id).Size) {
		if c.writes.is(had, id, at) {
			n++
		}
	}
	return n
}

// isAhead tells whether a replica with so much of the log is to be preferred to another.
func (c *Cluster) isAhead(at, n, other, most int) bool {
	s := &c.succession
	return cmp.Or(
		cmp.Compare(s.terms[at], s.terms[other]),
		cmp.Compare(n, most),
		cmp.Compare(c.leaders[at].priority, c.leaders[other].priority),
		cmp.Compare(other, at),
	) > 0
}

// teach lets replicas learn of the present term that can reach its leader.
func (c *Cluster) teach() {
	s := &c.succession
	for at := range c.leaders {
		if s.terms[at] < s.term() && c.connected(at, s.leader()) {
			c.adopt(at)
		}
	}
}

// adopt lets a replica reach the present term: at once if all that it has dealt with
// the leader has had, and else by a copy of the leader's replica.
func (c *Cluster) adopt(at int) {
	s := &c.succession
	leader := s.leader()
	s.takenFor[at] = leader
	switch {
	case at != leader && c.hasMore(at, leader):
		if !s.rolling[at] {
			s.rolling[at] = true
			c.bootstrap(at)
		}
	default:
		s.terms[at] = s.term()
		if s.rolling[at] { // the copy that it has asked for is of another's log
			s.rolling[at] = false
			c.leaders[at].source = Nobody
		}
		c.forgoWaiting(at)
		if at != leader {
			c.catchUp(at, []int{leader})
		}
	}
}

// forgoWaiting drops what a replica holds back, in causal order, of a log that is none
// any more. A new leader holds nothing back: what its log lacks will not come.
func (c *Cluster) forgoWaiting(at int) {
	for _, a := range c.takeWaiting(at) {
		if c.refuses(a.unit, at) {
			c.forgo(a, at)
		} else {
			c.admit(a, at)
		}
	}
	if at == c.succession.leader() {
		for _, a := range c.takeWaiting(at) {
			c.forgo(a, at)
		}
	}
}

// rolls tells whether a replica waits to be rolled back.
func (c *Cluster) rolls(at int) bool { return c.succession.on && c.succession.rolling[at] }

// hasMore tells whether a replica has dealt with something that the leader has not had,
// a part of a transaction perhaps that a comparison has brought.
func (c *Cluster) hasMore(at, leader int) bool {
	for id := WriteID(1); id < c.writes.next; id++ {
		if !c.hasHadWrite(id, leader) && (c.writes.is(dealt, c.writes.get(id).First, at) || c.wasBrought(id, at)) {
			return true
		}
	}
	return false
}

// hasHadWrite tells whether a write has come to a replica, by itself or by a comparison.
func (c *Cluster) hasHadWrite(id WriteID, at int) bool {
	return c.writes.is(had, c.writes.get(id).First, at) || c.wasBrought(id, at)
}

func (c *Cluster) wasBrought(id WriteID, at int) bool {
	return c.writes.sets > brought && c.writes.is(brought, id, at)
}

// follow lets a replica that has a copy of another's know what that knows.
func (c *Cluster) follow(at, from int) {
	s := &c.succession
	if !s.on || from == Nobody {
		return
	}
	s.rolling[at] = false
	s.terms[at], s.takenFor[at] = s.terms[from], s.takenFor[from]
}

// refuses tells whether a replica has no use for a unit: it is of a term that the replica
// has not reached, or of an earlier one and not wholly known to the leader of its own. What
// it lacks is sent to it again when it has reached that term.
func (c *Cluster) refuses(unit WriteID, at int) bool {
	for id := unit; id < unit+WriteID(c.writes.get(unit).Size); id++ {
		if c.refusesWrite(id, at) {
			return true
		}
	}
	return false
}

// refusesWrite is refuses for a write that a comparison brings alone.
func (c *Cluster) refusesWrite(id WriteID, at int) bool {
	s := &c.succession
	term := c.unitRecord(id).term
	return s.rolling[at] || term > s.terms[at] ||
		term < s.terms[at] && !c.hasHadWrite(id, s.leaders[s.terms[at]])
}

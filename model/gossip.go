package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Rumor mongering (Demers et al. 1987, §1.4): a leader that learns of a change finds
// it hot news. In each contact it tells a random neighbour all its news (push), or
// asks for the neighbour's (pull), and is told what of it the other knew. It loses
// interest in a change after Counter contacts in vain in a row, or by the toss of a
// coin. A change may then be known to some only: the residue.
type gossip struct {
	hot      int // rumours that some leader is interested in
	cycleDue bool
	contacts []uint64 // by leader: so many so far
	due      []bool   // by leader: its next contact is (Poisson)
	gaps     *sim.Law
	streams  []sim.Stream
}

// rumour is a change that a leader spreads.
type rumour struct {
	unit  WriteID
	vain  int      // contacts in a row that knew it
	since sim.Time // when the leader learned of it
}

// Stages of a contact, in the number of its packets.
const (
	gossipCall     uint64 = iota // the caller's news, or its question for the other's
	gossipReply                  // the other's news
	gossipFeedback               // what of the caller's news the other knew
	gossipThanks                 // what of the other's news the caller knew
)

func (c *Cluster) startGossip() {
	if c.config.Replication.Gossip == nil {
		return
	}
	n := len(c.leaders)
	c.gossip = gossip{
		contacts: make([]uint64, n), due: make([]bool, n),
		gaps: sim.Exponential(c.config.Replication.Gossip.Every), streams: c.perLeader("model/gossip"),
	}
}

// spread lets a leader that has dealt with a unit pass it on.
func (c *Cluster) spread(r *record, leader int, came arrival) {
	if c.config.Replication.Gossip == nil {
		c.shipUnit(r, leader, came)
		return
	}
	l := &c.leaders[leader]
	l.rumours = append(l.rumours, rumour{unit: r.ID, since: c.now})
	c.takeOff(r)
	c.gossip.hot++
	c.wantContact(leader)
}

// wantContact makes sure that those will make contact who have something to tell or
// may have something to ask. That there is any news at all is what the simulation
// knows, and only ends the run.
func (c *Cluster) wantContact(leader int) {
	g, every := c.config.Replication.Gossip, sim.Time(c.config.Replication.Gossip.Every)
	switch {
	case !g.Poisson && !c.gossip.cycleDue:
		c.gossip.cycleDue = true
		c.schedule((c.now/every+1)*every, keyOf(kindContact, contactCycle, 0))
	case g.Poisson && g.Style == Push:
		c.contactLater(leader)
	case g.Poisson:
		for i := range c.leaders {
			c.contactLater(i)
		}
	}
}

// contactLater schedules a leader's next contact. Gaps have no memory, so that it
// does not matter when the last one was.
func (c *Cluster) contactLater(at int) {
	s := &c.gossip
	if !s.due[at] {
		s.due[at] = true
		gap := s.gaps.Draw(s.streams[at].At2(s.contacts[at], 0))
		c.schedule(c.now.Add(max(1, gap)), keyOf(kindContact, contactGossip, at))
	}
}

// contactDue does what a contact event says.
func (c *Cluster) contactDue(k key) {
	switch k.number() {
	case contactCycle:
		c.cycle()
	case contactGossip:
		c.contactAlone(k.place())
	default:
		c.compareDue(k.place())
	}
}

// contactAlone lets one leader make contact, and plans its next.
func (c *Cluster) contactAlone(at int) {
	s := &c.gossip
	s.due[at] = false
	c.makeContact(at)
	if s.hot > 0 && (c.config.Replication.Gossip.Style != Push || len(c.leaders[at].rumours) > 0) {
		c.contactLater(at)
	}
}

// cycle lets all leaders make contact at once.
func (c *Cluster) cycle() {
	s := &c.gossip
	s.cycleDue = false
	for at := range c.leaders {
		c.makeContact(at)
	}
	if s.hot > 0 {
		c.wantContact(0)
	}
}

// makeContact lets a leader call some neighbours, if it runs and has reason to.
func (c *Cluster) makeContact(at int) {
	g, s, l := c.config.Replication.Gossip, &c.gossip, &c.leaders[at]
	s.contacts[at]++
	c.coolKnown(at)
	if l.standsStill() || g.Style == Push && len(l.rumours) == 0 {
		return
	}
	neighbours := c.graph.Neighbours(at)
	if len(neighbours) == 0 {
		c.forgetRumours(at)
		return
	}
	stream := s.streams[at].Child(s.contacts[at])
	called := []int{}
	for try := uint64(0); len(called) < min(g.Peers, len(neighbours)); try++ {
		to := neighbours[sim.Below(stream.At(try), uint64(len(neighbours)))]
		if !slices.Contains(called, to) {
			called = append(called, to)
			c.call(at, to)
		}
	}
}

// call sends a neighbour the news, or the question for its own, unless it cannot be
// reached.
func (c *Cluster) call(at, to int) {
	if !c.reaches(at, to) {
		return
	}
	style := c.config.Replication.Gossip.Style
	l := &letter{asks: style != Push, sent: c.now}
	if style != Pull {
		l.units = c.newsOf(at)
	}
	c.postNews(l, c.gossip.contacts[at]<<2, c.net.LinkOf(at, to))
}

// newsOf are the units that a leader spreads, held for a letter.
func (c *Cluster) newsOf(at int) (units []uint64) {
	for _, r := range c.leaders[at].rumours {
		units = append(units, uint64(r.unit))
		c.hold(uint64(r.unit))
	}
	return units
}

// postNews sends a letter that is counted as a message: news, or a question. Answers
// that say what was known travel with what confirms a delivery, and are not.
func (c *Cluster) postNews(l *letter, number uint64, link network.Link) {
	bytes := ackBytes
	for _, unit := range l.units {
		bytes += c.unitBytes(c.writes.get(WriteID(unit)), unit)
	}
	first := WriteID(0)
	if len(l.units) > 0 {
		first = WriteID(l.units[0])
	}
	c.sent(link, first, false, bytes)
	if len(c.senders) > 0 {
		for _, unit := range l.units[min(1, len(l.units)):] {
			c.tellSent(Message{Write: WriteID(unit), Rest: true}, link)
		}
	}
	c.post(l, packetGossip, number, link, bytes)
}

// hearGossip deals with a letter of a contact.
func (c *Cluster) hearGossip(k key, l *letter) {
	from, to := c.net.Ends(k.link())
	contact, back := k.number()&packetNumber>>2, c.net.LinkOf(to, from)
	switch stage := k.number() & 3; stage {
	case gossipCall, gossipReply:
		if l.asks {
			if news := c.newsOf(to); len(news) > 0 {
				c.postNews(&letter{units: news, sent: l.sent}, contact<<2|gossipReply, back)
			}
		}
		if len(l.units) > 0 {
			c.post(c.learn(l, from, to), packetGossip, contact<<2+stage+gossipFeedback, back, ackBytes)
		}
	default:
		c.regard(to, from, contact, l)
	}
}

// learn takes in news, and says what of it was known. A rumour that nobody has lost
// interest in holds its unit, and so does the answer.
func (c *Cluster) learn(l *letter, from, to int) *letter {
	answer := &letter{}
	for _, unit := range l.units {
		answer.units = append(answer.units, unit)
		answer.known = append(answer.known, c.knew(WriteID(unit), to, l.sent))
		c.hold(unit)
		c.receive(arrival{unit: WriteID(unit), from: from}, to)
	}
	return answer
}

// knew tells whether a leader knew of a unit when it was told of it. Contacts of a
// cycle are made at once: who has learned of it in the same cycle did not (Demers et
// al. simulate cycles so).
func (c *Cluster) knew(unit WriteID, at int, told sim.Time) bool {
	if !c.writes.is(had, unit, at) {
		return false
	}
	if !c.config.Replication.Gossip.Poisson {
		for _, r := range c.leaders[at].rumours {
			if r.unit == unit {
				return r.since < told
			}
		}
	}
	return true
}

// regard lets a leader lose interest in what the other knew.
func (c *Cluster) regard(at, other int, contact uint64, answer *letter) {
	for i, unit := range answer.units {
		toss := c.gossip.streams[at].At2(c.writes.get(WriteID(unit)).dot(), contact<<placeBits|uint64(other))
		c.regardOne(at, WriteID(unit), answer.known[i], toss)
	}
	c.landLetter(answer)
}

func (c *Cluster) regardOne(at int, unit WriteID, known bool, toss uint64) {
	g, l := c.config.Replication.Gossip, &c.leaders[at]
	i := slices.IndexFunc(l.rumours, func(r rumour) bool { return r.unit == unit })
	if i < 0 {
		return
	}
	r := &l.rumours[i]
	if !known {
		r.vain = 0
		return
	}
	r.vain++
	if g.Counter > 0 && r.vain >= g.Counter || g.Coin > 0 && sim.Below(toss, uint64(g.Coin)) == 0 {
		c.cool(at, i)
	}
}

// cool lets a leader lose interest in one of its rumours.
func (c *Cluster) cool(at, i int) {
	l := &c.leaders[at]
	unit := l.rumours[i].unit
	l.rumours = slices.Delete(l.rumours, i, i+1)
	c.gossip.hot--
	c.recount(c.writes.get(unit), -1)
}

// coolKnown ends, where nothing else does, a leader's interest in what all members
// have had. A leader could not know that; it changes nothing but the number of
// messages and when the run ends.
func (c *Cluster) coolKnown(at int) {
	g := c.config.Replication.Gossip
	if g.Counter > 0 || g.Coin > 0 {
		return
	}
	for i := len(c.leaders[at].rumours) - 1; i >= 0; i-- {
		if c.isEverywhere(c.leaders[at].rumours[i].unit) {
			c.cool(at, i)
		}
	}
}

// isEverywhere tells whether all members have had a unit.
func (c *Cluster) isEverywhere(unit WriteID) bool {
	for at := range c.leaders {
		if !c.leaders[at].absent && !c.writes.is(had, unit, at) {
			return false
		}
	}
	return true
}

// tellNews lets a leader that is about to leave tell all its neighbours its news.
func (c *Cluster) tellNews(at int) {
	if c.config.Replication.Gossip == nil || len(c.leaders[at].rumours) == 0 {
		return
	}
	c.gossip.contacts[at]++
	for _, to := range c.graph.Neighbours(at) {
		if c.reaches(at, to) {
			l := &letter{sent: c.now, units: c.newsOf(at)}
			c.postNews(l, c.gossip.contacts[at]<<2, c.net.LinkOf(at, to))
		}
	}
}

// rekindle lets a leader that has a copy spread what it holds and others lack.
func (c *Cluster) rekindle(at int) {
	if c.config.Replication.Gossip == nil {
		return
	}
	for id := WriteID(1); id < c.writes.next; {
		r := c.writes.get(id)
		id += WriteID(r.Size)
		if c.writes.is(dealt, r.ID, at) && !c.isEverywhere(r.ID) {
			c.spread(r, at, arrival{unit: r.ID, from: Nobody})
		}
	}
}

// forgetRumours lets a leader that has lost everything spread nothing.
func (c *Cluster) forgetRumours(at int) {
	for len(c.leaders[at].rumours) > 0 {
		c.cool(at, len(c.leaders[at].rumours)-1)
	}
}

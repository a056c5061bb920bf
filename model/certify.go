package model

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Certification is synchronous replication without locks between leaders: the database
// state machine (Pedone, Guerraoui and Schiper 2003), as Galera and MySQL Group
// Replication in multi-primary mode have it. A write waits at its own leader for the
// rows that earlier writes there hold (rowlocks.go), executes on what the leader holds,
// and its write-set is sent for a place in one total order (sequencer.go). When it has
// that it is certified: if no write-set with a common row was ordered before it that its
// leader had not applied when it executed, it commits. Otherwise it is refused. Every
// leader applies what has committed in that order, and the write's own leader answers
// the client when it has come to that place.
//
// Units are numbered as they commit, so the order is that of their numbers.
type certification struct {
	on      bool
	sets    map[uint64]*writeSet   // by operation: those without a verdict that their leader knows
	awaited map[WriteID]*writeSet  // by unit: those that have committed, and not come back to their leader
	newest  map[uint32]WriteID     // by row: its last write in the order
	claims  map[value.Text]WriteID // by name that must be unique: the last write in the order with it
	locks   []rowLocks             // by leader
	lucks   []sim.Stream           // by home: of the messages about its operations

	sequencer int         // Nobody: no leader reaches a majority
	term      uint64      // counts the sequencers
	view      []bool      // by leader: the sequencer reaches it
	order     []*writeSet // that have a place and no verdict yet
}

// writeSet is what an operation is about to write, until its leader knows the verdict.
type writeSet struct {
	op      *operation // nil: the client has been answered
	blocked int        // rows that it waits for
	seen    WriteID    // the unit that its leader was to apply next when it executed; 0: it has not
	term    uint64     // of the sequencer that it has been sent to
	votes   []uint64   // set of the leaders that have it in its place; nil: it has none
}

// checkCertification says what a configuration has that does not go with certification.
func checkCertification(config *Config) error {
	r, w := &config.Replication, &config.Network
	complete := w.Topology.Name == "all-to-all" || w.Topology.Name == "" && len(w.Topology.Edges) == 0
	resends := w.Resend >= 0
	for _, l := range w.Links {
		resends = resends && (l.Resend == nil || *l.Resend >= 0)
	}
	for _, demand := range []struct {
		met  bool
		what string
	}{
		{r.Mode == MultiLeaderMode, "mode multi-leader"},
		{complete && r.Forward != ForwardAlways, "every leader joined to every other, and nothing forwarded"},
		{r.Gossip == nil && r.AntiEntropy == 0 && r.Reroute == 0, "changes that are shipped directly, without gossip, anti-entropy and reroutes"},
		{r.Ship == 0 && r.SerialFanOut == 0, "changes that are shipped at once, to all in parallel"},
		{r.Order == ArrivalOrder && r.LoopPrevention == LoopVersionVector, "no other order, and no other loop prevention than version-vector"},
		{r.Acknowledge == Acknowledge{}, "no acknowledgements of its own"},
		{config.Conflicts.Detect <= strategy.DetectNone, "nothing else that detects conflicts"},
		{resends, "a network that loses nothing for good"},
	} {
		if !demand.met {
			return fmt.Errorf("model: certification needs %s", demand.what)
		}
	}
	return nil
}

func (c *Cluster) startCertification() {
	if !c.rule.Certify {
		return
	}
	n := len(c.leaders)
	c.certification = certification{
		on: true, sets: map[uint64]*writeSet{}, awaited: map[WriteID]*writeSet{}, newest: map[uint32]WriteID{}, claims: map[value.Text]WriteID{},
		locks: make([]rowLocks, n), lucks: c.perLeader("model/certification"), view: make([]bool, n), sequencer: Nobody,
	}
	for at := range c.leaders {
		c.certification.locks[at] = rowLocks{}
		c.leaders[at].place, c.leaders[at].early = 1, map[WriteID]arrival{}
	}
	c.certification.sequencer = c.chooseSequencer()
	for at := range c.leaders {
		c.certification.view[at] = c.takesPart(at)
	}
}

// beginSet lets an operation that writes wait for its rows, and execute.
func (c *Cluster) beginSet(op *operation) {
	s := &writeSet{op: op}
	c.certification.sets[op.number] = s
	c.clients.pending[op.number] = op
	c.listen(op)
	if c.certification.locks[op.leader].lock(s) {
		c.execute(s)
	}
}

// execute lets a write-set come to be from what its leader holds now. Who reaches no
// majority refuses, as a component that is not primary does.
func (c *Cluster) execute(s *writeSet) {
	at := s.op.leader
	if !c.takesPart(at) {
		c.finish(s.op, false)
		return
	}
	if s.op.kind == ReadModifyWrite {
		c.readRows(s.op)
	}
	if !c.isPossible(s.op) {
		c.conclude(s)
		return
	}
	s.seen = c.leaders[at].place
	c.propose(s)
}

// certify gives a write-set whose turn has come its verdict.
func (c *Cluster) certify(s *writeSet) {
	switch {
	case c.isFresh(s):
		c.commitSet(s)
	case s.op.leader == c.certification.sequencer:
		c.refuse(s)
	default:
		c.tellOfSet(s, setRefused, c.certification.sequencer, s.op.leader)
	}
}

// isFresh tells whether nothing was ordered before a write-set that it should have seen.
func (c *Cluster) isFresh(s *writeSet) bool {
	o := &c.certification
	for i, row := range s.op.rows {
		if o.newest[row] >= s.seen || o.claims[c.claim(s.op, i)] >= s.seen {
			return false
		}
	}
	return true
}

// claim is the name, if there is one, that the i-th write of a write-set gives its row:
// unique keys are part of the write-set as primary keys are.
func (c *Cluster) claim(op *operation, i int) value.Text {
	if !c.unique.on || op.kind == Delete {
		return ""
	}
	return NameIn(c.contents.read(op.news[i].value()))
}

// commitSet commits a write-set, and lets all have it, the sequencer first.
func (c *Cluster) commitSet(s *writeSet) {
	o := &c.certification
	c.commitUnit(s.op, true)
	r := c.writes.get(s.op.first)
	o.awaited[r.ID] = s
	for i, row := range s.op.rows {
		o.newest[row] = r.ID + WriteID(i)
		if name := c.claim(s.op, i); name != "" {
			o.claims[name] = r.ID + WriteID(i)
		}
	}
	c.shipUnit(r, o.sequencer, arrival{unit: r.ID, from: Nobody})
	r.outstanding++
	c.hasHad(r.ID, o.sequencer)
	c.enqueue(arrival{unit: r.ID, from: o.sequencer}, o.sequencer)
	c.recount(r, -1)
}

// refuse tells the client of a write-set that it came too late.
func (c *Cluster) refuse(s *writeSet) {
	s.op.refused, s.op.beaten = true, true
	c.conclude(s)
}

// conclude answers the client of a write-set.
func (c *Cluster) conclude(s *writeSet) {
	op := s.op
	op.waits = false
	c.release(s)
	c.answer(op)
}

// release ends what an operation's write-set holds, if there is one, and lets those
// execute that have waited for its rows.
func (c *Cluster) release(s *writeSet) {
	if s == nil {
		return
	}
	o, op := &c.certification, s.op
	s.op = nil
	delete(o.sets, op.number)
	delete(o.awaited, op.first)
	for _, next := range o.locks[op.leader].unlock(s, op.rows) {
		if next.op != nil {
			c.execute(next)
		}
	}
}

// executed tells whether a leader has no work with a unit but to let it be seen: its own.
func (c *Cluster) executed(unit WriteID, at int) bool { return int(c.writes.get(unit).Origin) == at }

// isEarly keeps a unit that has come to a leader before its turn.
func (c *Cluster) isEarly(a arrival, at int) bool {
	l := &c.leaders[at]
	if a.unit > l.place {
		l.early[a.unit] = a
		return true
	}
	return false
}

// dealtInOrder notes that a leader has dealt with a unit, answers the client if it is its
// own, and lets the next have its turn that is there already.
func (c *Cluster) dealtInOrder(r *record, at int) {
	l := &c.leaders[at]
	if r.ID != l.place {
		return
	}
	l.place += WriteID(r.Size)
	if s := c.certification.awaited[r.ID]; s != nil && s.op.leader == at {
		c.conclude(s)
	}
	if next, ok := l.early[l.place]; ok {
		delete(l.early, l.place)
		c.deal(next, at)
	}
}

// dropEarly drops what has come to a leader before its turn.
func (c *Cluster) dropEarly(at int) {
	l := &c.leaders[at]
	for unit := l.place; len(l.early) > 0; unit++ {
		if a, ok := l.early[unit]; ok {
			delete(l.early, unit)
			c.dropArrival(a)
		}
	}
}

// Stages of a write-set's way, in the number of a packet above the operation's.
const (
	setProposed uint64 = iota << setShift // to the sequencer
	setPlaced                             // from the sequencer to all others
	setKept                               // back: it is there
	setRefused                            // to its leader

	setShift  = 32
	setNumber = 1<<setShift - 1
)

// tellOfSet sends a message about a write-set.
func (c *Cluster) tellOfSet(s *writeSet, stage uint64, from, to int) {
	bytes := ackBytes
	if stage <= setPlaced {
		bytes = c.setBytes(s)
	}
	link := c.net.LinkOf(from, to)
	c.sent(link, 0, false, bytes)
	c.net.Send(c.now, link, network.Message{
		Key:   uint64(keyOf(kindPacket, packetSet|stage|s.op.number&setNumber, int(link))),
		Draw:  c.certification.lucks[s.op.home].At2(s.op.luck, s.term<<2|stage>>setShift),
		Bytes: bytes,
	})
}

// setBytes is the size of a write-set on the wire.
func (c *Cluster) setBytes(s *writeSet) int {
	each := changeHeader + c.metadata
	if s.op.kind != Delete {
		each += c.config.Workload.ValueSize
	}
	if c.now >= sim.Time(c.config.Warmup) {
		c.cost.Metadata += int64(c.metadata * len(s.op.rows))
	}
	return each * len(s.op.rows)
}

// hearOfSet deals with a message about a write-set, unless its client waits no longer.
func (c *Cluster) hearOfSet(k key) {
	o := &c.certification
	s := o.sets[k.number()&setNumber]
	if s == nil {
		return
	}
	switch from, to := c.net.Ends(k.link()); k.number() & packetNumber &^ setNumber {
	case setProposed:
		if to == o.sequencer && s.votes == nil {
			c.giveAPlace(s)
		}
	case setPlaced:
		c.tellOfSet(s, setKept, to, from)
	case setKept:
		if to == o.sequencer && s.votes != nil {
			setBit(s.votes, from)
			c.decide()
		}
	case setRefused:
		c.refuse(s)
	default:
		panic("model: unknown stage of a write-set")
	}
}

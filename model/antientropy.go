package model

import (
	"cmp"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Anti-entropy (Demers et al. 1987, §1.3; Cassandra's and Dynamo's Merkle trees): each
// leader compares its rows with a random neighbour's now and then, and each sends the
// other the versions of rows on which they differ. The receiver lets them meet what it
// holds as it does with a change, whether or not it has had them before: so it mends
// what was lost on the way, and what a rule that depends on order had set apart.
//
// A comparison is three messages: digests of one side's rows, the other's versions of
// those that differ, and the first one's. Rows on which all agree and of which nothing
// is under way need not be named, which is what a tree of hashes is for.
type antiEntropy struct {
	rounds  []uint64 // by leader: comparisons that it has begun
	streams []sim.Stream
}

// digest is what a leader says of a row that it holds: the versions, by identity.
type digest struct {
	row uint32
	ids []WriteID
}

// Stages of a comparison, in the number of its packets.
const (
	repairDigests uint64 = iota
	repairReply
	repairAnswer
)

// Sizes of what is compared, in bytes: the root of a tree of hashes, and a row's leaf.
const (
	rootBytes = 32
	leafBytes = 16
)

func (c *Cluster) startAntiEntropy() {
	every := c.config.Replication.AntiEntropy
	if every == 0 {
		return
	}
	c.antiEntropy = antiEntropy{rounds: make([]uint64, len(c.leaders)), streams: c.perLeader("model/repair")}
	for at := range c.leaders {
		first := time.Duration(sim.Below(c.antiEntropy.streams[at].At(0), uint64(every)))
		c.schedule(sim.Time(first), keyOf(kindContact, contactRepair, at))
	}
}

// compareDue lets a leader compare its rows with a neighbour's, and plans the next
// time: until the load is over, and then as long as that may mend something.
func (c *Cluster) compareDue(at int) {
	s := &c.antiEntropy
	s.rounds[at]++
	if c.now < c.loadEnd || c.mayDiffer() {
		c.schedule(c.now.Add(c.config.Replication.AntiEntropy), keyOf(kindContact, contactRepair, at))
	}
	neighbours := c.graph.Neighbours(at)
	if c.leaders[at].standsStill() || len(neighbours) == 0 {
		return
	}
	to := neighbours[sim.Below(s.streams[at].At2(s.rounds[at], 0), uint64(len(neighbours)))]
	if c.rolls(at) || c.rolls(to) {
		return // to be rolled back: what it holds is not to spread
	}
	if c.reaches(at, to) {
		l := &letter{digest: c.rows.digests(at)}
		c.postRepair(l, s.rounds[at]<<2, c.net.LinkOf(at, to))
	}
}

// mayDiffer tells whether leaders differ on any row, or something is under way that
// could make them: what the simulation knows, to end the run.
func (c *Cluster) mayDiffer() bool {
	for i := range c.leaders {
		if l := &c.leaders[i]; l.standsStill() && !l.gone && (l.empty || !l.absent) {
			return true
		}
	}
	return c.inFlight > 0 || len(c.clients.pending) > 0 || c.rows.differ()
}

// postRepair sends a letter of a comparison, and counts it.
func (c *Cluster) postRepair(l *letter, number uint64, link network.Link) {
	bytes := rootBytes + leafBytes*len(l.digest)
	first := WriteID(0)
	for _, id := range l.units {
		c.hold(id)
		first = WriteID(l.units[0])
		bytes += changeHeader + c.metadata
		if c.now >= sim.Time(c.config.Warmup) {
			c.cost.Metadata += int64(c.metadata)
		}
		if !c.writes.get(WriteID(id)).Delete {
			bytes += c.config.Workload.ValueSize
		}
	}
	c.sent(link, first, false, bytes)
	c.post(l, packetRepair, number, link, bytes)
}

// compareRows deals with a letter of a comparison.
func (c *Cluster) compareRows(k key, l *letter) {
	from, to := c.net.Ends(k.link())
	round, back := k.number()&packetNumber>>2, c.net.LinkOf(to, from)
	for _, id := range l.units {
		c.takeRepair(WriteID(id), from, to)
	}
	answer := c.answerTo(l, to, k.number()&3 == repairDigests)
	if len(answer.units)+len(answer.digest) > 0 {
		c.postRepair(answer, round<<2+k.number()&3+1, back)
	}
	c.landLetter(l)
}

// answerTo is what a leader holds of the rows that the other has named and does not
// hold itself. To digests it names all rows that differ, so that the other answers.
func (c *Cluster) answerTo(l *letter, at int, name bool) *letter {
	answer := &letter{}
	for _, d := range l.digest {
		if !c.Replicates(d.row, at) {
			continue
		}
		held := c.rows.held(d.row, at).appendIDs(nil)
		if slices.Equal(held, d.ids) {
			continue
		}
		for _, id := range without(held, d.ids) {
			if !c.isStale(id, at, d.ids) {
				answer.units = append(answer.units, uint64(id))
			}
		}
		if name {
			answer.digest = append(answer.digest, digest{d.row, held})
		}
	}
	return answer
}

// isStale tells whether what a leader holds is a tombstone that it has forgotten, and the
// other holds a row. Then the other knows more, and brings the row back, as a replica
// does that was away for longer than Cassandra's gc_grace_seconds.
func (c *Cluster) isStale(id WriteID, at int, theirs []WriteID) bool {
	return id != 0 && c.forgotten(&c.writes.get(id).version, at) &&
		slices.ContainsFunc(theirs, func(other WriteID) bool { return other != 0 && !c.writes.get(other).Delete })
}

// takeRepair lets a version that a comparison has brought meet what a leader holds,
// unless it holds that version.
func (c *Cluster) takeRepair(id WriteID, from, at int) {
	r := c.writes.get(id)
	if slices.Contains(c.rows.held(r.Row, at).appendIDs(nil), id) {
		return
	}
	if c.succession.on && c.refusesWrite(id, at) {
		return
	}
	if c.rule.Stops && c.stopsAt(r, from, at) {
		return
	}
	if c.succession.on {
		c.writes.note(brought, id, at, true)
	}
	if r.Size == 1 { // the stream's own copy will take its turn, and be passed on
		c.writes.note(dealt, id, at, true)
	}
	c.apply.From = from
	c.applyChange(r, at)
}

// digests are of all rows that are not settled.
func (r *rows) digests(at int) (list []digest) {
	for i, o := range r.open {
		if r.opened[o.row] == uint32(i+1) && r.keepers.counts(o.row, at) {
			list = append(list, digest{o.row, o.held(at).appendIDs(nil)})
		}
	}
	slices.SortFunc(list, func(a, b digest) int { return cmp.Compare(a.row, b.row) })
	return list
}

// differ tells whether leaders differ on any row.
func (r *rows) differ() bool {
	for _, o := range r.open { // those that are not in use agree
		if o.distinct > 1 {
			return true
		}
	}
	return false
}

package model

import (
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
)

// quorumRead is a read that is not over: answered perhaps, but responses may still
// come, and what they say be repaired.
type quorumRead struct {
	op      *operation // nil: it has been answered, or nobody waits any more
	number  uint64
	session int32
	luck    uint64 // keys its draws
	at      int    // the coordinator
	rows    []uint32
	awaited int // events that may still bring a response
	arrived int // responses
	replies []reply
	scratch []strategy.Version
}

// reply is what one replica says that it holds of the rows, one after another.
type reply struct {
	from     int
	asked    bool // the replica has been asked, and has said so much
	arrived  bool // at the coordinator
	versions []strategy.Version
	ends     []int // by row: where its versions end
}

// of is what the replica held of the read's i-th row.
func (r *reply) of(i int) []strategy.Version {
	from := 0
	if i > 0 {
		from = r.ends[i-1]
	}
	return r.versions[from:r.ends[i]]
}

// askReplicas sends a read to the replicas, unless too few of them can be reached.
func (c *Cluster) askReplicas(op *operation) {
	q, at := &c.config.Replication.Quorum, op.leader
	targets := c.askedReplicas(op, op.rows[0], q.R, legRead)
	var reached []int
	for _, to := range targets {
		if c.reaches(at, to) {
			reached = append(reached, to)
		}
	}
	reached = append(reached, c.standIns(op.rows[0], at, len(targets)-len(reached))...)
	if len(reached) < q.R {
		c.finish(op, false)
		return
	}
	c.clients.pending[op.number] = op
	c.listen(op)
	read := c.newRead(op)
	for _, to := range reached {
		read.expect(to)
		c.askReplica(read, to)
	}
	c.hearNoMore(read)
}

// newRead keeps a read until the last response has come. The caller holds it.
func (c *Cluster) newRead(op *operation) *quorumRead {
	q := &c.quorum
	if len(q.free) == 0 {
		q.free = append(q.free, &quorumRead{})
	}
	read := q.free[len(q.free)-1]
	q.free = q.free[:len(q.free)-1]
	read.op, read.number, read.session, read.at = op, op.number, op.session, op.leader
	read.luck = q.lucks.At2(uint64(op.home), op.luck)
	read.awaited, read.arrived = 1, 0
	read.rows, read.replies = c.rowsRead(op, read.rows[:0]), read.replies[:0]
	q.reads[op.number] = read
	return read
}

// expect makes room for a replica's reply, in memory that was used before.
func (read *quorumRead) expect(from int) {
	n := len(read.replies)
	if n < cap(read.replies) {
		read.replies = read.replies[:n+1]
	} else {
		read.replies = append(read.replies, reply{})
	}
	r := &read.replies[n]
	*r = reply{from: from, versions: r.versions[:0], ends: r.ends[:0]}
}

func (read *quorumRead) replyOf(from int) *reply {
	for i := range read.replies {
		if read.replies[i].from == from {
			return &read.replies[i]
		}
	}
	panic("model: a replica answers that was not asked")
}

// askReplica asks one replica, which may be the coordinator's own.
func (c *Cluster) askReplica(read *quorumRead, to int) {
	law := c.config.Replication.Quorum.Legs.Read
	if to != read.at {
		c.sendRead(read, c.net.LinkOf(read.at, to), legRead, requestBytes)
		return
	}
	read.awaited++
	if law == nil {
		c.answerRead(read, to)
		return
	}
	c.schedule(c.now.Add(c.ownLeg(law, uint16(to), legRead, read.luck)), c.legKey(legRead, read.number, to))
}

// requestBytes is the size of a question, and of an answer beside the values.
const requestBytes = 40

// sendRead puts a request or response of a read on a link.
func (c *Cluster) sendRead(read *quorumRead, link network.Link, leg uint64, bytes int) {
	legs := &c.config.Replication.Quorum.Legs
	law := legs.Read
	if leg == legResponse {
		law = legs.Response
	}
	c.sent(link, 0, false, bytes)
	read.awaited += c.net.Send(c.now, link, network.Message{
		Key: uint64(keyOf(kindPacket, packetRead|read.number, int(link))), Draw: read.luck + leg, Bytes: bytes, Law: law,
	})
}

// arriveRead deals with a request at a replica, or a response at the coordinator.
func (c *Cluster) arriveRead(k key) {
	read := c.quorum.reads[k.number()&packetNumber]
	from, to := c.net.Ends(k.link())
	if to == read.at {
		c.respond(read, from)
	} else {
		c.answerRead(read, to)
	}
}

// answerRead lets a replica say what it holds.
func (c *Cluster) answerRead(read *quorumRead, at int) {
	r := read.replyOf(at)
	if r.asked { // the network has brought the question twice
		c.hearNoMore(read)
		return
	}
	r.asked = true
	bytes := requestBytes
	for _, row := range read.rows {
		r.versions = c.appendHeld(r.versions, row, at)
		r.ends = append(r.ends, len(r.versions))
		c.tellAnswer(read, row, at)
	}
	bytes += len(r.versions) * (changeHeader + c.config.Workload.ValueSize)
	law := c.config.Replication.Quorum.Legs.Response
	switch {
	case at != read.at:
		c.sendRead(read, c.net.LinkOf(at, read.at), legResponse, bytes)
	case law != nil:
		read.awaited++
		c.schedule(c.now.Add(c.ownLeg(law, uint16(at), legResponse, read.luck)), c.legKey(legResponse, read.number, at))
	default:
		read.awaited++
		c.respond(read, at)
	}
	c.hearNoMore(read)
}

// appendHeld appends what a leader can say of a row: what its replica holds, or, if it
// keeps none, the hints that it keeps for those who do.
func (c *Cluster) appendHeld(list []strategy.Version, row uint32, at int) []strategy.Version {
	if c.Replicates(row, at) {
		return c.rows.held(row, at).appendVersions(list)
	}
	for _, h := range c.leaders[at].hints {
		if r := c.writes.get(h.unit); r.Row == row {
			list = c.mergeVersion(list, r.version)
		}
	}
	return list
}

func (c *Cluster) tellAnswer(read *quorumRead, row uint32, at int) {
	c.replied = Answer{At: c.now, Read: read.number, Session: read.session, Row: row, Leader: at}
	for _, o := range c.observers {
		o.Answer(&c.replied)
	}
}

// respond counts a response at the coordinator. The R-th answers the client.
func (c *Cluster) respond(read *quorumRead, from int) {
	if r := read.replyOf(from); !r.arrived {
		r.arrived = true
		if read.arrived++; read.arrived == c.config.Replication.Quorum.R && read.op != nil {
			c.concludeRead(read)
		}
	}
	c.hearNoMore(read)
}

// concludeRead gives the client what the responses so far amount to.
func (c *Cluster) concludeRead(read *quorumRead) {
	op := read.op
	read.op, op.waits = nil, false
	heard := c.read.Heard[:0]
	for i := range read.replies {
		if read.replies[i].arrived {
			heard = append(heard, read.replies[i].from)
		}
	}
	for i, row := range read.rows {
		merged := c.merge(read, i)
		c.read = ReadSeen{At: c.now, Began: op.began, Leader: read.at, Session: op.session, Row: row, Returned: c.read.Returned[:0], Read: read.number, Heard: heard}
		for _, v := range merged {
			if v.ID != 0 {
				c.read.Returned = append(c.read.Returned, WriteID(v.ID))
			}
		}
		for _, o := range c.observers {
			o.Read(&c.read)
		}
	}
	if op.kind == ReadModifyWrite {
		c.writeQuorum(op)
		return
	}
	c.answer(op)
}

// hearNoMore notes that something that could have brought a response has, or never
// will. After the last, what replicas lacked is repaired, and the read forgotten.
func (c *Cluster) hearNoMore(read *quorumRead) {
	if read.awaited--; read.awaited > 0 {
		return
	}
	if op := read.op; op != nil { // too few responses, and no more can come
		read.op = nil
		c.finish(op, false)
	}
	if c.config.Replication.Quorum.ReadRepair && !c.leaders[read.at].isDown() {
		c.repair(read)
	}
	delete(c.quorum.reads, read.number)
	c.quorum.free = append(c.quorum.free, read)
}

// merge is what the responses that have come amount to, of one of the rows.
func (c *Cluster) merge(read *quorumRead, i int) []strategy.Version {
	merged := read.scratch[:0]
	for j := range read.replies {
		if r := &read.replies[j]; r.arrived {
			for _, v := range r.of(i) {
				merged = c.mergeVersion(merged, v)
			}
		}
	}
	read.scratch = merged
	return merged
}

// mergeVersion adds a version to what has been read, as a leader would that holds
// that and gets a change.
func (c *Cluster) mergeVersion(list []strategy.Version, v strategy.Version) []strategy.Version {
	for _, u := range list {
		if u.ID == v.ID {
			return list
		}
	}
	stay := list[:0]
	for i := range list {
		switch u := list[i]; c.newer(&u, &v) {
		case strategy.Keep:
			return append(stay, list[i:]...)
		case strategy.Both:
			stay = append(stay, u)
		}
	}
	return append(stay, v)
}

// newer decides between two versions that replicas hold.
func (c *Cluster) newer(local, incoming *strategy.Version) strategy.Decision {
	switch {
	case local.ID == 0:
		return strategy.Take
	case incoming.ID == 0:
		return strategy.Keep
	}
	if c.detect == strategy.DetectVersionVector {
		switch c.relation(incoming, local) {
		case causality.Saw:
			return strategy.Take
		case causality.SeenBy:
			return strategy.Keep
		}
	}
	return c.prefer(local, incoming)
}

// repair sends the replicas that answered what others had and they had not.
func (c *Cluster) repair(read *quorumRead) {
	for i := range read.rows {
		for _, v := range c.merge(read, i) {
			for j := range read.replies {
				r := &read.replies[j]
				if v.ID != 0 && r.arrived && c.Replicates(read.rows[i], r.from) && !holds(r.of(i), v.ID) {
					c.resend(WriteID(v.ID), read.at, r.from)
				}
			}
		}
	}
}

func holds(versions []strategy.Version, id uint64) bool {
	for i := range versions {
		if versions[i].ID == id {
			return true
		}
	}
	return false
}

// resend sends a replica the unit of a write that it has not had.
func (c *Cluster) resend(id WriteID, from, to int) {
	r := c.writes.get(c.writes.get(id).First)
	if c.writes.is(had, r.ID, to) || !c.reaches(from, to) {
		return
	}
	if from == to {
		if c.rule.Stops && c.stops(r, to, to) {
			return
		}
		c.takeOff(r)
		c.applyOwn(r, to)
		c.acknowledgeAgain(r.ID, to)
		c.recount(r, -1)
		return
	}
	c.sendAgain(r, from, to)
}

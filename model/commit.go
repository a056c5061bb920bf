package model

import (
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// commitOperation makes the writes of an operation at its leader, as one unit, and
// ships them. The unit stays outstanding until the caller has said who waits for it
// (see serve).
func (c *Cluster) commitOperation(op *operation) {
	c.commitUnit(op, false)
	c.spread(c.writes.get(op.first), op.leader, arrival{unit: op.first, from: -1})
}

// commitUnit makes the writes of an operation. The rows are distinct. Late says that
// the leader coordinates and its own replica does not have them yet.
func (c *Cluster) commitUnit(op *operation, late bool) {
	first := c.writes.next
	for i, row := range op.rows {
		c.commitRow(op, row, first, len(op.rows), i, late)
	}
	op.first, op.writes = first, len(op.rows)
	c.inFlight++
	unit := c.writes.get(first)
	unit.outstanding = 1 // held until all that leaves here has left
	if c.writes.depWords > 0 {
		c.recordDependencies(first, op.leader)
	}
	if c.succession.on {
		unit.term = c.succession.terms[op.leader]
	}
}

// commitRow makes one write and lets its origin hold it.
func (c *Cluster) commitRow(op *operation, row uint32, first WriteID, size, i int, late bool) {
	l := &c.leaders[op.leader]
	r := c.writes.add()
	w := &r.Write
	w.At, w.Row, w.Origin, w.Session = c.now, row, uint16(op.leader), op.session
	w.Stamp = c.stampOf(op.leader, row)
	w.Delete, w.Insert, w.Value = op.kind == Delete, op.kind == Insert, op.valueOf(i)
	w.First, w.Size = first, uint16(size)
	if w.Value != 0 {
		c.named.written[uint64(w.ID)] = w.Value
	}
	l.seq++
	w.Seq = l.seq
	if c.contents.on {
		c.contents.note(w, op, i)
	}
	if w.Delete {
		c.bury(w)
	}
	c.seeRow(row, op.leader)
	c.rows.depart(row)
	shadowed := false
	c.commit.Failed = op.failedAt(i)
	if c.commit.Late = late; late {
		c.holdLater(r, op.leader)
	} else {
		shadowed = c.holdOwn(r, op.leader)
	}
	c.index(row, op.leader)
	if c.saw != nil {
		c.saw.Count(&causality.Write{ID: uint64(w.ID), Row: row, Origin: op.leader, Late: late})
	}
	if (c.tracks || c.keeps) && !late {
		c.writes.note(had, w.ID, op.leader, true)
	}
	if c.keeps && !late {
		c.writes.note(dealt, w.ID, op.leader, true)
	}
	c.fingerprint.Add(c.now, uint64(w.ID)<<placeBits|uint64(op.leader), uint64(w.Stamp.L)^uint64(row)<<32)
	c.sign(w.ID, row, op.leader)
	c.tellCommit(w, shadowed)
}

// stampOf is the timestamp of a write that a leader commits now.
func (c *Cluster) stampOf(leader int, row uint32) Stamp {
	stamp := c.leaders[leader].clock.stamp(c.now)
	if c.config.Conflicts.Clock == Revisions {
		stamp.L = c.rows.held(row, leader).latest().Stamp.L + 1
	}
	return stamp
}

// holdOwn lets the origin hold its new write, unless the rule shadows it.
func (c *Cluster) holdOwn(r *record, leader int) (shadowed bool) {
	held := c.rows.held(r.Row, leader)
	c.commit.Replaced = held.appendIDs(c.commit.Replaced[:0])
	r.before = WriteID(held.version.ID)
	r.version = c.versionOf(&r.Write)
	r.makes = c.makesRow(r, held, r.Row)
	c.meeting.Type = typeOf(&held.version, r)
	switch {
	case c.contexts.on:
		c.holdBeside(r, held, leader)
		return false
	case c.contents.on:
		return c.holdOwnValue(r, held, leader)
	}
	if c.comparesOwn(r.Delete) && c.shadows(held, &r.version, leader) {
		return true
	}
	c.rows.put(r.Row, leader, &r.version)
	return false
}

// holdLater makes the version of a write that its coordinator's replica gets later.
// What that holds now is what the write overwrites.
func (c *Cluster) holdLater(r *record, leader int) {
	c.commit.Replaced = c.commit.Replaced[:0]
	if c.Replicates(r.Row, leader) {
		held := c.rows.held(r.Row, leader)
		c.commit.Replaced = held.appendIDs(c.commit.Replaced)
		r.before = WriteID(held.version.ID)
	}
	r.version = c.versionOf(&r.Write)
}

// comparesOwn tells whether a leader's own write must win against what the leader
// holds. Where detection asks who saw or replaced what, an own write is no conflict.
func (c *Cluster) comparesOwn(deletes bool) bool {
	detect := c.detect.Of(deletes)
	byStamp := detect == strategy.DetectTimestamp || detect == strategy.DetectTimestampBeforeImage || detect == strategy.DetectNone
	k := &c.config.Conflicts
	return byStamp && (c.rule.Local || k.Compare || k.Abort) && !k.Overwrite
}

// shadows tells whether what the leader holds wins over its own new version.
func (c *Cluster) shadows(held *state, v *strategy.Version, leader int) bool {
	return held.version.ID != 0 && !c.forgotten(&held.version, leader) && c.losesTo(&held.version, v)
}

// losesTo tells whether a leader's own write loses to what the leader holds, and notes
// if the strategy fails at that: then the write does not lose.
func (c *Cluster) losesTo(held, own *strategy.Version) bool {
	d := c.preferOwn(held, own)
	if d == strategy.Stop {
		c.commit.Failed = c.failure()
	}
	return d == strategy.Keep
}

// versionOf is what leaders keep of a write.
func (c *Cluster) versionOf(w *Write) strategy.Version {
	return strategy.Version{ID: uint64(w.ID), Stamp: w.Stamp, Seq: w.Seq, Priority: c.leaders[w.Origin].priority, Delete: w.Delete}
}

// comesLate tells whether a version that the leader holds would win over the write that
// an operation is about to make.
func (c *Cluster) comesLate(op *operation) bool {
	for i, row := range op.rows {
		held := c.rows.held(row, op.leader)
		v := strategy.Version{ID: uint64(c.writes.next) + uint64(i), Stamp: c.preview(op, i), Priority: c.leaders[op.leader].priority, Delete: op.kind == Delete}
		c.meeting.Type = c.typeOfOwn(op, held, row)
		switch {
		case c.contents.on:
			if c.valueComesLate(op, i, held, &v) {
				return true
			}
		case c.comparesOwn(v.Delete) && c.shadows(held, &v, op.leader):
			return true
		}
	}
	return false
}

// typeOfOwn is the type of the meeting of a write that an operation is about to make.
func (c *Cluster) typeOfOwn(op *operation, held *state, row uint32) strategy.Type {
	var r record
	r.Delete, r.Insert = op.kind == Delete, op.kind == Insert
	r.makes = c.makesRow(&r, held, row)
	return typeOf(&held.version, &r)
}

// makesRow tells whether a write is of a row that its leader does not have.
func (c *Cluster) makesRow(r *record, held *state, row uint32) bool {
	return !r.Delete && (r.Insert || c.absent(&held.version, row))
}

func (c *Cluster) tellCommit(w *Write, shadowed bool) {
	c.commit.Write, c.commit.Shadowed, c.commit.Distinct = w, shadowed, c.rows.distinct(w.Row)
	if c.contents.on {
		c.commit.Op, c.commit.Value = c.contents.changes[w.ID].op, c.seen(w.Row, int(w.Origin))
	}
	if shadowed {
		c.commit.Replaced = c.commit.Replaced[:0]
	}
	for _, o := range c.observers {
		o.Commit(&c.commit)
	}
}

// bury notes when a delete was made, so that its tombstone can be forgotten. Stamps
// say it, but for those that count.
func (c *Cluster) bury(w *Write) {
	if c.config.Conflicts.Tombstones > 0 && c.config.Conflicts.Clock.counts() {
		c.graves[uint64(w.ID)] = c.leaders[w.Origin].clock.read(c.now)
	}
}

// forgotten tells whether the version is a tombstone that the leader remembers no
// longer: by its own clock the delete is older than a tombstone's life.
func (c *Cluster) forgotten(v *strategy.Version, leader int) bool {
	switch {
	case !v.Delete:
		return false
	case v.ID == 0: // removedVersion
		return true
	}
	switch life := c.config.Conflicts.Tombstones; life {
	case TombstonesKept:
		return false
	case 0:
		return true
	default:
		return c.leaders[leader].clock.read(c.now)-c.buried(v) > int64(life)
	}
}

// buried is when a delete was made, on its origin's clock.
func (c *Cluster) buried(v *strategy.Version) int64 {
	if c.config.Conflicts.Clock.counts() {
		return c.graves[v.ID]
	}
	return v.Stamp.L
}

func setBit(set []uint64, i int)      { set[i>>6] |= 1 << (i & 63) }
func hasBit(set []uint64, i int) bool { return set[i>>6]>>(i&63)&1 != 0 }

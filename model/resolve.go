package model

import (
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// applyChange lets a change of another leader meet what this one holds of the row.
func (c *Cluster) applyChange(r *record, at int) {
	if c.config.Conflicts.Clock != Physical {
		c.leaders[at].clock.witness(c.now, r.Stamp)
	}
	c.seeRow(r.Row, at)
	row := c.rows.openRow(r.Row)
	held := row.held(at)
	a := &c.apply
	a.Met, a.Removed, a.Rivals = held.appendIDs(a.Met[:0]), a.Removed[:0], a.Rivals[:0]
	a.Displaced = a.Displaced[:0]
	switch {
	case c.contents.on:
		a.Verdict, a.Reported = c.meetValues(row, held, r, at)
		c.index(r.Row, at)
		c.displace(r, at)
	case len(held.more) == 0:
		a.Verdict, a.Reported = c.meetOne(row, held, r, at)
	default:
		a.Verdict, a.Reported = c.meetSeveral(row, held, r, at)
	}
	if c.saw != nil {
		c.saw.Deliver(uint64(r.ID), at)
	}
	c.fingerprint.Add(c.now, uint64(r.ID)<<placeBits|uint64(at), uint64(a.Verdict))
	c.sign(r.ID, r.Row, at)
	c.tellApply(r, at, int(row.distinct))
}

// tellApply tells the observers what became of a change, as far as c.apply says it.
func (c *Cluster) tellApply(r *record, at, distinct int) {
	a := &c.apply
	a.At, a.Write, a.Leader, a.Distinct, a.Type = c.now, &r.Write, at, distinct, 0
	if a.Reported {
		a.Type = c.meeting.Type
	}
	if c.contents.on {
		a.Value = c.seen(r.Row, at)
	}
	for _, o := range c.observers {
		o.Apply(a)
	}
}

// meetOne is applyChange where the leader holds one version.
func (c *Cluster) meetOne(row *openRow, held *state, r *record, at int) (Verdict, bool) {
	local := &held.version
	decision, reported := c.judge(local, r, at)
	if decision == strategy.Both && local.ID == 0 { // what was loaded is no version
		decision = strategy.Take
	}
	switch decision {
	case strategy.Keep:
		return Kept, reported
	case strategy.Take:
		c.apply.Removed = append(c.apply.Removed, c.apply.Met...)
		row.put(at, &r.version)
		return Took, reported
	case strategy.Both:
		c.scratch = insertVersion(append(c.scratch[:0], *local), &r.version)
		row.putAll(at, c.scratch)
		return Joined, reported
	}
	panic("model: without values a strategy cannot " + decision.String() + ": " + c.rule.Name)
}

// meetSeveral is applyChange where the leader holds siblings. The change is
// dropped if it loses to one of them; else it replaces those that it beats and
// joins the others.
func (c *Cluster) meetSeveral(row *openRow, held *state, r *record, at int) (Verdict, bool) {
	c.scratch = held.appendVersions(c.scratch[:0])
	stay, reported := c.scratch[:0], false
	for i := range c.scratch {
		local := c.scratch[i]
		decision, conflict := c.judge(&local, r, at)
		reported = reported || conflict
		switch decision {
		case strategy.Keep:
			c.apply.Removed = c.apply.Removed[:0]
			return Kept, reported
		case strategy.Take:
			c.apply.Removed = append(c.apply.Removed, WriteID(local.ID))
		case strategy.Both:
			stay = append(stay, local)
		default:
			panic("model: without values a strategy cannot " + decision.String() + ": " + c.rule.Name)
		}
	}
	verdict := Took
	if len(stay) > 0 {
		verdict = Joined
	}
	c.scratch = insertVersion(stay, &r.version)
	row.putAll(at, c.scratch)
	return verdict, reported
}

// insertVersion puts a version into a list that is sorted by identity.
func insertVersion(list []strategy.Version, v *strategy.Version) []strategy.Version {
	i := len(list)
	list = append(list, *v)
	for ; i > 0 && list[i-1].ID > v.ID; i-- {
		list[i] = list[i-1]
	}
	list[i] = *v
	return list
}

// judge decides between a version that a leader holds and one that arrives: by
// detection alone where that sees no conflict, by the strategy where it does. Two
// deletes meet as if both were remembered: to readers they are the same, and all
// leaders keep the same one.
func (c *Cluster) judge(local *strategy.Version, r *record, at int) (d strategy.Decision, reported bool) {
	incoming := &r.version
	if local.ID == 0 || !incoming.Delete && c.forgotten(local, at) || c.rule.Existence && c.isMissing(local, r, at) {
		return c.judgeMissing(local, r, at)
	}
	if local.ID == incoming.ID {
		return strategy.Keep, false
	}
	d, conflict := c.compare(local, r)
	if c.rule.Existence && c.insertsExisting(local, r) && (d == strategy.Take || conflict != no) {
		conflict = yes
	}
	if conflict == no {
		return d, false
	}
	c.meeting.Type = typeOf(local, r)
	return c.prefer(local, incoming), conflict == yes
}

// judgeMissing decides what becomes of a change of a row of which the leader holds
// nothing that it remembers.
func (c *Cluster) judgeMissing(local *strategy.Version, r *record, at int) (d strategy.Decision, reported bool) {
	if !c.rule.Existence || !c.isMissing(local, r, at) {
		c.meeting.Type = typeOf(local, r)
		return strategy.Take, c.detect.Of(r.Delete) == strategy.DetectBeforeImage && r.before != 0
	}
	c.meeting.Type = strategy.UpdateMissing
	if r.Delete {
		c.meeting.Type = strategy.DeleteMissing
	}
	return c.prefer(local, &r.version), true
}

// isMissing tells whether a change is of a row that its origin had and the leader has
// not, nor remembers to have deleted.
func (c *Cluster) isMissing(local *strategy.Version, r *record, at int) bool {
	if r.makes {
		return false
	}
	if local.Delete {
		return c.forgotten(local, at)
	}
	return c.absent(local, r.Row)
}

// absent tells whether a version means that there is no row.
func (c *Cluster) absent(v *strategy.Version, row uint32) bool {
	return v.Delete || v.ID == 0 && int(row) >= c.config.Workload.Keys
}

// insertsExisting tells whether it is a conflict in itself that a change inserts a row
// which is there.
func (c *Cluster) insertsExisting(local *strategy.Version, r *record) bool {
	return r.makes && !c.absent(local, r.Row)
}

// finding says whether detection has found a conflict.
type finding uint8

const (
	no    finding = iota
	yes           // and it is reported
	blind         // it cannot tell: the strategy is asked, and nothing reported
)

// compare is detection: whether a change conflicts with a version that a leader holds,
// and what becomes of it if not.
func (c *Cluster) compare(local *strategy.Version, r *record) (strategy.Decision, finding) {
	incoming := &r.version
	detect := c.detect.Of(r.Delete)
	if local.ID == 0 && !local.Delete && detect != strategy.DetectBeforeImage {
		return strategy.Take, no // what was loaded is older than any write, whatever clocks show
	}
	switch detect {
	case strategy.DetectTimestampBeforeImage:
		if local.Stamp.CompareTimes(incoming.Stamp) < 0 {
			return strategy.Take, no
		}
	case strategy.DetectTimestamp:
		switch order := local.Stamp.Compare(incoming.Stamp); {
		case c.breaksTies() && local.Stamp.Origin != incoming.Stamp.Origin && local.Stamp.CompareTimes(incoming.Stamp) == 0:
			return strategy.Keep, yes
		case order < 0:
			return strategy.Take, no
		case order == 0:
			return strategy.Keep, blind
		}
	case strategy.DetectOrigin:
		if local.Stamp.Origin == incoming.Stamp.Origin {
			return strategy.Take, no
		}
	case strategy.DetectBeforeImage:
		if WriteID(local.ID) == r.before {
			return strategy.Take, no
		}
	case strategy.DetectVersionVector:
		switch c.relation(incoming, local) {
		case causality.Saw:
			return strategy.Take, no
		case causality.SeenBy:
			return strategy.Keep, no
		}
	default:
		return strategy.Keep, blind
	}
	return strategy.Keep, yes
}

// breaksTies tells whether the rule decides between equal times, by values or otherwise.
func (c *Cluster) breaksTies() bool { return c.rule.Values || c.rule.Ties }

// typeOf says what kind of conflict it is when a change meets a version.
func typeOf(local *strategy.Version, r *record) strategy.Type {
	switch {
	case r.Delete && local.Delete:
		return strategy.DeleteDelete
	case r.Delete:
		return strategy.DeleteUpdate
	case local.Delete && r.makes:
		return strategy.InsertDelete
	case local.Delete:
		return strategy.UpdateDelete
	case r.makes:
		return strategy.InsertInsert
	}
	return strategy.UpdateUpdate
}

// prefer lets the strategy decide between two versions.
func (c *Cluster) prefer(local, incoming *strategy.Version) strategy.Decision {
	c.meeting.Local, c.meeting.Incoming = *local, *incoming
	return c.meeting.Ask(c.rule.Strategy)
}

// preferOwn lets the strategy decide between two versions that are in no conflict:
// what is said of types of conflict is not asked.
func (c *Cluster) preferOwn(local, incoming *strategy.Version) strategy.Decision {
	c.meeting.Local, c.meeting.Incoming = *local, *incoming
	return c.meeting.Ask(c.base)
}

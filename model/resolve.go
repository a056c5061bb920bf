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
	row := c.rows.openRow(r.Row)
	held := row.held(at)
	a := &c.apply
	a.Met, a.Removed = held.appendIDs(a.Met[:0]), a.Removed[:0]
	if len(held.more) == 0 {
		a.Verdict, a.Reported = c.meetOne(row, held, r, at)
	} else {
		a.Verdict, a.Reported = c.meetSeveral(row, held, r, at)
	}
	if c.saw != nil {
		c.saw.Deliver(uint64(r.ID), at)
	}
	c.fingerprint.Add(c.now, uint64(r.ID)<<placeBits|uint64(at), uint64(a.Verdict))
	c.tellApply(r, at, int(row.distinct))
}

// tellApply tells the observers what became of a change, as far as c.apply says it.
func (c *Cluster) tellApply(r *record, at, distinct int) {
	a := &c.apply
	a.At, a.Write, a.Leader, a.Distinct = c.now, &r.Write, at, distinct
	for _, o := range c.observers {
		o.Apply(a)
	}
}

// meetOne is applyChange where the leader holds one version.
func (c *Cluster) meetOne(row *openRow, held *state, r *record, at int) (Verdict, bool) {
	local := &held.version
	decision, reported := c.judge(local, r, at)
	switch decision {
	case strategy.Keep:
		return Kept, reported
	case strategy.Take:
		c.apply.Removed = append(c.apply.Removed, c.apply.Met...)
		row.put(at, &r.version)
		return Took, reported
	default:
		c.scratch = insertVersion(append(c.scratch[:0], *local), &r.version)
		row.putAll(at, c.scratch)
		return Joined, reported
	}
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
		default:
			stay = append(stay, local)
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
	if local.ID == 0 || !incoming.Delete && c.forgotten(local, at) {
		return strategy.Take, c.detect == strategy.DetectBeforeImage && r.before != 0
	}
	if local.ID == incoming.ID {
		return strategy.Keep, false
	}
	switch c.detect {
	case strategy.DetectTimestamp:
		switch order := local.Stamp.Compare(incoming.Stamp); {
		case order < 0:
			return strategy.Take, false
		case order == 0:
			return c.prefer(local, incoming), false
		}
	case strategy.DetectOrigin:
		if local.Stamp.Origin == incoming.Stamp.Origin {
			return strategy.Take, false
		}
	case strategy.DetectBeforeImage:
		if WriteID(local.ID) == r.before {
			return strategy.Take, false
		}
	case strategy.DetectVersionVector:
		switch c.saw.Relation(incoming.ID, local.ID) {
		case causality.Saw:
			return strategy.Take, false
		case causality.SeenBy:
			return strategy.Keep, false
		}
	default:
		return c.prefer(local, incoming), false
	}
	return c.prefer(local, incoming), true
}

// prefer lets the strategy decide between two versions.
func (c *Cluster) prefer(local, incoming *strategy.Version) strategy.Decision {
	c.meeting.Local, c.meeting.Incoming = *local, *incoming
	return c.rule.Strategy.Resolve(&c.meeting)
}

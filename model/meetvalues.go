package model

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// meetValues is applyChange where rows hold values. A leader holds one value, made
// of one write or of several, or siblings with a value each.
func (c *Cluster) meetValues(row *openRow, held *state, r *record, at int) (Verdict, bool) {
	c.meeting.Forget()
	if c.holdsWrite(held, r) {
		return Kept, false
	}
	if len(held.more) > 0 && !held.merged {
		return c.meetSiblings(row, held, r, at)
	}
	decision, reported := c.judgeAll(held, r, at)
	return c.settleOn(decision, row, held, r, at), reported
}

// judgeAll decides about a change of a row of which a leader holds one value, and about
// its name.
func (c *Cluster) judgeAll(held *state, r *record, at int) (d strategy.Decision, reported bool) {
	d, reported = c.judgeWhole(held, r, at)
	d, clash := c.judgeName(d, held, r, at)
	return d, reported || clash
}

func (c *Cluster) holdsWrite(held *state, r *record) bool {
	return held.version.ID == r.version.ID || slices.ContainsFunc(held.more, func(v strategy.Version) bool { return v.ID == r.version.ID })
}

// judgeWhole decides between the one value that a leader holds and a change.
func (c *Cluster) judgeWhole(held *state, r *record, at int) (d strategy.Decision, reported bool) {
	local, ch := held.latest(), c.contents.changes[r.ID]
	c.showValues(held.content, ch)
	if d, reported, ok := c.judgeGone(held, local, r, at); ok {
		return d, reported
	}
	d, conflict := c.compareValues(held, local, r, ch)
	if c.rule.Existence && c.insertsExisting(local, r) && (d == strategy.Take || conflict != no) {
		conflict = yes
	}
	if conflict == no && !c.rule.Always {
		return d, false
	}
	c.meeting.Type = typeOf(local, r)
	if conflict == no {
		c.meeting.Local, c.meeting.Incoming = *local, r.version
		return c.meeting.AskAnyway(c.base, d), false
	}
	d = c.prefer(local, &r.version)
	return d, conflict == yes && !c.meeting.Agreed()
}

// judgeGone is judge where the leader has no row, or remembers none; ok is false if
// it has one.
func (c *Cluster) judgeGone(held *state, local *strategy.Version, r *record, at int) (d strategy.Decision, reported, ok bool) {
	remembered := local.Delete && (r.Delete || !c.forgotten(local, at) || c.outlives(held))
	switch {
	case remembered && !(c.rule.Existence && c.isMissing(local, r, at)), !c.absent(local, r.Row):
		return 0, false, false
	default:
		d, reported = c.judgeMissing(local, r, at)
		return d, reported, true
	}
}

// outlives tells whether there is a row although its latest version is a delete: that
// was merged with writes that it had not seen.
func (c *Cluster) outlives(held *state) bool {
	return held.merged && c.contents.read(held.content.value()) != nil
}

// compareValues is detection where rows hold values: before-images are values, and
// what a leader holds may be made of several writes.
func (c *Cluster) compareValues(held *state, local *strategy.Version, r *record, ch *change) (strategy.Decision, finding) {
	switch c.detect.Of(r.Delete) {
	case strategy.DetectBeforeImage:
		if held.content.equal(ch.before) {
			return strategy.Take, no
		}
		return strategy.Keep, yes
	case strategy.DetectVersionVector:
		return c.compareAll(held, r)
	}
	return c.compare(local, r)
}

// compareAll is detection by version vectors against all writes of which a value is
// made.
func (c *Cluster) compareAll(held *state, r *record) (strategy.Decision, finding) {
	seen := 0
	for i := range 1 + len(held.more) {
		switch c.relation(&r.version, held.at(i)) {
		case causality.SeenBy:
			return strategy.Keep, no
		case causality.Saw:
			seen++
		}
	}
	if seen == 1+len(held.more) {
		return strategy.Take, no
	}
	return strategy.Keep, yes
}

// at is the state's i-th version.
func (s *state) at(i int) *strategy.Version {
	if i == 0 {
		return &s.version
	}
	return &s.more[i-1]
}

// settleOn lets a leader hold what has been decided.
func (c *Cluster) settleOn(d strategy.Decision, row *openRow, held *state, r *record, at int) Verdict {
	s := &c.contents.state
	s.version, s.more, s.merged = r.version, s.more[:0], false
	s.content = c.contents.changes[r.ID].after
	switch {
	case c.joins(d, held, r):
		return c.absorb(d, row, held, r, at)
	case d == strategy.Keep:
		return Kept
	case d == strategy.Take, d == strategy.Both && held.version.ID == 0: // what was loaded is no version
		c.apply.Removed = append(c.apply.Removed, c.apply.Met...)
		row.hold(at, s)
		return Took
	case d == strategy.Both:
		c.joinSiblings(held, r)
		row.hold(at, s)
		return Joined
	case d == strategy.Merged:
		c.blend(held, r, newContent(c.meeting.Made()))
		row.hold(at, s)
		return c.blended(r)
	}
	panic("model: a strategy stops that said it would not: " + c.rule.Name)
}

// joins tells whether what is held and what comes are states of a data type: whichever
// stays has all of the other in it, unless the strategy chose between the two.
func (c *Cluster) joins(d strategy.Decision, held *state, r *record) bool {
	return c.rule.Data != nil && !c.meeting.Chosen() && d <= strategy.Take && held.content != nil && c.contents.valueOf(r.ID) != nil
}

// absorb lets the leader hold one of two states as what both come to.
func (c *Cluster) absorb(d strategy.Decision, row *openRow, held *state, r *record, at int) Verdict {
	stays := held.content
	if d == strategy.Take {
		stays = c.contents.valueOf(r.ID)
	}
	parts, tells := c.partsIn(stays)
	adds := !tells || slices.Contains(parts, r.ID) || !stays.equal(held.content)
	if !adds || d == strategy.Keep && c.isSeen(held, r) {
		return Kept
	}
	c.blend(held, r, stays)
	row.hold(at, &c.contents.state)
	return c.blended(r)
}

// blended is what became of a change that was merged into the scratch state: it is in
// there, or has told of others that have taken its place.
func (c *Cluster) blended(r *record) Verdict {
	if c.holdsWrite(&c.contents.state, r) {
		return Blended
	}
	return Kept
}

// isSeen tells whether one of the writes of which a value is made saw a change.
func (c *Cluster) isSeen(held *state, r *record) bool {
	for i := range 1 + len(held.more) {
		if v := held.at(i); v.ID != 0 && c.saw.Relation(r.version.ID, v.ID) == causality.SeenBy {
			return true
		}
	}
	return false
}

// blend makes the scratch state the merged value, of all writes that have a part in it
// and that the change did not see.
func (c *Cluster) blend(held *state, r *record, merged *content) {
	s := &c.contents.state
	list := c.scratch[:0]
	for i := range 1 + len(held.more) {
		if v := held.at(i); v.ID != 0 {
			list = append(list, *v)
		}
	}
	list = insertVersion(list, &r.version)
	parts, tells := c.partsIn(merged)
	if tells {
		list = c.withoutParts(list, parts, r)
	}
	list = slices.DeleteFunc(list, func(v strategy.Version) bool {
		return v.ID != r.version.ID && c.saw.Relation(r.version.ID, v.ID) == causality.Saw
	})
	if tells && c.contents.read(merged.value()) == nil {
		list = onlyDeletes(list)
	}
	for _, id := range c.apply.Met {
		if !slices.ContainsFunc(list, func(v strategy.Version) bool { return v.ID == uint64(id) }) {
			c.apply.Removed = append(c.apply.Removed, id)
		}
	}
	c.scratch = list
	s.version, s.more, s.merged = list[0], append(s.more[:0], list[1:]...), true
	s.content = merged
}

// joinSiblings makes the scratch state what is held and the change beside it.
func (c *Cluster) joinSiblings(held *state, r *record) {
	c.sibling(held, func(int) bool { return true }, r)
}

// meetSiblings is meetValues where the leader holds siblings.
func (c *Cluster) meetSiblings(row *openRow, held *state, r *record, at int) (Verdict, bool) {
	stay, reported := make([]bool, 1+len(held.more)), false
	staying := 0
	for i := range stay {
		d, conflict := c.judgeSibling(held, i, r, at)
		reported = reported || conflict
		switch d {
		case strategy.Keep:
			c.apply.Removed = c.apply.Removed[:0]
			return Kept, reported
		case strategy.Take:
			if id := WriteID(held.at(i).ID); id != 0 {
				c.apply.Removed = append(c.apply.Removed, id)
			}
		case strategy.Both:
			stay[i] = true
			staying++
		default: // one value cannot be made of siblings and a change: the change stays beside them
			stay[i] = true
			staying++
		}
	}
	d, clash := c.judgeName(strategy.Take, held, r, at)
	if reported = reported || clash; d == strategy.Keep {
		c.apply.Removed = c.apply.Removed[:0]
		return Kept, reported
	}
	c.sibling(held, func(i int) bool { return stay[i] }, r)
	row.hold(at, &c.contents.state)
	if staying > 0 {
		return Joined, reported
	}
	return Took, reported
}

func (c *Cluster) judgeSibling(held *state, i int, r *record, at int) (strategy.Decision, bool) {
	one := state{version: *held.at(i), content: held.valueAt(i)}
	return c.judgeWhole(&one, r, at)
}

// valueAt is the value of a state's i-th version, or the one of all.
func (s *state) valueAt(i int) *content {
	if s.content == nil || s.content.siblings == nil {
		return s.content
	}
	return s.content.siblings[i]
}

// sibling makes the scratch state the siblings that stay, and the change, by rising
// identity.
func (c *Cluster) sibling(held *state, stays func(i int) bool, r *record) {
	s := &c.contents.state
	versions, values := c.scratch[:0], []*content(nil)
	for i := range 1 + len(held.more) {
		if stays(i) {
			versions, values = append(versions, *held.at(i)), append(values, held.valueAt(i))
		}
	}
	at, _ := slices.BinarySearchFunc(versions, r.version.ID, func(v strategy.Version, id uint64) int { return cmp.Compare(v.ID, id) })
	versions, values = slices.Insert(versions, at, r.version), slices.Insert(values, at, c.contents.valueOf(r.ID))
	c.scratch = versions
	s.version, s.more, s.merged = versions[0], append(s.more[:0], versions[1:]...), false
	s.content = nil
	if c.contents.on {
		s.content = besides(values)
	}
}

package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// prepare works out what an operation makes of its rows, before anything is written.
// It is false if that is not possible on what the leader holds.
func (c *Cluster) prepare(op *operation) bool {
	c.drawOperations(op)
	op.news, op.failed = op.news[:0], nil
	for i, row := range op.rows {
		after, err := c.outcome(op, c.rows.held(row, op.leader), i)
		if err == nil {
			err = c.free(op, i, after)
		}
		if err != nil {
			return false
		}
		op.news = append(op.news, newContent(after))
	}
	return true
}

// isPossible tells whether an operation can write on what its leader holds, and works
// out what. If not, the operation is refused.
func (c *Cluster) isPossible(op *operation) bool {
	possible := !c.insertsHeld(op) && (!c.contents.on || c.prepare(op))
	op.beaten = possible && c.config.Conflicts.Abort && c.comesLate(op)
	op.refused = !possible || op.beaten
	return !op.refused
}

// insertsHeld tells whether an operation inserts a row that its leader has, where that is
// a duplicate key.
func (c *Cluster) insertsHeld(op *operation) bool {
	return c.config.Conflicts.KeysUnique && op.kind == Insert &&
		slices.ContainsFunc(op.rows, func(row uint32) bool { return c.has(op.leader, row) })
}

// has tells whether a reader finds a row at a leader.
func (c *Cluster) has(leader int, row uint32) bool {
	if c.contents.on {
		return c.seen(row, leader) != nil
	}
	held := c.rows.held(row, leader)
	for i := range 1 + len(held.more) {
		if !c.absent(held.at(i), row) {
			return true
		}
	}
	return false
}

// outcome is what an operation makes of what the leader holds of its i-th row.
func (c *Cluster) outcome(op *operation, held *state, i int) (value.Value, error) {
	state := c.basis(op, held, i)
	if op.kind == Delete {
		return c.againstHeld(op, i, held, c.deleted(state, c.author(op, i))), nil
	}
	if err := c.contents.allows(state, op.opOf(i)); err != nil {
		return nil, err
	}
	after, err := c.contents.data.Apply(state, op.opOf(i), c.author(op, i))
	return c.againstHeld(op, i, held, after), err
}

// againstHeld lets an own write meet the columns that its leader holds, where it must win
// against them as it must elsewhere: those stamped later than the write stay. Where the
// strategy fails, it wins.
func (c *Cluster) againstHeld(op *operation, i int, held *state, after value.Value) value.Value {
	if _, columns := c.contents.data.(value.RowType); !columns || !c.comparesOwn(op.kind == Delete) || held.content == nil || after == nil {
		return after
	}
	m := &c.meeting
	*m = strategy.Meeting{Type: strategy.UpdateUpdate, Local: *held.latest(), LocalValue: held.content.value(), IncomingValue: after}
	switch c.base.Resolve(m) {
	case strategy.Keep:
		return held.content.value()
	case strategy.Merged:
		return m.Made()
	case strategy.Stop:
		op.fails(i, c.failure())
	}
	return after
}

// allows tells why the kind does not let clients do something to a state.
func (s *contents) allows(state value.Value, op value.Op) error {
	if s.guard == nil {
		return nil
	}
	return s.guard.Allows(s.read(state), op)
}

// preview is the stamp that the i-th write of an operation will have.
func (c *Cluster) preview(op *operation, i int) Stamp {
	stamp := c.leaders[op.leader].clock.preview(c.now, i)
	if c.config.Conflicts.Clock == Revisions {
		stamp.L = c.rows.held(op.rows[i], op.leader).latest().Stamp.L + 1
	}
	return stamp
}

// deleted is what a delete leaves of a row: what its data type remembers, or nothing.
func (c *Cluster) deleted(state value.Value, by value.Author) value.Value {
	if c.rule.Data == nil {
		return nil
	}
	after, err := c.rule.Data.Apply(state, value.Op{Verb: value.Delete}, by)
	if err != nil {
		return nil
	}
	return after
}

// basis is the value that an operation changes: the one that its leader holds, or the
// one that its session has read.
func (c *Cluster) basis(op *operation, held *state, i int) value.Value {
	if c.contexts.on {
		return c.contexts.read[readBy{op.session, op.rows[i]}].state
	}
	return c.found(held)
}

// shownTo is what the client of an operation knows of a row.
func (c *Cluster) shownTo(op *operation, row uint32) value.Value {
	return c.contents.read(c.basis(op, c.rows.held(row, op.leader), slices.Index(op.rows, row)))
}

func (op *operation) opOf(i int) value.Op { return op.ops[i] }

// author is who makes the i-th write of an operation that is about to be committed.
func (c *Cluster) author(op *operation, i int) value.Author {
	l := &c.leaders[op.leader]
	return value.Author{
		Dot:      value.Dot{Origin: uint16(op.leader), Seq: l.seq + 1 + uint32(i)},
		Stamp:    c.preview(op, i),
		Priority: l.priority,
	}
}

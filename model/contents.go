package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// contents is what there is to do where rows hold values: because the strategy looks
// at them, or because clients do more than to replace rows.
type contents struct {
	on      bool
	data    value.Type
	guard   value.Guarded       // of the kind, whose operations are not possible on all values; nil: they are
	loaded  value.Value         // what rows hold that are there from the beginning
	changes map[WriteID]*change // of writes whose change is not dealt with everywhere
	state   state               // scratch
}

// change is what a write carries beside its header.
type change struct {
	op     value.Op
	before *content // what its origin held
	after  *content // and what it held with the write; nil: no row
}

// content is a state of the row's data type with its encoding.
type content struct {
	state value.Value
	key   string
}

func newContent(v value.Value) *content {
	if v == nil {
		return nil
	}
	return &content{v, value.Key(v)}
}

// value is the state, nil where there is none.
func (c *content) value() value.Value {
	if c == nil {
		return nil
	}
	return c.state
}

func (c *content) equal(d *content) bool {
	if c == nil || d == nil {
		return c == d
	}
	return c.key == d.key
}

// holdsValues tells whether more must be known of what rows hold than who wrote it: for
// the strategy, or for what clients do.
func holdsValues(config *Config, rule *strategy.Rule) bool {
	return rule.Values || rule.Data != nil || config.Workload.Kind != RegisterKind ||
		slices.ContainsFunc(config.Script, Operation.transforms) || slices.ContainsFunc(config.Workload.Trace, Operation.transforms)
}

func (c *Cluster) startContents() {
	c.contents.on = holdsValues(&c.config, &c.rule)
	c.contents.data = dataType(&c.config, &c.rule)
	c.contents.guard, _ = kinds[c.config.Workload.Kind].data.(value.Guarded)
	c.contents.changes = map[WriteID]*change{}
}

// dataType is the rule's, fitted to the workload and the leaders, or the plain type of
// the workload's kind.
func dataType(config *Config, rule *strategy.Rule) value.Type {
	plain := kinds[config.Workload.Kind].data
	switch data := rule.Data.(type) {
	case nil:
		return plain
	case value.RowType:
		data.Whole = plain
		return data
	case value.Shared:
		return data.Among(len(config.Leaders))
	default:
		return data
	}
}

// newRows makes the rows that there are at the start.
func (c *Cluster) newRows() *rows {
	r := newRows(len(c.config.Leaders), c.config.Workload.Keys)
	r.alike = c.rule.Existence
	if c.contents.on {
		r.holdValues(newContent(c.contents.loaded))
	}
	return r
}

// prepare works out what an operation makes of its rows, before anything is written.
// It is false if that is not possible on what the leader holds.
func (c *Cluster) prepare(op *operation) bool {
	c.drawOperations(op)
	op.news = op.news[:0]
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
	op.beaten = c.config.Conflicts.Refuse && c.comesLate(op)
	op.refused = op.beaten || c.contents.on && !c.prepare(op)
	return !op.refused
}

// outcome is what an operation makes of what the leader holds of its i-th row.
func (c *Cluster) outcome(op *operation, held *state, i int) (value.Value, error) {
	state := c.basis(op, held, i)
	if op.kind == Delete {
		return c.deleted(state, c.author(op, i)), nil
	}
	if err := c.contents.allows(state, op.opOf(i)); err != nil {
		return nil, err
	}
	return c.contents.data.Apply(state, op.opOf(i), c.author(op, i))
}

// allows tells why the kind does not let clients do something to a state.
func (s *contents) allows(state value.Value, op value.Op) error {
	if s.guard == nil {
		return nil
	}
	return s.guard.Allows(s.read(state), op)
}

// read is what a client reads of a state, nil where there is none.
func (s *contents) read(state value.Value) value.Value {
	if state == nil {
		return nil
	}
	return s.data.Read(state)
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

// found is what a client's operation finds: the value held, or what the application
// makes of several.
func (c *Cluster) found(held *state) value.Value {
	if len(held.more) == 0 || held.merged {
		return held.content.value()
	}
	siblings := []value.Value{}
	for _, v := range append([]*content{held.content}, held.beside...) {
		if v != nil {
			siblings = append(siblings, v.state)
		}
	}
	return value.Combine(c.contents.data, siblings)
}

// seen is what a client reads of a row at a leader.
func (c *Cluster) seen(row uint32, leader int) value.Value {
	return c.contents.read(c.found(c.rows.held(row, leader)))
}

// note keeps what the i-th write of an operation carries.
func (s *contents) note(w *Write, op *operation, i int) {
	ch := &change{after: op.news[i]}
	if !w.Delete {
		ch.op = op.opOf(i)
	}
	s.changes[w.ID] = ch
}

// valueOf is what a write's origin held with it; nil where rows hold no values.
func (s *contents) valueOf(id WriteID) *content {
	if ch := s.changes[id]; ch != nil {
		return ch.after
	}
	return nil
}

// release forgets what a write carried, unless it may be sent again.
func (s *contents) release(id WriteID, keep bool) {
	if s.on && !keep {
		delete(s.changes, id)
	}
}

// holdOwnValue lets the origin hold its new write with its value, unless the rule
// shadows it.
func (c *Cluster) holdOwnValue(r *record, held *state, leader int) (shadowed bool) {
	ch := c.contents.changes[r.ID]
	ch.before = newContent(c.found(held))
	if c.rule.Data == nil && c.comparesOwn() && held.version.ID != 0 && !c.forgotten(&held.version, leader) {
		c.showValues(held.content, ch)
		if c.prefer(held.latest(), &r.version) == strategy.Keep {
			return true
		}
	}
	c.rows.openRow(r.Row).hold(leader, &state{version: r.version, content: ch.after})
	return false
}

// latest is the version of a merged state that stands for it: the one stamped last.
func (s *state) latest() *strategy.Version {
	last := &s.version
	for i := range s.more {
		if last.Stamp.Less(s.more[i].Stamp) {
			last = &s.more[i]
		}
	}
	return last
}

// showValues lets the strategy see what is held and what a change carries.
func (c *Cluster) showValues(held *content, ch *change) {
	m := &c.meeting
	m.LocalValue, m.IncomingValue, m.BaseValue = held.value(), ch.after.value(), ch.before.value()
}

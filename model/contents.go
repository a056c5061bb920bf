package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// contents is what there is to do where rows hold values: because the strategy looks
// at them, or because clients do more than to replace rows.
type contents struct {
	on      bool
	data    value.Type
	guard   value.Guarded         // of the kind, whose operations are not possible on all values; nil: they are
	loaded  value.Value           // what rows hold that are there from the beginning
	ids     map[value.Dot]WriteID // where the data type names authors
	changes map[WriteID]*change   // of writes whose change is not dealt with everywhere
	state   state                 // scratch
}

// change is what a write carries beside its header.
type change struct {
	op     value.Op
	before *content // what its origin held
	after  *content // and what it held with the write; nil: no row
}

// content is a state of the row's data type with its encoding.
type content struct {
	state    value.Value
	key      string
	siblings []*content // instead: the values of several versions, by rising identity
}

func newContent(v value.Value) *content {
	if v == nil {
		return nil
	}
	return &content{state: v, key: value.Key(v)}
}

// besides is what several versions hold side by side.
func besides(values []*content) *content {
	if len(values) == 1 {
		return values[0]
	}
	return &content{siblings: values}
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
	return c.key == d.key && slices.EqualFunc(c.siblings, d.siblings, (*content).equal)
}

// hash is the content in 64 bits.
func (c *content) hash() uint64 {
	if c == nil {
		return 0
	}
	sum := sim.Hash(c.key)
	for _, s := range c.siblings {
		sum = sum*31 + s.hash()
	}
	return sum
}

// sign lets the fingerprint depend on what a leader holds after it has dealt with a write.
func (c *Cluster) sign(id WriteID, row uint32, leader int) {
	if c.contents.on {
		c.fingerprint.Add(c.now, uint64(id)<<placeBits|uint64(leader), c.rows.held(row, leader).content.hash())
	}
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
	c.contents.changes, c.contents.ids = map[WriteID]*change{}, map[value.Dot]WriteID{}
}

// dataType is the rule's, fitted to the workload and the leaders, or the plain type of
// the workload's kind.
func dataType(config *Config, rule *strategy.Rule) value.Type {
	plain := config.Workload.Kind.Data()
	switch data := rule.Data.(type) {
	case nil:
		return plain
	case value.RowType:
		data.Whole = plain
		return data
	case value.Fitting:
		return data.Over(plain)
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

// read is what a client reads of a state, nil where there is none.
func (s *contents) read(state value.Value) value.Value {
	if state == nil {
		return nil
	}
	return s.data.Read(state)
}

// found is what a client's operation finds: the value held, or what the application
// makes of several.
func (c *Cluster) found(held *state) value.Value {
	if len(held.more) == 0 || held.merged {
		return held.content.value()
	}
	siblings := []value.Value{}
	for i := range 1 + len(held.more) {
		if v := held.valueAt(i); v != nil {
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
	if _, named := s.data.(value.Authored); named {
		s.ids[value.Dot{Origin: w.Origin, Seq: w.Seq}] = w.ID
	}
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
	if c.outweighs(held, &r.version, ch, leader) || c.hasNoPart(ch.after, value.Dot{Origin: r.Origin, Seq: r.Seq}) {
		return true
	}
	c.rows.openRow(r.Row).hold(leader, &state{version: r.version, content: ch.after})
	return false
}

// outweighs tells whether what the leader holds wins over its own new version.
func (c *Cluster) outweighs(held *state, v *strategy.Version, ch *change, leader int) bool {
	if c.rule.Data != nil || !c.comparesOwn(v.Delete) || held.version.ID == 0 || c.forgotten(&held.version, leader) {
		return false
	}
	c.showValues(held.content, ch)
	return c.losesTo(held.latest(), v)
}

// valueComesLate is comesLate for one of the rows of an operation that has been prepared.
func (c *Cluster) valueComesLate(op *operation, i int, held *state, v *strategy.Version) bool {
	ch := &change{before: newContent(c.found(held)), after: op.news[i]}
	return c.outweighs(held, v, ch, op.leader) || c.hasNoPart(ch.after, c.author(op, i).Dot)
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

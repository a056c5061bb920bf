package model

import (
	"strconv"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// names are the rows and sessions that a script or trace calls by name.
type names struct {
	rows     map[string]uint32
	keys     []string // of rows Workload.Keys, Workload.Keys+1, …
	sessions map[string]int32
	session  []string // of the sessions after the generated ones
	steps    []Operation
	values   []string // by Write.Value; values[0] is not used
	value    map[string]uint32
	written  map[uint64]uint32 // by version: Write.Value, where there is one
}

// startScript gives the script's and the trace's keys rows of their own, and
// schedules the first step of each.
func (c *Cluster) startScript() {
	c.named = names{
		rows: map[string]uint32{}, sessions: map[string]int32{}, value: map[string]uint32{},
		written: map[uint64]uint32{}, values: []string{""},
	}
	c.named.steps = mergeSteps(c.config.Script, c.config.Workload.Trace)
	for i := range c.named.steps {
		c.nameRow(c.named.steps[i].Key)
		for _, p := range c.named.steps[i].Also {
			c.nameRow(p.Key)
		}
	}
	c.scheduleStep(0)
}

// mergeSteps merges two lists in order of time, the script's first at a tie.
func mergeSteps(script, trace []Operation) []Operation {
	if len(trace) == 0 {
		return script
	}
	merged := make([]Operation, 0, len(script)+len(trace))
	for len(script) > 0 && len(trace) > 0 {
		if script[0].At <= trace[0].At {
			merged, script = append(merged, script[0]), script[1:]
		} else {
			merged, trace = append(merged, trace[0]), trace[1:]
		}
	}
	return append(append(merged, script...), trace...)
}

// nameRow gives a key its row: one of the workload's where it is called so.
func (c *Cluster) nameRow(key string) {
	if _, ok := c.named.rows[key]; ok {
		return
	}
	if i, ok := generatedKey(key); ok && i < c.config.Workload.Keys {
		c.named.rows[key] = uint32(i)
		return
	}
	c.named.rows[key] = uint32(c.rows.count())
	c.named.keys = append(c.named.keys, key)
	c.rows.grow(1)
	c.workload.special++
}

// generatedKey is the number of a key called as the workload's are: k0, k1, ….
func generatedKey(key string) (int, bool) {
	digits, ok := strings.CutPrefix(key, "k")
	i, err := strconv.Atoi(digits)
	return i, ok && err == nil && strconv.Itoa(i) == digits && i >= 0
}

func (c *Cluster) scheduleStep(i int) {
	if i < len(c.named.steps) {
		c.schedule(sim.Time(c.named.steps[i].At), keyOf(kindStep, uint64(i), 0))
	}
}

// step issues a scripted or recorded operation.
func (c *Cluster) step(i int) {
	c.scheduleStep(i + 1)
	s := &c.named.steps[i]
	op := c.newOperation(s.Leader)
	op.luck = 1<<62 | uint64(i)
	op.kind = s.Kind
	op.session = c.sessionOf(s.Session)
	c.addPart(op, &Part{Key: s.Key, Value: s.Value, Op: s.Op})
	for i := range s.Also {
		c.addPart(op, &s.Also[i])
	}
	c.routeTo(op, s.Leader)
}

// addPart lets an operation be about one more row.
func (c *Cluster) addPart(op *operation, p *Part) {
	op.rows = append(op.rows, c.named.rows[p.Key])
	if op.changes() && op.kind != Delete {
		op.values = append(op.values, c.valueNumber(p.Value))
		if c.contents.on {
			op.ops = append(op.ops, p.op())
		}
	}
}

// op is what a part does to the value of its row.
func (p *Part) op() value.Op {
	if p.Op == (value.Op{}) {
		return value.Op{Verb: value.Put, Value: value.Parse(p.Value)}
	}
	return p.Op
}

// sessionOf is the number of a named session; without a name, of a new one.
func (c *Cluster) sessionOf(name string) int32 {
	if n, ok := c.named.sessions[name]; ok && name != "" {
		return n
	}
	n := int32(c.generatedSessions() + len(c.named.session))
	c.named.session = append(c.named.session, name)
	c.named.sessions[name] = n
	return n
}

func (c *Cluster) generatedSessions() int {
	return len(c.leaders) * max(c.config.Workload.Sessions, c.config.Workload.Clients)
}

func (c *Cluster) valueNumber(value string) uint32 {
	if n, ok := c.named.value[value]; ok {
		return n
	}
	n := uint32(len(c.named.values))
	c.named.values = append(c.named.values, value)
	c.named.value[value] = n
	return n
}

// SessionName is the name that the script gave a session, or its number with an s
// before it.
func (c *Cluster) SessionName(session int32) string {
	if i := int(session) - c.generatedSessions(); i >= 0 && i < len(c.named.session) && c.named.session[i] != "" {
		return c.named.session[i]
	}
	return "s" + strconv.Itoa(int(session))
}

// RowName is the key of a row.
func (c *Cluster) RowName(row uint32) string {
	if i := int(row) - c.config.Workload.Keys; i >= 0 && i < len(c.named.keys) {
		return c.named.keys[i]
	}
	return "k" + strconv.Itoa(c.workloadIndex(row))
}

// Row finds a row by its key.
func (c *Cluster) Row(key string) (uint32, bool) {
	if row, ok := c.named.rows[key]; ok {
		return row, true
	}
	i, ok := generatedKey(key)
	return c.workloadRow(i), ok && i < c.numbers()
}

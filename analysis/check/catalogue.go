package check

import "fmt"

// none stands for no operation.
const none = -1

// catalogue numbers the operations of a history, one session after another, and knows
// which write each read returned.
type catalogue struct {
	history History
	first   []int      // by session: the number of its first operation
	session []int      // by operation
	source  []int      // by operation: the write that a read returned, else none
	writers [][]writer // by operation: who writes its variable
}

// writer is a session that writes a variable, and where.
type writer struct {
	session int
	indexes []int // ascending
}

// version is what a write leaves.
type version struct {
	variable string
	value    uint64
}

// number makes the catalogue of a history. It says why if it cannot tell what reads
// returned.
func number(h History) (c *catalogue, why string) {
	c = &catalogue{history: h}
	for s, session := range h {
		c.first = append(c.first, len(c.session))
		for range session {
			c.session = append(c.session, s)
		}
	}
	written, why := c.versions()
	c.findSources(written)
	c.findWriters()
	return c, why
}

// versions is which write left which version.
func (c *catalogue) versions() (written map[version]int, why string) {
	written = map[version]int{}
	for op := range c.session {
		e := c.event(op)
		if !e.Write {
			continue
		}
		if e.Value == 0 && why == "" {
			why = fmt.Sprintf("%s writes the initial value: a read of 0 may have returned either; let writes write other values", e)
		}
		v := version{e.Variable, e.Value}
		if other, twice := written[v]; twice && why == "" {
			why = fmt.Sprintf("%s writes what %s wrote: a read may have returned either; let each write of a variable write another value", e, c.event(other))
		}
		written[v] = op
	}
	return written, why
}

func (c *catalogue) findSources(written map[version]int) {
	c.source = make([]int, len(c.session))
	for op := range c.source {
		c.source[op] = none
		e := c.event(op)
		if write, ok := written[version{e.Variable, e.Value}]; ok && !e.Write {
			c.source[op] = write
		}
	}
}

// findWriters gathers the writes of each variable by session.
func (c *catalogue) findWriters() {
	variables := map[string]int{}
	var writers [][]writer
	of := make([]int, len(c.session)) // by operation: its variable, numbered as they come
	for op := range of {
		e := c.event(op)
		v, known := variables[e.Variable]
		if !known {
			v = len(writers)
			variables[e.Variable] = v
			writers = append(writers, nil)
		}
		of[op] = v
		if e.Write {
			writers[v] = withWrite(writers[v], e)
		}
	}
	c.writers = make([][]writer, len(of))
	for op, v := range of {
		c.writers[op] = writers[v]
	}
}

// withWrite adds the next write of a variable, whose sessions come one after another.
func withWrite(writers []writer, e Event) []writer {
	if n := len(writers); n == 0 || writers[n-1].session != e.Session {
		writers = append(writers, writer{session: e.Session})
	}
	w := &writers[len(writers)-1]
	w.indexes = append(w.indexes, e.Index)
	return writers
}

// event is the operation of that number.
func (c *catalogue) event(op int) Event {
	s := c.session[op]
	return Event{c.history[s][op-c.first[s]], s, op - c.first[s]}
}

func (c *catalogue) events(ops []int) []Event {
	events := make([]Event, len(ops))
	for i, op := range ops {
		events[i] = c.event(op)
	}
	return events
}

// index is the place of an operation in its session.
func (c *catalogue) index(op int) int { return op - c.first[c.session[op]] }

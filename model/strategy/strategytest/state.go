package strategytest

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// world is what is the same in all histories: the rule under test, and how leaders
// are set up.
type world struct {
	rule     strategy.Rule
	base     strategy.Strategy // that is asked where there is no conflict
	options  Options
	detect   strategy.Detect
	valued   bool // rows hold values, else each write is known by its identity alone
	data     value.Type
	forwards bool // leaders pass on what they hear, so that all comes twice where there are three
	meeting  strategy.Meeting
	asked    int  // how often the strategy was asked
	surprise bool // it stopped, and its rule does not say that it may
}

func newWorld(rule strategy.Rule, o Options) *world {
	w := &world{rule: rule, base: strategy.Base(rule.Strategy), options: o, detect: o.detection(&rule), valued: rule.Values || rule.Data != nil || o.Kind != model.RegisterKind}
	w.data = dataOf(&rule, &o)
	return w
}

// dataOf is the rule's data type, fitted to the kind and the leaders, or the plain type of
// the kind.
func dataOf(rule *strategy.Rule, o *Options) value.Type {
	switch data := rule.Data.(type) {
	case nil:
		return o.Kind.Data()
	case value.RowType:
		data.Whole = o.Kind.Data()
		return data
	case value.Shared:
		return data.Among(o.Leaders)
	case value.Fitting:
		return data.Over(o.Kind.Data())
	default:
		return data
	}
}

// state is one moment of a history: what has been written, what each leader holds of
// the row, and what is under way. Slices in it are shared between states and never
// changed, only replaced.
type state struct {
	writes  []write
	leaders []leader
	links   [][]message // by from*leaders+to, in the order of sending
	stopped set         // links whose receiver applies nothing more that comes over them
	loaded  set         // writes that all leaders had had before the history began
}

// write is a committed change as a log record carries it, and whom it saw.
type write struct {
	version  strategy.Version // its ID counts the writes from 1
	op       value.Op
	insert   bool        // a reader at the origin found no row
	makes    bool        // it inserts, or its origin held no version that was not deleted
	shadowed bool        // the origin itself did not come to hold it
	seen     set         // writes that happened before it: delivered at its origin, or seen by those
	had      set         // of those, the ones that had been delivered themselves
	before   int         // identity of the version that it replaced; 0: none
	value    value.Value // that the origin held after it
	base     value.Value // and before it
	code     string      // its encoding, see key.go
}

// leader is what one leader holds of the row: nothing, a version, or siblings.
type leader struct {
	items []item // by rising identity
	known set    // writes that have come here, or that those saw
	had   set    // writes that have come here, or were made here
	seq   uint32 // own writes
}

// item is one version of the row, or a value that was merged of several.
type item struct {
	ids   set
	value value.Value
	made  string // the encoding of a value that was merged; "": it is that of the write
}

func (it item) merged() bool { return it.made != "" }

// message is a change under way, and the leaders that it has left.
type message struct {
	write int
	path  set
}

func (w *world) empty() *state {
	n := w.options.Leaders
	return &state{leaders: make([]leader, n), links: make([][]message, n*n)}
}

func (s *state) clone() *state {
	c := *s
	c.leaders, c.links = slices.Clone(s.leaders), slices.Clone(s.links)
	return &c
}

func (s *state) write(id int) *write { return &s.writes[id-1] }

// show is what a reader sees of an item; nil: nothing.
func (w *world) show(s *state, it item) value.Value {
	switch {
	case w.valued && it.value != nil:
		return w.data.Read(it.value)
	case w.valued || s.write(it.ids.lowest()).version.Delete:
		return nil
	}
	return s.write(it.ids.lowest()).op.Value
}

// shown are the values that a reader finds at a leader, as a scenario would write them.
func (w *world) shown(s *state, at int) []string {
	var list []string
	for _, it := range s.leaders[at].items {
		if v := w.show(s, it); v != nil {
			list = append(list, v.String())
		}
	}
	slices.Sort(list)
	return list
}

// found is the state of the row that a client's write builds on.
func (w *world) found(l *leader) value.Value {
	var siblings []value.Value
	for _, it := range l.items {
		if it.value != nil {
			siblings = append(siblings, it.value)
		}
	}
	return value.Combine(w.data, siblings)
}

// sees is what a client finds at a leader before it writes.
func (w *world) sees(s *state, at int) (v value.Value) {
	l := &s.leaders[at]
	if w.valued {
		if state := w.found(l); state != nil {
			v = w.data.Read(state)
		}
		return v
	}
	for _, it := range l.items {
		if v = w.show(s, it); v != nil {
			return v
		}
	}
	return nil
}

// content is the same for two leaders if they agree: on values where there are
// values, else on versions. Where there is no row the rule says whether it matters
// if there was one.
func (w *world) content(s *state, at int) string {
	items := s.leaders[at].items
	if len(items) == 1 && (w.valued || w.rule.Existence) && w.gone(s, items[0]) {
		return ""
	}
	var b []byte
	for _, it := range items {
		if w.valued {
			b = value.AppendText(b, value.Key(it.value))
		} else {
			b = append(b, byte(it.ids.lowest()))
		}
	}
	return string(b)
}

// gone tells whether an item is a tombstone.
func (w *world) gone(s *state, it item) bool {
	return it.value == nil && (w.valued || s.write(it.ids.lowest()).version.Delete)
}

// agree tells whether all leaders do.
func (w *world) agree(s *state) bool {
	for i := range s.leaders {
		if w.content(s, i) != w.content(s, 0) {
			return false
		}
	}
	return true
}

// quiet tells whether nothing is under way that could still be applied.
func (s *state) quiet() bool {
	for link, queue := range s.links {
		if len(queue) > 0 && !s.stopped.has(link) {
			return false
		}
	}
	return true
}

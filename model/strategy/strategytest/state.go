package strategytest

import (
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// world is what is the same in all histories: the rule under test, and how leaders
// are set up.
type world struct {
	rule     strategy.Rule
	options  Options
	detect   strategy.Detect
	valued   bool // rows hold values, else each write is known by its identity alone
	forwards bool // leaders pass on what they hear, so that all comes twice where there are three
	meeting  strategy.Meeting
	asked    int // how often the strategy was asked
}

func newWorld(rule strategy.Rule, o Options) *world {
	w := &world{rule: rule, options: o, detect: o.Detect, valued: rule.Values || rule.Data != nil}
	if w.detect == strategy.DetectDefault {
		w.detect = rule.Detect
	}
	return w
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
	insert   bool
	shadowed bool        // the origin itself did not come to hold it
	seen     set         // writes that happened before it: delivered at its origin, or seen by those
	before   int         // identity of the version that it replaced; 0: none
	value    value.Value // that the origin held after it
	base     value.Value // and before it
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
}

func (it item) merged() bool { return it.ids != setOf(it.ids.lowest()) }

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

// deleted tells whether nothing is to be read of an item.
func (w *world) deleted(s *state, it item) bool {
	if it.merged() {
		return it.value == nil
	}
	return s.write(it.ids.lowest()).version.Delete
}

// live is what a reader sees at a leader: its items that are not deleted.
func (w *world) live(s *state, at int) []item {
	var list []item
	for _, it := range s.leaders[at].items {
		if !w.deleted(s, it) {
			list = append(list, it)
		}
	}
	return list
}

// shown are the values that a reader finds at a leader, as a scenario would write them.
func (w *world) shown(s *state, at int) []string {
	var list []string
	for _, it := range w.live(s, at) {
		list = append(list, value.Show(w.read(s, it)))
	}
	slices.Sort(list)
	return list
}

// read is what a client sees of an item.
func (w *world) read(s *state, it item) value.Value {
	switch {
	case !w.valued:
		return s.write(it.ids.lowest()).op.Value
	case w.rule.Data != nil:
		return w.rule.Data.Read(it.value)
	}
	return it.value
}

// content is the same for two leaders if they agree: on values where there are
// values, else on versions.
func (w *world) content(s *state, at int) string {
	var list []string
	for _, it := range s.leaders[at].items {
		switch {
		case !w.valued:
			list = append(list, string(rune(it.ids.lowest())))
		case !w.deleted(s, it):
			list = append(list, value.Key(it.value))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "\x00\x00")
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

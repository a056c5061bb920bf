package strategytest

import (
	"fmt"
	"slices"
	"strings"
)

// law is one demand on a rule.
type law struct {
	name, says string
	tune       func(*Options) // how it is looked at, beside what the user wants
	forwards   bool           // in a world where every change comes twice
	concurrent bool           // of writes that saw none of each other
	writes     int            // only histories of so many speak of it; 0: all
	step       func(w *world, before, after *state, e event, o outcome) string
	end        func(w *world, s *state) string
	large      bool // it is about large histories, at random
	deletes    bool // it is about those in which the row may be deleted
}

// laws is the table of all laws, each about more than the one before.
var laws = []law{
	{
		name: "answers", says: "the rule has an answer whenever it is asked, or fails on purpose",
		tune: func(o *Options) { o.deletes = true }, step: crashes,
	},
	{
		name: "commutes", says: "two leaders that apply the same two concurrent changes, in either order, hold the same",
		tune: func(o *Options) { o.Leaders, o.Writes = 2, 2 }, concurrent: true, writes: 2, end: differ,
	},
	{
		name: "associates", says: "leaders that apply the same three concurrent changes, in any order, hold the same",
		tune: func(o *Options) { o.Leaders, o.Writes = max(3, o.Leaders), 3 }, concurrent: true, writes: 3, end: differ,
	},
	{
		name: "idempotent", says: "a change that comes again changes nothing",
		tune:     func(o *Options) { o.Leaders, o.Writes, o.Begin = 3, 2, Absent },
		forwards: true, step: changedAgain,
	},
	{
		name: "absorbed", says: "a write of a leader that has had all others replaces them everywhere, and nothing of them comes back",
		end: notAbsorbed,
	},
	{
		name: "monotone", says: "a change that comes to a leader which holds the version of one who had had it changes nothing",
		step: changedByOld,
	},
	{
		name: "converges", says: "leaders that have had the same changes, in whatever order, hold the same",
		end: differ,
	},
	{
		name: "converges-with-deletes", says: "so do they where changes delete the row",
		tune: func(o *Options) { o.deletes = true }, end: differ, deletes: true,
	},
	{
		name: "converges-with-skew", says: "so do they where a clock is wrong by more than the time between two writes",
		tune: func(o *Options) {
			if o.Skew == nil {
				o.Skew = []int{0, -5}
			}
		}, end: differ,
	},
	{
		name: "converges-at-large", says: "so do they after many writes at random, with partitions, crashes, loss and wrong clocks",
		large: true,
	},
}

// Names of all laws, in the order in which they are checked.
func LawNames() []string {
	names := make([]string, len(laws))
	for i := range laws {
		names[i] = laws[i].name
	}
	return names
}

// chosen are the laws of these names; nil: all. It panics for one that there is not.
func chosen(names []string) []*law {
	var list []*law
	for _, name := range names {
		if !slices.Contains(LawNames(), name) {
			panic(fmt.Sprintf("strategytest: no law is called %s; there are %s", name, strings.Join(LawNames(), ", ")))
		}
	}
	for i := range laws {
		if names == nil || slices.Contains(names, laws[i].name) {
			list = append(list, &laws[i])
		}
	}
	return list
}

// mayCommit tells whether a leader may write, in histories that the law speaks of.
func (l *law) mayCommit(s *state, at int) bool {
	return !l.concurrent || s.leaders[at].known.within(s.loaded)
}

func (l *law) atEnd(w *world, s *state) string {
	if l.end == nil || l.writes > 0 && len(s.writes) != l.writes+s.loaded.size() {
		return ""
	}
	return l.end(w, s)
}

func (l *law) atStep(w *world, before, after *state, e event, o outcome) string {
	if l.step == nil {
		return ""
	}
	return l.step(w, before, after, e, o)
}

// crashes is about a rule that has a mistake where it should have an answer.
func crashes(_ *world, _, _ *state, _ event, o outcome) string {
	if !o.crashed {
		return ""
	}
	return "the rule has no answer, and did not mean to have none"
}

func differ(w *world, s *state) string {
	if w.agree(s) {
		return ""
	}
	return "everything has been delivered, and the leaders differ for good"
}

// changedAgain is about a delivery of what the leader had had.
func changedAgain(w *world, before, after *state, e event, _ outcome) string {
	if !e.deliver {
		return ""
	}
	id := came(before, e)
	if !before.leaders[e.at].had.has(id) || w.content(before, e.at) == w.content(after, e.at) {
		return ""
	}
	return fmt.Sprintf("%s comes to %s again, and changes what it holds", w.called(after, id), w.leader(e.at))
}

// changedByOld is about a delivery of what the version that is held saw.
func changedByOld(w *world, before, after *state, e event, _ outcome) string {
	if !e.deliver {
		return ""
	}
	id := came(before, e)
	for _, it := range before.leaders[e.at].items {
		if !it.merged() && before.write(it.ids.lowest()).had.has(id) && w.content(before, e.at) != w.content(after, e.at) {
			return fmt.Sprintf("%s comes to %s, which holds the version of one who had had it, and changes what %[2]s holds", w.called(after, id), w.leader(e.at))
		}
	}
	return ""
}

// came is the write that a delivery brings.
func came(s *state, e event) int { return s.links[e.from*len(s.leaders)+e.at][e.place].write }

// notAbsorbed is about a last write whose origin had had all others, and came to hold it.
func notAbsorbed(w *world, s *state) string {
	last := s.writes[len(s.writes)-1]
	id := len(s.writes)
	if last.shadowed || last.had.size() != id-1 {
		return ""
	}
	alone := &state{writes: s.writes, leaders: []leader{{items: []item{{ids: setOf(id), value: last.value}}}}}
	for at := range s.leaders {
		if w.content(s, at) != w.content(alone, 0) {
			return fmt.Sprintf("%s was made by who had had all other writes, and yet it is not what %s holds in the end", w.called(s, id), w.leader(at))
		}
	}
	return ""
}

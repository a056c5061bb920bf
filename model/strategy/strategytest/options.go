package strategytest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Options say how far the laws look, and with what. The zero value is what Laws takes.
type Options struct {
	Laws       []string        // names of those to check; nil: all
	Leaders    int             // of small histories, from 2 to 8; 0: 3
	Writes     int             // that those commit, from 1 to 12; 0: 3
	Ops        Ops             // what the writes do; nil: what suits the rule
	Detect     strategy.Detect // how conflicts are detected; DetectDefault: the rule's own
	Skew       []int           // by leader: how far its clock is ahead, in halves of the time between two commits
	Priorities []int           // by leader; nil: all are equal
	Datagram   bool            // messages of one link may overtake each other; else links are FIFO
	States     int             // after so many a search gives up, and its law is not proved; 0: two million
	Runs       int             // large histories; 0: 20
	Script     string          // the file that the rule was made from, for scenario files; "": Go made it

	Begin Begin // whether there is a row in the beginning

	deletes bool // writes may delete
}

// Begin says how histories begin.
type Begin uint8

const (
	BothWays Begin = iota // some without the row, some with it
	Absent                // without it, so that the first writes insert it
	Loaded                // with a row that the first leader inserted and all hold
)

// Ops lists what the next write of a history may do at a leader where a reader finds
// held (nil: no row). N counts the writes before it.
type Ops func(n int, held value.Value) []value.Op

// Names puts another letter each time: for rules that look at no values.
func Names(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Put, Value: value.Text(letter(n))}}
}

func letter(n int) string { return strings.Repeat(string(rune('a'+n%26)), 1+n/26) }

// Rising puts a number that is larger than all before, and Falling one that is smaller.
func Rising(n int, _ value.Value) []value.Op  { return []value.Op{put(10 * (n + 1))} }
func Falling(n int, _ value.Value) []value.Op { return []value.Op{put(-10 * (n + 1))} }

// Mixed puts either, once there is something to compare with.
func Mixed(n int, held value.Value) []value.Op {
	if n == 0 {
		return Rising(n, held)
	}
	return append(Rising(n, held), Falling(n, held)...)
}

// Adding adds another power of two each time, so that a sum says what is in it.
func Adding(n int, _ value.Value) []value.Op { return []value.Op{{Verb: value.Add, N: 1 << n}} }

// Everything tries each operation that a data type may have; those that are not
// possible do not happen.
func Everything(n int, _ value.Value) []value.Op {
	fresh := value.Text(letter(n))
	return []value.Op{
		{Verb: value.Put, Value: fresh},
		{Verb: value.Add, N: 1 << n},
		{Verb: value.Include, Value: value.Text("x")}, {Verb: value.Exclude, Value: value.Text("x")},
		{Verb: value.Append, Value: fresh},
		{Verb: value.Insert, Value: fresh}, {Verb: value.Remove, N: 1},
		{Verb: value.Enable}, {Verb: value.Disable},
		{Verb: value.Put, Field: "f", Value: fresh}, {Verb: value.Clear, Field: "f"},
	}
}

func put(i int) value.Op { return value.Op{Verb: value.Put, Value: value.Int(i)} }

// suiting are the operations for a rule whose user names none.
func suiting(rule *strategy.Rule) Ops {
	switch {
	case rule.Data != nil:
		return Everything
	case rule.Values:
		return Mixed
	}
	return Names
}

// filled is the options with defaults for a rule. It panics where a field is out of range.
func (o Options) filled(rule *strategy.Rule) Options {
	o.Leaders, o.Writes = cmp.Or(o.Leaders, 3), cmp.Or(o.Writes, 3)
	o.States, o.Runs = cmp.Or(o.States, 2_000_000), cmp.Or(o.Runs, 20)
	if o.Ops == nil {
		o.Ops = suiting(rule)
	}
	if o.Leaders < 2 || o.Leaders > 8 {
		panic(fmt.Sprintf("strategytest: %d leaders: from 2 to 8 are possible", o.Leaders))
	}
	if o.Writes < 1 || o.Writes > 12 {
		panic(fmt.Sprintf("strategytest: %d writes: from 1 to 12 are possible", o.Writes))
	}
	return o
}

// detection is how conflicts are found.
func (o *Options) detection(rule *strategy.Rule) strategy.Detect {
	return cmp.Or(o.Detect, rule.Detect, strategy.DetectNone)
}

func (o *Options) skew(leader int) int {
	if leader < len(o.Skew) {
		return o.Skew[leader]
	}
	return 0
}

func (o *Options) priority(leader int) int {
	if leader < len(o.Priorities) {
		return o.Priorities[leader]
	}
	return 0
}

// rank is how many different priorities are below a leader's: what its versions carry.
func (o *Options) rank(leader int) int16 {
	var below []int
	for other := range o.Leaders {
		if p := o.priority(other); p < o.priority(leader) && !slices.Contains(below, p) {
			below = append(below, p)
		}
	}
	return int16(len(below))
}

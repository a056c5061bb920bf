package strategytest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// Options say how far the laws look, and with what. The zero value is what Laws takes.
type Options struct {
	Laws       []string        // names of those to check; nil: all
	Leaders    int             // of small histories, from 2 to 8; 0: 3
	Writes     int             // that those commit, from 1 to 12; 0: 3
	Kind       model.Kind      // what rows hold: a kind that rows have each by itself (Kinds), and that suits the rule; zero: register, or what the rule's data type is for
	Ops        Ops             // what the writes do; nil: what suits the rule and the kind
	Abort      bool            // a leader's own write that would lose is aborted, where Rule.Local compares it
	Detect     strategy.Detect // how conflicts are detected; DetectDefault: the rule's own
	Skew       []int           // by leader: how far its clock is ahead, in halves of the time between two commits
	Priorities []int           // by leader; nil: all are equal
	Datagram   bool            // messages of one link may overtake each other; else links are FIFO
	States     int             // after so many a search gives up, and its law is not proved; 0: two million of up to 3 leaders, and fewer of more, such that they take less than 2 GB
	Runs       int             // large histories; 0: 20
	Conflicts  string          // the section conflicts that the rule was made from, as one line of YAML, for scenario files; "": the rule's name says it
	Script     string          // the file that the rule was made from, for scenario files; "": Go made it
	Pause      func() error    // if not nil, called every few hundred states; an error of it leaves what is looked at unproved

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

// mostStates are those of three leaders that take 1 to 2 GB. What a state takes grows with
// the links.
const mostStates = 2_000_000

// filled is the options with defaults for a rule. It panics where a field is out of range.
func (o Options) filled(rule *strategy.Rule) Options {
	o.Leaders, o.Writes = cmp.Or(o.Leaders, 3), cmp.Or(o.Writes, 3)
	o.States, o.Runs = cmp.Or(o.States, mostStates*9/max(9, o.Leaders*o.Leaders)), cmp.Or(o.Runs, 20)
	if o.Ops == nil {
		o.Ops = suiting(rule, o.Kind)
	}
	if !slices.Contains(Kinds(), o.Kind) || !o.Kind.Suits(rule) && o.Kind != model.RegisterKind {
		panic(fmt.Sprintf("strategytest: %s does not go with rows of kind %s", rule.Name, o.Kind))
	}
	if o.Leaders < 2 || o.Leaders > 8 {
		panic(fmt.Sprintf("strategytest: %d leaders: from 2 to 8 are possible", o.Leaders))
	}
	if o.Writes < 1 || o.Writes > 12 {
		panic(fmt.Sprintf("strategytest: %d writes: from 1 to 12 are possible", o.Writes))
	}
	return o
}

// pause asks whether to go on.
func (o *Options) pause() error {
	if o.Pause == nil {
		return nil
	}
	return o.Pause()
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

// Package expect reads and judges the expectations that a scenario carries: short
// claims about a run that anybody can read, and that a computer checks.
//
//	converged
//	conflict_rate < 2%
//	visibility.p99 <= 250ms and lost_updates == 0
//	value("tokyo", "title") == "B"
//	fails(read_your_writes)
//	value("tokyo", "title", 2s) == "A"
//	contrast("single-leader").availability < 99%
//	contrast("single-leader").value("tokyo", "title") == "A"
//
// [Parse] checks a claim against the table of metrics and the names of the
// scenario, so that a wrong one is found before the run; [Expr.Judge] weighs it
// against what a run measured. A verdict has three values: a claim about something
// that was not measured is unknown, which is not a pass, and says why.
//
// # The language
//
//	claim   = all { "or" all }
//	all     = one { "and" one }
//	one     = "not" one | "(" claim ")" | "sometimes" "(" claim ")"
//	        | figure ("==" | "!=" | "<" | "<=" | ">" | ">=") (quantity | other "." metric)
//	        | "converged" | "diverged" | other "." ("converged" | "diverged")
//	        | "fails" "(" figure ")"
//	        | value ("==" | "!=") row | other "." value ("==" | "!=") row
//	figure  = metric | other "." metric
//	value   = "value" "(" leader "," key [ "," time ] ")"
//	other   = "contrast" "(" text ")"
//	row     = text | "absent" | "[" text { "," text } "]"
//
// A quantity carries the unit of its metric: 2% for a share, 250ms or 2m30s for a
// duration, 64KiB or 10MB for a volume; counts and means are bare numbers.
// Comparisons are exact. Texts stand in double or single quotes. A list of texts
// is the versions (siblings) that a leader keeps of the row, in any order.
//
// value(leader, key) is what the leader holds of the row at the end, value(leader, key,
// time) what it holds at that time of the run, when all that happens then has happened:
// what the oracle sees and no client needs to have read. [Expr.Glimpses] are the
// instants that somebody has to look at for it.
//
// fails(m) claims that violations were counted: m > 0. sometimes(claim) is meant
// for many runs of which one at least should hold; over one run it is the claim.
// contrast(name).metric and contrast(name).value(…) speak of the same experiment under
// the settings of one of the scenario's contrasts; the metric may stand on the right too.
package expect

import (
	"time"

	"github.com/mlrsim/mlrsim/results"
)

// Names are what claims can speak of. Where a list is nil, any name will do.
type Names struct {
	Leaders   []string
	Keys      []string
	End       time.Duration // until when a run can last; 0: not known
	Contrasts []Contrast
}

// Contrast is one of a scenario's, which may have other leaders and keys.
type Contrast struct {
	Name  string
	Names Names
}

// Expr is a claim about a run, checked and ready to be judged.
type Expr struct {
	text   string
	claim  claim
	timely []content // those of its parts that speak of an instant
}

// Parse reads a claim. What is wrong comes as an *Error.
func Parse(text string, names Names) (*Expr, error) {
	p := &parser{text: text, names: names}
	c, err := p.parse()
	if err != nil {
		return nil, err
	}
	return &Expr{text: text, claim: c, timely: p.timely}, nil
}

// Glimpses are what has to be seen of a contrast, or of the run itself if that is "",
// before the claim can be judged: without their values.
func (e *Expr) Glimpses(contrast string) []results.Glimpse {
	var all []results.Glimpse
	for _, c := range e.timely {
		if c.contrast == contrast {
			all = append(all, results.Glimpse{At: *c.at, Leader: c.leader, Key: c.key})
		}
	}
	return all
}

// String is the claim as it was written.
func (e *Expr) String() string { return e.text }

// Judge weighs the claim against a run. The verdict's Line is left 0.
func (e *Expr) Judge(run *results.Run) results.Verdict {
	f := e.claim.judge(run)
	return results.Verdict{Text: e.text, Holds: f.truth.String(), Detail: f.detail}
}

// Error says what is wrong with a claim, and what would be right.
type Error struct {
	Message string
	At      int
}

func (e *Error) Error() string { return e.Message }

// Offset is where in the claim the mistake is, in bytes from its start.
func (e *Error) Offset() int { return e.At }

package report

import (
	"fmt"

	"github.com/mlrsim/mlrsim/results"
)

// Account is what there is to say of one failure of the strategy, or of several that are
// only counted.
type Account struct {
	Says  string
	Why   string   // in one line; "": it was said before
	Shown []string // of the first failure: the line of a script at which it was, and a caret below
	Right string   // of the first failure: what would be right; "": that is not known
}

// Accounts says how often the strategy failed, which appliers stopped at that, at most so
// many, and of the own writes that it could not decide about the first. What failed first
// stands first. There are none if the strategy never failed.
func Accounts(f *results.Failures, leaders []string, most int) []Account {
	t := teller{failures: f, leaders: leaders, first: f.First(), said: map[string]bool{}}
	if n := f.Failed(); n > 1 {
		t.all = append(t.all, Account{Says: fmt.Sprintf("the strategy failed %s times; first:", results.Grouped(n))})
	}
	own := f.FirstOwn
	if own != nil && own == t.first {
		t.tell(own)
	}
	for i := range f.Stops[:min(len(f.Stops), most)] {
		t.tell(&f.Stops[i])
	}
	if more := len(f.Stops) - most; more > 0 {
		t.all = append(t.all, Account{Says: fmt.Sprintf("and %s more", results.Grouped(int64(more)))})
	}
	if own != nil && own != t.first {
		t.tell(own)
	}
	return t.all
}

// teller makes accounts of failures, and does not repeat a why, nor a place in a script.
type teller struct {
	failures *results.Failures
	leaders  []string
	first    *results.Failure
	said     map[string]bool
	all      []Account
}

func (t *teller) tell(f *results.Failure) {
	a, why := Account{Says: t.says(f)}, f.Why
	if f.Script != nil {
		why = fmt.Sprintf("%s:%d:%d", f.Script.File, f.Script.Line, f.Script.Column)
	}
	if !t.said[why] {
		a.Why, t.said[why] = f.Why, true
	}
	if f == t.first && f.Script != nil {
		a.Shown, a.Right = f.Script.Quote(), f.Script.Suggestion
	}
	t.all = append(t.all, a)
}

// says tells what came of a failure. A coordinator's replica gets its own writes by an
// applier, too.
func (t *teller) says(f *results.Failure) string {
	leader, at := t.leaders[f.Leader], results.Duration(int64(f.At))
	switch f.From {
	case results.OwnWrite:
		return fmt.Sprintf("%s replaced what the leader held all the same, first at %s: %s's of %s", amount(t.failures.Own, "own write"), at, leader, f.Key)
	case f.Leader:
		return fmt.Sprintf("%s's applier of its own writes stopped at %s: %s on %s", leader, at, f.Type, f.Key)
	}
	return fmt.Sprintf("%s's applier of what %s sends stopped at %s: %s on %s", leader, t.leaders[f.From], at, f.Type, f.Key)
}

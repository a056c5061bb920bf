package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/results"
)

// reports counts what the database's detector reported, by the type of the conflict and
// by what became of the change.
type reports [strategy.Types][model.Stopped + 1]int64

// of is how many were of a type.
func (r *reports) of(t strategy.Type) (sum int64) {
	for _, n := range r[t] {
		sum += n
	}
	return sum
}

// decisions are what a leader had decided when these became of a change. Of one that
// it had before nothing is reported.
var decisions = map[model.Verdict]strategy.Decision{
	model.Took: strategy.Take, model.Kept: strategy.Keep, model.Joined: strategy.Both,
	model.Blended: strategy.Merged, model.Stopped: strategy.Stop,
}

// list tells them by type, and then in the order of the verdicts.
func (r *reports) list() []results.Report {
	var all []results.Report
	for t := range r {
		for verdict, n := range r[t] {
			if n > 0 {
				all = append(all, results.Report{Type: strategy.Type(t).String(), Decision: decisions[model.Verdict(verdict)].String(), Count: n})
			}
		}
	}
	return all
}

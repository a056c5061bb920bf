package bruteforce

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

// Repeats says that an oracle must not forget before the record ends: some leader deals
// with a change more than once, has its replica replaced, or deals with a row that it
// keeps no replica of.
func Repeats(run Run, events []history.Event) bool {
	had := set[place]{}
	for _, event := range events {
		switch e := event.(type) {
		case *model.Transfer:
			return true
		case *model.Commit:
			if !run.keeps(e.Write.Row, int(e.Write.Origin)) {
				return true
			}
			if !e.Late {
				had.add(place{e.Write.ID, int(e.Write.Origin)})
			}
		case *model.Apply:
			at := place{e.Write.ID, e.Leader}
			if e.Verdict != model.Again && (had.has(at) || !run.keeps(e.Write.Row, e.Leader)) {
				return true
			}
			if e.Verdict.Dealt() {
				had.add(at)
			}
		case *model.Answer:
			if !run.keeps(e.Row, e.Leader) {
				return true
			}
		}
	}
	return false
}

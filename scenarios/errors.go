package scenarios

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// Error is one thing that is wrong with a scenario.
type Error = diagnostic.Error

// Errors are all problems of a scenario, in the order of the file; those of other
// files (CSV, scripts) and of --set come after.
type Errors = diagnostic.Errors

func newError(p document.Problem) *Error {
	e := &Error{
		File: p.Source.Name, Line: p.Line, Column: p.Column,
		Path: p.Path, Message: p.Message, Suggestion: p.Suggestion,
	}
	e.Excerpt, e.Caret = diagnostic.Excerpt(p.Source.Line(p.Line), p.Column-1)
	return e
}

// inOrder turns problems into Errors, sorted by place: first those of the given
// sources, in their order, then those of others, as they were met.
func inOrder(problems []document.Problem, sources ...*document.Source) error {
	if len(problems) == 0 {
		return nil
	}
	rank := map[*document.Source]int{}
	for _, source := range sources {
		rank[source] = len(rank)
	}
	for _, p := range problems {
		if _, known := rank[p.Source]; !known {
			rank[p.Source] = len(rank)
		}
	}
	slices.SortStableFunc(problems, func(a, b document.Problem) int {
		return cmp.Or(cmp.Compare(rank[a.Source], rank[b.Source]), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all Errors
	for _, p := range problems {
		if len(all) == maxReported {
			all[len(all)-1].Suggestion = "there are more problems, which are not shown"
			break
		}
		all = append(all, newError(p))
	}
	return all
}

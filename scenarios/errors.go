package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// Error is one thing that is wrong with a scenario.
type Error struct {
	File       string // as it was given; "--set" for an override; a CSV file's own name
	Line       int    // from 1
	Column     int    // in characters, from 1
	Path       string // the key: faults[2].at; "" where it is no key's
	Message    string // what is wrong
	Excerpt    string // the line, shortened where it is long
	Caret      int    // the character of Excerpt that Column points at, from 0
	Suggestion string // what would be right; "" if Message says it
}

// Error prints the place and the message on one line, below it the line with a
// caret, and what would be right.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Path != "" {
		fmt.Fprintf(&b, "%s: ", e.Path)
	}
	b.WriteString(e.Message)
	if e.Excerpt != "" {
		number := fmt.Sprint(e.Line)
		fmt.Fprintf(&b, "\n  %s | %s", number, e.Excerpt)
		fmt.Fprintf(&b, "\n  %s | %s^", strings.Repeat(" ", len(number)), strings.Repeat(" ", e.Caret))
	}
	if e.Suggestion != "" {
		fmt.Fprintf(&b, "\n  = %s", e.Suggestion)
	}
	return b.String()
}

// Errors are all problems of a scenario, in the order of the file; those of other
// files (CSV) and of --set come after.
type Errors []*Error

// Error prints one error after the other.
func (all Errors) Error() string {
	var texts []string
	for _, e := range all {
		texts = append(texts, e.Error())
	}
	return strings.Join(texts, "\n")
}

// excerptWidth is how much of a line is shown.
const excerptWidth = 100

func newError(p document.Problem) *Error {
	e := &Error{
		File: p.Source.Name, Line: p.Line, Column: p.Column,
		Path: p.Path, Message: p.Message, Suggestion: p.Suggestion,
	}
	e.Excerpt, e.Caret = excerpt(p.Source.Line(p.Line), p.Column-1)
	return e
}

// excerpt cuts a window of a line round the character at column, from 0, and says
// where that stands in it. Each character takes one place so that a caret can stand below.
func excerpt(line string, column int) (string, int) {
	line = strings.Map(printable, line)
	if strings.TrimSpace(line) == "" {
		return "", 0
	}
	text := []rune(line)
	column = max(0, min(column, len(text)))
	if len(text) <= excerptWidth {
		return line, column
	}
	from := max(0, min(column-excerptWidth/2, len(text)-excerptWidth))
	window := string(text[from : from+excerptWidth])
	if from > 0 {
		return "…" + window, column - from + 1
	}
	return window + "…", column - from
}

// printable keeps a terminal from taking text for orders: tabs become spaces, and
// what cannot be printed a mark of that.
func printable(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsPrint(r):
		return r
	default:
		return unicode.ReplacementChar
	}
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

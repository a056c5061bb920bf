package script

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// Error is something wrong in a script.
type Error = diagnostic.Error

// Errors are all problems of a script that Load refuses.
type Errors = diagnostic.Errors

// Failure is why a merge failed: the reason of a strategy that stops. It is one line,
// for stories and tables; the Error in it shows the place.
type Failure struct{ In *Error }

func (f Failure) Error() string { return f.In.Head() }

// Unwrap is the Error, for errors.As.
func (f Failure) Unwrap() error { return f.In }

// refusal is why merge gave no answer, and whether the script meant that: it called fail.
type refusal struct {
	why   *Error
	meant bool
}

func (r *refusal) stop(m *strategy.Meeting) strategy.Decision {
	if r.meant {
		return m.Fail(Failure{r.why})
	}
	return m.Crash(Failure{r.why})
}

// isFail tells whether a computation ended in a call of Starlark's own fail.
func isFail(err error) bool {
	var failed *starlark.EvalError
	if !errors.As(err, &failed) || len(failed.CallStack) == 0 {
		return false
	}
	last := failed.CallStack.At(0)
	return last.Name == "fail" && last.Pos.Filename() == "<builtin>"
}

// problem is an error at a place of the script.
func (s *Script) problem(at syntax.Position, suggestion, format string, args ...any) *Error {
	e := &Error{
		File: s.name, Line: max(int(at.Line), 1), Column: max(int(at.Col), 1),
		Message: fmt.Sprintf(format, args...), Suggestion: suggestion,
	}
	if e.Line <= len(s.lines) {
		e.Excerpt, e.Caret = diagnostic.Excerpt(strings.TrimSuffix(s.lines[e.Line-1], "\r"), e.Column-1)
	}
	return e
}

// top is where the script begins, for what concerns all of it.
func (s *Script) top() syntax.Position { return syntax.MakePosition(&s.name, 1, 1) }

// located makes Errors of what Starlark says of the script, or of a computation.
func (s *Script) located(err error, thread *starlark.Thread) Errors {
	var wrong syntax.Error
	var several resolve.ErrorList
	var failed *starlark.EvalError
	switch {
	case errors.As(err, &wrong):
		return Errors{s.problem(s.sameLine(wrong), "", "%s", wrong.Msg)}
	case errors.As(err, &several):
		var all Errors
		for _, one := range several {
			all = append(all, s.problem(one.Pos, "", "%s", one.Msg))
		}
		return all
	case errors.As(err, &failed):
		return Errors{s.failed(failed, thread)}
	}
	return Errors{s.problem(s.top(), "", "%v", err)}
}

// sameLine is the place of a syntax error. One that is found where a line ends, Starlark
// tells of the next line's beginning.
func (s *Script) sameLine(e syntax.Error) syntax.Position {
	if at := int(e.Pos.Line) - 2; e.Pos.Col == 1 && at >= 0 && strings.HasPrefix(e.Msg, "got newline") {
		return syntax.MakePosition(&s.name, int32(at+1), int32(utf8.RuneCountInString(s.lines[at])+1))
	}
	return e.Pos
}

// failed tells where a computation failed: in the innermost of the script's functions,
// with the calls that led there.
func (s *Script) failed(err *starlark.EvalError, thread *starlark.Thread) *Error {
	calls := err.CallStack
	for len(calls) > 1 && calls[len(calls)-1].Pos.Filename() != s.name {
		calls.Pop()
	}
	here := calls.Pop()
	if thread.ExecutionSteps() > s.Steps {
		return s.problem(here.Pos, "", "more than %d steps%s", s.Steps, through(calls))
	}
	return s.problem(here.Pos, "", "%s%s", strings.ReplaceAll(err.Msg, "\n", " "), through(calls))
}

// through names the calls, the nearest first.
func through(calls starlark.CallStack) string {
	var b strings.Builder
	for i := range calls {
		call := calls.At(i)
		fmt.Fprintf(&b, ", called by %s in line %d", call.Name, call.Pos.Line)
	}
	return b.String()
}

// Package script makes a conflict strategy of a function that a user writes in
// Starlark, a small dialect of Python:
//
//	def merge(local, incoming, base):
//	    return max(local.value, incoming.value)
//
// Start from Load; Rule makes a strategy.Rule of the script. version.go has what a
// script sees of the two versions, values.go how values become Starlark's and come
// back, errors.go where in the script something went wrong.
//
// Promise: a merge is a function of its arguments. There is no clock, chance, file
// or other module; globals are frozen, so that nothing is remembered from one merge
// to the next; there is no recursion, and a merge that takes too many steps is
// stopped. Memory is not bounded: "x" * 1000000000 is one step.
//
// The engine knows nothing of this package. It is handed in as a rule, by package
// scenarios or by a program.
package script

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// DefaultSteps bounds a merge, unless Script.Steps says otherwise. A step is about one
// operation; a merge of a few lines takes some tens.
const DefaultSteps = 100_000

// MaxSize is the longest script, in bytes.
const MaxSize = 64 << 10

// Script is a checked script. Its fields may be set before it is first used; after
// that it never changes, and may serve many runs at a time.
type Script struct {
	Steps uint64    // that a merge may take: DefaultSteps, unless it is set
	Print io.Writer // gets what the script prints, a line each; nil: nobody does

	name  string
	lines []string
	merge *starlark.Function
}

// Load checks a script and runs its top level. The name is that of its file, for
// errors, which are Errors.
func Load(name string, source []byte) (*Script, error) {
	s := &Script{Steps: DefaultSteps, name: name, lines: strings.Split(string(source), "\n")}
	if len(source) > MaxSize {
		return nil, Errors{s.problem(s.top(), "", "a script has at most %d KiB", MaxSize>>10)}
	}
	thread := s.thread()
	globals, err := starlark.ExecFileOptions(&syntax.FileOptions{Set: true}, thread, name, source, predeclared)
	if err != nil {
		return nil, s.located(err, thread)
	}
	globals.Freeze()
	if s.merge, err = s.find(globals); err != nil {
		return nil, err
	}
	return s, nil
}

// find is the script's function merge, if it has one that can be called.
func (s *Script) find(globals starlark.StringDict) (*starlark.Function, error) {
	const signature = "def merge(local, incoming, base): …"
	merge, ok := globals["merge"].(*starlark.Function)
	if !ok {
		return nil, Errors{s.problem(s.top(), signature, "the script has no function merge")}
	}
	n := merge.NumParams()
	if n < 2 || n > 3 || merge.HasVarargs() || merge.HasKwargs() || merge.NumKwonlyParams() > 0 {
		return nil, Errors{s.problem(merge.Position(), signature+" where base may be left out", "merge has the wrong parameters")}
	}
	return merge, nil
}

// thread is one computation, with nothing left of others.
func (s *Script) thread() *starlark.Thread {
	t := &starlark.Thread{Name: s.name, Print: s.print, Load: alone}
	t.SetMaxExecutionSteps(s.Steps + 1)
	return t
}

func alone(*starlark.Thread, string) (starlark.StringDict, error) {
	return nil, errors.New("a script stands alone")
}

func (s *Script) print(_ *starlark.Thread, text string) {
	if s.Print != nil {
		fmt.Fprintln(s.Print, text)
	}
}

// Resolve asks the script. It stops where the script fails, by fail or by a mistake.
func (s *Script) Resolve(m *strategy.Meeting) strategy.Decision {
	result, wrong := s.ask(m)
	if wrong != nil {
		return wrong.stop(m)
	}
	if c, ok := result.(choice); ok {
		return strategy.Decision(c)
	}
	v, mistake := s.returned(result)
	if mistake != nil {
		return m.Crash(Failure{mistake})
	}
	return s.chosen(m, v)
}

// ask calls merge.
func (s *Script) ask(m *strategy.Meeting) (starlark.Value, *refusal) {
	arguments := starlark.Tuple{
		&version{Version: &m.Local, held: m.LocalValue},
		&version{Version: &m.Incoming, held: m.IncomingValue, met: m.Type.String()},
	}
	if s.merge.NumParams() > len(arguments) {
		base, err := toScript(m.BaseValue)
		if err != nil {
			return nil, &refusal{why: s.problem(s.merge.Position(), "", "%v", err)}
		}
		arguments = append(arguments, base)
	}
	thread := s.thread()
	result, err := starlark.Call(thread, s.merge, arguments, nil)
	if err != nil {
		return nil, &refusal{why: s.located(err, thread)[0], meant: isFail(err)}
	}
	return result, nil
}

// returned is the value that merge returned.
func (s *Script) returned(result starlark.Value) (value.Value, *Error) {
	if v, ok := result.(*version); ok {
		return nil, s.problem(s.merge.Position(), "return its .value, or KEEP or TAKE", "merge returned a whole version, of leader %d", v.Stamp.Origin+1)
	}
	v, err := fromScript(result)
	if err != nil {
		return nil, s.problem(s.merge.Position(), "an int, string, list, set, a dict with strings for keys, None where a side is deleted; or KEEP, TAKE, BOTH", "merge returned what no row can hold: %v", err)
	}
	return v, nil
}

// chosen is the decision for a value. One that a side holds is no new one: that side
// stays, and if both hold it the later, so that all leaders keep the same.
func (s *Script) chosen(m *strategy.Meeting, v value.Value) strategy.Decision {
	local, incoming := value.Equal(v, m.LocalValue), value.Equal(v, m.IncomingValue)
	switch {
	case local && incoming:
		return later(m)
	case local:
		return strategy.Keep
	case incoming:
		return strategy.Take
	case v == nil:
		return m.Crash(Failure{s.problem(s.merge.Position(), "return a value, or KEEP, TAKE or BOTH", "merge returned None, and neither side is deleted")})
	}
	return m.Merge(v)
}

func later(m *strategy.Meeting) strategy.Decision {
	c := m.Incoming.Stamp.Compare(m.Local.Stamp)
	if c > 0 || c == 0 && m.Incoming.ID > m.Local.ID {
		return strategy.Take
	}
	return strategy.Keep
}

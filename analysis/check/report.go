package check

import (
	"fmt"
	"strings"
)

// Verdict says whether a history satisfies a model. The zero Verdict is Unknown, which
// is not a pass.
type Verdict uint8

// What a verdict can be.
const (
	Unknown Verdict = iota
	Holds
	Fails
)

// String is the verdict in lower case, as validation tables print it.
func (v Verdict) String() string {
	if v > Fails {
		return fmt.Sprintf("Verdict(%d)", uint8(v))
	}
	return [...]string{"unknown", "holds", "fails"}[v]
}

// Verdicts are those on the three models of causal consistency.
type Verdicts struct{ CC, CCv, CM Verdict }

// String names the models that hold, fail and are unknown: "CC holds, CCv fails, CM
// holds".
func (v Verdicts) String() string {
	return fmt.Sprintf("CC %s, CCv %s, CM %s", v.CC, v.CCv, v.CM)
}

// Report is what Causal found.
type Report struct {
	Verdicts
	// Reason says why the verdicts are unknown, if they are.
	Reason string
	// Violations has one witness of each pattern that was found; there may be others.
	// The patterns of CCv and CM are looked for only where those of CC are absent, and
	// a history that breaks CM by both its patterns may name one of them.
	Violations []Violation
}

// Violation is a pattern and the operations that form it.
type Violation struct {
	Pattern Pattern
	// Witness is, in this order:
	//
	//   - of a cycle, operations each of which precedes the next, and the last the first,
	//     without those in between that a session did in passing, from the one on that
	//     comes first in the history;
	//   - of WriteCOInitRead and WriteHBInitRead, the write and the read;
	//   - of ThinAirRead, the read;
	//   - of WriteCORead, the write that was read, the one that replaced it, and the read.
	Witness []Event
}

// String is the pattern's name and its operations: "ThinAirRead: 0:2 r(x)7".
func (v Violation) String() string {
	events := make([]string, len(v.Witness))
	for i, e := range v.Witness {
		events[i] = e.String()
	}
	return v.Pattern.String() + ": " + strings.Join(events, ", ")
}

// found notes a violation, unless there is one of that pattern.
func (r *Report) found(p Pattern, witness ...Event) {
	for _, v := range r.Violations {
		if v.Pattern == p {
			return
		}
	}
	r.Violations = append(r.Violations, Violation{p, witness})
}

// judge draws the verdicts from the violations.
func (r *Report) judge() {
	r.Verdicts = Verdicts{Holds, Holds, Holds}
	for _, v := range r.Violations {
		p := patterns[v.Pattern]
		r.CC = failing(r.CC, p.cc)
		r.CCv = failing(r.CCv, p.ccv)
		r.CM = failing(r.CM, p.cm)
	}
}

func failing(v Verdict, broken bool) Verdict {
	if broken {
		return Fails
	}
	return v
}

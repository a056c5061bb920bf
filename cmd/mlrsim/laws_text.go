package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy/strategytest"
)

// Verdicts on laws, and how wide their column is.
const (
	lawHolds    = "ok"
	lawFails    = "FAILS"
	lawUnproved = "open"
	lawExempt   = "n/a"
	lawColumn   = len(lawFails) + 2
)

func verdictOf(v *strategytest.Verdict) string {
	switch {
	case v.OK:
		return lawHolds
	case v.Exempt:
		return lawExempt
	case v.Counterexample != nil:
		return lawFails
	}
	return lawUnproved
}

// tell prints a law and what came of it; with --quiet, only of one that does not hold.
// Why laws do not apply is said once, of the first of them.
func (t *trial) tell(v *strategytest.Verdict) error {
	if t.cli.flags.format != "text" || t.cli.flags.quiet && (v.OK || v.Exempt) {
		return nil
	}
	s, verdict := t.cli.style(), verdictOf(v)
	colour := map[string]func(string) string{lawHolds: s.green, lawFails: s.red, lawUnproved: s.yellow, lawExempt: s.faint}[verdict]
	indent := strings.Repeat(" ", lawColumn)
	text := colour(verdict) + indent[len(verdict):] + s.bold(v.Law) + "\n" +
		wrap(sentence(v.Says), pageWidth-lawColumn, indent)
	if t.told(v) {
		return t.cli.print(text + "\n")
	}
	if v.Counterexample == nil {
		return t.cli.print(text + s.faint(wrap(sentence(v.Why), pageWidth-lawColumn, indent)) + "\n")
	}
	return t.cli.print(text + t.shownBy(v.Counterexample) + "\n")
}

// told tells whether a law does not apply for a reason that another one's verdict gave.
func (t *trial) told(v *strategytest.Verdict) bool {
	return v.Exempt && slices.ContainsFunc(t.found[:len(t.found)-1], func(w strategytest.Verdict) bool { return w.Why == v.Why })
}

// shownBy is the story of a history that breaks a law, which says why in the end, and how
// to replay it.
func (t *trial) shownBy(c *strategytest.Counterexample) string {
	var b strings.Builder
	b.WriteString("\n")
	for line := range strings.Lines(c.Story) {
		b.WriteString(strings.TrimRight(strings.Repeat(" ", lawColumn)+line, " \n") + "\n")
	}
	fmt.Fprintf(&b, "\n%*s%s\n", lawColumn, "", t.replay(c))
	return b.String()
}

// replay is the command that replays a history.
func (t *trial) replay(c *strategytest.Counterexample) string {
	return "mlrsim run " + filepath.Join(t.folder, c.File())
}

// sentence makes a phrase one; there may be none.
func sentence(phrase string) string {
	if phrase == "" {
		return ""
	}
	return strings.ToUpper(phrase[:1]) + phrase[1:] + "."
}

// end prints what follows the laws: the sum of it all, or everything in another form.
func (t *trial) end() error {
	if t.cli.flags.format != "text" {
		return t.cli.list(t.entries())
	}
	text := ""
	if t.failure != nil {
		text = t.failure.Error() + "\n\n"
	}
	return t.cli.print(text + t.shown + ": " + t.sum() + "\n")
}

// sum counts the verdicts.
func (t *trial) sum() string {
	var parts []string
	for _, verdict := range []string{lawHolds, lawFails, lawUnproved, lawExempt} {
		if n := t.count(verdict); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
		}
	}
	return strings.Join(parts, ", ")
}

// lawEntry is a law for other programs.
type lawEntry struct {
	Law      string `json:"law"`
	Verdict  string `json:"verdict"`
	Says     string `json:"says"`
	Why      string `json:"why"`
	Story    string `json:"story,omitempty"`
	Scenario string `json:"scenario,omitempty"` // its file
}

func (e lawEntry) cells() []string {
	return []string{e.Law, e.Verdict, e.Says, e.Why, e.Scenario}
}

func (t *trial) entries() (listing, []entry) {
	var entries []entry
	for i := range t.found {
		v := &t.found[i]
		e := lawEntry{Law: v.Law, Verdict: strings.ToLower(verdictOf(v)), Says: v.Says, Why: v.Why}
		if c := v.Counterexample; c != nil {
			e.Story, e.Scenario = c.Story, filepath.Join(t.folder, c.File())
		}
		entries = append(entries, e)
	}
	return listing{"law", "verdict", "says", "why", "scenario"}, entries
}

package strategytest

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// TB is what Laws needs of a *testing.T, *testing.B or *rapid.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Laws checks a rule against all laws. For each that it breaks the test fails and
// prints the shortest history that shows it, as a story, as a scenario file, and with
// the command that replays it. It takes some seconds.
func Laws(t TB, rule strategy.Rule) {
	t.Helper()
	LawsWith(t, rule, Options{})
}

// LawsWith is Laws with options: for a rule that knows what its rows hold, or that
// breaks a law knowingly.
func LawsWith(t TB, rule strategy.Rule, o Options) {
	t.Helper()
	for _, v := range Check(rule, o) {
		if !v.OK && !v.Exempt {
			t.Errorf("%s", v.String())
		}
	}
}

// Verdict is what came of one law.
type Verdict struct {
	Law            string          // its name
	Says           string          // what it demands
	OK             bool            // it holds in everything that was looked at
	Exempt         bool            // it cannot be asked of the rule, and was not looked at
	Why            string          // how much that was, what is wrong, or why it does not apply
	Counterexample *Counterexample // nil: the law holds, or it was not proved
}

// String is the verdict in full, with its counterexample.
func (v *Verdict) String() string {
	switch {
	case v.OK:
		return fmt.Sprintf("%s: ok, %s", v.Law, v.Why)
	case v.Exempt:
		return fmt.Sprintf("%s: does not apply, %s", v.Law, v.Why)
	}
	text := fmt.Sprintf("%s FAILS: %s.\n%s.\n", v.Law, v.Says, v.Why)
	if c := v.Counterexample; c != nil {
		text += fmt.Sprintf("\n%s\nSave this as %s, and replay it by %s:\n\n%s", c.Story, c.File(), c.how(), c.Scenario)
	}
	return text
}

// Counterexample is a history that breaks a law.
type Counterexample struct {
	Name     string // of the scenario
	Story    string // what happened step by step, and what each leader held
	Scenario string // the same as a scenario file, which expects what was seen
	Steps    int    // commits and deliveries; 0: it is a run of the simulator

	madeInGo bool // scenario files cannot name the rule
}

// File is the name under which the scenario is best saved.
func (c *Counterexample) File() string { return c.Name + ".yaml" }

// Command replays the scenario, if its rule is one that mlrsim has, or a script.
func (c *Counterexample) Command() string { return "mlrsim run " + c.File() }

// how says what replays it.
func (c *Counterexample) how() string {
	if c.madeInGo {
		return "scenarios.Load, with Config.Conflicts.Rule set to the rule"
	}
	return "`" + c.Command() + "`"
}

// Check checks a rule against the laws and tells what came of each, in their order.
// It panics for options that are out of range.
func Check(rule strategy.Rule, o Options) []Verdict {
	o = o.filled(&rule)
	given := rule.Strategy
	var verdicts []Verdict
	for _, l := range chosen(o.Laws) {
		v := Verdict{Law: l.name, Says: l.says}
		var crash error
		rule.Strategy = strategy.Wrap(given, func(s strategy.Strategy) strategy.Strategy { return &caught{s, &crash} })
		switch why := exempts(l, &rule); {
		case why != "":
			v.Exempt, v.Why = true, why
		case l.large:
			v.judgeLarge(rule, o)
		default:
			v.judgeSmall(l, rule, o)
		}
		if v.OK && crash != nil {
			v.OK, v.Why = false, notProved(fmt.Errorf("there are histories in which the rule has no answer (%w); see the law answers", crash))
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// exempts says why a law cannot be asked of a rule; "": it can.
func exempts(l *law, rule *strategy.Rule) string {
	switch {
	case rule.Certify:
		return "writes are certified in one order before they commit, and nothing is left for a strategy"
	case l.deletes && rule.Data != nil && !value.Deletes(rule.Data):
		return "the data type has no delete: that of a row goes by timestamp, and leaders may differ after it"
	}
	return ""
}

// judgeSmall looks at all small histories.
func (v *Verdict) judgeSmall(l *law, rule strategy.Rule, o Options) {
	if l.tune != nil {
		l.tune(&o)
	}
	w := newWorld(rule, o)
	w.forwards = l.forwards
	s := &search{world: w, law: l}
	found, err := s.explore()
	switch {
	case w.surprise:
		v.Why = "the strategy stops, and its rule does not say that it may: set Stops"
	case err != nil:
		v.Why = notProved(err)
	case found != nil:
		v.Why, v.Counterexample = found.wrong, w.counterexample(v, found)
	case s.complete == 0:
		v.Why = "no history came to an end: none of the operations is possible"
	default:
		v.OK = true
		v.Why = fmt.Sprintf("all histories of %d leaders and up to %d writes (%d states; the strategy was asked %d times)",
			o.Leaders, o.Writes, len(s.nodes), w.asked)
	}
}

func notProved(why error) string { return "not proved: " + why.Error() }

func tooMany(states int) error {
	return fmt.Errorf("there are more than %d states; ask for fewer leaders, writes or operations", states)
}

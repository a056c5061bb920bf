package scenarios

import (
	"cmp"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// Rule is the scenario's rule for conflicts by itself: a leader's own writes are compared
// (Rule.Local) if the scenario says so, and Detect is the scenario's.
func (s *Scenario) Rule() strategy.Rule {
	c := &s.Config.Conflicts
	rule, _ := strategy.Lookup(c.Strategy)
	if c.Rule != nil {
		rule = *c.Rule
	}
	rule.Local = (rule.Local || c.Compare || c.Abort) && !c.Overwrite
	rule.Detect = cmp.Or(c.Detect, rule.Detect)
	return rule
}

// Script is the file of the scenario's rule as the scenario calls it; "": it has none.
func (s *Scenario) Script() string { return s.file.Conflicts.Script }

// Conflicts are the section conflicts for another file, where the script has another
// name. Clocks are as they read there, and deletes are kept.
func (s *Scenario) Conflicts(script string) string {
	f := *s.file
	f.Conflicts.Preset, f.Conflicts.Script = "", script
	f.Conflicts.Clock, f.Conflicts.Deletes = "physical", deletes{Word: "keep"}
	return document.Flow(encodeFile(&f).Get("conflicts"))
}

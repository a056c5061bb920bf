package scenarios

import (
	"errors"
	"slices"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// about is the rule of a name as it is for all scenarios. That of a script has no
// Strategy yet.
func about(name strategyName) (strategy.Rule, bool) {
	if name == script.Name {
		return script.About(), true
	}
	return catalogue.Lookup(string(name))
}

// named is the rule of the name that stands at path, as it is for this scenario and a
// kind of workload; false if there is none, which is reported.
func (b *builder) named(path string, name strategyName, kind string) (strategy.Rule, bool) {
	if name != script.Name {
		return catalogue.Of(string(name), kind)
	}
	file := b.file.Conflicts.Script
	if file == "" {
		b.fail(path, "beside it, script: merge.star", "the strategy script needs conflicts.script, a file with a function merge")
		return strategy.Rule{}, false
	}
	return b.loadScript("conflicts.script", file)
}

// loadScript loads the script that the key at path names, and reports what is wrong
// with it once. In errors of merges it is called as the scenario calls it, wherever
// that is run.
func (b *builder) loadScript(path, name string) (rule strategy.Rule, ok bool) {
	if !b.ok(path) {
		return rule, false
	}
	source := b.attachment(path, name)
	if source == nil {
		return rule, false
	}
	own, err := script.Load(name, []byte(source.Text))
	var wrong script.Errors
	if !errors.As(err, &wrong) {
		return own.Rule(), true
	}
	b.mark(path)
	for _, e := range wrong {
		b.problems = append(b.problems, document.Problem{
			Position: document.Position{Source: source, Line: e.Line, Column: e.Column},
			Message:  e.Message, Suggestion: e.Suggestion,
		})
	}
	return rule, false
}

// unaskedScript reports a script that no strategy asks.
func (b *builder) unaskedScript() {
	f := &b.file.Conflicts
	asked := f.Strategy == script.Name
	if f.Resolve != nil {
		types := f.Resolve.list()
		asked = asked || slices.Contains(types[:], script.Name)
	}
	if f.Script != "" && !asked && b.ok("conflicts.strategy", "conflicts.resolve") {
		b.fail("conflicts.script", "strategy: script; or --set conflicts.script=null to do without it", "the strategy %s asks no script", f.Strategy)
	}
}

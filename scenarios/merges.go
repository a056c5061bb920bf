package scenarios

import (
	"errors"

	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// ruleOf is the rule of a name. That of a script has no Strategy yet.
func ruleOf(name strategyName) (strategy.Rule, bool) {
	if name == script.Name {
		return script.About(), true
	}
	return strategy.Lookup(string(name))
}

// scripted is the rule of a scenario's own function merge; nil if it has none.
func (b *builder) scripted(f conflicts) *strategy.Rule {
	const path = "conflicts.script"
	switch own := f.Strategy == script.Name; {
	case !b.ok("conflicts.strategy"):
	case own && f.Script == "":
		b.fail("conflicts.strategy", "beside it, script: merge.star", "the strategy script needs conflicts.script, a file with a function merge")
	case own:
		return b.loadScript(path, f.Script)
	case f.Script != "":
		b.fail(path, "strategy: script; or --set conflicts.script=null to do without it", "the strategy %s asks no script", f.Strategy)
	}
	return nil
}

// loadScript loads the script that the key at path names. In errors of merges it is
// called as the scenario calls it, wherever that is run.
func (b *builder) loadScript(path, name string) *strategy.Rule {
	source := b.attachment(path, name)
	if source == nil {
		return nil
	}
	own, err := script.Load(name, []byte(source.Text))
	var wrong script.Errors
	if errors.As(err, &wrong) {
		b.mark(path)
		for _, e := range wrong {
			b.problems = append(b.problems, document.Problem{
				Position: document.Position{Source: source, Line: e.Line, Column: e.Column},
				Message:  e.Message, Suggestion: e.Suggestion,
			})
		}
		return nil
	}
	return new(own.Rule())
}

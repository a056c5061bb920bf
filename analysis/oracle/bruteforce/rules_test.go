package bruteforce

import (
	"errors"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// resolver is a strategy that is a function.
type resolver func(m *strategy.Meeting) strategy.Decision

func (f resolver) Resolve(m *strategy.Meeting) strategy.Decision { return f(m) }

// added adds to a number what a change has added to its before-image.
var added = strategy.Rule{
	Name: "added", Values: true, Always: true, Detect: strategy.DetectBeforeImage,
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
		return m.Merge(value.Int(amount(m.LocalValue) + amount(m.IncomingValue) - amount(m.BaseValue)))
	}),
}

// grown is a set that each Put puts an element into; two are merged into their union.
type grown struct{}

func (grown) Apply(state value.Value, op value.Op, _ value.Author) (value.Value, error) {
	s, _ := state.(value.Set)
	return s.With(op.Value), nil
}

func (grown) Read(state value.Value) value.Value { return state }

var growing = strategy.Rule{
	Name: "growing", Values: true, Always: true, Detect: strategy.DetectVersionVector, Data: grown{},
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
		local, _ := m.LocalValue.(value.Set)
		incoming, _ := m.IncomingValue.(value.Set)
		return m.Merge(value.SetOf(append(slices.Clone(local), incoming...)...))
	}),
}

// byType stops at some types of conflicts, drops changes or takes them at others.
var byType = strategy.Rule{
	Name: "by-type", Existence: true, Stops: true, Detect: strategy.DetectVersionVector,
	Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
		switch m.Type {
		case strategy.InsertInsert, strategy.UpdateDelete:
			return m.Fail(errors.New(m.Type.String()))
		case strategy.UpdateMissing, strategy.DeleteMissing, strategy.DeleteDelete:
			return strategy.Keep
		}
		return strategy.Take
	}),
}

// rule draws a rule, and a kind of workload that it can deal with.
func (d *dice) rule(c *model.Config) {
	switch dice := d.below(100); {
	case dice < 40:
		return
	case dice < 46:
		c.Conflicts.Rule = &added
	case dice < 54:
		c.Conflicts.Rule = &growing
	case dice < 62:
		c.Conflicts.Rule = &byType
	default:
		d.catalogued(c)
	}
	c.Conflicts.Strategy = c.Conflicts.Rule.Name
}

// catalogued draws one of all rules that there are.
func (d *dice) catalogued(c *model.Config) {
	kind := pick(d, model.Kinds()...)
	rules := catalogue.All()
	rule := rules[d.below(len(rules))]
	for len(rule.Kinds) > 0 && !slices.Contains(rule.Kinds, kind.String()) {
		rule = rules[d.below(len(rules))]
	}
	c.Conflicts.Rule = &rule
	d.kind(&c.Workload, kind)
}

// kind lets a workload be of a kind.
func (d *dice) kind(w *model.Workload, kind model.Kind) {
	w.Kind = kind
	if kind == model.RegisterKind {
		return
	}
	w.Names, w.Keys = 3, max(w.Keys, 2)
	if kind.Counts() {
		w.Initial = int64(d.below(30))
	}
	own := len(kind.Operations())
	w.Mix = model.Mix{Read: .2}
	for i := range own {
		w.Mix.Own[i] = .8 / float64(own)
	}
	if kind.Deletes() && d.chance(40) {
		w.Mix.Read, w.Mix.Delete = .1, .1
	}
	if kind.Pairs() {
		w.Transaction = 1
	}
}

// plain takes values out: quorums have none.
func (d *dice) plain(c *model.Config) {
	for rule := ruleOf(*c); rule.Values || rule.Data != nil || rule.Certify; rule = ruleOf(*c) {
		c.Conflicts.Rule, c.Conflicts.Strategy = nil, pick(d, strategy.Names()...)
	}
	c.Workload.Kind = model.RegisterKind
}

package scenarios

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// resolve is a strategy for each type of conflict that is not left to
// conflicts.strategy.
type resolve struct {
	UpdateUpdate  strategyName `json:"update-update,omitempty" jsonschema_description:"An update meets another version of the row."`
	InsertInsert  strategyName `json:"insert-insert,omitempty" jsonschema_description:"An insert meets a row that is there."`
	InsertDelete  strategyName `json:"insert-delete,omitempty" jsonschema_description:"An insert meets a row that was deleted."`
	UpdateDelete  strategyName `json:"update-delete,omitempty" jsonschema_description:"An update meets a row that was deleted."`
	UpdateMissing strategyName `json:"update-missing,omitempty" jsonschema_description:"An update meets no row, and no memory of one."`
	DeleteUpdate  strategyName `json:"delete-update,omitempty" jsonschema_description:"A delete meets a version that it did not see."`
	DeleteDelete  strategyName `json:"delete-delete,omitempty" jsonschema_description:"A delete meets a row that was deleted."`
	DeleteMissing strategyName `json:"delete-missing,omitempty" jsonschema_description:"A delete meets no row, and no memory of one."`
	Unique        strategyName `json:"unique,omitempty" jsonschema_description:"Another row has the value that must be unique."`
	UniqueSeveral strategyName `json:"unique-several,omitempty" jsonschema_description:"Several rows are in the way."`
}

func (r resolve) list() [strategy.Types]strategyName {
	return [strategy.Types]strategyName{
		r.UpdateUpdate, r.InsertInsert, r.InsertDelete, r.UpdateDelete, r.UpdateMissing,
		r.DeleteUpdate, r.DeleteDelete, r.DeleteMissing, r.Unique, r.UniqueSeveral,
	}
}

// rule is the strategy that a file asks for, put together from its axes; false if a
// name in it was wrong, which is reported.
func (b *builder) rule() (strategy.Rule, bool) {
	f := &b.file.Conflicts
	kind := "register"
	if b.file.Workload != nil {
		kind = string(b.file.Workload.Kind)
	}
	b.unaskedScript()
	rule, ok := b.named("conflicts.strategy", f.Strategy, kind)
	if !ok {
		return rule, false
	}
	if f.Resolve != nil {
		if rule, ok = b.ruleByType(rule, f.Resolve.list()); !ok {
			return rule, false
		}
	}
	if f.Granularity == "column" {
		return b.ruleByColumn(rule)
	}
	return rule, true
}

// ruleByColumn lets columns of a row conflict each on its own.
func (b *builder) ruleByColumn(rule strategy.Rule) (strategy.Rule, bool) {
	if !b.singly("conflicts.granularity", rule) {
		return rule, false
	}
	if detect := b.file.Conflicts.Detect; detect != "" {
		rule.Detect = model.Detect(index(detect) + 1)
	}
	if keepsBoth(b.file.Conflicts.Strategy) {
		b.fail("conflicts.granularity", "row", "%s keeps rows side by side, not columns", rule.Name)
		return rule, false
	}
	return strategy.Columns(rule), true
}

// plainRule tells whether package model knows the rule by its name alone.
func (b *builder) plainRule() bool {
	f := &b.file.Conflicts
	_, known := strategy.Lookup(string(f.Strategy))
	return known && f.Resolve == nil && f.Granularity == "row"
}

// ruleByType lets types of conflict have strategies of their own. To name one for
// changes of rows that never came makes these conflicts.
func (b *builder) ruleByType(rule strategy.Rule, names [strategy.Types]strategyName) (strategy.Rule, bool) {
	chooser, ok := &strategy.ByType{Else: rule.Strategy}, true
	for t, name := range names {
		if name == "" {
			continue
		}
		path := "conflicts.resolve." + strategy.Type(t).String()
		one, known := b.named(path, name, "")
		if !known {
			return rule, false
		}
		ok = b.singly(path, one) && ok
		if rule.Data != nil && strategy.Type(t) < strategy.Unique {
			ok = b.singly("conflicts.strategy", rule)
		}
		chooser.Of[t] = one.Strategy
		rule.Values, rule.Ties, rule.Stops = rule.Values || one.Values, rule.Ties || one.Ties, rule.Stops || one.Stops
	}
	rule.Existence = names[strategy.UpdateMissing] != "" || names[strategy.DeleteMissing] != ""
	rule.Strategy = chooser
	return rule, ok
}

// singly reports a rule that is more than an answer to one conflict.
func (b *builder) singly(path string, rule strategy.Rule) bool {
	if rule.Data == nil {
		return true
	}
	b.fail(path, "a strategy that looks at one conflict, such as last-write-wins",
		"%s is a data type of its own, and cannot be for some types of conflict only", rule.Name)
	return false
}

// keepsBoth tells whether a strategy is one of siblings.
func keepsBoth(name strategyName) bool {
	return name == "siblings" || name == "siblings-version-vectors"
}

// valuesInQuorums reports a strategy that looks at values where rows hold none.
func (b *builder) valuesInQuorums(rule strategy.Rule) {
	if b.file.Replication.Mode.Quorum == nil || !rule.Values && rule.Data == nil {
		return
	}
	path, right := "conflicts.strategy", "a strategy that looks at no values, such as last-write-wins"
	if b.file.Conflicts.Granularity == "column" {
		path, right = "conflicts.granularity", "row"
	}
	b.fail(path, right, "in mode quorum rows hold no values, and %s looks at them", rule.Name)
}

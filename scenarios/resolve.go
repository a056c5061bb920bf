package scenarios

import (
	"slices"

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
	b.abortsNothing(&rule)
	if f.Resolve != nil {
		if rule, ok = b.ruleByType(rule, f.Resolve.list()); !ok {
			return rule, false
		}
	}
	b.onceOnly(rule)
	if f.Granularity == "column" {
		return b.ruleByColumn(rule)
	}
	return rule, true
}

// abortsNothing reports that own writes are to be aborted where none can lose.
func (b *builder) abortsNothing(rule *strategy.Rule) {
	f := &b.file.Conflicts
	switch {
	case f.OwnWrites != "abort":
	case rule.Certify:
		b.fail("conflicts.own_writes", "leave it out; certification itself aborts what comes too late",
			"%s orders all writes before they commit, and none loses to what its own leader holds", rule.Name)
	case !slices.Contains([]detect{"none", "timestamp", "timestamp-before-image"}, f.Detect):
		b.fail("conflicts.own_writes", "conflicts.detect: none, timestamp or timestamp-before-image, or own_writes: overwrite",
			"by %s a write is in no conflict with what its own leader holds, and none is aborted", f.Detect)
	}
}

// ruleByColumn lets columns of a row conflict each on its own.
func (b *builder) ruleByColumn(rule strategy.Rule) (strategy.Rule, bool) {
	if !b.singly("conflicts.granularity", rule) {
		return rule, false
	}
	if detect := b.file.Conflicts.Detect; detect != "" {
		rule.Detect = model.Detect(index(detect) + 1)
	}
	rule.Local = rule.Local || b.file.Conflicts.OwnWrites != "overwrite"
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
		ok = b.singly(path, one) && b.answers(path, strategy.Type(t), one) && ok
		if rule.Data != nil && strategy.Type(t) < strategy.Unique {
			ok = b.singly("conflicts.strategy", rule)
		}
		if rule.Certify && strategy.Type(t) < strategy.Unique {
			b.fail(path, "without resolve, or another strategy", "%s leaves no conflict, of whatever type", rule.Name)
			return rule, false
		}
		chooser.Of[t] = one.Strategy
		rule.Values, rule.Stops, rule.Blends = rule.Values || one.Values, rule.Stops || one.Stops, rule.Blends || one.Blends
		rule.Ties = rule.Ties || one.Ties
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

// answers reports a rule that answers no conflict of a single type, or none over what rows
// hold here.
func (b *builder) answers(path string, t strategy.Type, rule strategy.Rule) bool {
	const right = "a strategy that looks at one conflict, such as last-write-wins"
	k := b.kind()
	switch {
	case rule.Certify:
		b.fail(path, right+"; or conflicts.strategy: "+rule.Name, "%s refuses writes before they commit, and is no answer to conflicts of changes that meet", rule.Name)
	case rule.Undotted:
		b.fail(path, "siblings", "%s is how all versions of a row are told apart, and cannot be for some types of conflict only", rule.Name)
	case t < strategy.Unique && keepsBoth(strategyName(rule.Name)) && b.file.Conflicts.Granularity == "column":
		b.fail(path, "granularity: row, or another strategy", "%s keeps rows side by side, not columns", rule.Name)
	case !k.Suits(&rule) && b.ok("workload.kind"):
		b.fail(path, right, "%s cannot deal with what rows of kind %s hold", rule.Name, k)
	default:
		return true
	}
	return false
}

// onceOnly reports a rule that adds what changes have added, where leaders compare their
// rows: they send each other versions, whether or not a sum has them in it already.
func (b *builder) onceOnly(rule strategy.Rule) {
	if b.file.Replication.AntiEntropy.Every == nil || !b.addsAgain(rule) {
		return
	}
	b.fail("replication.anti_entropy", "never, or a strategy that may meet a change again, such as pn-counter",
		"additive must meet each change once, and leaders that compare rows send each other what has been added already")
}

// addsAgain tells whether a change that comes again is added again. For some types of
// conflict only, it is not where version vectors tell that the row has seen it.
func (b *builder) addsAgain(rule strategy.Rule) bool {
	f := &b.file.Conflicts
	if addsUp(rule) {
		return true
	}
	seen := f.Detect == "version-vector" || f.Detect == "" && rule.Detect == strategy.DetectVersionVector
	if f.Resolve == nil || seen {
		return false
	}
	for _, name := range f.Resolve.list() {
		if one, _ := about(name); addsUp(one) {
			return true
		}
	}
	return false
}

// addsUp tells whether a rule makes a new value of each change that it meets, as additive
// does.
func addsUp(rule strategy.Rule) bool { return rule.Always && rule.Blends && rule.Data == nil }

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

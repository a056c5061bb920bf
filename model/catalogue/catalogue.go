// Package catalogue lists all rules for conflicts that there are: the resolvers of
// package strategy, and the data types of package crdt, which merge of themselves.
// Whoever turns a name into a rule asks here.
package catalogue

import (
	"slices"
	"sync"

	"github.com/mlrsim/mlrsim/model/crdt"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// All returns every rule, in the order in which they are best explained.
func All() []strategy.Rule { return slices.Clone(all()) }

var all = sync.OnceValue(func() []strategy.Rule {
	rules := strategy.All()
	for _, e := range crdt.All() {
		rules = append(rules, e.Rule())
	}
	return rules
})

// Names returns the names of all rules.
func Names() []string {
	names := make([]string, len(all()))
	for i, r := range all() {
		names[i] = r.Name
	}
	return names
}

// Lookup finds a rule by its name.
func Lookup(name string) (strategy.Rule, bool) {
	for _, r := range all() {
		if r.Name == name {
			return r, true
		}
	}
	return strategy.Rule{}, false
}

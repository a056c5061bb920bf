// Package catalogue lists all rules for conflicts that there are: the resolvers of
// package strategy, and the data types that merge of themselves. Whoever turns a name
// into a rule asks here.
package catalogue

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// All returns every rule, in the order in which they are best explained.
func All() []strategy.Rule { return slices.Concat(strategy.All()) }

// Names returns the names of all rules.
func Names() []string {
	var names []string
	for _, r := range All() {
		names = append(names, r.Name)
	}
	return names
}

// Lookup finds a rule by its name.
func Lookup(name string) (strategy.Rule, bool) {
	for _, r := range All() {
		if r.Name == name {
			return r, true
		}
	}
	return strategy.Rule{}, false
}

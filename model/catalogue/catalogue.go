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
	rules := append(strategy.All(), usualRule)
	for _, e := range crdt.All() {
		rules = append(rules, e.Rule())
	}
	return rules
})

// Usual is the name of the rule that is another one for each kind of workload.
const Usual = "crdt"

// usual names the data type that a kind of workload would be given first; kinds that
// are not here are registers.
var usual = map[string]string{
	"counter": "pn-counter", "bank": "pn-counter", "inventory": "pn-counter",
	"set": "or-set", "cart": "or-cart", "append": "rga", "text": "fugue-text",
	"flag": "enable-wins-flag", "map": "or-map",
}

var usualRule = func() strategy.Rule {
	register, _ := crdt.Lookup("lww-register")
	rule := register.Rule()
	rule.Name = Usual
	rule.Short = "the data type that suits the workload's kind, merged; of registers the later wins"
	rule.Long = "Counters, accounts and stocks are PN-counters, sets are add-wins sets, carts and maps " +
		"observed-remove maps, lists RGA and texts Fugue; a plain register is last-write-wins. This is what " +
		"Redis Active-Active and Riak's data types do. `mlrsim strategies` has each of them, and the others, by name."
	rule.Source = "Shapiro et al. 2011, A comprehensive study of CRDTs"
	return rule
}()

// Of finds a rule by its name as it is for a kind of workload.
func Of(name, kind string) (strategy.Rule, bool) {
	if other, ok := usual[kind]; ok && name == Usual {
		name = other
	}
	return Lookup(name)
}

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

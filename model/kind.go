package model

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Kind says what a workload's rows are to its clients.
type Kind uint8

const (
	RegisterKind  Kind = iota // each write replaces the row
	CounterKind               // numbers that are counted up
	SetKind                   // elements are put in and taken out
	CartKind                  // shopping carts
	BankKind                  // accounts, between which money is transferred
	InventoryKind             // goods that are sold as long as there are some
	UniqueKind                // rows with a name that no other row may have
	AppendKind                // lists that only grow
	TextKind                  // texts that several write
	FlagKind                  // set or not
	MapKind                   // fields, each written by itself
	kindsEnd
)

// Kinds are all of them.
func Kinds() (all []Kind) {
	for k := range kindsEnd {
		all = append(all, k)
	}
	return all
}

func (k Kind) String() string { return kinds[k].name }

// Suits tells whether a rule for conflicts can deal with what rows of the kind hold.
func (k Kind) Suits(rule *strategy.Rule) bool {
	name := cmp.Or(kinds[k].like, kinds[k].name)
	return len(rule.Kinds) == 0 || slices.Contains(rule.Kinds, name)
}

// Offers tells whether rows of the kind know what a step or a line of a trace writes, under
// a rule that suits the kind. It may not be possible on what a row holds all the same.
func (k Kind) Offers(rule *strategy.Rule, p *Part) bool {
	one := Config{Leaders: make([]LeaderConfig, 1), Workload: Workload{Kind: k}}
	return value.Has(dataType(&one, rule), p.op())
}

// Data is the plain data type of what rows of the kind hold, where the rule for conflicts
// brings none of its own.
func (k Kind) Data() value.Type { return kinds[k].data }

// Operations are those that clients of the kind have besides read and delete, by the
// names that a mix gives them and in the order of Mix.Own. A register's are YCSB's.
func (k Kind) Operations() (names []string) {
	for _, o := range kinds[k].own {
		names = append(names, o.name)
	}
	return names
}

// Deletes tells whether clients may delete rows: not where what all rows hold together
// is to stay the same.
func (k Kind) Deletes() bool { return !kinds[k].conserved }

// Pairs tells whether each operation of the kind's own writes two rows together,
// whatever Workload.Transaction says.
func (k Kind) Pairs() bool { return kinds[k].pairs }

// Counts tells whether rows hold numbers, which begin at Workload.Initial.
func (k Kind) Counts() bool {
	_, ok := kinds[k].loaded.(value.Int)
	return ok
}

// loadedState is what rows hold that are there from the beginning: plain values, or
// states of the data type that the rule brings.
func loadedState(config *Config, rule *strategy.Rule) (value.Value, error) {
	w := &config.Workload
	k := &kinds[w.Kind]
	switch {
	case rule.Data != nil && w.Initial == 0:
		return nil, nil
	case rule.Data != nil:
		first := value.Op{Verb: k.load, N: w.Initial, Value: value.Int(w.Initial)}
		return dataType(config, rule).Apply(nil, first, value.Author{})
	case w.Kind.Counts():
		return value.Int(w.Initial), nil
	}
	return k.loaded, nil
}

package crdt

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// cart is a map of counters: how many of each item (the shopping cart of DeCandia et al.
// 2007, Dynamo, §4.4, with the map of Almeida et al. 2018). An Include puts in one
// more, an Add as many as it says, an Exclude takes out those that its leader had seen.
type cart struct{}

func (cart) tag() byte { return 'c' }

func (cart) apply(s store, op value.Op, by value.Author) (store, error) {
	switch op.Verb {
	case value.Include:
		return addItems(s, value.Show(op.Value), 1, by), nil
	case value.Exclude:
		return as[branches](s).put(value.Text(value.Show(op.Value)), nil), nil
	case value.Add:
		if op.Field == "" {
			return nil, fmt.Errorf("add %d: a cart must know of which item: name it as the field", op.N)
		}
		return addItems(s, op.Field, op.N, by), nil
	}
	return nil, value.Impossible(op, "cart")
}

func addItems(s store, item string, n int64, by value.Author) store {
	items, name := as[branches](s), value.Text(item)
	return items.put(name, as[dots](items.at(name)).with(dotted{by.Dot, value.Int(n)}))
}

// read shows the items of which there is at least one.
func (cart) read(s store) value.Value {
	return as[branches](s).fields(func(_ string, s store) value.Value {
		if n := (fieldCounter{}).read(s).(value.Int); n > 0 {
			return n
		}
		return nil
	})
}

var cartEntry = Entry{
	Name:  "or-cart",
	Short: "a cart: how many of each item; what is put in wins over a concurrent removal",
	Long: "Quantities add up, and taking an item out takes those that were seen. What had been removed " +
		"does not resurface, as it does in Dynamo's cart, which merges by union; what was put in " +
		"concurrently stays.",
	Source: "DeCandia et al. 2007, Dynamo, §4.4; Almeida et al. 2018, Delta state replicated data types",
	Kinds:  []string{"cart"},
	Type:   causal{cart{}},
}

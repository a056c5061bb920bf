package value

import "fmt"

// Cart is the plain type of a shopping cart: a Map from items to how many of each.
type Cart struct{}

// Apply puts items in (Include one, Add any number to a Field) or takes an item out
// (Exclude, Clear a Field). Of what is in the cart there is at least one.
func (Cart) Apply(state Value, op Op, _ Author) (Value, error) {
	cart := columns(state)
	switch op.Verb {
	case Include:
		return cart.more(Show(op.Value), 1), nil
	case Exclude:
		return cart.With(Show(op.Value), nil), nil
	case Clear:
		return cart.With(op.Field, nil), nil
	case Add:
		if op.Field == "" {
			return nil, fmt.Errorf("add %d: a cart must know of which item: name it as the field", op.N)
		}
		return cart.more(op.Field, op.N), nil
	}
	return nil, Impossible(op, "cart")
}

// more is the cart with n more of an item, or fewer.
func (m Map) more(item string, n int64) Map {
	if sum := number(m.Get(item)) + Int(n); sum > 0 {
		return m.With(item, sum)
	}
	return m.With(item, nil)
}

// ByColumn says an operation of a cart whose items are columns of a row.
func (Cart) ByColumn(op Op) Op {
	switch op.Verb {
	case Include:
		return Op{Verb: Add, Field: Show(op.Value), N: 1}
	case Exclude:
		return Op{Verb: Clear, Field: Show(op.Value)}
	}
	return op
}

// Read returns the cart.
func (Cart) Read(state Value) Value { return state }

// Combine keeps of each item the largest number in any sibling, so that nothing that
// was put in is lost and what was taken out may be back (DeCandia et al. 2007, Dynamo,
// §4.4).
func (Cart) Combine(siblings []Value) Value {
	var all Map
	for _, s := range siblings {
		for _, f := range columns(s) {
			all = all.With(f.Name, max(number(f.Value), number(all.Get(f.Name))))
		}
	}
	return all
}

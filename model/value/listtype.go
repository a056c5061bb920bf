package value

import "slices"

// ListType is the plain type of a list that is read and written back whole.
type ListType struct{}

// Apply puts a value at the end, or into the middle, takes elements out, or puts a list.
func (ListType) Apply(state Value, op Op, _ Author) (Value, error) {
	list, _ := state.(List)
	switch op.Verb {
	case Append:
		return append(slices.Clip(list), op.Value), nil
	case Insert:
		if err := within(op, op.N, 0, len(list)); err != nil {
			return nil, err
		}
		return slices.Insert(slices.Clone(list), int(op.N), op.Value), nil
	case Remove:
		if err := within(op, op.At, op.N, len(list)); err != nil {
			return nil, err
		}
		return slices.Delete(slices.Clone(list), int(op.At), int(op.At+op.N)), nil
	case Put:
		if l, ok := op.Value.(List); ok {
			return l, nil
		}
	}
	return nil, Impossible(op, "list")
}

// Read returns the list.
func (ListType) Read(state Value) Value { return state }

// Combine is the first sibling and after it, in their order, the elements of the
// others that are not there yet.
func (ListType) Combine(siblings []Value) Value {
	var all List
	for _, s := range siblings {
		list, _ := s.(List)
		for _, v := range list {
			if !slices.ContainsFunc(all, func(w Value) bool { return Equal(v, w) }) {
				all = append(all, v)
			}
		}
	}
	return all
}

package value

// SetType is the plain type of a set: Include and Exclude read it and write it back
// whole.
type SetType struct{}

// Apply puts an element in or takes one out, or puts a set.
func (SetType) Apply(state Value, op Op, _ Author) (Value, error) {
	set, _ := state.(Set)
	switch op.Verb {
	case Include:
		return set.With(op.Value), nil
	case Exclude:
		return set.Without(op.Value), nil
	case Put:
		if s, ok := op.Value.(Set); ok {
			return s, nil
		}
	}
	return nil, Impossible(op, "set")
}

// Read returns the set.
func (SetType) Read(state Value) Value { return state }

// Combine is the union of all siblings, in which an element that one has lost is back.
func (SetType) Combine(siblings []Value) Value {
	var union Set
	for _, s := range siblings {
		set, _ := s.(Set)
		for _, v := range set {
			union = union.With(v)
		}
	}
	return union
}

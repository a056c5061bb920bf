package value

// Counter is the plain type of a whole number: Add reads it and writes the sum, so of
// two that are concurrent one may be lost.
type Counter struct{}

// Apply adds, or puts a number.
func (Counter) Apply(state Value, op Op, _ Author) (Value, error) {
	switch op.Verb {
	case Add:
		return number(state) + Int(op.N), nil
	case Put:
		if n, ok := op.Value.(Int); ok {
			return n, nil
		}
	}
	return nil, Impossible(op, "counter")
}

// Read returns the number.
func (Counter) Read(state Value) Value { return state }

// Combine takes the largest: no sibling counts less than was seen.
func (Counter) Combine(siblings []Value) Value {
	most := number(siblings[0])
	for _, s := range siblings {
		most = max(most, number(s))
	}
	return most
}

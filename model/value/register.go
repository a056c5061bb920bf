package value

// Register is the plain type of one value that each Put replaces. Add reads a whole
// number and writes the sum.
type Register struct{}

// Apply puts a value, some columns of a row, or a sum.
func (Register) Apply(state Value, op Op, _ Author) (Value, error) {
	switch op.Verb {
	case Put:
		if op.Field == "" {
			return op.Value, nil
		}
		return columns(state).With(op.Field, op.Value), nil
	case Clear:
		return columns(state).With(op.Field, nil), nil
	case Add:
		if op.Field == "" {
			return number(state) + Int(op.N), nil
		}
		row := columns(state)
		return row.With(op.Field, number(row.Get(op.Field))+Int(op.N)), nil
	}
	return nil, Impossible(op, "register")
}

// Read returns the value.
func (Register) Read(state Value) Value { return state }

func columns(v Value) Map {
	m, _ := v.(Map)
	return m
}

func number(v Value) Int {
	i, _ := v.(Int)
	return i
}

package value

// Register is the plain type of one value that each Put replaces, or of a row of
// columns: then a Put replaces those that it names, as an UPDATE of SQL does. Add reads
// a whole number and writes the sum.
type Register struct{}

// Apply puts a value, some columns of a row, or a sum.
func (Register) Apply(state Value, op Op, _ Author) (Value, error) {
	switch op.Verb {
	case Put:
		return put(state, op), nil
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

func put(state Value, op Op) Value {
	several, ok := op.Value.(Map)
	switch {
	case op.Field != "":
		return columns(state).With(op.Field, op.Value)
	case !ok:
		return op.Value
	}
	row := columns(state)
	for _, f := range several {
		row = row.With(f.Name, f.Value)
	}
	return row
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

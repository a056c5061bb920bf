package value

// Flag is the plain type of a flag, which reads "true" or "false".
type Flag struct{}

// The values of a flag.
const (
	True  Text = "true"
	False Text = "false"
)

// Apply sets or unsets the flag.
func (Flag) Apply(_ Value, op Op, _ Author) (Value, error) {
	switch op.Verb {
	case Enable:
		return True, nil
	case Disable:
		return False, nil
	}
	return nil, Impossible(op, "flag")
}

// Read returns the flag.
func (Flag) Read(state Value) Value { return state }

// Combine is set if any sibling is.
func (Flag) Combine(siblings []Value) Value {
	for _, s := range siblings {
		if s == True {
			return True
		}
	}
	return False
}

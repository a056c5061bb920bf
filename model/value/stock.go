package value

import "fmt"

// Stock is a Counter that no operation may take below 0, by what its leader shows:
// money in an account, goods in a store. That every leader sees to it does not keep
// all of them together from selling more than there is.
type Stock struct{ Counter }

// Apply is Counter's, unless Allows says why not.
func (s Stock) Apply(state Value, op Op, by Author) (Value, error) {
	if err := s.Allows(state, op); err != nil {
		return nil, err
	}
	return s.Counter.Apply(state, op, by)
}

// Allows refuses to take out more than is shown.
func (Stock) Allows(shown Value, op Op) error {
	if left := number(shown); op.Verb == Add && op.N < 0 && left+Int(op.N) < 0 {
		return fmt.Errorf("add %d: there are %d", op.N, left)
	}
	return nil
}

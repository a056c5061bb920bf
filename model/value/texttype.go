package value

import (
	"fmt"
	"slices"
)

// TextType is the plain type of a text that is read and written back whole. Positions
// count characters. An application cannot make one text of two, so of siblings it
// finds the last.
type TextType struct{}

// Apply puts characters in before a position, takes some out, or puts a text.
func (TextType) Apply(state Value, op Op, _ Author) (Value, error) {
	old, _ := state.(Text)
	text := []rune(string(old))
	more, ok := op.Value.(Text)
	switch {
	case op.Verb == Insert && ok:
		if err := within(op, op.N, 0, len(text)); err != nil {
			return nil, err
		}
		return Text(slices.Insert(text, int(op.N), []rune(string(more))...)), nil
	case op.Verb == Remove:
		if err := within(op, op.At, op.N, len(text)); err != nil {
			return nil, err
		}
		return Text(slices.Delete(text, int(op.At), int(op.At+op.N))), nil
	case op.Verb == Put && ok:
		return more, nil
	}
	return nil, Impossible(op, "text")
}

// within is an error unless n elements from a position on are there.
func within(op Op, at, n int64, length int) error {
	if there := int64(length); at < 0 || n < 0 || at > there || n > there-at {
		return fmt.Errorf("%s at position %d: there are %d elements", op.Verb, at, length)
	}
	return nil
}

// Read returns the text.
func (TextType) Read(state Value) Value { return state }

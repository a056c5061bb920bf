package value

import (
	"cmp"
	"slices"
	"strings"
)

// Compare puts all values in one order, which rules use that choose by value: it is
// 0 for equal values only. Whole numbers are in their order, texts in that of their
// bytes, lists and rows in that of their first difference. What is not there comes
// first; between values of different types the order has no meaning.
func Compare(a, b Value) int {
	switch x := a.(type) {
	case Int:
		if y, ok := b.(Int); ok {
			return cmp.Compare(x, y)
		}
	case Text:
		if y, ok := b.(Text); ok {
			return cmp.Compare(x, y)
		}
	case List:
		if y, ok := b.(List); ok {
			return slices.CompareFunc(x, y, Compare)
		}
	case Map:
		if y, ok := b.(Map); ok {
			return slices.CompareFunc(x, y, compareFields)
		}
	}
	return strings.Compare(Key(a), Key(b))
}

func compareFields(f, g Field) int {
	if c := strings.Compare(f.Name, g.Name); c != 0 {
		return c
	}
	return Compare(f.Value, g.Value)
}

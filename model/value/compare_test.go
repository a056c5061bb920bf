package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyValue draws one of few values of all types.
func anyValue(t *rapid.T, label string) Value {
	number := Int(rapid.IntRange(-2, 2).Draw(t, label+" number"))
	text := Text(rapid.StringMatching("[ab]{0,2}").Draw(t, label+" text"))
	return rapid.SampledFrom([]Value{
		nil, number, text, List{number, text}, SetOf(number, text), Map{}.With("a", number).With("b", text), Map{}.With("b", number),
	}).Draw(t, label)
}

func TestValuesAreInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyValue(t, "a"), anyValue(t, "b"), anyValue(t, "c")
		require.Equal(t, Compare(a, b), -Compare(b, a))
		require.Equal(t, Equal(a, b), Compare(a, b) == 0)
		if Compare(a, b) < 0 && Compare(b, c) < 0 {
			require.Negative(t, Compare(a, c))
		}
	})
}

func TestOrderIsTheOneThatReadersExpect(t *testing.T) {
	for _, pair := range [][2]Value{
		{nil, Int(-5)}, {Int(-5), Int(3)}, {Int(99), Int(100)}, {Text("aa"), Text("b")}, {Text("a"), Text("aa")},
		{List{Int(1), Int(9)}, List{Int(2)}}, {Map{}.With("a", Int(9)), Map{}.With("a", Int(10))},
		{Map{}.With("a", Int(9)), Map{}.With("a", Int(9)).With("b", Int(0))},
	} {
		require.Negative(t, Compare(pair[0], pair[1]), "%s, %s", Show(pair[0]), Show(pair[1]))
	}
}

package value

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// after is what a type makes of operations, from nothing; an operation that is not
// possible shows as its error and changes nothing.
func after(typ Type, ops ...Op) string {
	var state Value
	var said []string
	for _, op := range ops {
		next, err := typ.Apply(state, op, Author{})
		if err != nil {
			said = append(said, err.Error())
			continue
		}
		state = next
	}
	return strings.Join(append(said, Show(state)), "; ")
}

func add(n int64) Op                 { return Op{Verb: Add, N: n} }
func addTo(field string, n int64) Op { return Op{Verb: Add, Field: field, N: n} }
func with(verb Verb, v Value) Op     { return Op{Verb: verb, Value: v} }

func TestPlainTypesDoWhatAProgramWould(t *testing.T) {
	milk, eggs := Text("milk"), Text("eggs")
	for want, got := range map[string]string{
		"5": after(Counter{}, add(7), add(-2)),
		"include is no operation of a counter; 1": after(Counter{}, add(1), with(Include, milk)),
		"put is no operation of a counter; 1":     after(Counter{}, add(1), with(Put, milk)),
		"add -3: there are 2; 0":                  after(Stock{}, add(2), add(-3), add(-2)),
		"{eggs}":                                  after(SetType{}, with(Include, milk), with(Include, eggs), with(Include, eggs), with(Exclude, milk)),
		"{milk: 3}":                               after(Cart{}, with(Include, milk), addTo("milk", 2), addTo("eggs", 2), addTo("eggs", -5)),
		"{}":                                      after(Cart{}, with(Include, milk), with(Exclude, milk)),
		"add 2: a cart must know of which item: name it as the field; -": after(Cart{}, add(2)),
		"[a, c]": after(ListType{}, with(Append, Text("a")), with(Append, Text("b")), Op{Verb: Insert, N: 2, Value: Text("c")}, Op{Verb: Remove, At: 1, N: 1}),
		"insert at position 1: there are 0 elements; -": after(ListType{}, Op{Verb: Insert, N: 1, Value: milk}),
		"mük": after(TextType{}, with(Insert, Text("ük")), with(Insert, Text("m"))),
		"ml":  after(TextType{}, with(Insert, Text("müüßl")), Op{Verb: Remove, At: 1, N: 3}),
		"remove at position 2: there are 4 elements; milk": after(TextType{}, with(Put, milk), Op{Verb: Remove, At: 2, N: 3}),
		"false":        after(Flag{}, Op{Verb: Enable}, Op{Verb: Disable}),
		"{a: 1, b: 5}": after(Register{}, with(Put, Map{}.With("a", Int(1)).With("b", Int(2))), with(Put, Map{}.With("b", Int(3))), addTo("b", 2)),
		"7":            after(Register{}, with(Put, Int(3)), add(4)),
		"{b: x}":       after(Register{}, Op{Verb: Put, Field: "b", Value: Text("x")}, Op{Verb: Put, Field: "a", Value: milk}, Op{Verb: Clear, Field: "a"}),
	} {
		require.Equal(t, want, got)
	}
}

func TestValuesDoNotChangeUnderOperations(t *testing.T) {
	list := List{Text("a")}
	for _, op := range []Op{with(Append, Text("b")), {Verb: Insert, Value: Text("b")}, {Verb: Remove, N: 1}} {
		_, err := ListType{}.Apply(list, op, Author{})
		require.NoError(t, err)
		require.Equal(t, "[a]", list.String())
	}
	roomy := append(make(List, 0, 8), Text("a"))
	one, _ := ListType{}.Apply(roomy, with(Append, Text("b")), Author{})
	other, _ := ListType{}.Apply(roomy, with(Append, Text("c")), Author{})
	require.Equal(t, "[a, b] [a, c]", one.String()+" "+other.String())
}

// What an application makes of siblings, where there is something sensible to make.
func TestSiblingsAreCombinedAsAnApplicationWould(t *testing.T) {
	milk, eggs := Text("milk"), Text("eggs")
	for want, got := range map[string]Value{
		"5":            Combine(Counter{}, []Value{Int(5), Int(3)}),
		"{eggs, milk}": Combine(SetType{}, []Value{SetOf(milk), SetOf(eggs)}),
		// One sibling has taken the eggs out, and they are back: Dynamo's cart.
		"{eggs: 1, milk: 2}": Combine(Cart{}, []Value{Map{}.With("milk", Int(2)), Map{}.With("milk", Int(1)).With("eggs", Int(1))}),
		"[a, b, c]":          Combine(ListType{}, []Value{List{Text("a"), Text("b")}, List{Text("a"), Text("c")}}),
		"true":               Combine(Flag{}, []Value{True, False}),
		"false":              Combine(Flag{}, []Value{False, False}),
		"last":               Combine(TextType{}, []Value{Text("first"), Text("last")}),
	} {
		require.Equal(t, want, got.String())
	}
	require.Nil(t, Combine(Counter{}, nil))
}

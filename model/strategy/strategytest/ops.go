package strategytest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Ops lists what the next write of a history may do at a leader where a reader finds
// held (nil: no row). N counts the writes before it.
type Ops func(n int, held value.Value) []value.Op

// Names puts another letter each time: for rules that look at no values.
func Names(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Put, Value: value.Text(letter(n))}}
}

func letter(n int) string { return strings.Repeat(string(rune('a'+n%26)), 1+n/26) }

// Rising puts a number that is larger than all before, and Falling one that is smaller.
func Rising(n int, _ value.Value) []value.Op  { return []value.Op{put(10 * (n + 1))} }
func Falling(n int, _ value.Value) []value.Op { return []value.Op{put(-10 * (n + 1))} }

// Mixed puts either, once there is something to compare with.
func Mixed(n int, held value.Value) []value.Op {
	if n == 0 {
		return Rising(n, held)
	}
	return append(Rising(n, held), Falling(n, held)...)
}

// Adding adds another power of two each time, so that a sum says what is in it.
func Adding(n int, _ value.Value) []value.Op { return []value.Op{{Verb: value.Add, N: 1 << n}} }

// Kinds are those for Options.Kind: of the others rows are of use only together.
func Kinds() []model.Kind {
	return slices.DeleteFunc(model.Kinds(), func(k model.Kind) bool {
		return k == model.BankKind || k == model.InventoryKind || k == model.UniqueKind
	})
}

// OfKind does what clients of a kind of workload do.
func OfKind(kind string) Ops {
	switch kind {
	case "counter", "bank", "inventory":
		return counting
	case "set":
		return elements
	case "cart":
		return items
	case "append":
		return appending
	case "text":
		return typing
	case "flag":
		return flags
	case "map":
		return fields
	}
	return Names
}

func counting(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Add, N: 1 << n}, {Verb: value.Add, N: -1}}
}

func elements(int, value.Value) []value.Op {
	return []value.Op{{Verb: value.Include, Value: value.Text("e")}, {Verb: value.Exclude, Value: value.Text("e")}}
}

func items(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Add, Field: "e", N: 1 << n}, {Verb: value.Exclude, Value: value.Text("e")}}
}

func appending(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Append, Value: value.Text(letter(n))}}
}

// typing puts a letter at the beginning or the end, or takes the first one out.
func typing(n int, held value.Value) []value.Op {
	ops := []value.Op{{Verb: value.Insert, Value: value.Text(letter(n))}}
	if text, _ := held.(value.Text); text != "" {
		end := int64(utf8.RuneCountInString(string(text)))
		ops = append(ops, value.Op{Verb: value.Insert, N: end, Value: value.Text(letter(n))}, value.Op{Verb: value.Remove, N: 1})
	}
	return ops
}

func flags(int, value.Value) []value.Op {
	return []value.Op{{Verb: value.Enable}, {Verb: value.Disable}}
}

func fields(n int, _ value.Value) []value.Op {
	return []value.Op{{Verb: value.Put, Field: "f", Value: value.Text(letter(n))}, {Verb: value.Clear, Field: "f"}}
}

// columns writes numbers to two columns, and takes one away.
func columns(n int, _ value.Value) []value.Op {
	return []value.Op{
		{Verb: value.Put, Field: "f", Value: value.Int(10 * (n + 1))},
		{Verb: value.Put, Field: "g", Value: value.Int(-10 * (n + 1))},
		{Verb: value.Clear, Field: "f"},
	}
}

// suiting are the operations for a rule whose user names none.
func suiting(rule *strategy.Rule, kind model.Kind) Ops {
	_, isRow := rule.Data.(value.RowType)
	switch {
	case kind != model.RegisterKind:
		return OfKind(kind.String())
	case isRow:
		return columns
	case rule.Data != nil && len(rule.Kinds) > 0:
		return OfKind(rule.Kinds[0])
	case rule.Values && rule.Data == nil:
		return Mixed
	}
	return Names
}

func put(i int) value.Op { return value.Op{Verb: value.Put, Value: value.Int(i)} }

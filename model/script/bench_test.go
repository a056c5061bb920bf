package script

import (
	"testing"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// additive is in Go what the benchmarked script is in Starlark.
type additive struct{}

func (additive) Resolve(m *strategy.Meeting) strategy.Decision {
	return m.Merge(m.LocalValue.(value.Int) + m.IncomingValue.(value.Int) - m.BaseValue.(value.Int))
}

func BenchmarkAMergeInGo(b *testing.B) { merges(b, additive{}, numbers(12, 15, 10)) }

func BenchmarkAMergeInStarlark(b *testing.B) {
	merges(b, load(b, "return local.value + incoming.value - base"), numbers(12, 15, 10))
}

func BenchmarkAUnionInStarlark(b *testing.B) {
	cart := func(from int) value.Value {
		var s value.Set
		for i := range 10 {
			s = s.With(value.Int(from + i))
		}
		return s
	}
	merges(b, load(b, "return local.value | incoming.value"), meeting(cart(0), cart(5), nil))
}

func merges(b *testing.B, s strategy.Strategy, m *strategy.Meeting) {
	b.ReportAllocs()
	for b.Loop() {
		if s.Resolve(m) != strategy.Merged {
			b.Fatal(m.Err())
		}
	}
}

package bruteforce

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// contents says what an invented record's rows hold. What values leaders show need not
// follow from the operations: some database could do so, and lose or make up anything.
type contents struct {
	valued  bool
	kind    string
	initial value.Value
}

// kinds are those of workloads that promise something, and registers, which do not.
var kinds = []string{"", "counter", "bank", "inventory", "set", "cart", "unique", "append", "text"}

func (g *invention) fill() {
	if g.valued = g.chance(60); !g.valued {
		return
	}
	g.kind = kinds[g.below(uint64(len(kinds)))]
	if g.chance(60) {
		g.initial = g.value()
	}
}

func (g *invention) conflictType() strategy.Type {
	return strategy.Type(g.below(uint64(strategy.Types)))
}

// operate says what a client did, and what the row is by that alone.
func (g *invention) operate(c *model.Commit) {
	if !g.valued || c.Write.Delete {
		return
	}
	c.Value = g.value()
	if c.Late || c.Shadowed || len(c.Beside) > 0 || g.kind == "" || g.kind == "unique" || g.chance(4) {
		c.Op = value.Op{Verb: value.Put, Value: g.value()}
		return
	}
	c.Op = g.op()
}

// value is a small one that rows of the kind may hold.
func (g *invention) value() value.Value {
	switch g.kind {
	case "set":
		return value.SetOf(g.values()...)
	case "cart":
		var cart value.Map
		for range g.below(3) {
			cart = cart.With(g.word(), value.Int(g.below(3)))
		}
		return cart
	case "unique":
		if g.chance(30) {
			return value.Text(g.word())
		}
		return value.Map{}.With("name", value.Text(g.word()))
	case "append":
		return value.List(g.values())
	case "text":
		return value.Text(g.word() + g.word())
	}
	return value.Int(int64(g.below(9)) - 3)
}

func (g *invention) word() string { return string(rune('a' + g.below(3))) }

func (g *invention) values() (list []value.Value) {
	for range g.below(4) {
		list = append(list, value.Text(g.word()))
	}
	return list
}

// op is an operation of the kind.
func (g *invention) op() value.Op {
	word := value.Text(g.word())
	switch g.kind {
	case "set":
		return value.Op{Verb: value.Include + value.Verb(g.below(2)), Value: word}
	case "cart":
		return [...]value.Op{
			{Verb: value.Add, Field: string(word), N: int64(g.below(4)) - 1},
			{Verb: value.Include, Value: word},
			{Verb: value.Exclude, Value: word},
			{Verb: value.Clear, Field: string(word)},
		}[g.below(4)]
	case "append":
		return value.Op{Verb: value.Append, Value: word}
	case "text":
		if g.chance(30) {
			return value.Op{Verb: value.Remove, At: int64(g.below(2)), N: int64(g.below(3))}
		}
		return value.Op{Verb: value.Insert, N: int64(g.below(2)), Value: word + word}
	}
	return value.Op{Verb: value.Add, N: int64(g.below(7)) - 3}
}

package model

import (
	"fmt"
	"strconv"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// drawing is one generated operation on one row, about to be made: its luck, and what
// its leader shows. It is drawn there and then, since where in a text one writes
// depends on what one sees; its luck is its home's, whoever serves it.
type drawing struct {
	luck  sim.Stream
	op    *operation
	row   int         // of the operation's, from 0
	shown value.Value // what a client reads of the row
	home  string      // the leader beside which the client lives
	names int         // Workload.Names
}

// drawOperations says what a generated operation does to the values of its rows.
func (c *Cluster) drawOperations(op *operation) {
	if op.draw == nil {
		return
	}
	d := drawing{luck: c.workload.values[op.home], op: op, home: c.config.Leaders[op.home].Name, names: c.config.Workload.Names}
	op.ops = op.ops[:0]
	for i, row := range op.rows {
		d.row, d.shown = i, c.shownTo(op, row)
		op.ops = append(op.ops, op.draw(&d))
	}
}

// below is a number below n; which tells apart the draws of one operation on one row.
func (d *drawing) below(n, which uint64) int64 {
	if which |= uint64(d.row) << 2; which > 0 {
		return int64(sim.Below(d.luck.At2(d.op.luck, which), n))
	}
	return int64(sim.Below(d.luck.At(d.op.luck), n))
}

const (
	values   = 1000 // that a register is put to
	elements = 10   // that sets, carts and maps have to do with
	delivery = 10   // goods that a restock brings
	sums     = 100  // of money
	longest  = 3    // characters erased at once
)

// NameField is the column of a row that, in a workload of kind unique, no two rows may
// have alike.
const NameField = "name"

// plain is an operation in which there is nothing to draw.
func plain(verb value.Verb) func(*drawing) value.Op {
	return func(*drawing) value.Op { return value.Op{Verb: verb} }
}

func adding(n int64) func(*drawing) value.Op {
	return func(*drawing) value.Op { return value.Op{Verb: value.Add, N: n} }
}

func putValue(d *drawing) value.Op {
	return value.Op{Verb: value.Put, Value: value.Int(d.below(values, 0))}
}

func element(verb value.Verb) func(*drawing) value.Op {
	return func(d *drawing) value.Op { return value.Op{Verb: verb, Value: value.Int(d.below(elements, 0))} }
}

var items = [elements]string{"apples", "bread", "butter", "cheese", "coffee", "eggs", "honey", "milk", "rice", "tea"}

func addItem(d *drawing) value.Op {
	return value.Op{Verb: value.Add, Field: items[d.below(elements, 0)], N: 1}
}

func removeItem(d *drawing) value.Op {
	return value.Op{Verb: value.Exclude, Value: value.Text(items[d.below(elements, 0)])}
}

// transfer takes a sum from the first row and gives it to the second.
func transfer(d *drawing) value.Op {
	giver := *d
	giver.row = 0
	sum := 1 + giver.below(sums, 0)
	if d.row == 0 {
		sum = -sum
	}
	return value.Op{Verb: value.Add, N: sum}
}

// claim makes a row with a name.
func claim(d *drawing) value.Op {
	name := "name" + strconv.FormatInt(d.below(uint64(d.names), 0), 10)
	return value.Op{Verb: value.Put, Value: value.Map{}.With(NameField, value.Text(name))}
}

// appendNumber appends what no other operation does: whose client's operation it is, and
// its how-manieth, and of which row.
func appendNumber(d *drawing) value.Op {
	return value.Op{Verb: value.Append, Value: value.Text(fmt.Sprintf("%s.%d.%d", d.home, d.op.luck, d.row))}
}

var words = [...]string{"one ", "two ", "three ", "four ", "five ", "six ", "seven ", "eight "}

// typeWord types a word at a place in the text.
func typeWord(d *drawing) value.Op {
	word := words[d.below(uint64(len(words)), 0)]
	return value.Op{Verb: value.Insert, N: d.below(uint64(d.length())+1, 1), Value: value.Text(word)}
}

// erase takes out some characters; of an empty text, none.
func erase(d *drawing) value.Op {
	at := d.below(uint64(max(1, d.length())), 1)
	n := min(1+d.below(longest, 0), int64(d.length())-at)
	return value.Op{Verb: value.Remove, At: at, N: n}
}

func (d *drawing) length() int {
	text, _ := d.shown.(value.Text)
	return len([]rune(string(text)))
}

func putField(d *drawing) value.Op {
	return value.Op{Verb: value.Put, Field: d.field(), Value: value.Int(d.below(values, 1))}
}

func clearField(d *drawing) value.Op { return value.Op{Verb: value.Clear, Field: d.field()} }

func (d *drawing) field() string { return "f" + strconv.FormatInt(d.below(elements, 0), 10) }

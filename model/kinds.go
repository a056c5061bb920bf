package model

import "github.com/mlrsim/mlrsim/model/value"

// kindEntry is what there is to a Kind.
type kindEntry struct {
	name      string
	like      string      // the kind whose rules for conflicts suit it, where that is another
	data      value.Type  // where the strategy brings none of its own: what a program does that reads, changes and writes back
	loaded    value.Value // what rows hold that are there from the beginning; numbers begin at Workload.Initial
	load      value.Verb  // the operation that makes the number that they begin at, where the strategy brings a data type
	own       []ownOperation
	pairs     bool // each operation writes two rows together
	conserved bool // what all rows hold together matters, so none is deleted
}

// ownOperation is an operation that a kind has of its own.
type ownOperation struct {
	name string
	kind OpKind
	draw func(d *drawing) value.Op
}

// kinds is the table of all kinds, by number.
var kinds = [kindsEnd]kindEntry{
	RegisterKind: {name: "register", data: value.Register{}, loaded: value.Int(0), load: value.Put},
	CounterKind: {
		name: "counter", data: value.Counter{}, loaded: value.Int(0), load: value.Add,
		own: []ownOperation{{"add", Update, adding(1)}},
	},
	SetKind: {
		name: "set", data: value.SetType{}, loaded: value.Set{},
		own: []ownOperation{{"include", Update, element(value.Include)}, {"exclude", Update, element(value.Exclude)}},
	},
	CartKind: {
		name: "cart", data: value.Cart{}, loaded: value.Map{},
		own: []ownOperation{{"add", Update, addItem}, {"remove", Update, removeItem}},
	},
	BankKind: {
		name: "bank", like: "counter", data: value.Stock{}, loaded: value.Int(0), load: value.Add, pairs: true, conserved: true,
		own: []ownOperation{{"transfer", Update, transfer}},
	},
	InventoryKind: {
		name: "inventory", like: "counter", data: value.Stock{}, loaded: value.Int(0), load: value.Add, conserved: true,
		own: []ownOperation{{"sell", Update, adding(-1)}, {"restock", Update, adding(delivery)}},
	},
	UniqueKind: {
		name: "unique", like: "register", data: value.Register{}, loaded: value.Map{},
		own: []ownOperation{{"claim", Insert, claim}},
	},
	AppendKind: {
		name: "append", data: value.ListType{}, loaded: value.List{},
		own: []ownOperation{{"append", Update, appendNumber}},
	},
	TextKind: {
		name: "text", data: value.TextType{}, loaded: value.Text(""),
		own: []ownOperation{{"insert", Update, typeWord}, {"remove", Update, erase}},
	},
	FlagKind: {
		name: "flag", data: value.Flag{}, loaded: value.False,
		own: []ownOperation{{"enable", Update, plain(value.Enable)}, {"disable", Update, plain(value.Disable)}},
	},
	MapKind: {
		name: "map", data: value.Register{}, loaded: value.Map{},
		own: []ownOperation{{"put", Update, putField}, {"clear", Update, clearField}},
	},
}

package model

import (
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// Kind says what a workload's rows are to its clients.
type Kind uint8

const (
	RegisterKind Kind = iota // each write replaces the row
)

func (k Kind) String() string { return [...]string{"register"}[k] }

// plainType is the data type of a kind where the strategy brings none of its own.
func (k Kind) plainType() value.Type { return value.Register{} }

// loaded is what rows hold that are there from the beginning.
func (k Kind) loaded() value.Value { return value.Int(0) }

// draw says what a generated operation does to the values of its rows.
func (k Kind) draw(op *operation, luck sim.Stream) {
	const values = 1000
	op.ops = append(op.ops, value.Op{Verb: value.Put, Value: value.Int(sim.Below(luck.At(op.luck), values))})
}

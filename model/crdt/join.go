package crdt

import (
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Join makes the strategy that merges the states of rows. A delete of the row is none
// of the type's operations: against one, the later timestamp wins.
func Join(of value.Merger) strategy.Strategy { return strategy.Join{Merger: of} }

// Rule is the type as a rule for conflicts: there are none, as states merge.
func (e Entry) Rule() strategy.Rule {
	return strategy.Rule{
		Name: e.Name, Short: e.Short, Long: e.Long, Source: e.Source,
		Detect: strategy.DetectNone, Values: true, Always: true, Data: e.Type, Strategy: Join(e.Type),
	}
}

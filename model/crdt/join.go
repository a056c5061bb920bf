package crdt

import (
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// byTimestamp is what is to be known of the types that have no delete of the row:
// they only grow, or keep nothing that says what was seen.
const byTimestamp = "A delete of the row is no operation of the type and goes by timestamp, so leaders may differ after one."

// Join makes the strategy that merges the states of rows. A delete of the row is merged
// too, where the type has one (presence.go); else, against one, the later timestamp wins.
func Join(of value.Merger) strategy.Strategy { return strategy.Join{Merger: of} }

// Rule is the type as a rule for conflicts: there are none, as states merge.
func (e Entry) Rule() strategy.Rule {
	kinds := e.Kinds
	if _, all := e.Type.(value.Fitting); all {
		kinds = nil
	}
	return strategy.Rule{
		Name: e.Name, Short: e.Short, Long: e.Long, Source: e.Source,
		Detect: strategy.DetectNone, Values: true, Always: true, Kinds: kinds, Data: e.Type, Strategy: Join(e.Type),
	}
}

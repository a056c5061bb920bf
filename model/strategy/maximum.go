package strategy

import "github.com/mlrsim/mlrsim/model/value"

func larger(local, incoming value.Value) (value.Value, error) {
	if value.Compare(incoming, local) > 0 {
		return incoming, nil
	}
	return local, nil
}

var maximumRule = Rule{
	Name:  "maximum",
	Short: "of two conflicting values the larger wins, column by column",
	Long: "Oracle's MAXIMUM, for what only rises, such as a highest bid: then it converges with any number " +
		"of leaders. If values fall too, three leaders may differ for ever, as a change that found what it " +
		"replaced is applied whatever it holds. Numbers compare by size, texts by their bytes. A column that " +
		"one side alone changed takes that change. Oracle has no method for deletes; here they win.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: maximum; Oracle GoldenGate, RESOLVECONFLICT: USEMAX",
	Detect:   DetectBeforeImage,
	Values:   true,
	Stops:    true,
	Strategy: DeleteWins{byValue{larger}},
}

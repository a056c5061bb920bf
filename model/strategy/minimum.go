package strategy

import "github.com/mlrsim/mlrsim/model/value"

func smaller(local, incoming value.Value) (value.Value, error) {
	if value.Compare(incoming, local) < 0 {
		return incoming, nil
	}
	return local, nil
}

var minimumRule = Rule{
	Name:  "minimum",
	Short: "of two conflicting values the smaller wins, column by column",
	Long: "Oracle's MINIMUM, for what only falls, such as a reserve price: then it converges with any number " +
		"of leaders. If values rise too, three leaders may differ for ever, as a change that found what it " +
		"replaced is applied whatever it holds. Numbers compare by size, texts by their bytes. A column that " +
		"one side alone changed takes that change. Oracle has no method for deletes; here they win.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: minimum; Oracle GoldenGate, RESOLVECONFLICT: USEMIN",
	Detect:   DetectBeforeImage,
	Values:   true,
	Stops:    true,
	Strategy: DeleteWins{byValue{smaller}},
}

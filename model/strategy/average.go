package strategy

import "github.com/mlrsim/mlrsim/model/value"

// mean is the mean of two whole numbers, rounded down. The bits that both have, and
// half of those that one has, cannot overflow.
func mean(local, incoming value.Value) (value.Value, error) {
	n, err := numbers("average", local, incoming)
	if err != nil {
		return nil, err
	}
	return n[0]&n[1] + (n[0]^n[1])>>1, nil
}

var averageRule = Rule{
	Name:  "average",
	Short: "two conflicting numbers become their mean, column by column",
	Long: "Oracle's AVERAGE: (current + new) / 2, here rounded down to whole numbers. Means of means depend on " +
		"the order in which versions meet, so that leaders differ for ever as soon as a row has more than two " +
		"concurrent writes; Oracle promises nothing beyond one master. A column that one side alone changed " +
		"takes that change; what is no whole number stops the applier. Oracle has no method for deletes; here they win.",
	Source:   "Oracle7 Server Distributed Systems, vol. II, ch. 6: additive and average; Oracle8i Replication, Conflict Resolution Concepts: average",
	Detect:   DetectBeforeImage,
	Values:   true,
	Blends:   true,
	Stops:    true,
	Kinds:    numeric,
	Strategy: DeleteWins{byValue{mean}},
}

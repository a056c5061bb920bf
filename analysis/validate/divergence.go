package validate

import "math"

// What a partition leaves behind, how long leaders differ, and how long siblings live.

const divergenceSection = "Partitions, divergence, siblings"

func divergenceRows() []Row {
	return []Row{
		partitionRow("p1", "P1", "one leader cut off from one for 30 s", meetings(evenly(1000), 1, 1)),
		partitionRow("p2", "P2", "one leader cut off from two for 30 s, Zipf .99", meetings(zipf(1000, .99), 2, 1)),
		{
			ID: "D1", Section: divergenceSection, Title: "one row, last-write-wins: the leaders differ", Source: ownSource("divergence"),
			Trials: []Trial{
				timeShare("validation/d1-two", "2 leaders, 100 ms", "divergence.mean", differing(2, 1, .1)),
				timeShare("validation/d1-three", "3 leaders, 200 ms", "divergence.mean", differing(3, 1, .2)),
			},
		},
		{
			ID: "S1", Section: divergenceSection, Title: "siblings: a leader holds two versions", Source: ownSource("siblings"),
			Trials: []Trial{timeShare("validation/s1", "2 leaders, 500 ms", "siblings.multiple", holdingTwo(1, 1, .5))},
		},
	}
}

// ownSource is where the derivation of a closed form stands.
func ownSource(heading string) string { return "closed form (docs/validation.md#" + heading + ")" }

// meetings is how many rows both sides of a partition have written when it heals:
// those of sides with so many leaders, each writing 20 rows a second, after 30 s.
func meetings(shares []float64, here, there float64) float64 {
	const rate, length = 20, 30
	rows := 0.0
	for _, p := range shares {
		rows += -math.Expm1(-here*rate*p*length) * -math.Expm1(-there*rate*p*length)
	}
	return rows
}

// partitionRow counts rows in conflict. A run has some hundred of them, so that many
// short runs are made.
func partitionRow(file, id, title string, exact float64) Row {
	scenario := "validation/" + file
	return Row{
		ID: id, Section: divergenceSection, Title: title, Source: ownSource("partitions"),
		Trials: []Trial{{
			Scenarios: []string{scenario}, Runs: 400, QuickRuns: 40,
			Figures: []Figure{{Name: "rows in conflict at the heal", Exact: exact, Tolerance: usual}},
			Once:    runs(scenario, metric("conflicting_rows")),
		}},
	}
}

// timeShare is the share of time that a metric averages over.
func timeShare(scenario, name, of string, exact float64) Trial {
	return Trial{
		Scenarios: []string{scenario}, Runs: 20, Shorter: 10,
		Figures: []Figure{{Name: name, Exact: exact, Tolerance: usual}},
		Once:    runs(scenario, metric(of)),
	}
}

// differing is the share of time in which leaders differ on a row that each writes at
// a rate. Under last-write-wins all agree as soon as the latest write has come
// everywhere, and it has if none was made within the last delay: the probability that
// the Poisson process of all writes was silent for so long.
func differing(leaders, rate, delay float64) float64 { return -math.Expm1(-leaders * rate * delay) }

// holdingTwo is the share of time in which a leader holds two siblings of a row that
// it writes at rate a and the other at rate b. Its own write replaces all that it
// holds. What comes from the other replaces all that the other knew; the leader's own
// latest write stays beside it if it was made less than a delay before the other wrote
// or after. At a random time, look at what came last, an own write or one of the
// other: siblings need the other's, b/(a+b), and an own write in the 2·delay before it
// came in which the other did not know it.
func holdingTwo(a, b, delay float64) float64 { return b / (a + b) * -math.Expm1(-2*a*delay) }

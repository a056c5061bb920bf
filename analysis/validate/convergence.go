package validate

import "fmt"

// How long until all have it.

const convergenceSection = "Convergence"

func convergenceRows() []Row {
	all := Row{
		ID: "V1", Section: convergenceSection, Title: "complete graph, exponential delays: until all have a write",
		Source: ownSource("full-visibility"),
	}
	for _, n := range []int{3, 5, 10} {
		all.Trials = append(all.Trials, span(fmt.Sprintf("validation/v1-%d", n), fmt.Sprintf("%d leaders", n), "full_visibility.mean", harmonic(n-1), usual))
	}
	return []Row{
		all,
		{
			ID: "V3", Section: convergenceSection, Title: "one worker, four fifths busy: apply lag",
			Source: "sojourn time of M/M/1, 1/(mu - lambda)",
			Trials: []Trial{span("validation/v3", "mean lag", "visibility.mean", 1/(1-.8), .05)},
		},
	}
}

// harmonic is 1 + 1/2 + … + 1/n: the mean of the largest of n exponential times of
// mean 1, of which the first takes 1/n, the next 1/(n−1) more, and so on.
func harmonic(n int) float64 {
	sum := 0.0
	for i := range n {
		sum += 1 / float64(i+1)
	}
	return sum
}

// span is a mean duration that a metric gives.
func span(scenario, name, of string, exact, tolerance float64) Trial {
	return Trial{
		Scenarios: []string{scenario}, Runs: 20, Shorter: 10,
		Figures: []Figure{{Name: name, Unit: "s", Exact: exact, Tolerance: tolerance}},
		Once:    runs(scenario, metric(of)),
	}
}

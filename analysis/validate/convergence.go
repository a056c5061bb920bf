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
	gossip := Row{
		ID: "V2", Section: convergenceSection, Title: "push gossip at random times: until all have a write",
		Source: ownSource("gossip"),
	}
	for _, n := range []int{5, 10} {
		gossip.Trials = append(gossip.Trials, span(fmt.Sprintf("validation/v2-%d", n), fmt.Sprintf("%d leaders", n), "full_visibility.mean", gossiping(n), usual))
	}
	return []Row{
		all, gossip,
		{
			ID: "V3", Section: convergenceSection, Title: "one worker, four fifths busy: apply lag",
			Source: "sojourn time of M/M/1, 1/(mu - lambda)",
			Trials: []Trial{span("validation/v3", "mean lag", "visibility.mean", 1/(1-.8), .05)},
		},
		rumorRow(),
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

// gossiping is how long push gossip takes to tell all n leaders, if each contacts a
// random other at rate 1. As long as i know, they contact one that does not at rate
// i·(n−i)/(n−1); the sum of the means over i is 2(n−1)/n·H_{n−1}.
func gossiping(n int) float64 { return 2 * float64(n-1) * harmonic(n-1) / float64(n) }

// span is a mean duration that a metric gives.
func span(scenario, name, of string, exact, tolerance float64) Trial {
	return Trial{
		Scenarios: []string{scenario}, Runs: 20, Shorter: 10,
		Figures: []Figure{{Name: name, Unit: "s", Exact: exact, Tolerance: tolerance}},
		Once:    runs(scenario, metric(of)),
	}
}

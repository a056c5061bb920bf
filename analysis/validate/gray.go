package validate

import (
	"context"
	"fmt"
	"math"

	"github.com/mlrsim/mlrsim/analysis"
)

// Gray, Helland, O'Neil and Shasha, "The Dangers of Replication and a Solution" (SIGMOD
// 1996), equation 14: lazy-group replication reconciles
//
//	TPS²·Action_Time·(Actions·Nodes)³ / (2·DB_Size)
//
// times a second. The third power of Nodes has two from the pairs of nodes and one from
// the time that a change is under way, which in the paper grows with the number of
// peers: the origin updates them one after another, the r-th by r·Actions·Action_Time.
// With N−1 peers the ways of all ordered pairs sum to N·Actions·Action_Time·N(N−1)/2,
// and so the exact rate of unseen row pairs is equation 14 times (N−1)/N. With a delay
// that does not depend on N it is proportional to N(N−1).
const (
	grayTPS        = 10.
	grayActions    = 4.
	grayActionTime = .010
	grayRows       = 10_000.
)

var grayNodes = []int{2, 4, 8, 16}

// grayRate is the exact rate of unseen pairs a second.
func grayRate(nodes int) float64 {
	n := float64(nodes)
	eq14 := grayTPS * grayTPS * grayActionTime * math.Pow(grayActions*n, 3) / (2 * grayRows)
	return eq14 * (n - 1) / n
}

func grayRow() Row {
	row := Row{
		ID: "GRAY", Section: "Gray's law", Title: "unseen pairs of lazy groups with serial fan-out",
		Source: "Gray et al., SIGMOD 1996, eq. 14, times (N-1)/N",
	}
	var exact []float64
	trial := Trial{Runs: 20, Shorter: 50, Once: grayOnce}
	for _, n := range grayNodes {
		exact = append(exact, grayRate(n))
		trial.Scenarios = append(trial.Scenarios, grayScenario(n))
		trial.Figures = append(trial.Figures, Figure{Name: fmt.Sprintf("%d nodes", n), Unit: "/s", Exact: grayRate(n), Tolerance: .03})
	}
	trial.Figures = append(trial.Figures, Figure{Name: "log-log slope", Exact: logSlope(exact), Tolerance: .03})
	row.Trials = []Trial{trial}
	return row
}

func grayScenario(nodes int) string { return fmt.Sprintf("validation/gray-%d", nodes) }

// grayOnce measures the rates at all numbers of nodes and the slope through them.
func grayOnce(ctx context.Context, b Bench) ([]float64, error) {
	var rates []float64
	for _, n := range grayNodes {
		config, err := b.Load(grayScenario(n))
		if err != nil {
			return nil, err
		}
		rate, err := measure(ctx, config, analysis.Options{Bare: true}, perSecond("unseen_pairs"))
		if err != nil {
			return nil, err
		}
		rates = append(rates, rate...)
	}
	return append(rates, logSlope(rates)), nil
}

// logSlope is the least-squares slope of rates over nodes, both as logarithms.
func logSlope(rates []float64) float64 {
	var sumX, sumY, sumXX, sumXY float64
	for i, rate := range rates {
		x, y := math.Log(float64(grayNodes[i])), math.Log(rate)
		sumX, sumY, sumXX, sumXY = sumX+x, sumY+y, sumXX+x*x, sumXY+x*y
	}
	n := float64(len(rates))
	return (n*sumXY - sumX*sumY) / (n*sumXX - sumX*sumX)
}

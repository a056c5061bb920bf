package validate

import (
	"context"
	"fmt"
	"math"

	"github.com/mlrsim/mlrsim/analysis/statistics"
	"github.com/mlrsim/mlrsim/sim"
)

const statisticsSection = "Statistics"

func statisticsRows() []Row {
	return []Row{
		{
			ID: "STAT-t", Section: statisticsSection, Title: "Student's t, .975 quantile", Source: "tables of the distribution",
			Trials: []Trial{student(4, "2.776445"), student(9, "2.262157"), student(19, "2.093024"), student(29, "2.045230")},
		},
		{
			ID: "STAT-mser", Section: statisticsSection, Title: "MSER-5 on 10*.95^i + (i mod 7)/7, i < 200", Source: "White 1997; White, Cobb, Spratt, WSC 2000",
			Trials: []Trial{words(Figure{Name: "observations to discard", Stated: "85"}, truncation)},
		},
		{
			ID: "STAT-ar1", Section: statisticsSection, Title: "95% intervals of an AR(1) process, phi .9, cover its mean", Source: "variance of the mean of an AR(1) process",
			Trials: []Trial{{
				Runs: 20, Shorter: 10, Once: coverages,
				Figures: []Figure{
					{Name: "of 1,000 observations of one run", Exact: naiveCoverage(.9, arLength), Tolerance: usual},
					{Name: "of 10 replications", Exact: .95, Tolerance: usual},
				},
			}},
		},
	}
}

func student(freedom int, printed string) Trial {
	return words(Figure{Name: fmt.Sprintf("%d degrees of freedom", freedom), Stated: printed}, func() string {
		return fmt.Sprintf("%.6f", statistics.StudentQuantile(.975, freedom))
	})
}

// truncation is where the warm-up of a known series ends.
func truncation() string {
	series := make([]float64, 200)
	for i := range series {
		series[i] = 10*math.Pow(.95, float64(i)) + float64(i%7)/7
	}
	discard, _ := statistics.MSER5(series)
	return fmt.Sprint(discard)
}

// The study of STAT-ar1: how many intervals of each kind a run makes, how many
// observations each has, and how many replications the right kind takes.
const (
	arNaive, arRight = 4000, 400
	arLength         = 1000
	arReplications   = 10
)

// coverages is the share of intervals that contain the mean, 0: of those that take the
// observations of one run as independent, and of those of replications.
func coverages(_ context.Context, b Bench) ([]float64, error) {
	stream := sim.NewStream(b.Seed, "validate/ar1")
	var naive, right []statistics.Interval
	for i := range b.times(arNaive) {
		series := statistics.AR1(stream.Child(uint64(i)), .9, arLength)
		naive = append(naive, statistics.Estimate(series, .95))
	}
	stream = stream.Named("replications")
	for i := range b.times(arRight) {
		means := make([]float64, arReplications)
		for r := range means {
			series := statistics.AR1(stream.Child(uint64(i)).Child(uint64(r)), .9, arLength)
			means[r] = statistics.Estimate(series, .95).Mean
		}
		right = append(right, statistics.Estimate(means, .95))
	}
	return []float64{statistics.Coverage(naive, 0), statistics.Coverage(right, 0)}, nil
}

// naiveCoverage is how often a 95% interval covers the mean of n observations of an
// AR(1) process if it takes them as independent. The mean has the variance of an
// observation times v/n, with v = (1+φ)/(1−φ) − 2φ(1−φⁿ)/(n(1−φ)²); the sample variance
// is that of an observation times 1 − (v−1)/(n−1) on average. So the interval reaches
// z·√(what it takes for the variance / what that is) standard deviations.
func naiveCoverage(phi float64, n int) float64 {
	const z = 1.959963984540054
	count := float64(n)
	v := (1+phi)/(1-phi) - 2*phi*(1-math.Pow(phi, count))/(count*(1-phi)*(1-phi))
	taken := 1 - (v-1)/(count-1)
	return math.Erf(z * math.Sqrt(taken/v) / math.Sqrt2)
}

package validate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/results"
)

func TestAFigureHoldsWithinTheToleranceIfTheRunsCouldTell(t *testing.T) {
	around := func(mean, spread float64) []float64 {
		return []float64{mean - spread, mean + spread, mean - spread, mean + spread, mean - spread, mean + spread, mean - spread, mean + spread, mean - spread, mean + spread}
	}
	one := Figure{Exact: 1, Tolerance: .02}
	for _, c := range []struct {
		mean, spread float64
		verdict      string
	}{
		{1, .01, results.Holds},
		{1.019, .01, results.Holds},
		{1.021, .01, results.Fails},        // by three standard errors, .01, and by the tolerance
		{.979, .01, results.Fails},         // to the other side
		{1.021, .03, results.Underpowered}, // within three standard errors, which are more than the tolerance
		{1, .03, results.Underpowered},
		{1.1, .03, results.Fails},
		{math.NaN(), .01, results.Fails},
	} {
		require.Equal(t, c.verdict, one.judge(around(c.mean, c.spread)).Verdict, "%v", c)
	}
}

func TestAMarginStandsForATolerance(t *testing.T) {
	f := Figure{Exact: 17, Margin: .5, Tolerance: .02}
	require.Equal(t, results.Holds, f.judge([]float64{17.4, 17.41, 17.39}).Verdict)
	require.Equal(t, results.Fails, f.judge([]float64{17.6, 17.61, 17.59}).Verdict)
}

func TestWordsHoldIfTheyAreTheWords(t *testing.T) {
	f := Figure{Stated: "CC, CM"}
	require.Equal(t, results.Holds, f.compare("CC, CM").Verdict)
	require.Equal(t, results.Fails, f.compare("CC").Verdict)
}

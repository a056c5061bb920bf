package statistics

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/sim"
)

func TestStudentQuantilesAreThoseOfTheTables(t *testing.T) {
	for freedom, want := range map[int]float64{
		1: 12.706205, 4: 2.776445, 9: 2.262157, 19: 2.093024, 29: 2.045230, 1_000_000: 1.959966,
	} {
		require.InDelta(t, want, StudentQuantile(0.975, freedom), 1e-6, "%d degrees of freedom", freedom)
		require.InDelta(t, -want, StudentQuantile(0.025, freedom), 1e-6, "%d degrees of freedom", freedom)
	}
	require.Zero(t, StudentQuantile(0.5, 7))
}

// TestEstimateIsThatOfTheTextbook is the example of Law, section 4.5: ten values.
func TestEstimateIsThatOfTheTextbook(t *testing.T) {
	i := Estimate([]float64{1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09}, 0.90)
	require.Equal(t, 10, i.N)
	require.InDelta(t, 1.343, i.Mean, 1e-12)
	require.InDelta(t, math.Sqrt(0.17/10), i.StandardError, 1e-3)
	require.InDelta(t, 0.24, i.HalfWidth, 5e-3)
	require.True(t, i.Contains(1.34))
	require.False(t, i.Contains(1.6))
	require.False(t, i.Contains(1.1))
}

func TestFewerThanTwoValuesSayNothingOfTheError(t *testing.T) {
	one := Estimate([]float64{3}, 0.95)
	require.Equal(t, Interval{1, 3, math.Inf(1), math.Inf(1), 0.95}, one)
	require.True(t, one.Contains(-1e9))
	none := Estimate(nil, 0.95)
	require.True(t, math.IsNaN(none.Mean))
	require.False(t, none.Contains(0))
}

func TestEqualValuesLeaveNoDoubt(t *testing.T) {
	require.Equal(t, Interval{3, 2, 0, 0, 0.95}, Estimate([]float64{2, 2, 2}, 0.95))
}

func TestEstimateShiftsAndScalesWithItsValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-10, 10), 2, 20).Draw(t, "values")
		by, scale := rapid.Float64Range(-10, 10).Draw(t, "by"), rapid.Float64Range(0.1, 10).Draw(t, "scale")
		moved := make([]float64, len(values))
		for i, v := range values {
			moved[i] = by + scale*v
		}
		from, to := Estimate(values, 0.9), Estimate(moved, 0.9)
		require.InDelta(t, by+scale*from.Mean, to.Mean, 1e-9)
		require.InDelta(t, scale*from.StandardError, to.StandardError, 1e-9)
		require.InDelta(t, scale*from.HalfWidth, to.HalfWidth, 1e-9)
	})
}

// decaying is the example of validation: an exponential approach to a sawtooth.
func decaying(n int) []float64 {
	series := make([]float64, n)
	for i := range series {
		series[i] = 10*math.Pow(0.95, float64(i)) + float64(i%7)/7
	}
	return series
}

func TestMSER5CutsTheDecayAt85(t *testing.T) {
	discard, settled := MSER5(decaying(200))
	require.Equal(t, 85, discard)
	require.True(t, settled)
}

// TestMSER5MinimisesItsDefinition writes the definition down with two loops.
func TestMSER5MinimisesItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		series := rapid.SliceOfN(rapid.Float64Range(-5, 5), 25, 120).Draw(t, "series")
		means := BatchMeans(series, 5)
		statistic := func(cut int) float64 {
			rest := means[cut:]
			mean, squares := 0.0, 0.0
			for _, x := range rest {
				mean += x / float64(len(rest))
			}
			for _, x := range rest {
				squares += (x - mean) * (x - mean)
			}
			return squares / float64(len(rest)*len(rest))
		}
		discard, _ := MSER5(series)
		require.Zero(t, discard%5)
		for cut := range len(means) - 4 {
			require.LessOrEqual(t, statistic(discard/5), statistic(cut)+1e-12, "cut %d", cut)
		}
	})
}

func TestMSER5LeavesASteadySeriesAlone(t *testing.T) {
	discard, settled := MSER5(make([]float64, 100))
	require.Zero(t, discard)
	require.True(t, settled)
}

func TestMSER5SaysWhenARunIsTooShort(t *testing.T) {
	for name, series := range map[string][]float64{
		"still falling": decaying(60), "a few": {1, 2, 3}, "none": nil,
	} {
		_, settled := MSER5(series)
		require.False(t, settled, name)
	}
	step := make([]float64, 100)
	for i := range 70 {
		step[i] = 1
	}
	discard, settled := MSER5(step)
	require.Equal(t, 70, discard)
	require.False(t, settled)
}

func TestBatchMeansAreOfWholeBatches(t *testing.T) {
	require.Equal(t, []float64{2, 5}, BatchMeans([]float64{1, 2, 3, 4, 5, 6, 70, 80}, 3))
	require.Empty(t, BatchMeans([]float64{1, 2}, 3))
	require.Equal(t, []float64{7, 8}, BatchMeans([]float64{7, 8}, 1))
}

func TestLag1OfKnownSeries(t *testing.T) {
	require.InDelta(t, -0.75, Lag1([]float64{1, -1, 1, -1}), 1e-15)
	require.InDelta(t, 0.25, Lag1([]float64{1, 2, 3, 4}), 1e-15)
	require.Zero(t, Lag1([]float64{5, 5, 5}))
	require.Zero(t, Lag1(nil))
}

func TestAR1HasTheMomentsOfItsProcess(t *testing.T) {
	const n = 200_000
	for _, phi := range []float64{-0.5, 0, 0.5, 0.9} {
		series := AR1(sim.NewStream(1, "moments"), phi, n)
		require.InDelta(t, phi, Lag1(series), 4*math.Sqrt((1-phi*phi)/n), "phi %v", phi)
		i := Estimate(BatchMeans(series, 1000), 0.9999)
		require.True(t, i.Contains(0), "phi %v: %v", phi, i)
		squares := make([]float64, n)
		for j, x := range series {
			squares[j] = x * x
		}
		i = Estimate(BatchMeans(squares, 1000), 0.9999)
		require.True(t, i.Contains(1/(1-phi*phi)), "phi %v: %v", phi, i)
	}
}

func TestAR1IsTheSameForTheSameStream(t *testing.T) {
	long, short := AR1(sim.NewStream(3, "again"), 0.7, 50), AR1(sim.NewStream(3, "again"), 0.7, 20)
	require.Equal(t, long[:20], short)
	require.NotEqual(t, short, AR1(sim.NewStream(4, "again"), 0.7, 20))
}

// The study of an AR(1) process: how often 95% intervals contain its mean.
const (
	studies   = 4_000
	runLength = 1_000
	phi       = 0.9
)

func run(study, replication int) []float64 {
	return AR1(sim.NewStream(uint64(study), "study").Child(uint64(replication)), phi, runLength)
}

// near requires a share of studies within four standard errors.
func near(t *testing.T, want, got float64, n int) {
	t.Helper()
	require.InDelta(t, want, got, 4*math.Sqrt(want*(1-want)/float64(n)))
}

// TestNaiveIntervalsOfOneRunAreFarTooNarrow: as if its observations were independent.
func TestNaiveIntervalsOfOneRunAreFarTooNarrow(t *testing.T) {
	intervals := make([]Interval, studies)
	for i := range intervals {
		intervals[i] = Estimate(run(i, 0), 0.95)
	}
	asymptotic := 1 - 2*distuv.UnitNormal.CDF(-1.959964*math.Sqrt((1-phi)/(1+phi)))
	require.InDelta(t, 0.347, asymptotic, 5e-4)
	near(t, asymptotic, Coverage(intervals, 0), studies)
}

func TestIntervalsOfReplicationsCoverAsTheySay(t *testing.T) {
	intervals := make([]Interval, studies/4)
	for i := range intervals {
		means := make([]float64, 10)
		for r := range means {
			means[r] = Estimate(run(i, r), 0.95).Mean
		}
		intervals[i] = Estimate(means, 0.95)
	}
	near(t, 0.95, Coverage(intervals, 0), len(intervals))
}

func TestLongBatchesCoverAlmostAsTheySay(t *testing.T) {
	intervals := make([]Interval, studies)
	for i := range intervals {
		intervals[i] = Estimate(BatchMeans(run(i, 0), 100), 0.95)
	}
	coverage := Coverage(intervals, 0)
	require.Greater(t, coverage, 0.90)
	require.Less(t, coverage, 0.95)
}

func TestWhatCannotBeComputedPanics(t *testing.T) {
	for message, f := range map[string]func(){
		"statistics: Estimate: a level of 95: want 0 < level < 1":                     func() { Estimate(nil, 95) },
		"statistics: Estimate: a level of NaN: want 0 < level < 1":                    func() { Estimate(nil, math.NaN()) },
		"statistics: StudentQuantile(1, 4): want 0 < p < 1 and a degree of freedom":   func() { StudentQuantile(1, 4) },
		"statistics: StudentQuantile(0.5, 0): want 0 < p < 1 and a degree of freedom": func() { StudentQuantile(0.5, 0) },
		"statistics: BatchMeans: batches of 0: want at least 1":                       func() { BatchMeans(nil, 0) },
		"statistics: AR1: phi is 1: want -1 < phi < 1":                                func() { AR1(0, 1, 1) },
	} {
		require.PanicsWithValue(t, message, f)
	}
}

func ExampleEstimate() {
	// The conflict rate of one scenario under five seeds.
	fmt.Println(Estimate([]float64{0.0198, 0.0201, 0.0196, 0.0199, 0.0202}, 0.95))
	// Output: 0.01992 ± 0.0003 (95%, n = 5)
}

func ExampleMSER5() {
	series := make([]float64, 200)
	for i := range series {
		series[i] = 10*math.Pow(0.95, float64(i)) + float64(i%7)/7
	}
	discard, settled := MSER5(series)
	fmt.Println(discard, settled)
	// Output: 85 true
}

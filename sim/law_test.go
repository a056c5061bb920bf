package sim

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

const (
	second    = float64(time.Second)
	oneSecond = time.Second
)

// reference is a law beside its closed form, in nanoseconds.
type reference struct {
	law      *Law
	cdf      func(ns float64) float64
	quantile func(p float64) float64
	mean     float64
}

// scaled makes a reference of a law in seconds.
func scaled(law *Law, d interface {
	CDF(float64) float64
	Quantile(float64) float64
	Mean() float64
}) reference {
	return reference{
		law:      law,
		cdf:      func(ns float64) float64 { return d.CDF(ns / second) },
		quantile: func(p float64) float64 { return d.Quantile(p) * second },
		mean:     d.Mean() * second,
	}
}

func references() []reference {
	return []reference{
		scaled(Uniform(0, time.Second), distuv.Uniform{Min: 0, Max: 1}),
		scaled(Exponential(time.Second), distuv.Exponential{Rate: 1}),
		scaled(Normal(time.Second, 100*time.Millisecond), distuv.Normal{Mu: 1, Sigma: 0.1}),
		scaled(Lognormal(time.Second, 0.5), distuv.LogNormal{Sigma: 0.5}),
		scaled(Lognormal(time.Second, 2), distuv.LogNormal{Sigma: 2}),
		scaled(LognormalP99(time.Second, 3*time.Second), distuv.LogNormal{Sigma: math.Log(3) / 2.3263478740408408}),
		scaled(Gamma(0.5, time.Second), distuv.Gamma{Alpha: 0.5, Beta: 1}),
		scaled(Gamma(3, time.Second), distuv.Gamma{Alpha: 3, Beta: 1}),
		scaled(Gamma(900, time.Second), distuv.Gamma{Alpha: 900, Beta: 1}),
		scaled(Weibull(0.7, time.Second), distuv.Weibull{K: 0.7, Lambda: 1}),
		scaled(Weibull(4, time.Second), distuv.Weibull{K: 4, Lambda: 1}),
		scaled(Pareto(time.Second, 1.51), distuv.Pareto{Xm: 1, Alpha: 1.51}),
		scaled(Pareto(time.Second, 10), distuv.Pareto{Xm: 1, Alpha: 10}),
	}
}

// draws are n draws of a law, ascending.
func draws(law *Law, n int) []float64 {
	s := NewStream(1, law.String())
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = float64(law.Draw(s.At(uint64(i))))
	}
	slices.Sort(xs)
	return xs
}

// TestDrawsFollowTheLaw is the test of Kolmogorov and Smirnov, at a level of one
// in a million.
func TestDrawsFollowTheLaw(t *testing.T) {
	const n = 200_000
	for _, r := range references() {
		farthest := 0.0
		for i, x := range draws(r.law, n) {
			p := r.cdf(x)
			farthest = max(farthest, math.Abs(p-float64(i)/n), math.Abs(float64(i+1)/n-p))
		}
		assert.Less(t, farthest*math.Sqrt(n), 2.7, "%v", r.law)
	}
}

func TestMeanIsThatOfTheLaw(t *testing.T) {
	for _, r := range references() {
		assert.LessOrEqual(t, relative(float64(r.law.Mean()), r.mean), 3e-4, "%v", r.law)
	}
	assert.LessOrEqual(t, relative(float64(Lognormal(45*time.Millisecond, 0.5).Mean()), 45e6*math.Exp(0.125)), 5e-5)
	assert.LessOrEqual(t, relative(float64(Exponential(time.Second).Mean()), 1e9), 5e-5)
	assert.LessOrEqual(t, relative(float64(Pareto(time.Millisecond, 1.51).Mean()), 1e6*1.51/0.51), 1e-4)
}

// TestMeanIsThatOfTheDraws compares with a sum over evenly spread bits, where the
// tails are light enough for one.
func TestMeanIsThatOfTheDraws(t *testing.T) {
	laws := []*Law{
		Constant(7), Uniform(3, 10), Exponential(time.Second), Normal(time.Second, time.Second),
		Lognormal(time.Second, 0.3), Gamma(2, time.Second), Empirical([]time.Duration{1e6, 5e6, 9e6}),
		Floor(Exponential(time.Second), 5*time.Second),
	}
	const n = 1 << 20
	for _, law := range laws {
		sum := 0.0
		for i := range uint64(n) {
			sum += float64(law.Draw(i<<44|1<<43)) / n
		}
		assert.InDelta(t, sum, float64(law.Mean()), 1+2e-4*sum, "%v", law)
	}
}

// TestQuantilesHoldFarIntoTheTails compares on both sides down to 2^-40.
func TestQuantilesHoldFarIntoTheTails(t *testing.T) {
	for _, r := range references() {
		for i := 1; i <= 40; i++ {
			p := math.Ldexp(1.3, -i-1)
			if want := r.quantile(p); want > 1e4 { // rounding to nanoseconds aside
				assert.LessOrEqual(t, relative(float64(r.law.Quantile(p)), want), 2e-3, "%v: %v", r.law, p)
			}
			want := r.quantile(1 - p)
			assert.LessOrEqual(t, relative(float64(r.law.Quantile(1-p)), want), 1e-3, "%v: 1-%v", r.law, p)
		}
		assert.LessOrEqual(t, relative(float64(r.law.Quantile(0.999)), r.quantile(0.999)), 2e-4, "%v", r.law)
	}
}

func TestParetoTailReachesAsFarAs64Bits(t *testing.T) {
	law := Pareto(time.Microsecond, 1.51)
	for i := 2; i <= 54; i++ {
		want := 1e3 * math.Pow(2, float64(i)/1.51)
		got := float64(law.Draw(math.MaxUint64 << (64 - i))) // a share 2^-i lies above
		require.LessOrEqual(t, relative(got, want), 1e-3, "2^-%d", i)
	}
}

func TestDrawsNeverFallAsBitsGrow(t *testing.T) {
	laws := []*Law{
		Constant(5), Uniform(0, 3), Exponential(time.Second), Normal(time.Second, 2*time.Second), Lognormal(time.Hour, 50),
		Gamma(0.01, time.Second), Weibull(0.01, time.Second), Pareto(1, 0.01), Empirical([]time.Duration{3, 1, 2}),
	}
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom(laws).Draw(t, "law")
		a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
		shorter, longer := law.Draw(min(a, b)), law.Draw(max(a, b))
		require.LessOrEqual(t, shorter, longer)
		require.GreaterOrEqual(t, shorter, law.Min())
		require.GreaterOrEqual(t, law.Min(), time.Duration(0))
	})
}

func TestNormalIsCutAtZero(t *testing.T) {
	law := Normal(time.Second, time.Second)
	require.Zero(t, law.Min())
	require.Zero(t, law.Quantile(0.156)) // Φ(-1) is 0.1587
	require.Positive(t, law.Quantile(0.161))
	// The mean of max(0, X): μΦ(μ/σ) + σφ(μ/σ).
	require.InEpsilon(t, second*(distuv.UnitNormal.CDF(1)+distuv.UnitNormal.Prob(1)), float64(law.Mean()), 1e-4)
}

func TestLawsWithoutSpreadAreConstant(t *testing.T) {
	for _, law := range []*Law{
		Constant(oneSecond), Uniform(oneSecond, oneSecond), Normal(oneSecond, 0), Lognormal(oneSecond, 0), LognormalP99(oneSecond, oneSecond),
		Empirical([]time.Duration{oneSecond}), Mixture([]float64{2, 3}, []*Law{Constant(oneSecond), Constant(oneSecond)}),
	} {
		for _, bits := range []uint64{0, 1, 1 << 63, math.MaxUint64} {
			require.Equal(t, oneSecond, law.Draw(bits), "%v", law)
		}
		require.Equal(t, oneSecond, law.Mean())
		require.Equal(t, oneSecond, law.Min())
		require.Equal(t, oneSecond, law.Quantile(0.7))
	}
}

func TestUniformReachesBothBounds(t *testing.T) {
	law := Uniform(3, 6)
	require.Equal(t, time.Duration(3), law.Draw(0))
	require.Equal(t, time.Duration(6), law.Draw(math.MaxUint64))
	require.Equal(t, time.Duration(math.MaxInt64), Uniform(0, math.MaxInt64).Draw(math.MaxUint64))
}

func TestEmpiricalDrawsItsSamples(t *testing.T) {
	samples := []time.Duration{30, 10, 20, 10}
	law := Empirical(samples)
	samples[0] = 99
	count := map[time.Duration]int{}
	for i := range uint64(4_000) {
		count[law.Draw(i<<50)]++
	}
	require.Equal(t, map[time.Duration]int{10: 4_000}, count, "the lowest quarter of the bits")
	require.Equal(t, time.Duration(30), law.Draw(math.MaxUint64))
	require.Equal(t, time.Duration(18), law.Mean())
	require.Equal(t, time.Duration(20), law.Quantile(0.6))
}

func TestMixtureIsExact(t *testing.T) {
	law := Mixture([]float64{0.9122, 0.0878}, []*Law{Pareto(235*time.Microsecond, 10), Exponential(602410 * time.Nanosecond)})
	cdf := func(ns float64) float64 {
		return 0.9122*distuv.Pareto{Xm: 235e3, Alpha: 10}.CDF(ns) + 0.0878*distuv.Exponential{Rate: 1 / 602410.}.CDF(ns)
	}
	const n = 200_000
	farthest := 0.0
	for i, x := range draws(law, n) {
		farthest = max(farthest, math.Abs(cdf(x)-float64(i)/n))
	}
	require.Less(t, farthest*math.Sqrt(n), 2.7)
	for _, p := range []float64{0.001, 0.2, 0.5, 0.9, 0.999} {
		require.InDelta(t, p, cdf(float64(law.Quantile(p))), 1e-4*p+1e-6)
	}
	require.InEpsilon(t, 0.9122*235e3*10/9+0.0878*602410, float64(law.Mean()), 1e-4)
	require.Zero(t, law.Min())
	require.Equal(t, law.parts[1].law.Draw(math.MaxUint64), law.Quantile(1))
}

func TestMixtureLeavesOutWhatWeighsNothing(t *testing.T) {
	law := Mixture([]float64{0, 1, 0}, []*Law{Constant(1), Constant(2), Constant(3)})
	for i := range uint64(64) {
		require.Equal(t, time.Duration(2), law.Draw(1<<i))
	}
	require.Equal(t, time.Duration(2), law.Min())
}

func TestFloorAddsToEveryDraw(t *testing.T) {
	s := NewStream(1, "floor")
	for _, law := range []*Law{
		Constant(5), Uniform(3, 9), Exponential(time.Second), Empirical([]time.Duration{1, 2}),
		Mixture([]float64{1, 1}, []*Law{Constant(5), Exponential(time.Second)}),
	} {
		raised := Floor(law, time.Millisecond)
		for i := range uint64(1_000) {
			require.Equal(t, law.Draw(s.At(i))+time.Millisecond, raised.Draw(s.At(i)))
		}
		require.Equal(t, law.Mean()+time.Millisecond, raised.Mean())
		require.Equal(t, law.Min()+time.Millisecond, raised.Min())
	}
}

func TestNothingExceedsTheEndOfTime(t *testing.T) {
	const most = time.Duration(math.MaxInt64)
	for _, law := range []*Law{
		Lognormal(time.Second, 100), Pareto(time.Hour, 0.01), Weibull(0.01, time.Hour), Gamma(10000, most/100),
		Floor(Exponential(most/2), most), Floor(Uniform(0, most), most-5), Floor(Constant(most), most),
		Floor(Mixture([]float64{1}, []*Law{Constant(most)}), 1),
	} {
		require.Equal(t, most, law.Draw(math.MaxUint64), "%v", law)
		require.GreaterOrEqual(t, law.Draw(0), time.Duration(0))
		require.GreaterOrEqual(t, law.Draw(1<<63), time.Duration(0))
		require.Positive(t, law.Mean())
		require.Equal(t, most, law.Quantile(1))
	}
}

func TestLawsRefuseWhatIsOutOfRange(t *testing.T) {
	nan := math.NaN()
	for i, make := range []func(){
		func() { Constant(-1) }, func() { Uniform(-1, 1) }, func() { Uniform(2, 1) }, func() { Exponential(0) },
		func() { Normal(-1, 1) }, func() { Normal(1, -1) }, func() { Lognormal(0, 1) }, func() { Lognormal(1, -1) },
		func() { Lognormal(1, nan) }, func() { LognormalP99(2, 1) }, func() { LognormalP99(0, 1) }, func() { Gamma(nan, 1) },
		func() { Gamma(0, 1) }, func() { Weibull(1, 0) }, func() { Pareto(0, 1) }, func() { Pareto(1, 1e9) },
		func() { Empirical(nil) }, func() { Empirical([]time.Duration{-1}) }, func() { Mixture(nil, nil) },
		func() { Mixture([]float64{0}, []*Law{Constant(1)}) }, func() { Mixture([]float64{1, 2}, []*Law{Constant(1)}) },
		func() { Mixture([]float64{nan}, []*Law{Constant(1)}) }, func() { Mixture([]float64{math.Inf(1)}, []*Law{Constant(1)}) },
		func() { Floor(Constant(1), -1) }, func() { LognormalFactor(-1) }, func() { LognormalFactor(3.1) },
		func() { Constant(1).Quantile(1.5) }, func() { Constant(1).Quantile(nan) },
	} {
		require.Panics(t, make, "case %d", i)
	}
	require.PanicsWithValue(t, "sim: Exponential: want mean > 0", func() { Exponential(-1) })
}

func TestFactorIsLognormal(t *testing.T) {
	for _, sigma := range []float64{0.01, 0.05, 1, 3} {
		f := LognormalFactor(sigma)
		d := distuv.LogNormal{Sigma: sigma}
		for _, p := range []float64{0.001, 0.1, 0.5, 0.9, 0.999} {
			got := float64(f.Scale(time.Hour, share(p))) / float64(time.Hour)
			require.InDelta(t, d.Quantile(p), got, 3e-4*d.Quantile(p)+math.Ldexp(1, -int(f.scale)), "%v at %v", f, p)
		}
		require.Zero(t, f.Scale(0, math.MaxUint64))
		require.Equal(t, time.Duration(math.MaxInt64), f.Scale(math.MaxInt64, math.MaxUint64))
	}
	require.Equal(t, time.Duration(12345), LognormalFactor(0).Scale(12345, 1))
}

func ExampleLaw() {
	latency := Floor(LognormalP99(40*time.Millisecond, 120*time.Millisecond), 5*time.Millisecond)
	fmt.Println(latency)
	fmt.Println("mean", latency.Mean(), "median", latency.Quantile(0.5), "p99", latency.Quantile(0.99))
	link := NewStream(1, "latency").Named("london → sydney")
	for message := range uint64(3) {
		fmt.Println(latency.Draw(link.At(message)))
	}
	// Output:
	// 5ms + lognormal(median 40ms, p99 120ms)
	// mean 49.718922ms median 45ms p99 125.000259ms
	// 26.222778ms
	// 30.527547ms
	// 72.401243ms
}

package sim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Package math serves as the judge here: it is right to an ulp or so on every
// architecture, only not to the same ulp.

// relative returns |got/want - 1|, or the distance where want is 0.
func relative(got, want float64) float64 {
	if got == want {
		return 0
	}
	if want == 0 {
		return math.Abs(got)
	}
	return math.Abs(got/want - 1)
}

// positives yields numbers from 1e-300 to 1e300, at random.
func positives(n uint64) []float64 {
	s := NewStream(1, "positives")
	xs := []float64{1, math.Nextafter(1, 0), math.Nextafter(1, 2), math.Sqrt2 / 2, math.Sqrt2, 2, math.E, 1e-300, 1e300}
	for i := range n {
		xs = append(xs, math.Exp(1380*math.Ldexp(float64(s.At(i)), -64)-690))
		xs = append(xs, 0.5+math.Ldexp(float64(s.At2(i, 1)), -63))
	}
	return xs
}

func TestLogarithmAndExponentialAreRightToTwoUlps(t *testing.T) {
	for _, x := range positives(20_000) {
		require.LessOrEqual(t, relative(naturalLog(x), math.Log(x)), 4.5e-16, "ln %v", x)
		y := math.Log(x)
		require.LessOrEqual(t, relative(exponential(y), math.Exp(y)), 4.5e-16, "exp %v", y)
	}
	require.Zero(t, naturalLog(1))
	require.Equal(t, 1.0, exponential(0))
	require.Equal(t, math.Inf(1), exponential(800))
	require.Zero(t, exponential(-800))
	require.Greater(t, exponential(-740), 0.0)
}

func TestSmallArgumentsKeepTheirDigits(t *testing.T) {
	for x := 1e-320; x < 0.9; x *= 1.7 {
		require.LessOrEqual(t, relative(logOnePlus(x), math.Log1p(x)), 4.5e-16, "%v", x)
		require.LessOrEqual(t, relative(logOnePlus(-x), math.Log1p(-x)), 4.5e-16, "%v", -x)
		require.LessOrEqual(t, relative(expMinusOne(x), math.Expm1(x)), 6e-16, "%v", x)
		require.LessOrEqual(t, relative(expMinusOne(-x), math.Expm1(-x)), 6e-16, "%v", -x)
	}
	require.Equal(t, -1.0, expMinusOne(-2000))
	require.Equal(t, math.Inf(1), expMinusOne(2000))
	require.Zero(t, expMinusOne(0))
}

func TestQuickPowerKeepsItsBound(t *testing.T) {
	for i, x := range positives(20_000) {
		y := []float64{-1.5, -0.99, 0.5, 1, 10, 100}[i%6]
		want := math.Exp(y * math.Log(x))
		if want < 1e-300 || want > 1e300 {
			continue
		}
		require.LessOrEqual(t, relative(quickPower(x, y), math.Pow(x, y)),
			1e-15*(1+math.Abs(y)*(1+math.Abs(math.Log(x)))), "%v^%v", x, y)
	}
	require.Zero(t, quickPower(1e-10, 100))
	require.Equal(t, math.Inf(1), quickPower(1e10, 100))
}

func TestNormalQuantileIsRightFarIntoTheTail(t *testing.T) {
	for tail := 0.5; tail > 1e-19; tail *= 0.83 {
		x := unitNormal(tail, true)
		require.LessOrEqual(t, relative(0.5*math.Erfc(x/math.Sqrt2), tail), 1e-13, "%v", tail)
		require.Equal(t, -x, unitNormal(tail, false))
	}
}

func TestGammaQuantileIsRightFarIntoTheTail(t *testing.T) {
	for _, shape := range []float64{0.01, 0.3, 1, 2.5, 17, 400, 10000} {
		g := newGammaCurve(shape)
		for i := range 60 {
			tail := math.Ldexp(1, i-60)
			low, high := g.quantile(tail, false), g.quantile(tail, true)
			if low > 1e-290 {
				assert.LessOrEqual(t, relative(mathext.GammaIncReg(shape, low), tail), 1e-9, "%v %v", shape, tail)
			}
			assert.LessOrEqual(t, relative(mathext.GammaIncRegComp(shape, high), tail), 1e-9, "%v %v", shape, tail)
		}
	}
}

func TestGammaOfShapeOneIsExponential(t *testing.T) {
	g := newGammaCurve(1)
	for i := 0; i <= sideCells; i += 7 {
		for _, upper := range []bool{false, true} {
			want := unitExponential(tailAt(i), upper)
			require.LessOrEqual(t, relative(g.quantile(tailAt(i), upper), want), 1e-12)
		}
	}
}

func TestLogGamma(t *testing.T) {
	for x := 0.01; x < 20_000; x *= 1.1 {
		want, _ := math.Lgamma(x)
		require.InDelta(t, want, logGamma(x), 1e-13*(1+math.Abs(want)), "%v", x)
	}
}

func TestZetaIsTheSum(t *testing.T) {
	for _, s := range []float64{0, 0.5, 0.99, 1, 1.2, 3, 100} {
		sum := 0.0
		for k := 1; k <= 5_000; k++ {
			sum += math.Pow(float64(k), -s)
			require.LessOrEqual(t, relative(zeta(uint64(k), s), sum), 2e-14, "%v %v", k, s)
		}
	}
	// The sum that YCSB precomputed, term by term.
	require.InDelta(t, scrambledZeta, zeta(scrambledRanks, scrambledTheta), 1e-9)
}

func TestUnitCurvesAgreeWithGonum(t *testing.T) {
	for p := 0.01; p < 1; p += 0.01 {
		tail, upper := min(p, 1-p), p > 0.5
		require.InDelta(t, distuv.UnitNormal.Quantile(p), unitNormal(tail, upper), 1e-12)
		require.InDelta(t, distuv.Exponential{Rate: 1}.Quantile(p), unitExponential(tail, upper), 1e-12)
	}
}

func TestClampToInt(t *testing.T) {
	for x, want := range map[float64]int64{
		-5: 0, 0: 0, 0.49: 0, 0.5: 1, 7.4: 7, 1e300: math.MaxInt64, math.Inf(1): math.MaxInt64, math.Inf(-1): 0,
	} {
		require.Equal(t, want, clampToInt(x), "%v", x)
	}
	require.Zero(t, clampToInt(math.NaN()))
}

package sim

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// picks counts n picks out of rows.
func picks(p Picker, rows, n int) []int {
	counts, s := make([]int, rows), NewStream(2, "picks")
	for i := range uint64(n) {
		counts[p.Pick(s.At(i), rows)]++
	}
	return counts
}

// effectiveRows estimates 1/Σp² without bias in the sum: by the share of pairs of
// picks that agree.
func effectiveRows(p Picker, rows int) float64 {
	const n = 4_000_000
	agree := 0.0
	for _, c := range picks(p, rows, n) {
		agree += float64(c) * float64(c-1) / n / (n - 1)
	}
	return 1 / agree
}

// TestThreeLawsAreCalledZipf: conflict rates differ almost eightfold between them.
func TestThreeLawsAreCalledZipf(t *testing.T) {
	require.InDelta(t, 35.9, effectiveRows(NewZipf(1000, 0.99), 1000), 0.15)
	require.InDelta(t, 34.5, effectiveRows(NewYCSBZipfian(1000, 0.99), 1000), 0.15)
	require.InDelta(t, 275, effectiveRows(NewYCSBScrambled(1000, 0.99), 1000), 3)
	require.InDelta(t, 1000, effectiveRows(NewUniform(), 1000), 1)
}

// shares are the probabilities that an alias table gives its outcomes, exactly,
// in units of 1/(column·outcomes).
func (a alias) shares() []uint64 {
	shares := make([]uint64, len(a))
	for i, entry := range a {
		own := entry >> 32
		shares[i] += own
		shares[uint32(entry)] += column - own
	}
	return shares
}

func TestZipfTableIsTheLaw(t *testing.T) {
	for _, s := range []float64{0, 0.5, 0.99, 1, 2} {
		const n = 3000
		z := NewZipf(n, s).(*zipf)
		total := 0.0
		for k := 1; k <= n; k++ {
			total += math.Pow(float64(k), -s)
		}
		sum := uint64(0)
		for i, share := range z.now.shares() {
			sum += share
			want := math.Pow(float64(i+1), -s) / total * n * column
			require.InDelta(t, want, float64(share), 1+float64(n)/2+1e-9*want, "rank %d, s %v", i, s)
		}
		require.Equal(t, uint64(n*column), sum)
	}
}

func TestZipfOfTheFirstRowsIsZipf(t *testing.T) {
	z := NewZipf(1000, 0.99)
	for _, rows := range []int{1000, 999, 700, 300, 10, 1, 1001, 5000, 1000} {
		n, total := 300_000, zeta(uint64(rows), 0.99)
		chi, cells := 0.0, 0
		for i, c := range picks(z, rows, n) {
			want := float64(n) * math.Pow(float64(i+1), -0.99) / total
			chi += (float64(c) - want) * (float64(c) - want) / want
			cells++
		}
		freedom := float64(cells - 1)
		require.LessOrEqual(t, chi-freedom, 5*math.Sqrt(2*freedom)+1e-9, "%d rows", rows)
	}
}

func TestPicksDependOnBitsAndRowsOnly(t *testing.T) {
	pickers := map[string]func() Picker{
		"uniform": NewUniform, "zipf": func() Picker { return NewZipf(100, 1) },
		"ycsb-zipfian":   func() Picker { return NewYCSBZipfian(100, 0.99) },
		"ycsb-scrambled": func() Picker { return NewYCSBScrambled(100, 0.99) },
		"hotspot":        func() Picker { return NewHotspot(0.2, 0.8) },
		"latest":         func() Picker { return NewLatest(0.99) },
	}
	for name, make := range pickers {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				used := make()
				for range 20 {
					bits, n := rapid.Uint64().Draw(t, "bits"), rapid.IntRange(1, 1000).Draw(t, "n")
					row := used.Pick(bits, n)
					require.True(t, 0 <= row && row < n, "row %d of %d", row, n)
					require.Equal(t, make().Pick(bits, n), row)
				}
			})
		})
	}
}

// TestYCSBZipfianFollowsItsFormula compares with the formula in package math.
func TestYCSBZipfianFollowsItsFormula(t *testing.T) {
	const n, theta = 5000, 0.99
	p, s := NewYCSBZipfian(n, theta), NewStream(3, "ycsb")
	zetan := 0.0
	for k := 1; k <= n; k++ {
		zetan += 1 / math.Pow(float64(k), theta)
	}
	zeta2 := 1 + math.Pow(0.5, theta)
	eta := (1 - math.Pow(2.0/n, 1-theta)) / (1 - zeta2/zetan)
	for i := range uint64(100_000) {
		u := float64(s.At(i)>>11) / (1 << 53)
		want := int(n * math.Pow(eta*u-eta+1, 1/(1-theta)))
		if u*zetan < 1 {
			want = 0
		} else if u*zetan < zeta2 {
			want = 1
		}
		require.Equal(t, want, p.Pick(s.At(i), n))
	}
}

func TestScatterIsFNV1a(t *testing.T) {
	prime := new(big.Int).SetUint64(fnvPrime)
	for _, x := range []uint64{0, 1, 255, 256, 9_999_999_999, math.MaxUint64} {
		hash, mask := new(big.Int).SetUint64(fnvOffset), new(big.Int).SetUint64(math.MaxUint64)
		for i := range 8 {
			hash.Xor(hash, new(big.Int).SetUint64(x>>(8*i)&255))
			hash.Mul(hash, prime).And(hash, mask)
		}
		want := int64(hash.Uint64())
		require.Equal(t, uint64(max(want, -want)), scatter(x))
	}
}

func TestLatestTurnsZipfianRound(t *testing.T) {
	latest, zipfian, s := NewLatest(0.99), NewYCSBZipfian(50, 0.99), NewStream(4, "latest")
	for i := range uint64(1_000) {
		n := 50 + int(i/10)
		require.Equal(t, n-1-zipfian.Pick(s.At(i), n), latest.Pick(s.At(i), n))
	}
	require.Greater(t, picks(latest, 50, 1000)[49], picks(latest, 50, 1000)[0])
}

func TestHotspotSendsOperationsToHotRows(t *testing.T) {
	const n = 100_000
	hot := 0
	for i, c := range picks(NewHotspot(0.2, 0.8), 1000, n) {
		if i < 200 {
			hot += c
		}
	}
	require.InDelta(t, 0.8, float64(hot)/n, 0.005)
	for _, counts := range [][]int{picks(NewHotspot(0, 1), 10, 100), picks(NewHotspot(0.01, 1), 10, 100)} {
		assert.Equal(t, 100, counts[0], "at least one row is hot")
	}
	all := picks(NewHotspot(1, 0), 10, n)
	require.Less(t, math.Abs(chiSquare(all, n)), 5.0, "all rows are hot")
	cold := picks(NewHotspot(0.5, 0), 10, n)
	require.Zero(t, cold[4])
	require.Less(t, math.Abs(chiSquare(cold[5:], n)), 5.0)
}

func TestPickersRefuseWhatIsOutOfRange(t *testing.T) {
	for i, f := range []func(){
		func() { NewZipf(0, 1) }, func() { NewZipf(1, -1) }, func() { NewZipf(1, math.NaN()) }, func() { NewYCSBZipfian(0, 0.5) },
		func() { NewYCSBZipfian(1, 1) }, func() { NewYCSBScrambled(1, 0) }, func() { NewLatest(1.2) }, func() { NewHotspot(-1, 0) },
		func() { NewHotspot(0, 2) }, func() { NewZipf(5, 1).Pick(0, 0) }, func() { NewLatest(0.5).Pick(0, 0) },
	} {
		require.Panics(t, f, "case %d", i)
	}
}

package histogram

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// values generates values of all magnitudes.
func values(t *rapid.T, label string) []int64 {
	magnitude := rapid.Custom(func(t *rapid.T) int64 {
		return rapid.Int64Range(0, math.MaxInt64).Draw(t, "value") >> rapid.IntRange(0, 62).Draw(t, "shift")
	})
	return rapid.SliceOfN(magnitude, 0, 200).Draw(t, label)
}

func recorded(vs []int64) *Histogram {
	h := new(Histogram)
	for _, v := range vs {
		h.Record(v)
	}
	return h
}

func TestBucketsTileTheIntegers(t *testing.T) {
	next := int64(0)
	for page := range pages {
		for slot := range pageSize {
			low, high := bounds(page, slot)
			require.Equal(t, next, low)
			require.LessOrEqual(t, high-low, low>>pageBits)
			for _, v := range []int64{low, high} {
				p, s := place(v)
				require.Equal(t, [2]int{page, slot}, [2]int{p, s})
			}
			next = high + 1
		}
	}
	require.Equal(t, int64(math.MinInt64), next, "the last bucket ends with the integers")
}

func TestQuantilesAreThoseOfTheSortedValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vs := values(t, "values")
		if len(vs) == 0 {
			return
		}
		h := recorded(vs)
		slices.Sort(vs)
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		want := vs[max(int(math.Ceil(share*float64(len(vs)))), 1)-1]
		got := h.Quantile(share)
		require.LessOrEqual(t, math.Abs(float64(got-want)), float64(want)/2048)
		require.Equal(t, vs[0], h.Min())
		require.Equal(t, vs[len(vs)-1], h.Max())
		require.Equal(t, h.Min(), h.Quantile(0))
		require.Equal(t, h.Max(), h.Quantile(1))
	})
}

func TestSumAndMeanAreExactBeyond64Bits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		vs := values(t, "values")
		h, sum := recorded(vs), new(big.Int)
		for _, v := range vs {
			sum.Add(sum, big.NewInt(v))
		}
		high, low := h.Sum()
		got := new(big.Int).Lsh(new(big.Int).SetUint64(high), 64)
		require.Equal(t, sum.String(), got.Add(got, new(big.Int).SetUint64(low)).String())
		require.Equal(t, int64(len(vs)), h.Count())
		if len(vs) > 0 {
			require.Equal(t, sum.Div(sum, big.NewInt(int64(len(vs)))).Int64(), h.Mean())
		}
	})
}

func TestMergingIsRecordingTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := values(t, "a"), values(t, "b")
		together, ab, ba := recorded(append(slices.Clone(a), b...)), recorded(a), recorded(b)
		ab.Merge(recorded(b))
		ba.Merge(recorded(a))
		require.Equal(t, together, ab)
		require.Equal(t, together, ba)
	})
}

func TestMergingWithItselfDoubles(t *testing.T) {
	h := recorded([]int64{3, 5_000, 5_000})
	h.Merge(h)
	require.Equal(t, recorded([]int64{3, 3, 5_000, 5_000, 5_000, 5_000}), h)
}

func TestRecordNIsRecordingNTimes(t *testing.T) {
	h := new(Histogram)
	h.RecordN(123_456_789, 3)
	h.RecordN(7, 0)
	require.Equal(t, recorded([]int64{123_456_789, 123_456_789, 123_456_789}), h)
}

func TestEmptyHistogramIsZero(t *testing.T) {
	var h Histogram
	h.Merge(new(Histogram))
	require.Zero(t, h)
	require.Zero(t, h.Quantile(0.5)+h.Mean()+h.Max()+h.Min()+h.Count())
	h.Each(func(low, high, count int64) { t.Fatal("a bucket in an empty histogram") })
}

func TestNegativeValuesAndCountsAreRefused(t *testing.T) {
	var h Histogram
	require.Panics(t, func() { h.Record(-1) })
	require.Panics(t, func() { h.RecordN(1, -1) })
}

func TestMemoryGrowsWithTheRangeOnly(t *testing.T) {
	var h Histogram
	record := func() {
		for v := int64(1_000_000); v < 2_000_000; v += 997 {
			h.Record(v)
		}
	}
	record()
	require.Zero(t, testing.AllocsPerRun(10, record))
	used := 0
	for _, page := range h.pages {
		if page != nil {
			used++
		}
	}
	require.LessOrEqual(t, used, 2)
}

func ExampleHistogram() {
	var latencies Histogram
	for ms := range int64(1000) {
		latencies.Record(ms * 1_000_000)
	}
	fmt.Println(latencies.Count(), latencies.Mean(), latencies.Max())
	fmt.Println(latencies.Quantile(0.5), latencies.Quantile(0.99))
	// Output:
	// 1000 499500000 999000000
	// 498991103 989069311
}

func BenchmarkRecord(b *testing.B) {
	var h Histogram
	v := int64(1)
	for b.Loop() {
		v = v*6364136223846793005 + 1442695040888963407
		h.Record(v & (1<<30 - 1))
	}
}

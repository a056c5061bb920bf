package sim

import (
	"fmt"
	"math"
	"math/bits"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sequences are the ways in which a run draws: along a counter, along either of
// two, across streams by number, by name and by seed.
var sequences = map[string]func(i uint64) uint64{
	"a counter":           NewStream(1, "x").At,
	"a counter far out":   func(i uint64) uint64 { return NewStream(1, "x").At(math.MaxUint64 - i) },
	"a counter in steps":  func(i uint64) uint64 { return NewStream(1, "x").At(i << 40) },
	"the zero stream":     Stream(0).At,
	"the first of two":    func(i uint64) uint64 { return NewStream(1, "x").At2(i, 3) },
	"the second of two":   func(i uint64) uint64 { return NewStream(1, "x").At2(3, i) },
	"a square":            func(i uint64) uint64 { return NewStream(1, "x").At2(i%512, i/512) },
	"numbered children":   func(i uint64) uint64 { return NewStream(1, "x").Child(i).At(0) },
	"grandchildren":       func(i uint64) uint64 { return NewStream(1, "x").Child(i % 512).Child(i / 512).At(7) },
	"names":               func(i uint64) uint64 { return NewStream(1, fmt.Sprint("leader ", i)).At(0) },
	"seeds":               func(i uint64) uint64 { return NewStream(i, "x").At(0) },
	"the keys of streams": func(i uint64) uint64 { return uint64(Stream(i)) ^ Stream(i).At(0) },
	"one draw of streams": func(i uint64) uint64 { return Stream(i).At(5) },
}

// chiSquare tests n counts against equal shares and returns how many standard
// deviations the statistic is off.
func chiSquare(counts []int, n int) float64 {
	want, sum := float64(n)/float64(len(counts)), 0.0
	for _, c := range counts {
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	freedom := float64(len(counts) - 1)
	return (sum - freedom) / math.Sqrt(2*freedom)
}

const sequenceLength = 1 << 18

func TestDrawsAreUniform(t *testing.T) {
	for name, draw := range sequences {
		for _, shift := range []int{0, 20, 56} {
			counts := make([]int, 256)
			for i := range uint64(sequenceLength) {
				counts[draw(i)>>shift&255]++
			}
			assert.Less(t, math.Abs(chiSquare(counts, sequenceLength)), 5.0, "%s, bits from %d", name, shift)
		}
	}
}

// TestNeighbouringDrawsAreIndependent is the serial test: pairs of neighbours
// fill a square evenly.
func TestNeighbouringDrawsAreIndependent(t *testing.T) {
	for name, draw := range sequences {
		for _, shift := range []int{0, 60} {
			counts := make([]int, 256)
			before := draw(0) >> shift & 15
			for i := range uint64(sequenceLength) {
				next := draw(i+1) >> shift & 15
				counts[before<<4|next]++
				before = next
			}
			assert.Less(t, math.Abs(chiSquare(counts, sequenceLength)), 5.0, "%s, bits from %d", name, shift)
		}
	}
}

// TestEveryBitMovesEveryBit is the avalanche: a flipped bit of any input flips
// each bit of the draw with probability one half.
func TestEveryBitMovesEveryBit(t *testing.T) {
	const tries = 4096
	for name, f := range map[string]func(x uint64) uint64{
		"counter":       func(x uint64) uint64 { return NewStream(1, "x").At(x) },
		"key":           func(x uint64) uint64 { return Stream(x).At(9) },
		"first of two":  func(x uint64) uint64 { return NewStream(1, "x").At2(x, 9) },
		"second of two": func(x uint64) uint64 { return NewStream(1, "x").At2(9, x) },
		"key of two":    func(x uint64) uint64 { return Stream(x).At2(9, 9) },
		"mix":           mix,
		"fingerprint a": func(x uint64) uint64 { var f Fingerprint; f.Add(5, x, 6); return uint64(f) },
		"fingerprint b": func(x uint64) uint64 { var f Fingerprint; f.Add(5, 6, x); return uint64(f) },
		"time":          func(x uint64) uint64 { var f Fingerprint; f.Add(Time(x), 5, 6); return uint64(f) },
	} {
		for in := range 64 {
			var flips [64]int
			for i := range uint64(tries) {
				x := Stream(77).At(i)
				for d := f(x) ^ f(x^1<<in); d != 0; d &= d - 1 {
					flips[bits.TrailingZeros64(d)]++
				}
			}
			for out, n := range flips {
				if math.Abs(float64(n)/tries-0.5) > 0.06 {
					t.Fatalf("%s: bit %d flips bit %d in %d of %d", name, in, out, n, tries)
				}
			}
		}
	}
}

func TestStreamsDoNotOverlap(t *testing.T) {
	seen := map[uint64]string{}
	note := func(x uint64, where string) {
		if first, ok := seen[x]; ok {
			t.Fatalf("%s repeats a draw of %s", where, first)
		}
		seen[x] = where
	}
	for name, s := range map[string]Stream{
		"x": NewStream(1, "x"), "y": NewStream(1, "y"), "empty": NewStream(1, ""), "zeros": NewStream(1, "\x00"),
		"seed 2": NewStream(2, "x"), "x.x": NewStream(1, "x").Named("x"), "child": NewStream(1, "x").Child(0),
		"child 1": NewStream(1, "x").Child(1), "xx": NewStream(1, "xx"),
	} {
		for i := range uint64(2_000) {
			note(s.At(i), name)
			note(s.At2(i, 0), name)
			note(s.At2(i, 1), name)
		}
	}
}

func TestAnyOfHitsIfOneDoes(t *testing.T) {
	require.Zero(t, AnyOf(nil))
	require.Equal(t, Chance(0.3), AnyOf([]Probability{Chance(0.3)}), "exactly")
	require.Equal(t, Chance(0.3), AnyOf([]Probability{Chance(0.3), 0}))
	require.Equal(t, Chance(1), AnyOf([]Probability{Chance(0.3), Chance(1)}))
	require.Equal(t, Chance(0.75), AnyOf([]Probability{Chance(0.5), Chance(0.5)}))
	rapid.Check(t, func(t *rapid.T) {
		chances := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Probability {
			return Chance(rapid.Float64Range(0, 1).Draw(t, "chance"))
		})).Draw(t, "chances")
		for i := range chances {
			require.LessOrEqual(t, AnyOf(chances[:i]), AnyOf(chances[:i+1]))
		}
	})
}

// TestShuffledDrawsEveryOrderAlike of the six orders of three.
func TestShuffledDrawsEveryOrderAlike(t *testing.T) {
	counts := make(map[[3]int]int)
	for i := range uint64(60_000) {
		counts[[3]int(Stream(1).Child(i).Shuffled(3))]++
	}
	require.Len(t, counts, 6)
	for order, count := range counts {
		require.InDelta(t, 10_000, count, 400, "%v", order)
	}
	require.Equal(t, Stream(1).Shuffled(9), Stream(1).Shuffled(9))
	require.Empty(t, Stream(1).Shuffled(0))
}

func TestBelowCoversItsRange(t *testing.T) {
	counts := make([]int, 7)
	for i := range uint64(70_000) {
		counts[Below(Stream(1).At(i), 7)]++
	}
	require.Less(t, math.Abs(chiSquare(counts, 70_000)), 5.0)
	require.Equal(t, uint64(6), Below(math.MaxUint64, 7))
	require.Zero(t, Below(math.MaxUint64, 1))
}

func TestChanceIsNeverOrAlwaysAtItsEnds(t *testing.T) {
	for _, bits := range []uint64{0, 1, 1 << 63, math.MaxUint64} {
		require.False(t, Chance(0).Hit(bits))
		require.True(t, Chance(1).Hit(bits))
	}
	require.True(t, Chance(0.5).Hit(1<<63-1))
	require.False(t, Chance(0.5).Hit(1<<63))
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		require.PanicsWithValue(t, "sim: Chance: want 0 <= p <= 1", func() { Chance(p) })
	}
}

func TestFingerprintForgetsOrderOnly(t *testing.T) {
	var forth, back, other Fingerprint
	for i := range 100 {
		forth.Add(Time(i), uint64(i)*3, uint64(i)*5)
		back.Add(Time(99-i), uint64(99-i)*3, uint64(99-i)*5)
		other.Add(Time(i), uint64(i)*5, uint64(i)*3)
	}
	require.Equal(t, forth, back)
	require.NotEqual(t, forth, other)
	var once, twice Fingerprint
	once.Add(0, 0, 0)
	twice.Add(0, 0, 0)
	twice.Add(0, 0, 0)
	require.NotEqual(t, once, twice)
	require.NotZero(t, once)
}

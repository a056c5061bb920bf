package sim

import (
	"math"
	"math/bits"
)

// Stream is a source of randomness without state: its n-th draw is a function
// of the stream and of n alone. Nothing is stored, draws may be taken in any
// order and by any number of goroutines, and taking one moves no other: two
// variants of a run that share a stream share their luck.
//
// The zero Stream is a stream like any other.
type Stream uint64

// Odd constants with about as many ones as zeros. golden is 2^64 divided by the
// golden ratio, whose multiples are the most evenly spread (Knuth, The Art of
// Computer Programming, volume 3, section 6.4). The others are the multipliers
// of the 64-bit finalisers of MurmurHash3 and of Stafford's variant 13, found by
// search for the best avalanche.
const (
	golden   = 0x9E3779B97F4A7C15
	murmur1  = 0xFF51AFD7ED558CCD
	murmur2  = 0xC4CEB9FE1A85EC53
	stafford = 0xBF58476D1CE4E5B9
)

// The constants of the hash of Fowler, Noll and Vo, 64 bits.
const (
	fnvOffset = 0xCBF29CE484222325
	fnvPrime  = 0x100000001B3
)

// NewStream returns the stream of that name in a run with that seed.
func NewStream(seed uint64, name string) Stream {
	return Stream(mix(seed + golden)).Named(name)
}

// Named returns the child stream of that name: key and name, the latter hashed
// by FNV-1a (64 bits) over its bytes, mixed like the numbers of At2.
func (s Stream) Named(name string) Stream {
	return Stream(s.At2(Hash(name), uint64(len(name))^murmur2))
}

// Hash is a text in 64 bits, FNV-1a over its bytes: for fingerprints.
func Hash(text string) uint64 {
	hash := uint64(fnvOffset)
	for i := range len(text) {
		hash = (hash ^ uint64(text[i])) * fnvPrime
	}
	return hash
}

// Child returns the child stream of that number. It differs from every named
// child, and its key from every draw of s.
func (s Stream) Child(i uint64) Stream { return Stream(s.At2(i, murmur1)) }

// At returns the n-th draw: 64 uniform bits.
//
// The key goes in twice, before and between the two multiplications. Once would
// do for one stream (it would be SplitMix64), but two streams would then be the
// same sequence at two offsets.
func (s Stream) At(n uint64) uint64 {
	x := uint64(s) ^ n*golden
	x = (x ^ x>>32) * murmur1
	x = (x ^ x>>29 ^ uint64(s)) * murmur2
	return x ^ x>>32
}

// At2 returns the draw that two numbers key, such as a write and its
// destination. At2(a, b) and At2(b, a) are different draws.
func (s Stream) At2(a, b uint64) uint64 {
	x := uint64(s) ^ a*golden
	x = (x^x>>32)*murmur1 ^ b*stafford
	x = (x ^ x>>29) * murmur2
	x = (x ^ x>>32 ^ uint64(s)) * stafford
	return x ^ x>>29
}

// mix is a bijection of 64-bit words in which every bit of the input moves every
// bit of the output with probability one half.
func mix(x uint64) uint64 {
	x = (x ^ x>>32) * murmur1
	x = (x ^ x>>29) * murmur2
	return x ^ x>>32
}

// Below turns 64 uniform bits into a number in [0, n), by multiplying (Lemire,
// "Fast Random Integer Generation in an Interval", 2019) without his rejection:
// no number is off by more than n/2^64 of its share. Below(bits, 0) is 0.
func Below(bits, n uint64) uint64 { return mulHigh(bits, n) }

// Shuffled returns 0 to n-1 in random order (Fisher and Yates), by the draws 1 to n.
func (s Stream) Shuffled(n int) []int {
	order := make([]int, n)
	for i := range order {
		j := int(Below(s.At(uint64(i)+1), uint64(i)+1))
		order[i] = order[j]
		order[j] = i
	}
	return order
}

// Probability is a chance as an integer threshold, in units of 2^-63.
type Probability uint64

// Chance returns the probability p. Below 2^-63 it is never.
// It panics unless p is in [0, 1].
func Chance(p float64) Probability {
	demand(p >= 0 && p <= 1, "Chance", "0 <= p <= 1")
	return Probability(math.Ldexp(p, 63))
}

// Hit reports whether 64 uniform bits fall within the probability.
func (p Probability) Hit(bits uint64) bool { return bits>>1 < uint64(p) }

// AnyOf returns the probability that one of several independent chances hits, or more.
// Another chance never makes it less; without any it is never.
func AnyOf(chances []Probability) Probability {
	const always = 1 << 63
	none := uint64(always)
	for _, p := range chances {
		high, low := bits.Mul64(none, always-uint64(p))
		none = high<<1 | low>>63
	}
	return Probability(always - none)
}

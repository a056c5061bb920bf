package sim

import "math/bits"

// Fingerprint is a 64-bit hash of everything that happened in a run. It is a sum
// of mixed words, so the order in which events are added does not matter: cores
// that compute the same events in another order agree. The zero value is the
// fingerprint of nothing.
type Fingerprint uint64

// Add adds an event: when it happened and two words that say what.
func (f *Fingerprint) Add(at Time, a, b uint64) {
	x := uint64(at+1)*golden ^ bits.RotateLeft64(a*murmur1, 32) ^ b
	x = (x ^ x>>32) * murmur2
	x = (x ^ x>>29 ^ b*stafford) * murmur1
	*f += Fingerprint(x ^ x>>32)
}

package causality

// Vector is a version vector: for each origin (or line of it, see Tracker.Transfer),
// how many of its writes, from its first on, are included. Two counts share a word, so
// that comparing and merging take a few instructions for two origins. A count is at
// most 2^31-1.
type Vector []uint64

const (
	laneTops = 1<<63 | 1<<31 // the top bit of each lane, which no count uses
	laneLow  = 1<<32 - 1
)

// Words is how long a vector of n counts is.
func Words(n int) int { return (n + 1) / 2 }

// At is the count of an origin.
func (v Vector) At(origin int) uint32 {
	return uint32(v[origin>>1] >> (32 * (origin & 1)))
}

// Set makes the count of an origin n.
func (v Vector) Set(origin int, n uint32) {
	shift := 32 * (origin & 1)
	word := &v[origin>>1]
	*word = *word&^(laneLow<<shift) | uint64(n)<<shift
}

// Covers tells whether v includes all that u does. The two are of equal length.
func (v Vector) Covers(u Vector) bool {
	u = u[:len(v)]
	for i, word := range v {
		// A lane's top bit survives the subtraction unless its count is the smaller.
		if ((word|laneTops)-u[i])&laneTops != laneTops {
			return false
		}
	}
	return true
}

// Merge makes v include all that u does, and returns by how much that raised the
// sum of v's counts. The two are of equal length.
func (v Vector) Merge(u Vector) (added uint64) {
	u = u[:len(v)]
	for i, word := range v {
		kept := ((word | laneTops) - u[i]) & laneTops
		if kept == laneTops {
			continue
		}
		keep := kept - kept>>31 // all bits but the top one, of lanes where v has more
		merged := word&keep | u[i]&^keep
		grown := merged - word
		added += grown&laneLow + grown>>32
		v[i] = merged
	}
	return added
}

// Widened is a copy of the vector with room for more counts, which are 0.
func (v Vector) Widened(words int) Vector {
	longer := make(Vector, words)
	copy(longer, v)
	return longer
}

// Pool hands out vectors of one length, and takes them back to be used again, so
// that a steady state allocates nothing. Indices stand for vectors: 0 for none.
type Pool struct {
	words int
	pages [][]uint64
	free  []uint32
	next  uint32
}

const vectorsPerPage = 64

// NewPool makes a pool of vectors of so many words.
func NewPool(words int) *Pool { return &Pool{words: words, next: 1} }

// Get hands out a vector whose counts are arbitrary.
func (p *Pool) Get() uint32 {
	if n := len(p.free); n > 0 {
		i := p.free[n-1]
		p.free = p.free[:n-1]
		return i
	}
	if int(p.next/vectorsPerPage) >= len(p.pages) {
		p.pages = append(p.pages, make([]uint64, vectorsPerPage*p.words))
	}
	p.next++
	return p.next - 1
}

// Put takes a vector back; 0 is ignored.
func (p *Pool) Put(i uint32) {
	if i != 0 {
		p.free = append(p.free, i)
	}
}

// Widen makes all vectors longer; the counts that they gain are 0.
func (p *Pool) Widen(words int) {
	for page, old := range p.pages {
		p.pages[page] = make([]uint64, vectorsPerPage*words)
		for i := range vectorsPerPage {
			copy(p.pages[page][i*words:], old[i*p.words:(i+1)*p.words])
		}
	}
	p.words = words
}

// Vector is the vector that an index stands for.
func (p *Pool) Vector(i uint32) Vector {
	at := int(i%vectorsPerPage) * p.words
	return Vector(p.pages[i/vectorsPerPage][at : at+p.words])
}

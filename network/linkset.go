package network

import "math/bits"

// linkSet is a set of links among nodes, one bit a link, in which a link's rank
// (how many links come before it) is found in constant time. State that links have
// is kept in arrays indexed by rank, so that a ring of 4,096 nodes needs 4,096
// entries and not 16 million.
type linkSet struct {
	nodes  int
	size   int
	words  []uint64 // bit from*nodes+to
	before []uint32 // links in earlier words; valid after seal
}

func newLinkSet(nodes int) *linkSet {
	return &linkSet{nodes: nodes, words: make([]uint64, (nodes*nodes+63)/64)}
}

func (s *linkSet) bit(from, to int) (word int, mask uint64) {
	l := from*s.nodes + to
	return l >> 6, 1 << (l & 63)
}

func (s *linkSet) has(from, to int) bool {
	word, mask := s.bit(from, to)
	return s.words[word]&mask != 0
}

// add puts a link in; a link to oneself, or one that is there, is left alone.
func (s *linkSet) add(from, to int) {
	word, mask := s.bit(from, to)
	if from == to || s.words[word]&mask != 0 {
		return
	}
	s.words[word] |= mask
	s.size++
}

func (s *linkSet) addBoth(a, b int) {
	s.add(a, b)
	s.add(b, a)
}

func (s *linkSet) removeBoth(a, b int) {
	for _, l := range [2][2]int{{a, b}, {b, a}} {
		word, mask := s.bit(l[0], l[1])
		if s.words[word]&mask != 0 {
			s.words[word] &^= mask
			s.size--
		}
	}
}

// renumbered returns the set, sealed, among more nodes: i is number numbers[i] there.
func (s *linkSet) renumbered(numbers []int, nodes int) *linkSet {
	all := newLinkSet(nodes)
	for i := range s.nodes {
		for _, j := range s.from(i) {
			all.add(numbers[i], numbers[j])
		}
	}
	all.seal()
	return all
}

// seal prepares ranks. The set must not change afterwards.
func (s *linkSet) seal() {
	s.before = make([]uint32, len(s.words))
	count := uint32(0)
	for i, w := range s.words {
		s.before[i] = count
		count += uint32(bits.OnesCount64(w))
	}
}

// rank returns the number of links before l, and whether l is in the set.
func (s *linkSet) rank(l Link) (int, bool) {
	word, mask := int(l)>>6, uint64(1)<<(l&63)
	w := s.words[word]
	return int(s.before[word]) + bits.OnesCount64(w&(mask-1)), w&mask != 0
}

// from lists, in ascending order, the nodes that i has a link to.
func (s *linkSet) from(i int) []int {
	var to []int
	for l := i * s.nodes; l < (i+1)*s.nodes; {
		rest := s.words[l>>6] >> (l & 63)
		if rest == 0 {
			l = (l>>6 + 1) << 6
			continue
		}
		l += bits.TrailingZeros64(rest)
		if l < (i+1)*s.nodes {
			to = append(to, l-i*s.nodes)
		}
		l++
	}
	return to
}

package strategytest

import "math/bits"

// set is of small numbers below 64: writes by their identity, from 1, or leaders from 0.
type set uint64

func setOf(i int) set           { return 1 << i }
func (s set) has(i int) bool    { return s>>i&1 != 0 }
func (s set) with(i int) set    { return s | 1<<i }
func (s set) within(t set) bool { return s&^t == 0 }
func (s set) lowest() int       { return bits.TrailingZeros64(uint64(s)) }
func (s set) size() int         { return bits.OnesCount64(uint64(s)) }
func (s set) without(i int) set { return s &^ (1 << i) }
func (s set) each(yield func(int) bool) {
	for ; s != 0; s = s.without(s.lowest()) {
		if !yield(s.lowest()) {
			return
		}
	}
}

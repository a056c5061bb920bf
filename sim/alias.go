package sim

import "math/bits"

// alias picks from a fixed discrete distribution in constant time (Walker, "An
// Efficient Method for Generating Discrete Random Variables with General
// Distributions", 1977; filled as Vose does, "A Linear Algorithm For Generating
// Random Numbers With a Given Distribution", 1991). There is a column for each
// outcome, shared between it and at most one other: the upper 32 bits are the
// outcome's own part of the column, in units of 2^-32, the lower 32 the other.
type alias []uint64

const column = 1 << 32 // the height of a column

// newAlias makes the table for outcomes whose weights sum to column times their
// number. All integers: the table is exactly that distribution. The weights are
// used up.
func newAlias(weights []uint64) alias {
	table := make(alias, len(weights))
	low, high := sortColumns(weights)
	for len(low) > 0 && len(high) > 0 {
		small, large := low[len(low)-1], high[len(high)-1]
		low = low[:len(low)-1]
		table[small] = weights[small]<<32 | uint64(large)
		weights[large] -= column - weights[small]
		if weights[large] < column {
			high = high[:len(high)-1]
			low = append(low, large)
		}
	}
	// Sums being exact, what is left fills its own column.
	for _, i := range append(low, high...) {
		table[i] = uint64(i)
	}
	return table
}

// sortColumns lists the outcomes that leave room in their column, and the others.
func sortColumns(weights []uint64) (low, high []uint32) {
	for i, w := range weights {
		if w < column {
			low = append(low, uint32(i))
		} else {
			high = append(high, uint32(i))
		}
	}
	return low, high
}

// pick turns 64 uniform bits into an outcome: one multiplication gives the column
// and the height in it.
func (a alias) pick(draw uint64) int {
	i, height := bits.Mul64(draw, uint64(len(a)))
	entry := a[i]
	if height>>32 < entry>>32 {
		return int(i)
	}
	return int(uint32(entry))
}

package sim

import (
	"math"
	"math/bits"
)

// quantiles is the inverse of a distribution function as a table of integers,
// ascending, with straight lines between the entries. It is refined towards both
// ends: each halving of the distance to an end, down to 2^-65, has as many cells
// as the last, so that a quantile far out is as precise as one in the middle and
// heavy tails reach as far as 64 bits can tell.
//
// Drawing is integer arithmetic alone, so that it is exact to the bit everywhere.
type quantiles [2*sideCells + 1]int64

const (
	octaves   = 64 // halvings of the distance to an end
	cellBits  = 5
	cells     = 1 << cellBits // in an octave
	sideCells = octaves * cells
)

// curve is the inverse of a distribution function: the quantile at a distance
// tail in (0, ½] from the lower or the upper end.
type curve func(tail float64, upper bool) float64

// newQuantiles tabulates a curve times unit, each entry rounded to an integer
// from 0 on. The curve is asked from each end towards the middle.
func newQuantiles(unit float64, c curve) *quantiles {
	t := new(quantiles)
	for i := range sideCells + 1 {
		tail := tailAt(i)
		t[len(t)-1-i] = clampToInt(float64(unit * c(tail, true)))
		t[i] = clampToInt(float64(unit * c(tail, false)))
	}
	// The ends meet at the median, where the last digits may not.
	for i := 1; i < len(t); i++ {
		t[i] = max(t[i], t[i-1])
	}
	return t
}

// tailAt returns the distance of the i-th entry to its end.
func tailAt(i int) float64 {
	return math.Ldexp(float64(cells+i%cells), i/cells-octaves-1-cellBits)
}

// at returns the quantile of (2u+1)/2^65.
func (t *quantiles) at(u uint64) int64 {
	mirror := uint64(int64(u) >> 63) // in the upper half all ones
	tail := (u^mirror)<<1 | 1        // the distance to the end, in units of 2^-65
	zeros := bits.LeadingZeros64(tail)
	tail <<= zeros + 1
	cell := uint64(octaves-1-zeros)<<cellBits | tail>>(64-cellBits)
	i := (cell ^ mirror) + (2*sideCells)&mirror // counted from the upper end
	from := t[i]
	return from + int64(mulHigh(uint64(t[i+1]-from), tail<<cellBits^mirror))
}

// mean returns the mean of at over uniform bits.
func (t *quantiles) mean() float64 {
	sum := 0.0
	for i := range 2 * sideCells {
		near := min(i, 2*sideCells-1-i)
		width := tailAt(near+1) - tailAt(near)
		sum += float64(width * (float64(t[i])/2 + float64(t[i+1])/2))
	}
	return sum
}

package sim

import "math/bits"

const (
	octaves   = 64 // halvings of the tail that 64 bits reach
	cellBits  = 5
	cells     = 1 << cellBits // cells an octave
	sideCells = octaves * cells
)

// quantiles is the inverse of a distribution function as a table of integers,
// increasing, with straight lines between the entries. The entries are refined
// towards both ends: every halving of the distance to an end, down to 2^-65, has
// as many cells as the last, so that far quantiles are as precise as near ones.
type quantiles [2*sideCells + 1]int64

// newQuantiles tabulates curve, which is given the distance to an end, in
// (0, 1/2], and which end.
func newQuantiles(curve func(tail float64, upper bool) int64) *quantiles {
	t := new(quantiles)
	for i := range sideCells + 1 {
		tail := tailAt(i)
		t[i] = curve(tail, false)
		t[len(t)-1-i] = curve(tail, true)
	}
	t[sideCells] = curve(0.5, false)
	for i := 1; i < len(t); i++ {
		t[i] = max(t[i], t[i-1])
	}
	return t
}

// tailAt returns the distance to the end of the i-th entry from there.
func tailAt(i int) float64 {
	tail := float64(cells + i%cells)
	for range octaves + 1 + cellBits - i/cells {
		tail /= 2
	}
	return tail
}

// at returns the quantile of (2·u+1)/2^65, u being all 64 bits.
func (t *quantiles) at(u uint64) int64 {
	mirror := uint64(int64(u) >> 63) // all ones in the upper half
	v := (u^mirror)<<1 | 1           // the distance to the end, in units of 2^-65
	zeros := bits.LeadingZeros64(v)
	v <<= zeros + 1
	cell := uint64(octaves-1-zeros)<<cellBits | v>>(64-cellBits)
	i := (cell ^ mirror) + 2*sideCells&mirror
	low := t[i]
	return low + int64(mulHigh(uint64(t[i+1]-low), (v<<cellBits)^mirror))
}

// mean returns the mean of what at returns for uniform bits.
func (t *quantiles) mean() float64 {
	sum := 0.0
	for i := range 2 * sideCells {
		near := min(i, 2*sideCells-1-i)
		width := tailAt(near+1) - tailAt(near)
		sum += float64(width * (float64(t[i])/2 + float64(t[i+1])/2))
	}
	return sum
}

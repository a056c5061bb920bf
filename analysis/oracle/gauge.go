package oracle

import (
	"math/bits"

	"github.com/mlrsim/mlrsim/sim"
)

// gauge follows a number and sums it over time, in number × ns, within a window.
type gauge struct {
	value    int64
	since    sim.Time
	from, to sim.Time // the window
	total    area
	slices   *sliced // sums it by bin as well; nil: not
}

// set makes the number n from an instant on, which is not before the last one's.
func (g *gauge) set(at sim.Time, n int64) {
	if g.value != 0 && at > g.since {
		if span := min(at, g.to) - max(g.since, g.from); span > 0 {
			g.total.add(uint64(g.value), uint64(span))
		}
		if g.slices != nil {
			g.slices.add(g.value, g.since, at)
		}
	}
	g.value, g.since = n, at
}

// sliced sums a number over time, bin by bin.
type sliced struct {
	width sim.Time
	sums  []int64
	end   sim.Time // of the last bin in sums
}

func (s *sliced) add(n int64, from, to sim.Time) {
	if s.width == 0 {
		return
	}
	for s.end < to {
		s.sums = append(s.sums, 0)
		s.end += s.width
	}
	for i := len(s.sums) - 1; i >= 0 && from < to; i-- {
		start := sim.Time(i) * s.width
		if to > start {
			s.sums[i] += n * int64(to-max(start, from))
			to = max(start, from)
		}
	}
}

// area is a sum of products, of 128 bits.
type area struct{ high, low uint64 }

func (a *area) add(n, span uint64) {
	high, low := bits.Mul64(n, span)
	var carry uint64
	a.low, carry = bits.Add64(a.low, low, 0)
	a.high += high + carry
}

// over is the area divided, rounded down; the result fits 64 bits.
func (a area) over(n int64) int64 {
	mean, _ := bits.Div64(a.high, a.low, uint64(n))
	return int64(mean)
}

func (a area) plus(b area) area {
	low, carry := bits.Add64(a.low, b.low, 0)
	return area{a.high + b.high + carry, low}
}

// quotient makes two areas fit 63 bits each, exactly where they do.
func quotient(part, whole area) (int64, int64) {
	shift := max(part.size(), whole.size(), 63) - 63
	return part.shifted(shift), whole.shifted(shift)
}

func (a area) size() int {
	if a.high != 0 {
		return 64 + bits.Len64(a.high)
	}
	return bits.Len64(a.low)
}

func (a area) shifted(by int) int64 {
	if by == 0 {
		return int64(a.low)
	}
	return int64(a.low>>by | a.high<<(64-by))
}

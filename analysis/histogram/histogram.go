// Package histogram counts integers by size, in buckets no wider than 2^-10 of
// the values in them, exactly and in any order: merged histograms are the same
// bits whatever the order of recording and merging.
//
// The zero Histogram is ready. Its memory grows with the range of the values
// recorded (8 KB for each factor of two), not with their number.
package histogram

import (
	"math"
	"math/bits"
)

const (
	pageBits = 10
	pageSize = 1 << pageBits
	pages    = 64 - pageBits
)

// Histogram counts values of at least 0.
type Histogram struct {
	pages           [pages]*[pageSize]int64
	count           int64
	sumHigh, sumLow uint64
	min, max        int64
}

// place returns the page of v and the slot in it. Values below 2·pageSize have
// a slot each; beyond, a page spans a factor of two.
func place(v int64) (page, slot int) {
	shift := max(bits.Len64(uint64(v))-pageBits-1, 0)
	index := shift<<pageBits + int(v>>shift)
	return index >> pageBits, index & (pageSize - 1)
}

// bounds returns the least and the greatest value that share a slot.
func bounds(page, slot int) (low, high int64) {
	if page == 0 {
		return int64(slot), int64(slot)
	}
	shift := page - 1
	low = int64(pageSize+slot) << shift
	return low, low + int64(1)<<shift - 1
}

// Record counts v. It panics if v is negative.
func (h *Histogram) Record(v int64) {
	if v < 0 {
		panic("histogram: a negative value")
	}
	page, slot := place(v)
	p := h.pages[page]
	if p == nil {
		p = h.newPage(page)
	}
	p[slot]++
	if v < h.min || h.count == 0 {
		h.min = v
	}
	h.max = max(h.max, v)
	h.count++
	h.addSum(0, uint64(v))
}

func (h *Histogram) newPage(page int) *[pageSize]int64 {
	h.pages[page] = new([pageSize]int64)
	return h.pages[page]
}

// RecordN counts v n times; n may be 0. It panics if either is negative.
func (h *Histogram) RecordN(v, n int64) {
	if v < 0 || n < 0 {
		panic("histogram: a negative value or count")
	}
	if n == 0 {
		return
	}
	page, slot := place(v)
	if h.pages[page] == nil {
		h.newPage(page)
	}
	h.pages[page][slot] += n
	if h.count == 0 || v < h.min {
		h.min = v
	}
	h.max = max(h.max, v)
	h.count += n
	high, low := bits.Mul64(uint64(v), uint64(n))
	h.addSum(high, low)
}

func (h *Histogram) addSum(high, low uint64) {
	var carry uint64
	h.sumLow, carry = bits.Add64(h.sumLow, low, 0)
	h.sumHigh += high + carry
}

// Count returns how many values were recorded.
func (h *Histogram) Count() int64 { return h.count }

// Sum returns the exact sum of the values, high·2^64 + low.
func (h *Histogram) Sum() (high, low uint64) { return h.sumHigh, h.sumLow }

// Mean returns the exact mean, rounded down; 0 of nothing.
func (h *Histogram) Mean() int64 {
	if h.count == 0 {
		return 0
	}
	mean, _ := bits.Div64(h.sumHigh, h.sumLow, uint64(h.count))
	return int64(mean)
}

// Min returns the least value recorded, exactly; 0 of nothing.
func (h *Histogram) Min() int64 { return h.min }

// Max returns the greatest value recorded, exactly; 0 of nothing.
func (h *Histogram) Max() int64 { return h.max }

// Quantile returns the value that a share of the values does not exceed, by
// nearest rank: within 2^-11 of it, and exact below 2,048. Shares up to 0 give
// Min, from 1 on Max; of nothing it is 0.
func (h *Histogram) Quantile(share float64) int64 {
	rank := int64(math.Ceil(share * float64(h.count)))
	if rank <= 0 || rank >= h.count {
		if rank <= 0 {
			return h.min
		}
		return h.max
	}
	var result int64
	h.each(func(low, high, count int64) bool {
		rank -= count
		result = low + (high-low)/2
		return rank > 0
	})
	return min(max(result, h.min), h.max)
}

// Merge adds what other has counted.
func (h *Histogram) Merge(other *Histogram) {
	if other.count == 0 {
		return
	}
	if h.count == 0 || other.min < h.min {
		h.min = other.min
	}
	h.max = max(h.max, other.max)
	h.count += other.count
	h.addSum(other.sumHigh, other.sumLow)
	for i, from := range other.pages {
		if from == nil {
			continue
		}
		if h.pages[i] == nil {
			h.newPage(i)
		}
		for j, n := range from {
			h.pages[i][j] += n
		}
	}
}

// Each visits the buckets that are not empty, ascending: count values lie
// between low and high, both included.
func (h *Histogram) Each(visit func(low, high, count int64)) {
	h.each(func(low, high, count int64) bool {
		visit(low, high, count)
		return true
	})
}

func (h *Histogram) each(visit func(low, high, count int64) bool) {
	for i, page := range h.pages {
		if page == nil {
			continue
		}
		for j, n := range page {
			if n == 0 {
				continue
			}
			if low, high := bounds(i, j); !visit(low, high, n) {
				return
			}
		}
	}
}

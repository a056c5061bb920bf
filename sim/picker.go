package sim

import "math"

// Picker chooses rows by popularity: Pick turns 64 uniform bits into a row of
// [0, n), n ≥ 1 being the rows there are now. What it returns depends on bits and
// n only, but it may keep tables for the last n: a Picker belongs to one run.
type Picker interface {
	Pick(bits uint64, n int) int
}

type uniform struct{}

// NewUniform picks every row as often as every other.
func NewUniform() Picker { return uniform{} }

func (uniform) Pick(bits uint64, n int) int { return int(mulHigh(bits, uint64(n))) }

type hotspot struct {
	keys       float64
	operations Probability
}

// NewHotspot picks from the first rows, a share keys of all, with probability
// ops, and else from the others; rows of the same kind are equally popular. It is
// YCSB's HotspotIntegerGenerator, except that the number of hot rows is rounded to
// the nearest, at least 1, and that with no other row all picks are hot. It panics
// unless both shares are in [0, 1].
func NewHotspot(keys, ops float64) Picker {
	demand(keys >= 0 && keys <= 1, "NewHotspot", "0 <= keys <= 1")
	return hotspot{keys: keys, operations: Chance(ops)}
}

func (h hotspot) Pick(bits uint64, n int) int {
	hot := max(int(math.Floor(float64(h.keys*float64(n))+0.5)), 1)
	within := mix(bits ^ golden)
	if hot >= n || h.operations.Hit(bits) {
		return int(mulHigh(within, uint64(hot)))
	}
	return hot + int(mulHigh(within, uint64(n-hot)))
}

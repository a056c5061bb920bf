package sim

// Picker chooses rows: Pick turns 64 uniform bits into a row of [0, n), n being
// the rows there are now. A Picker belongs to one run.
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

// NewHotspot picks, in a share ops of all picks, from the first share keys of
// the rows, and otherwise from the rest.
func NewHotspot(keys, ops float64) Picker { return hotspot{keys, Chance(ops)} }

func (h hotspot) Pick(bits uint64, n int) int {
	hot := min(max(int(h.keys*float64(n)), 1), n)
	if h.operations.Hit(bits) || hot == n {
		return int(mulHigh(mix(bits), uint64(hot)))
	}
	return hot + int(mulHigh(mix(bits), uint64(n-hot)))
}

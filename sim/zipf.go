package sim

import "math"

// zipf picks row i with probability proportional to 1/(i+1)^s, from a table of
// at most twice as many rows as there are. A row past the last is drawn again,
// which leaves exactly the law of the rows that exist: the conditional law of a
// Zipf law on its first rows is the Zipf law of those.
type zipf struct {
	s      float64
	rows   int // of the first table
	now    zipfTable
	others []zipfTable
}

type zipfTable struct {
	alias
	half int // with so few rows, a smaller table serves
}

// NewZipf is the exact Zipf law: of n rows, the i-th (from 0) is picked with a
// probability proportional to 1/(i+1)^s. The effective number of rows, 1/Σp², is
// 35.9 of 1,000 for s = 0.99.
//
// The table, of 8 bytes a row, is made for n ≥ 1 rows, up to 2^30, and made again
// when picks are asked for more than twice or less than half as many; at any
// number of rows, what is picked follows the law of just that number. The
// exponent s is in [0, 100]. It panics outside of these ranges.
func NewZipf(n int, s float64) Picker {
	demand(n >= 1 && n <= 1<<30 && s >= 0 && s <= 100, "NewZipf", "1 <= n <= 2^30 and 0 <= s <= 100")
	return &zipf{s: s, rows: n, now: newZipfTable(n, s)}
}

func (z *zipf) Pick(bits uint64, n int) int {
	if n > len(z.now.alias) || n <= z.now.half {
		z.fit(n)
	}
	row := z.now.pick(bits)
	for row >= n {
		bits = mix(bits + golden)
		row = z.now.pick(bits)
	}
	return row
}

// fit brings in the table for n rows. Its size is the least, of the first size
// doubled or halved, that has them all: so it depends on n only, and not on what
// was picked before.
func (z *zipf) fit(n int) {
	demand(n >= 1, "a pick", "a row to pick")
	size := z.rows
	for size < n {
		size *= 2
	}
	for size/2 >= n {
		size /= 2
	}
	z.others = append(z.others, z.now)
	for i, t := range z.others {
		if len(t.alias) == size {
			z.now = t
			z.others = append(z.others[:i], z.others[i+1:]...)
			return
		}
	}
	z.now = newZipfTable(size, z.s)
}

// newZipfTable gives each row its weight in units of 2^-32 of the mean weight,
// rounded down, and to the first row what that left over: less than one unit for
// each row.
func newZipfTable(n int, s float64) zipfTable {
	all := uint64(n) * column
	unit := float64(all) / zeta(uint64(n), s)
	weights := make([]uint64, n)
	left := all
	for i := range weights {
		weights[i] = min(uint64(math.Floor(float64(unit*quickPower(float64(i+1), -s)))), left)
		left -= weights[i]
	}
	weights[0] += left
	return zipfTable{alias: newAlias(weights), half: n / 2}
}

package sim

import "sort"

type zipf struct {
	s          float64
	cumulative []float64
}

// NewZipf picks row i with probability proportional to 1/(i+1)^s.
func NewZipf(n int, s float64) Picker {
	z := &zipf{s: s}
	z.grow(n)
	return z
}

func (z *zipf) grow(n int) {
	for len(z.cumulative) < n {
		last := 0.0
		if len(z.cumulative) > 0 {
			last = z.cumulative[len(z.cumulative)-1]
		}
		z.cumulative = append(z.cumulative, last+power(float64(len(z.cumulative)+1), -z.s))
	}
}

func (z *zipf) Pick(bits uint64, n int) int {
	z.grow(n)
	x := float64(float64(bits>>11)*(1.0/(1<<53))) * z.cumulative[n-1]
	return sort.SearchFloat64s(z.cumulative[:n], x)
}

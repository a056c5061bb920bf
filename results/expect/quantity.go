package expect

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/mlrsim/mlrsim/results"
)

// unit of a quantity: how many of the metric's own unit it is.
type unit struct {
	name string
	size *big.Rat
}

// unitsOf lists what quantities of a kind are measured in.
func unitsOf(k results.Kind) []unit {
	switch k {
	case results.Ratio:
		return []unit{{"%", big.NewRat(1, 100)}}
	case results.Span:
		return []unit{
			{"ns", big.NewRat(1, 1e9)}, {"us", big.NewRat(1, 1e6)}, {"µs", big.NewRat(1, 1e6)}, {"μs", big.NewRat(1, 1e6)},
			{"ms", big.NewRat(1, 1e3)}, {"s", big.NewRat(1, 1)}, {"m", big.NewRat(60, 1)}, {"h", big.NewRat(3600, 1)},
		}
	case results.Volume:
		return []unit{
			{"B", big.NewRat(1, 1)}, {"KiB", big.NewRat(1<<10, 1)}, {"MiB", big.NewRat(1<<20, 1)}, {"GiB", big.NewRat(1<<30, 1)}, {"TiB", big.NewRat(1<<40, 1)},
			{"kB", big.NewRat(1e3, 1)}, {"KB", big.NewRat(1e3, 1)}, {"MB", big.NewRat(1e6, 1)}, {"GB", big.NewRat(1e9, 1)}, {"TB", big.NewRat(1e12, 1)},
		}
	case results.Count, results.Mean:
		return []unit{{"", big.NewRat(1, 1)}}
	}
	panic(fmt.Sprintf("expect: a %s is not compared with quantities", k))
}

// parseQuantity reads a quantity in the unit of a metric.
func parseQuantity(written string, m results.Metric) (*big.Rat, error) {
	sum, rest := new(big.Rat), written
	for {
		n := prefix(rest, func(c byte) bool { return isDigit(c) || c == '.' })
		number, ok := new(big.Rat).SetString(rest[:n])
		rest = rest[n:]
		n = prefix(rest, func(c byte) bool { return isLetter(c) || c == '%' })
		u, known := find(unitsOf(m.Kind), rest[:n])
		rest = rest[n:]
		if !ok || !known {
			return nil, fmt.Errorf("%s", advice(written, m))
		}
		sum.Add(sum, number.Mul(number, u.size))
		if rest == "" {
			break
		}
		if m.Kind != results.Span { // only durations have parts: 2m30s
			return nil, fmt.Errorf("%s", advice(written, m))
		}
	}
	if m.Kind == results.Count && !sum.IsInt() {
		return nil, fmt.Errorf("%s is a count of %s: %s is not a whole number", m.Name, m.Unit, written)
	}
	return sum, nil
}

func find(units []unit, name string) (unit, bool) {
	for _, u := range units {
		if u.name == name {
			return u, true
		}
	}
	return unit{}, false
}

// advice says what a metric is compared with, using the number that was written.
func advice(written string, m results.Metric) string {
	number := strings.TrimRight(written[:prefix(written, func(c byte) bool { return isDigit(c) || c == '.' })], ".")
	if _, ok := new(big.Rat).SetString(number); !ok {
		number = "10"
	}
	switch m.Kind {
	case results.Ratio:
		return fmt.Sprintf("%s is a share, not %s: write it in per cent, as in %s%%", m.Name, written, asPercent(written, number))
	case results.Span:
		return fmt.Sprintf("%s is a duration: write %sms, or with another of the units ns, us, ms, s, m, h", m.Name, number)
	case results.Volume:
		return fmt.Sprintf("%s is a number of bytes: write %sKiB, or with another of the units B, KiB, MiB, GiB, kB, MB, GB", m.Name, number)
	case results.Count:
		return fmt.Sprintf("%s is a count of %s: write a bare number, as in %s", m.Name, m.Unit, number)
	default:
		return fmt.Sprintf("%s is a mean number of %s: write a bare number, as in %s", m.Name, m.Unit, number)
	}
}

// asPercent takes a bare number below one for a fraction: 0.02 is 2%.
func asPercent(written, number string) string {
	r, _ := new(big.Rat).SetString(number)
	if written != number || r.Cmp(big.NewRat(1, 1)) > 0 {
		return number
	}
	percent := r.Mul(r, big.NewRat(100, 1)).FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(percent, "0"), ".")
}

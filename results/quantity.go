package results

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// undefinedMark stands where there is no value.
const undefinedMark = "–"

// String is the value for people: "43.2 ms", "12.4%", "1,204", "3.1 MiB", "yes", or
// "–" if it is undefined. Figures are rounded to about three digits, counts are
// exact.
func (v Value) String() string {
	if !v.Defined() {
		return undefinedMark
	}
	switch v.Metric.Kind {
	case Count:
		return Grouped(v.Num)
	case Ratio:
		return percent(v.Rat())
	case Mean:
		return threeDigits(v.Rat())
	case Span:
		return Duration(v.Num)
	case Truth:
		return [...]string{"no", "yes"}[v.Num]
	case Volume:
		return Bytes(v.Num)
	}
	panic(fmt.Sprintf("results: no form for a metric of kind %d", v.Metric.Kind))
}

// Explained is the value for people with the reason where there is none: "– (no
// write was acknowledged)".
func (v Value) Explained() string {
	if v.Defined() {
		return v.String()
	}
	return undefinedMark + " (" + v.Why + ")"
}

// Grouped is n with commas between thousands: "1,234,567".
func Grouped(n int64) string {
	digits := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Duration is a span of ns nanoseconds to three digits, in the unit that fits:
// "43.2 ms"; from two minutes on "3m 20s".
func Duration(ns int64) string {
	switch d := time.Duration(ns); {
	case ns < 0:
		return "-" + Duration(-ns)
	case ns == 0:
		return "0 s"
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", ns)
	case d < time.Millisecond:
		return scaled(ns, 1_000, "µs")
	case d < time.Second:
		return scaled(ns, 1_000_000, "ms")
	case d < 2*time.Minute:
		return scaled(ns, 1_000_000_000, "s")
	case d < 2*time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%dm %ds", d/time.Minute, d%time.Minute/time.Second)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%dh %dm", d/time.Hour, d%time.Hour/time.Minute)
	}
}

// Bytes is a number of bytes to three digits, in the binary unit that fits: "3.1
// MiB".
func Bytes(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	unit, size := 0, int64(1)
	for unit < len(units)-1 && n/size >= 1024 {
		unit, size = unit+1, size*1024
	}
	return scaled(n, size, units[unit])
}

func scaled(n, size int64, unit string) string {
	return threeDigits(big.NewRat(n, size)) + " " + unit
}

// percent is a share as per cent with up to three digits. What is not quite all or
// nothing never reads so.
func percent(share *big.Rat) string {
	one, hundred := big.NewRat(1, 1), big.NewRat(100, 1)
	p := new(big.Rat).Mul(share, hundred)
	if share.Sign() > 0 && p.Cmp(big.NewRat(5, 10_000)) < 0 {
		return "<0.001%"
	}
	if share.Cmp(one) < 0 && p.Cmp(big.NewRat(99_9, 10)) > 0 {
		return nines(p)
	}
	return threeDigits(p) + "%"
}

// nines is a percentage above 99.9 cut, not rounded, after its fourth decimal.
func nines(p *big.Rat) string {
	cut := new(big.Int).Mul(p.Num(), big.NewInt(10_000))
	cut.Quo(cut, p.Denom())
	return trimZeros(big.NewRat(cut.Int64(), 10_000).FloatString(4)) + "%"
}

// threeDigits is a number to three significant digits, whole from a thousand on
// ("1,234"), and never nearer than a billionth.
func threeDigits(r *big.Rat) string {
	text := r.FloatString(placesFor(new(big.Rat).Abs(r)))
	if strings.Contains(text, ".") {
		return trimZeros(text)
	}
	n, _ := new(big.Int).SetString(text, 10)
	return Grouped(n.Int64())
}

// placesFor says how many places after the point show three digits of a number.
func placesFor(size *big.Rat) int {
	places := 2
	for limit := ten(); places > 0 && size.Cmp(limit) >= 0; places-- {
		limit.Mul(limit, ten())
	}
	for limit := big.NewRat(1, 1); places < 9 && size.Sign() > 0 && size.Cmp(limit) < 0; places++ {
		limit.Quo(limit, ten())
	}
	return places
}

func ten() *big.Rat { return big.NewRat(10, 1) }

// Percent is part/whole as per cent with up to three digits: "12.4%". The whole is
// not 0.
func Percent(part, whole int64) string { return percent(big.NewRat(part, whole)) }

package quantity

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
)

// Duration is a span of time in nanoseconds, written 40ms, 2m30s, 1h, 100us. It
// may be negative; those who want none say so.
type Duration time.Duration

// Units longer than a day have no fixed length, and are not known.
var durations = units("ns us µs ms s m min h d",
	1, 1e3, 1e3, 1e6, 1e9, 60e9, 60e9, 3600e9, 86400e9)

// ParseDuration reads a sum of numbers with units. It refuses fractions of a
// nanosecond and what is beyond 292 years.
func ParseDuration(text string) (Duration, error) {
	sum, rest := new(big.Rat), text
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		rest = text[1:]
	}
	for first := true; first || rest != ""; first = false {
		value, after, ok := split(rest)
		if !ok || strings.ContainsAny(rest[:1], "+-") {
			return 0, fmt.Errorf("%q is not a duration such as 40ms, 2m30s, 1h", text)
		}
		if after == "" {
			return 0, bare(text, []string{"ms", "s", "m"})
		}
		u, ok := leading(after)
		if !ok {
			return 0, fmt.Errorf("%s: unknown unit %q; units here are %s", text, after, names(durations))
		}
		sum.Add(sum, value.Mul(value, u.worth))
		rest = strings.TrimLeft(strings.TrimPrefix(after, u.name), " ")
	}
	return nanoseconds(text, sum)
}

// leading finds the unit that text begins with: all letters up to the next digit.
func leading(text string) (unit, bool) {
	end := strings.IndexAny(text, "0123456789. +-")
	if end < 0 {
		end = len(text)
	}
	for _, u := range durations {
		if u.name == text[:end] {
			return u, true
		}
	}
	return unit{}, false
}

func nanoseconds(text string, sum *big.Rat) (Duration, error) {
	if strings.HasPrefix(text, "-") {
		sum.Neg(sum)
	}
	ns, ok := whole(sum)
	switch {
	case !sum.IsInt():
		return 0, fmt.Errorf("%s is not a whole number of nanoseconds", text)
	case !ok || ns == math.MinInt64:
		return 0, fmt.Errorf("%s is more than 292 years, the longest span there is", text)
	}
	return Duration(ns), nil
}

// String prints seconds below two minutes, hours, minutes and seconds above, and
// what is below a second in the largest unit that it reaches: 1h, 2m30s, 90s, 1.5s,
// 40ms, 0s.
func (d Duration) String() string {
	switch {
	case d < 0:
		return "-" + (-d).String()
	case d == 0:
		return "0s"
	case d < Duration(time.Microsecond):
		return fmt.Sprintf("%dns", d)
	case d < Duration(time.Millisecond):
		return decimal(big.NewRat(int64(d), 1e3)) + "us"
	case d < Duration(time.Second):
		return decimal(big.NewRat(int64(d), 1e6)) + "ms"
	}
	if d < Duration(2*time.Minute) {
		return decimal(big.NewRat(int64(d), 1e9)) + "s"
	}
	return d.clock()
}

func (d Duration) clock() string {
	var b strings.Builder
	for _, u := range []struct {
		name string
		ns   Duration
	}{{"h", Duration(time.Hour)}, {"m", Duration(time.Minute)}} {
		if n := d / u.ns; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.ns
		}
	}
	if d > 0 {
		b.WriteString(decimal(big.NewRat(int64(d), 1e9)) + "s")
	}
	return b.String()
}

// UnmarshalText reads what ParseDuration reads.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDuration(string(text))
	return err
}

// MarshalText prints as String does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Span is a Duration that is not negative.
type Span Duration

var errNegative = errors.New("a duration here is not negative")

// UnmarshalText reads what ParseDuration reads, and refuses what is below zero.
func (s *Span) UnmarshalText(text []byte) error {
	d, err := ParseDuration(string(text))
	if err == nil && d < 0 {
		err = fmt.Errorf("%s: %w", text, errNegative)
	}
	*s = Span(d)
	return err
}

// MarshalText prints as String does.
func (s Span) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (s Span) String() string { return Duration(s).String() }

package quantity

import (
	"fmt"
	"math/big"
	"strconv"
)

// Size is a number of bytes, written 100B, 64KiB, 1MB. It is not negative.
type Size int64

var sizes = units("B kB KB KiB MB MiB GB GiB TB TiB",
	1, 1e3, 1e3, 1<<10, 1e6, 1<<20, 1e9, 1<<30, 1e12, 1<<40)

// canonicalSizes are the units that String chooses from, the largest first.
var canonicalSizes = []string{"TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "kB", "B"}

// ParseSize reads a number and a unit that give a whole number of bytes.
func ParseSize(text string) (Size, error) {
	r, err := scaled(text, "size", sizes, "B", "KiB", "MB")
	if err != nil {
		return 0, err
	}
	n, err := count(text, r, "bytes")
	return Size(n), err
}

// String prints the largest unit of which the size is a whole multiple.
func (s Size) String() string { return largest(int64(s), sizes, canonicalSizes) }

// UnmarshalText reads what ParseSize reads.
func (s *Size) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSize(string(text))
	return err
}

// MarshalText prints as String does.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Bandwidth is a number of bytes a second, written 10Mbps (bits) or 5MB/s (bytes).
// It is not negative.
type Bandwidth int64

// bits are worth an eighth of a byte each: the list counts in bits.
var bandwidths = units("bps kbps Kbps Mbps Gbps Tbps B/s kB/s KB/s KiB/s MB/s MiB/s GB/s GiB/s",
	1, 1e3, 1e3, 1e6, 1e9, 1e12, 8, 8e3, 8e3, 8<<10, 8e6, 8<<20, 8e9, 8<<30)

var canonicalBandwidths = []string{"Tbps", "Gbps", "Mbps", "kbps", "bps"}

// ParseBandwidth reads a number and a unit that give a whole number of bytes a
// second.
func ParseBandwidth(text string) (Bandwidth, error) {
	r, err := scaled(text, "bandwidth", bandwidths, "kbps", "Mbps", "MB/s")
	if err != nil {
		return 0, err
	}
	n, err := count(text, r.Quo(r, big.NewRat(8, 1)), "bytes a second")
	return Bandwidth(n), err
}

// String prints bits a second.
func (b Bandwidth) String() string {
	if b > 1<<59 {
		return strconv.FormatInt(int64(b), 10) + "B/s"
	}
	return largest(int64(b)*8, bandwidths, canonicalBandwidths)
}

// UnmarshalText reads what ParseBandwidth reads.
func (b *Bandwidth) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBandwidth(string(text))
	return err
}

// MarshalText prints as String does.
func (b Bandwidth) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Drift is how much too fast a clock runs, in parts per billion, written 50ppm or
// 100ppb; negative runs slow. A clock always advances: the range is ±1 (10⁹ ppb),
// open.
type Drift int64

var drifts = units("ppb ppm %", 1, 1e3, 1e7)

// ParseDrift reads a number and a unit that give a whole number of parts per billion.
func ParseDrift(text string) (Drift, error) {
	r, err := scaled(text, "drift", drifts, "ppm", "ppb")
	if err != nil {
		return 0, err
	}
	if !r.IsInt() {
		return 0, fmt.Errorf("%s is not a whole number of ppb", text)
	}
	if r.Cmp(big.NewRat(-1e9, 1)) <= 0 || r.Cmp(big.NewRat(1e9, 1)) >= 0 {
		return 0, fmt.Errorf("%s: a drift is between -1000000ppm and 1000000ppm", text)
	}
	return Drift(r.Num().Int64()), nil
}

// String prints ppm, or ppb where ppm would be a fraction.
func (d Drift) String() string {
	if d%1000 == 0 {
		return strconv.FormatInt(int64(d/1000), 10) + "ppm"
	}
	return strconv.FormatInt(int64(d), 10) + "ppb"
}

// UnmarshalText reads what ParseDrift reads.
func (d *Drift) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDrift(string(text))
	return err
}

// MarshalText prints as String does.
func (d Drift) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func count(text string, r *big.Rat, of string) (int64, error) {
	n, ok := whole(r)
	switch {
	case r.Sign() < 0:
		return 0, fmt.Errorf("%s: this is not negative", text)
	case !r.IsInt():
		return 0, fmt.Errorf("%s is not a whole number of %s", text, of)
	case !ok:
		return 0, fmt.Errorf("%s is too large", text)
	}
	return n, nil
}

func largest(n int64, list []unit, order []string) string {
	last := order[len(order)-1]
	for _, name := range order {
		for _, u := range list {
			worth := u.worth.Num().Int64()
			if u.name == name && n != 0 && n%worth == 0 {
				return strconv.FormatInt(n/worth, 10) + name
			}
		}
	}
	return strconv.FormatInt(n, 10) + last
}

// Package quantity reads and prints numbers with units: durations (40ms, 2m30s),
// rates (200/s), shares (5%), sizes (64KiB), bandwidths (10Mbps) and clock drifts
// (50ppm).
//
// Start from the type that a key needs, and its Parse function. Reading is exact:
// 0.235ms is 235000 ns and not a nanosecond less, and what cannot be represented
// is refused, never rounded to another value. Every type prints itself in one
// canonical form that reads back as the same value. A bare number is an error that
// says which units fit; errors hold the text and the reason, not the place.
package quantity

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// unit is a name and how many base units it stands for.
type unit struct {
	name  string
	worth *big.Rat
}

func units(names string, worths ...int64) []unit {
	var list []unit
	for i, name := range strings.Fields(names) {
		list = append(list, unit{name, big.NewRat(worths[i], 1)})
	}
	return list
}

// number is a decimal number at the start of a text. Exponents are left out on
// purpose: 1e9h has no place in a file that people read.
var number = regexp.MustCompile(`^[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)`)

// longest is more digits than any number has that is printed from a float64.
const longest = 400

// split takes the number off the front of text. ok is false if there is none.
func split(text string) (value *big.Rat, rest string, ok bool) {
	digits := number.FindString(text)
	if digits == "" || len(digits) > longest {
		return nil, text, false
	}
	value, ok = new(big.Rat).SetString(strings.ReplaceAll(digits, "_", ""))
	return value, strings.TrimLeft(text[len(digits):], " "), ok
}

// scaled reads one number with one unit of the list, in base units. what names
// the quantity for errors; examples are units that fit.
func scaled(text, what string, list []unit, examples ...string) (*big.Rat, error) {
	value, name, ok := split(text)
	if !ok {
		return nil, notA(text, what, examples)
	}
	if name == "" {
		return nil, bare(text, examples)
	}
	for _, u := range list {
		if u.name == name {
			return value.Mul(value, u.worth), nil
		}
	}
	return nil, fmt.Errorf("%s: unknown unit %q; units here are %s", text, name, names(list))
}

func notA(text, what string, examples []string) error {
	for i, example := range examples {
		examples[i] = "40" + example
	}
	return fmt.Errorf("%q is not a %s such as %s", text, what, strings.Join(examples, ", "))
}

func bare(text string, examples []string) error {
	for i, example := range examples {
		examples[i] = text + example
	}
	return fmt.Errorf("%s: which unit? %s", text, strings.Join(examples, ", "))
}

func names(list []unit) string {
	var all []string
	for _, u := range list {
		all = append(all, u.name)
	}
	return strings.Join(all, ", ")
}

// decimal prints a rational that has a finite decimal form, as short as can be.
func decimal(r *big.Rat) string {
	places := 0
	for scaled := new(big.Rat).Set(r); !scaled.IsInt(); places++ {
		scaled.Mul(scaled, big.NewRat(10, 1))
	}
	return r.FloatString(places)
}

// whole returns the rational as an integer of base units, or ok false if it is
// none or overflows.
func whole(r *big.Rat) (int64, bool) {
	return r.Num().Int64(), r.IsInt() && r.Num().IsInt64()
}

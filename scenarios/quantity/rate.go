package quantity

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
)

// Rate is a frequency in events a second, written 200/s, 12/min, 5/h. It is finite
// and not negative.
type Rate float64

var rates = []unit{
	{"/s", big.NewRat(1, 1)},
	{"/min", big.NewRat(1, 60)}, {"/m", big.NewRat(1, 60)},
	{"/h", big.NewRat(1, 3600)},
	{"/d", big.NewRat(1, 86400)},
}

// ParseRate reads a number and what it is counted by.
func ParseRate(text string) (Rate, error) {
	r, err := scaled(text, "rate", rates, "/s", "/min", "/h")
	if err != nil {
		return 0, err
	}
	if r.Sign() < 0 {
		return 0, fmt.Errorf("%s: a rate is not negative", text)
	}
	f, _ := r.Float64()
	return Rate(f), nil
}

// String prints the shortest text that reads back as the same rate.
func (r Rate) String() string {
	best := strconv.FormatFloat(float64(r), 'f', -1, 64) + "/s"
	for _, u := range rates[1:] {
		perSecond, _ := u.worth.Float64()
		text := strconv.FormatFloat(float64(r)/perSecond, 'f', -1, 64) + u.name
		if back, err := ParseRate(text); err == nil && back == r && len(text) < len(best)-2 {
			best = text
		}
	}
	return best
}

// UnmarshalText reads what ParseRate reads.
func (r *Rate) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRate(string(text))
	return err
}

// MarshalText prints as String does.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Share is a part of a whole in [0,1], written 5% or as the ratio 0.05.
type Share float64

var errRange = errors.New("a share is between 0% and 100%")

// ParseShare reads a percentage or a ratio with a decimal point. A bare whole
// number other than 0 could mean either and is refused.
func ParseShare(text string) (Share, error) {
	value, rest, ok := split(text)
	switch {
	case !ok || (rest != "" && rest != "%"):
		return 0, fmt.Errorf("%q is not a share such as 5%% or 0.05", text)
	case rest == "" && value.Sign() != 0 && (value.Cmp(big.NewRat(1, 1)) > 0 || isWhole(text)):
		return 0, fmt.Errorf("%s: which unit? %s%%, or a ratio such as 0.05", text, text)
	case rest == "%":
		value.Quo(value, big.NewRat(100, 1))
	}
	if value.Sign() < 0 || value.Cmp(big.NewRat(1, 1)) > 0 {
		return 0, fmt.Errorf("%s: %w", text, errRange)
	}
	f, _ := value.Float64()
	return Share(f), nil
}

func isWhole(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// String prints a percentage.
func (s Share) String() string {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(float64(s), 'f', -1, 64))
	return decimal(r.Mul(r, big.NewRat(100, 1))) + "%"
}

// UnmarshalText reads what ParseShare reads.
func (s *Share) UnmarshalText(text []byte) (err error) {
	*s, err = ParseShare(string(text))
	return err
}

// MarshalText prints as String does.
func (s Share) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

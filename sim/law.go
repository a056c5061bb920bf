package sim

import (
	"math"
	"math/bits"
	"time"
)

// Law is a probability law of durations, such as the latency of a link. It is
// immutable, so that runs and goroutines may share it.
//
// A law is made once and drawn from billions of times: most are a table of
// quantiles (33 KB), computed when the law is made, in arithmetic that is the same on
// every machine. Between the entries of the table it is straight lines, which
// moves no quantile and no mean by more than about one in ten thousand.
type Law struct {
	name string
	mean time.Duration

	// A constant or uniform law is from, plus less than span. Other laws have
	// span 0 and one of the following.
	from time.Duration
	span uint64

	table   *quantiles
	samples []time.Duration // ascending
	parts   []part
}

// part is a law of a mixture. It is chosen by draws below until (and not below
// the part before); the last part, by all that are left.
type part struct {
	until uint64
	law   *Law
}

// Draw turns 64 uniform bits into a duration of the law. It is never negative.
// More bits never give a shorter duration, except from a mixture.
func (l *Law) Draw(draw uint64) time.Duration {
	if l.span == 0 {
		return l.look(draw)
	}
	high, _ := bits.Mul64(draw, l.span)
	return l.from + time.Duration(high)
}

// look draws from a law that is neither constant nor uniform.
func (l *Law) look(draw uint64) time.Duration {
	switch {
	case l.table != nil:
		return time.Duration(l.table.at(draw))
	case l.samples != nil:
		return l.samples[mulHigh(draw, uint64(len(l.samples)))]
	}
	return l.part(draw).Draw(mix(draw ^ golden))
}

// part returns the law of the mixture that a draw falls to.
func (l *Law) part(draw uint64) *Law {
	last := len(l.parts) - 1
	for _, p := range l.parts[:last] {
		if draw < p.until {
			return p.law
		}
	}
	return l.parts[last].law
}

// Min returns the shortest duration that the law draws.
func (l *Law) Min() time.Duration {
	if l.parts == nil {
		return l.Draw(0)
	}
	least := time.Duration(math.MaxInt64)
	for _, p := range l.parts {
		least = min(least, p.law.Min())
	}
	return least
}

// Mean returns the mean of what the law draws. Durations end at 292 years, so
// that it is finite even for laws that have no mean.
func (l *Law) Mean() time.Duration { return l.mean }

// String returns the law as it was made: "exponential(mean 100ms)".
func (l *Law) String() string { return l.name }

// Quantile returns the duration that a share p of the draws does not exceed: the
// shortest draw for 0, the longest for 1. It panics unless p is in [0, 1].
func (l *Law) Quantile(p float64) time.Duration {
	demand(p >= 0 && p <= 1, "a quantile", "0 <= p <= 1")
	if l.parts == nil {
		return l.Draw(share(p))
	}
	short, long := l.Min(), l.longest()
	for p < 1 && short < long {
		middle := short + (long-short)/2
		if l.below(middle) >= p {
			long = middle
		} else {
			short = middle + 1
		}
	}
	return long
}

// longest returns the longest duration that the law draws.
func (l *Law) longest() time.Duration {
	if l.parts == nil {
		return l.Draw(math.MaxUint64)
	}
	longest := time.Duration(0)
	for _, p := range l.parts {
		longest = max(longest, p.law.longest())
	}
	return longest
}

// below returns the share of draws that do not exceed d.
func (l *Law) below(d time.Duration) float64 {
	if l.parts == nil {
		return l.rank(d)
	}
	sum, from := 0.0, 0.0
	for _, p := range l.parts {
		until := math.Ldexp(float64(p.until), -64)
		sum += float64((until - from) * p.law.below(d))
		from = until
	}
	return sum
}

// rank finds, bit by bit, how many draws of a law that is no mixture do not
// exceed d, as a share of all.
func (l *Law) rank(d time.Duration) float64 {
	if l.Draw(math.MaxUint64) <= d {
		return 1
	}
	count := uint64(0)
	for bit := uint64(1) << 63; bit != 0; bit >>= 1 {
		if l.Draw(count|bit-1) <= d {
			count |= bit
		}
	}
	return math.Ldexp(float64(count), -64)
}

// share returns p in [0, 1] as a part of all 64-bit numbers.
func share(p float64) uint64 {
	if p == 1 {
		return math.MaxUint64
	}
	return uint64(math.Ldexp(p, 64))
}

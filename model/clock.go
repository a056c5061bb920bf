package model

import (
	"math"
	"math/bits"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// clock is a leader's: it gives stamps, and it may be wrong.
type clock struct {
	kind   ClockKind
	origin uint16
	config ClockConfig

	jitter   *sim.Law // around centre, so that deviates of both signs come from a law that is never negative
	centre   time.Duration
	stream   sim.Stream
	readings uint64
	latest   int64 // the largest reading so far: a clock with jitter does not run backwards

	shift  int64    // ns that steps, and drifts that are over, have put it ahead
	extra  int64    // parts per billion that a fault lets it run fast, beside its own drift
	extras sim.Time // since when

	l int64 // Lamport's counter, or the hybrid clock's l
	c uint32
}

func newClock(kind ClockKind, origin int, name string, config ClockConfig, seed uint64) clock {
	k := clock{kind: kind, origin: uint16(origin), config: config, latest: -1 << 62}
	if config.Jitter > 0 {
		k.centre = 16 * config.Jitter
		k.jitter = sim.Normal(k.centre, config.Jitter)
		k.stream = sim.NewStream(seed, "model/clock").Named(name)
	}
	return k
}

// read is what the physical clock shows at the true time now, in ns.
func (k *clock) read(now sim.Time) int64 {
	if k.config == (ClockConfig{}) && k.shift == 0 && k.extra == 0 {
		return int64(now)
	}
	t := int64(now) + int64(k.config.Offset) + drifted(int64(now), k.config.Drift)
	t += k.shift + drifted(int64(now-k.extras), k.extra)
	if k.jitter != nil {
		t += int64(k.jitter.Draw(k.stream.At(k.readings)) - k.centre)
		k.readings++
	}
	if r := int64(k.config.Resolution); r > 0 {
		t -= mod(t, r)
	}
	k.latest = max(k.latest, t)
	return k.latest
}

// step lets the clock jump. What it has shown before no longer holds it back.
func (k *clock) step(by time.Duration) {
	k.shift += int64(by)
	k.latest = -1 << 62
}

// hurry lets the clock run fast by so many more parts per billion from now on. What
// it has gained so far stays.
func (k *clock) hurry(now sim.Time, ppb int64) {
	k.shift += drifted(int64(now-k.extras), k.extra)
	k.extras = now
	k.extra += ppb
}

// drifted is by how much a clock that gains ppb parts per billion is ahead after t ns.
func drifted(t, ppb int64) int64 {
	if ppb < 0 {
		return -drifted(t, -ppb)
	}
	hi, lo := bits.Mul64(uint64(t), uint64(ppb))
	q, _ := bits.Div64(hi, lo, 1e9)
	return int64(q)
}

// mod is the remainder of t by r in [0, r), for negative t too.
func mod(t, r int64) int64 {
	if m := t % r; m < 0 {
		return m + r
	} else {
		return m
	}
}

// stamp is the timestamp of a write that is committed now.
func (k *clock) stamp(now sim.Time) Stamp {
	switch k.kind {
	case Lamport:
		k.l++
	case Hybrid:
		k.tick(k.read(now))
	case Revisions: // the row counts, see stampOf
		return Stamp{C: ticks(k.read(now)), Origin: k.origin}
	default:
		return Stamp{L: k.read(now), Origin: k.origin}
	}
	return Stamp{L: k.l, C: k.c, Origin: k.origin}
}

// ticks is a reading in ticks of 65,536 ns, as the time in Couchbase's CAS is, from 0 to
// the largest that a stamp has room for, which is that after 78 hours.
func ticks(reading int64) uint32 { return uint32(min(max(reading, 0)>>16, math.MaxUint32)) }

// preview is the stamp of the write that will be the i-th from now, counted from 0, if
// they are committed now.
func (k *clock) preview(now sim.Time, i int) Stamp {
	ahead := *k
	for range i {
		ahead.stamp(now)
	}
	return ahead.stamp(now)
}

// tick is "send or local event" of Kulkarni et al. 2014, figure 5.
func (k *clock) tick(physical int64) {
	if physical > k.l {
		k.l, k.c = physical, 0
		return
	}
	k.c++
}

// witness lets a logical clock learn from the stamp of a change that has come.
func (k *clock) witness(now sim.Time, seen Stamp) {
	switch k.kind {
	case Lamport:
		k.l = max(k.l, seen.L)
	case Hybrid:
		k.receive(k.read(now), seen)
	}
}

// receive is "receive event of message m" of Kulkarni et al. 2014, figure 5.
func (k *clock) receive(physical int64, m Stamp) {
	switch l := max(k.l, m.L, physical); {
	case l == k.l && l == m.L:
		k.c = max(k.c, m.C) + 1
	case l == k.l:
		k.c++
	case l == m.L:
		k.l, k.c = l, m.C+1
	default:
		k.l, k.c = l, 0
	}
}

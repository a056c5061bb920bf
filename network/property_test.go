package network

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/sim"
)

// drawConfig makes a link of any kind but with unlimited bandwidth. Delays are a few
// nanoseconds, so that everything meets everything.
func drawConfig(t *rapid.T) Config {
	o := rapid.SampledFrom([]Ordering{FIFO, Datagram}).Draw(t, "ordering")
	resends := []time.Duration{1, 3, 10}
	if o == Datagram {
		resends = append(resends, Never)
	}
	law := rapid.SampledFrom([]*sim.Law{sim.Constant(7), sim.Uniform(1, 30), sim.Uniform(1, 3)})
	return Config{
		Ordering:  o,
		Latency:   Latency{Law: law.Draw(t, "latency")},
		Loss:      rapid.SampledFrom([]float64{0, 0.1, 0.6}).Draw(t, "loss"),
		Duplicate: rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "duplicate"),
		Resend:    rapid.SampledFrom(resends).Draw(t, "resend"),
	}
}

// drawOps makes cuts that may nest, all healed at the end and no two changes of the
// link at one instant, and sends at any time; at one instant, sends come last. Keys
// come again, so that events of different messages meet.
func drawOps(t *rapid.T) []op {
	var ops []op
	at, depth := sim.Time(0), 0
	for i := range rapid.IntRange(0, 40).Draw(t, "ops") {
		at += sim.Time(rapid.IntRange(0, 12).Draw(t, "gap"))
		kind := rapid.SampledFrom([]opKind{opSend, opSend, opSend, opCut, opHeal}).Draw(t, "kind")
		if kind == opHeal && depth == 0 {
			kind = opSend
		}
		if kind != opSend {
			at++
		}
		switch kind {
		case opCut:
			depth++
		case opHeal:
			depth--
		}
		ops = append(ops, op{at: at, kind: kind, msg: Message{Key: uint64(i % 5), Draw: uint64(i), Bytes: i}})
	}
	for range depth {
		at += 5
		ops = append(ops, op{at: at, kind: opHeal})
	}
	return ops
}

// TestLinksDoAsTheSlowModelDoes holds for every ordering, loss, duplication and way
// of cutting: what is delivered, lost and promised is what following one message
// after another through the whole history of the link gives.
func TestLinksDoAsTheSlowModelDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, ops, seed := drawConfig(t), drawOps(t), rapid.Uint64().Draw(t, "seed")
		net, q := pair(t, cfg, seed)
		net.MayBeCut(net.LinkOf(0, 1))
		got, promised := play(net, q, ops)
		want, wantPromised := (&slow{net: net}).play(ops)
		require.Equal(t, sorted(want), sorted(got))
		require.Equal(t, wantPromised, promised)
		require.Len(t, got, promised, "one answer for each copy promised")
		require.Empty(t, net.watched(net.LinkOf(0, 1)).flights[net.watched(net.LinkOf(0, 1)).head:])
	})
}

// TestKeepingRecordsChangesNothing: a link that may be cut, and is not, does what it
// would do anyway.
func TestKeepingRecordsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, seed := drawConfig(t), rapid.Uint64().Draw(t, "seed")
		cfg.Bandwidth = rapid.SampledFrom([]int64{0, 1e9}).Draw(t, "bandwidth")
		ops := slices.DeleteFunc(drawOps(t), func(o op) bool { return o.kind != opSend })
		var outcomes [2][]outcome
		for i := range outcomes {
			net, q := pair(t, cfg, seed)
			if i == 1 {
				net.MayBeCut(net.LinkOf(0, 1))
			}
			outcomes[i], _ = play(net, q, ops)
		}
		require.Equal(t, outcomes[0], outcomes[1])
	})
}

// TestPromisesAreKept whatever the link does: each copy that was promised is answered
// for once, and a FIFO link keeps order, with a nanosecond between any two arrivals.
func TestPromisesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, ops := drawConfig(t), drawOps(t)
		cfg.Bandwidth = rapid.SampledFrom([]int64{0, 1e9, 1e10}).Draw(t, "bandwidth")
		for i := range ops {
			ops[i].msg.Key = uint64(i)
		}
		net, q := pair(t, cfg, rapid.Uint64().Draw(t, "seed"))
		net.MayBeCut(net.LinkOf(0, 1))
		got, promised := play(net, q, ops)
		require.Len(t, got, promised)
		for i, o := range got {
			require.Greater(t, o.at, ops[o.key].at, "the least delay is 1 ns")
			if cfg.Ordering == FIFO && i > 0 {
				require.Greater(t, o.at, got[i-1].at)
				require.GreaterOrEqual(t, o.key, got[i-1].key)
			}
		}
	})
}

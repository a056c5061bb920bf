package network

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func lose(at int64, share float64) op { return op{at: instant(at), kind: opLose, amount: share} }
func keep(at int64, share float64) op { return op{at: instant(at), kind: opKeep, amount: share} }

// burst plays messages a millisecond apart, of which those from 1,000 to 2,000 are sent
// while more are lost, and tells what each took; -1 for one that never came.
func burst(t *testing.T, cfg Config, share float64) []time.Duration {
	net, q := pair(t, cfg, 1)
	net.MayBeCut(net.LinkOf(0, 1))
	all := sends(3000, ms, 1)
	ops := append([]op{}, all[:1000]...)
	ops = append(ops, lose(1000, share))
	ops = append(ops, all[1000:2000]...)
	ops = append(ops, keep(2000, share))
	out, _ := play(net, q, append(ops, all[2000:]...))
	took := make([]time.Duration, len(all))
	for i := range took {
		took[i] = -1
	}
	for _, o := range out {
		took[o.key] = o.at.Sub(all[o.key].at)
	}
	return took
}

func TestABurstLosesMoreWhileItLasts(t *testing.T) {
	cfg := Config{Ordering: Datagram, Loss: 0.2, Resend: Never, Latency: Latency{Law: sim.Exponential(ms)}}
	usual, more, most := burst(t, cfg, 0), burst(t, cfg, 0.5), burst(t, cfg, 1)
	lost := 0
	for i := range usual {
		during := i >= 1000 && i < 2000
		switch {
		case !during:
			require.Equal(t, usual[i], more[i])
			require.Equal(t, usual[i], most[i])
		case more[i] < 0:
			lost++
		default:
			require.Equal(t, usual[i], more[i], "what gets through is what got through, after the same time")
		}
		require.True(t, !during || most[i] < 0)
	}
	assert.InDelta(t, 1-0.8*0.5, float64(lost)/1000, 0.05)
}

// TestWhatIsSentAgainAfterABurstGetsThrough: an attempt meets the loss of the moment in
// which it is made, not of that in which its message was sent.
func TestWhatIsSentAgainAfterABurstGetsThrough(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Ordering: o, Resend: 100 * ms, Latency: constant40}
		story(t, cfg, []op{
			lose(0, 1), send(0, 1), send(250, 2),
			keep(320, 1),
			send(321, 3), send(450, 4),
		}, map[Ordering][]outcome{
			Datagram: {{at: instant(361), key: 3}, {at: instant(390), key: 2}, {at: instant(440), key: 1}, {at: instant(490), key: 4}},
			FIFO:     {{at: instant(440), key: 1}, {at: instant(440) + 1, key: 2}, {at: instant(440) + 2, key: 3}, {at: instant(490), key: 4}},
		}[o])
	}
}

// TestABurstMeetsWhatIsStillToBeSentAgain, but not what has left.
func TestABurstMeetsWhatIsStillToBeSentAgain(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Ordering: o, Resend: 100 * ms, Latency: constant40}
		story(t, cfg, []op{
			lose(0, 1), send(0, 1), keep(10, 1), // planned for 100
			send(25, 2), // has left
			lose(50, 1), keep(110, 1),
		}, map[Ordering][]outcome{
			Datagram: {{at: instant(65), key: 2}, {at: instant(240), key: 1}},
			FIFO:     {{at: instant(240), key: 1}, {at: instant(240) + 1, key: 2}},
		}[o])
	}
}

func TestLossesAddUpAndAreUndone(t *testing.T) {
	net, _ := pair(t, Config{Loss: 0.1, Resend: ms, Latency: constant40}, 1)
	l := net.LinkOf(0, 1)
	net.MayBeCut(l)
	loss := func() float64 { return math.Ldexp(float64(net.path(l, net.rank(l)).loss), -63) }
	net.AddLoss(0, l, 0.2)
	net.AddLoss(0, l, 0.5)
	assert.InDelta(t, 1-0.9*0.8*0.5, loss(), 1e-15)
	net.RemoveLoss(0, l, 0.2)
	assert.InDelta(t, 1-0.9*0.5, loss(), 1e-15)
	net.AddLoss(0, l, 1)
	assert.InDelta(t, MaxLoss, loss(), 1e-15, "a sender who tries again gets through at last")
	net.RemoveLoss(0, l, 1)
	net.RemoveLoss(0, l, 0.5)
	assert.Equal(t, net.usual.loss, net.path(l, net.rank(l)).loss)
	assert.Equal(t, net.usual.loss, net.path(net.LinkOf(1, 0), net.rank(net.LinkOf(1, 0))).loss)
	assert.PanicsWithValue(t, "network: the link from node 0 to node 1 has no loss of 0.5 added", func() { net.RemoveLoss(0, l, 0.5) })
}

func TestNodesWithoutALinkLoseNothing(t *testing.T) {
	net := shaped(t, 3, Topology{Name: "chain"}, 1)
	net.AddLoss(0, net.LinkOf(0, 2), 0.5)
	net.RemoveLoss(0, net.LinkOf(0, 2), 0.5)
	assert.PanicsWithValue(t, "network: the link from node 0 to node 1 was not declared by MayBeCut",
		func() { net.AddLoss(0, net.LinkOf(0, 1), 0.5) })
	never, _ := pair(t, Config{Resend: Never, Latency: constant40}, 1)
	never.MayBeCut(never.LinkOf(0, 1))
	assert.PanicsWithValue(t, "network: the FIFO link from node 0 to node 1 must not lose what is not sent again",
		func() { never.AddLoss(0, never.LinkOf(0, 1), 0.5) })
}

package network

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// instant is so many milliseconds after the start.
func instant(n int64) sim.Time { return sim.Time(n * int64(ms)) }

func send(at int64, key uint64) op {
	return op{at: instant(at), msg: Message{Key: key, Draw: key, Bytes: 1000}}
}
func cut(at int64) op  { return op{at: instant(at), kind: opCut} }
func heal(at int64) op { return op{at: instant(at), kind: opHeal} }

// story plays ops on a link that may be cut and checks what becomes of each message.
func story(t *testing.T, cfg Config, ops []op, want []outcome) *Network {
	net, q := pair(t, cfg, 1)
	net.MayBeCut(net.LinkOf(0, 1))
	got, promised := play(net, q, ops)
	assert.Equal(t, want, sorted(got))
	assert.Equal(t, len(want), promised)
	return net
}

var constant40 = Latency{Law: sim.Constant(40 * ms)}

func TestFIFOHoldsWhileCutAndDeliversInOrderAfterwards(t *testing.T) {
	story(t, Config{Latency: constant40}, []op{
		send(0, 1),  // there before the cut
		send(30, 2), // on its way when the link is cut
		cut(50),
		send(60, 3), // sent while it is cut
		heal(500),
		send(501, 4),
	}, []outcome{
		{at: instant(40), key: 1},
		{at: instant(540), key: 2}, // one delay after the heal
		{at: instant(540) + 1, key: 3},
		{at: instant(541), key: 4},
	})
}

func TestCutsNest(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		story(t, Config{Ordering: o, Latency: constant40, Resend: 100 * ms}, []op{
			cut(0), send(0, 1), cut(10), heal(20), // still cut
			send(30, 2),
			heal(100),
			send(131, 3),
		}, map[Ordering][]outcome{
			FIFO:     {{at: instant(140), key: 1}, {at: instant(140) + 1, key: 2}, {at: instant(171), key: 3}},
			Datagram: {{at: instant(140), key: 1}, {at: instant(170), key: 2}, {at: instant(171), key: 3}},
		}[o])
	}
}

func TestFIFOCutAgainBeforeTheBacklogArrives(t *testing.T) {
	story(t, Config{Latency: constant40}, []op{
		send(0, 1), cut(10), heal(20), // would arrive at 60
		cut(50), heal(90),
	}, []outcome{{at: instant(130), key: 1}})
}

func TestDatagramsAreSentAgainOnTheirOwnBeat(t *testing.T) {
	story(t, Config{Ordering: Datagram, Latency: constant40, Resend: 200 * ms}, []op{
		send(7, 1), // on its way when the link is cut: again at 207, 407, 607
		cut(20),
		send(30, 2), // sent while it is cut: again at 230, 430
		heal(407),   // an attempt at this very instant finds the link open
	}, []outcome{
		{at: instant(447), key: 1},
		{at: instant(470), key: 2},
	})
}

func TestARetryThatIsCutIsMadeAgain(t *testing.T) {
	story(t, Config{Ordering: Datagram, Latency: constant40, Resend: 200 * ms}, []op{
		send(0, 1), cut(10), heal(150),
		cut(220), heal(230), // the attempt of 200 is on its way
		cut(390), heal(410), // the attempt of 400 finds the link cut
	}, []outcome{{at: instant(640), key: 1}})
}

func TestWithoutResendingACutLosesWhatIsOnItsWay(t *testing.T) {
	net, q := pair(t, Config{Ordering: Datagram, Latency: constant40, Resend: Never}, 1)
	net.MayBeCut(net.LinkOf(0, 1))
	got, promised := play(net, q, []op{
		send(0, 1), cut(10),
		send(20, 2), // nothing is promised
		heal(30), send(40, 3),
	})
	assert.Equal(t, []outcome{{at: instant(40), key: 1, lost: true}, {at: instant(80), key: 3}}, got)
	assert.Equal(t, 2, promised)
	assert.EqualValues(t, 3, net.Messages())
}

func TestResendingAtOnceWaitsForTheHeal(t *testing.T) {
	story(t, Config{Ordering: Datagram, Latency: constant40}, []op{send(0, 1), cut(10), send(20, 2), heal(300)},
		[]outcome{{at: instant(340), key: 1}, {at: instant(340), key: 2}})
}

func TestCopiesOutliveACut(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Ordering: o, Latency: constant40, Resend: 100 * ms, Duplicate: 1}
		behind := sim.Time(0)
		if o == FIFO {
			behind = 1
		}
		story(t, cfg, []op{send(0, 1), cut(10), heal(100)},
			[]outcome{{at: instant(140), key: 1}, {at: instant(140) + behind, key: 1}})
	}
}

// TestABacklogIsSentThroughTheBandwidth: 1 ms a message, one after another from the
// heal on.
func TestABacklogIsSentThroughTheBandwidth(t *testing.T) {
	cfg := Config{Latency: constant40, Bandwidth: 1_000_000}
	story(t, cfg, []op{send(0, 1), send(0, 2), cut(1), send(5, 3), heal(100), send(100, 4)},
		[]outcome{{at: instant(141), key: 1}, {at: instant(142), key: 2}, {at: instant(143), key: 3}, {at: instant(144), key: 4}})
}

func TestCutsKnowTheirDirection(t *testing.T) {
	net, q := pair(t, Config{Latency: constant40}, 1)
	there, back := net.LinkOf(0, 1), net.LinkOf(1, 0)
	net.MayBeCut(there)
	net.Cut(0, there)
	assert.True(t, net.IsCut(0, 1))
	assert.False(t, net.IsCut(1, 0))
	net.Send(0, back, Message{Key: 9})
	e, _ := q.Pop()
	assert.Equal(t, Delivered, net.Arrive(e.At, back, e.Key))
	net.Heal(e.At, there)
	assert.False(t, net.IsCut(0, 1))
}

// TestNodesWithoutALinkCanBeCutApart, for clients that go their own way.
func TestNodesWithoutALinkCanBeCutApart(t *testing.T) {
	net := shaped(t, 4, Topology{Name: "chain"}, 1)
	far := net.LinkOf(0, 3)
	net.MayBeCut(far)
	net.Cut(0, far)
	net.Cut(0, far)
	net.Heal(1, far)
	assert.True(t, net.IsCut(0, 3))
	net.Heal(1, far)
	assert.False(t, net.IsCut(0, 3))
	assert.Panics(t, func() { net.Heal(1, far) })
}

func TestABacklogGivesItsMemoryBack(t *testing.T) {
	net, q := pair(t, Config{Latency: constant40}, 1)
	net.MayBeCut(net.LinkOf(0, 1))
	ops := append([]op{cut(0)}, sends(10_000, 0, 1)...)
	got, _ := play(net, q, append(ops, heal(1)))
	require.Len(t, got, 10_000)
	assert.LessOrEqual(t, cap(net.watched(net.LinkOf(0, 1)).flights), fewFlights)

	net, q = pair(t, Config{Latency: Latency{Law: sim.Constant(time.Second)}}, 1)
	net.MayBeCut(net.LinkOf(0, 1))
	play(net, q, append(sends(100_000, ms, 1), send(101_000, 5)))
	assert.LessOrEqual(t, cap(net.watched(net.LinkOf(0, 1)).flights), 5000, "1,000 are on the way at a time")
}

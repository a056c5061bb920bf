package network

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mlrsim/mlrsim/sim"
)

func drop(at int64) op { return op{at: instant(at), kind: opDrop} }

func TestDroppedMessagesNeverCome(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		story(t, Config{Ordering: o, Latency: constant40, Resend: 100 * ms}, []op{
			send(0, 1), // there before
			send(30, 3), send(31, 2), drop(50),
			send(50, 4), // not held up by those before
			cut(60), send(61, 5), drop(100), send(101, 6), heal(200),
		}, []outcome{
			{at: instant(40), key: 1},
			{at: instant(50), key: 3, dropped: true}, {at: instant(50), key: 2, dropped: true},
			{at: instant(100), key: 4, dropped: true}, {at: instant(100), key: 5, dropped: true},
			map[Ordering]outcome{FIFO: {at: instant(240), key: 6}, Datagram: {at: instant(241), key: 6}}[o],
		})
	}
}

func TestDropListsCopiesInTheOrderOfSending(t *testing.T) {
	cfg := Config{Latency: Latency{Law: sim.Uniform(10*ms, 100*ms)}, Duplicate: 1}
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg.Ordering = o
		net, _ := pair(t, cfg, 1)
		l := net.LinkOf(0, 1)
		net.MayBeCut(l)
		for key := range uint64(20) {
			net.Send(sim.Time(key/4), l, Message{Key: key, Draw: key})
		}
		keys := net.Drop(instant(5), l)
		assert.Len(t, keys, 40)
		for i, key := range keys {
			assert.EqualValues(t, i/2, key)
		}
		assert.Empty(t, net.Drop(instant(5), l), "each copy is told once")
	}
}

// TestDropTellsWhatACutLost, instead of Arrive.
func TestDropTellsWhatACutLost(t *testing.T) {
	story(t, Config{Ordering: Datagram, Latency: constant40, Resend: Never}, []op{send(0, 1), cut(10), drop(20), heal(30), send(31, 2)},
		[]outcome{{at: instant(20), key: 1, dropped: true}, {at: instant(71), key: 2}})
}

func TestADroppedQueueTakesNoBandwidth(t *testing.T) {
	story(t, Config{Latency: constant40, Bandwidth: 1000}, []op{send(0, 1), drop(10), send(20, 2)},
		[]outcome{{at: instant(10), key: 1, dropped: true}, {at: instant(1060), key: 2}})
}

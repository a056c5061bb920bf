package network

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func slower(at, thousandths int64) op {
	return op{at: instant(at), kind: opSlow, amount: float64(thousandths)}
}
func unslow(at, thousandths int64) op {
	return op{at: instant(at), kind: opUnslow, amount: float64(thousandths)}
}

func TestSlowLinksMultiplyWhatIsDrawnMeanwhile(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		story(t, Config{Ordering: o, Latency: constant40}, []op{
			send(0, 1), // keeps its time
			slower(10, 2500),
			send(20, 2),
			slower(30, 2000), // both: five times as long
			send(31, 3),
			unslow(210, 2500), // in whatever order they end
			send(211, 4),
			unslow(240, 2000),
			send(270, 5),
		}, []outcome{
			{at: instant(40), key: 1},
			{at: instant(120), key: 2},
			{at: instant(231), key: 3},
			{at: instant(291), key: 4},
			{at: instant(310), key: 5},
		})
	}
}

// TestSlowingDoesNotMoveTheDraw: each delay is the one that it would be, times the
// factor.
func TestSlowingDoesNotMoveTheDraw(t *testing.T) {
	cfg := Config{Ordering: Datagram, Latency: Latency{Law: sim.Lognormal(45*ms, 0.5)}}
	usual := delays(t, cfg, 1000, 0)
	net, q := pair(t, cfg, 1)
	net.Slow(net.LinkOf(0, 1), 1500)
	out, _ := play(net, q, sends(1000, 0, 1000))
	for _, o := range out {
		require.Equal(t, usual[o.key]*3/2, o.at.Sub(0))
	}
}

func TestFactorsMultiplyInAnyOrderAndAreUndone(t *testing.T) {
	factors := []int64{1300, 700, 1300, 1, 99_999_999}
	var there, back slowdowns
	for i := range factors {
		there = there.with(factors[i])
		back = back.with(factors[len(factors)-1-i])
	}
	assert.Equal(t, there, back)
	for _, f := range factors {
		var ok bool
		there, ok = there.without(f)
		assert.True(t, ok)
	}
	assert.Empty(t, there)
	assert.Equal(t, time.Duration(12345), there.stretch(12345))
	assert.Equal(t, time.Duration(math.MaxInt64), slowdowns{1 << 60}.stretch(time.Second), "delays end at 292 years")
	assert.Equal(t, time.Duration(math.MaxInt64), slowdowns{1001}.stretch(math.MaxInt64))
	assert.Equal(t, time.Duration(math.MaxInt64/1000), slowdowns{1}.stretch(math.MaxInt64))
}

// TestClientsAreSlowedToo, on the way of the link, joined or not.
func TestClientsAreSlowedToo(t *testing.T) {
	net := shaped(t, 3, Topology{Name: "chain"}, 1)
	for _, l := range []Link{net.LinkOf(0, 1), net.LinkOf(0, 2)} {
		from, to := net.Ends(l)
		net.Slow(l, 3000)
		assert.Equal(t, 3*ms, net.ClientDelay(from, to, 1))
		assert.Equal(t, ms, net.ClientDelay(to, from, 1))
		assert.Equal(t, ms, net.TypicalDelay(from, to), "what a client takes to be near stays")
		net.Unslow(l, 3000)
		assert.Equal(t, ms, net.ClientDelay(from, to, 1))
	}
	assert.PanicsWithValue(t, "network: the way from node 0 to node 2 is not slowed by the factor 3000/1000",
		func() { net.Unslow(net.LinkOf(0, 2), 3000) })
	assert.PanicsWithValue(t, "network: a link slowed by the factor 0/1000; it is positive", func() { net.Slow(0, 0) })
}

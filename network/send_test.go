package network

import (
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

const (
	ms = time.Millisecond
	us = time.Microsecond
)

// delays sends n messages a step apart and returns what each took, by its key; -1
// for one that never came.
func delays(t testing.TB, cfg Config, n int, step time.Duration) []time.Duration {
	net, q := pair(t, cfg, 1)
	out, _ := play(net, q, sends(n, step, 1000))
	took := make([]time.Duration, n)
	for i := range took {
		took[i] = -1
	}
	for _, o := range out {
		if took[o.key] < 0 {
			took[o.key] = o.at.Sub(sim.Time(o.key) * sim.Time(step))
		}
	}
	return took
}

func mean(all []time.Duration) float64 {
	sum := 0.0
	for _, d := range all {
		sum += float64(d)
	}
	return sum / float64(len(all))
}

func TestDatagramDelaysFollowTheLaw(t *testing.T) {
	cfg := Config{Ordering: Datagram, Latency: Latency{Law: sim.Exponential(100 * ms)}}
	took := delays(t, cfg, 200_000, ms)
	assert.InEpsilon(t, float64(100*ms), mean(took), 0.01)
	beyond := 0
	for _, d := range took {
		if d > 300*ms {
			beyond++
		}
	}
	assert.InEpsilon(t, math.Exp(-3), float64(beyond)/float64(len(took)), 0.05)
}

func TestJitterMultipliesTheMatrix(t *testing.T) {
	matrix := [][]time.Duration{{0, 40 * ms}, {70 * ms, 0}}
	steady := delays(t, Config{Ordering: Datagram, Latency: Latency{Matrix: matrix}}, 100, ms)
	for _, d := range steady {
		require.Equal(t, 40*ms, d)
	}
	shaken := delays(t, Config{Ordering: Datagram, Latency: Latency{Matrix: matrix, Jitter: 0.2}}, 100_000, ms)
	logs, squares := 0.0, 0.0
	for _, d := range shaken {
		l := math.Log(float64(d) / float64(40*ms))
		logs += l
		squares += l * l
	}
	assert.InDelta(t, 0, logs/1e5, 0.002)
	assert.InDelta(t, 0.2, math.Sqrt(squares/1e5), 0.002)
}

// TestLossDoesNotMoveLatencies, nor does duplication: with common random numbers two
// rates differ in the messages that are lost, and in nothing else.
func TestLossDoesNotMoveLatencies(t *testing.T) {
	cfg := Config{Ordering: Datagram, Resend: Never, Latency: Latency{Law: sim.Lognormal(45*ms, 0.5)}}
	clear := delays(t, cfg, 5000, ms)
	cfg.Loss = 0.3
	lossy := delays(t, cfg, 5000, ms)
	cfg.Loss = 0.6
	lossier := delays(t, cfg, 5000, ms)
	lost := 0
	for i := range clear {
		if lossy[i] >= 0 {
			require.Equal(t, clear[i], lossy[i])
		} else {
			lost++
			require.EqualValues(t, -1, lossier[i], "what is lost at a lower rate is lost at a higher one")
		}
	}
	assert.InDelta(t, 0.3, float64(lost)/5000, 0.03)
}

func TestLinksHaveLuckOfTheirOwn(t *testing.T) {
	cfg := Config{Nodes: named(3), Ordering: Datagram, Latency: Latency{Law: sim.Exponential(ms)}}
	q := sim.NewQueue()
	net, err := New(cfg, 1, q)
	require.NoError(t, err)
	for l := range Link(9) {
		if from, to := net.Ends(l); from != to {
			net.Send(0, l, Message{Draw: 1})
		}
	}
	seen := make(map[sim.Time]bool)
	for e, ok := q.Pop(); ok; e, ok = q.Pop() {
		seen[e.At] = true
	}
	assert.Len(t, seen, 6)
}

func TestAnotherLeaderMovesNoDelay(t *testing.T) {
	first := func(nodes []string, from, to int) sim.Time {
		q := sim.NewQueue()
		net, err := New(Config{Nodes: nodes, Latency: Latency{Law: sim.Exponential(ms)}}, 1, q)
		require.NoError(t, err)
		net.Send(0, net.LinkOf(from, to), Message{Draw: 17})
		e, _ := q.Pop()
		return e.At
	}
	assert.Equal(t, first([]string{"paris", "tokyo"}, 0, 1), first([]string{"sydney", "tokyo", "paris"}, 2, 1))
	assert.NotEqual(t, first([]string{"paris", "tokyo"}, 0, 1), first([]string{"paris", "tokyo"}, 1, 0))
}

func TestResendingTakesAGeometricNumberOfAttempts(t *testing.T) {
	cfg := Config{Ordering: Datagram, Loss: 0.25, Resend: 200 * ms, Latency: Latency{Law: sim.Exponential(50 * ms)}}
	took := delays(t, cfg, 100_000, ms)
	assert.InEpsilon(t, float64(50*ms)+float64(200*ms)*0.25/0.75, mean(took), 0.01)
}

func TestAConstantDelayQueuesNothing(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		for _, d := range delays(t, Config{Ordering: o, Latency: Latency{Law: sim.Constant(time.Second)}}, 1000, us) {
			require.Equal(t, time.Second, d)
		}
	}
}

func TestFIFOSpacesWhatIsSentAtOnce(t *testing.T) {
	for i, d := range delays(t, Config{Latency: Latency{Law: sim.Constant(ms)}}, 100, 0) {
		require.Equal(t, ms+time.Duration(i), d)
	}
}

// TestFIFOBlocksTheHeadOfTheLine: an arrival is the latest of what it and all before
// it would be as datagrams.
func TestFIFOBlocksTheHeadOfTheLine(t *testing.T) {
	cfg := Config{Latency: Latency{Law: sim.Exponential(100 * ms)}, Loss: 0.05, Resend: 200 * ms}
	inOrder := delays(t, cfg, 20_000, 10*ms)
	cfg.Ordering = Datagram
	alone := delays(t, cfg, 20_000, 10*ms)
	last := sim.Time(-1)
	for i, d := range alone {
		sent := sim.Time(i) * sim.Time(10*ms)
		last = max(last+1, sent.Add(d))
		require.Equal(t, last.Sub(sent), inOrder[i])
	}
	assert.Greater(t, mean(inOrder), 1.5*mean(alone))
}

// TestBandwidthQueues compares with Lindley's recursion.
func TestBandwidthQueues(t *testing.T) {
	cfg := Config{Ordering: Datagram, Bandwidth: 1_000_000, Latency: Latency{Law: sim.Constant(10 * ms)}}
	net, q := pair(t, cfg, 1)
	gaps := sim.Exponential(1250 * us)
	var ops []op
	at := sim.Time(0)
	for i := range 200_000 {
		at = at.Add(gaps.Draw(sim.NewStream(1, "gaps").At(uint64(i))))
		ops = append(ops, op{at: at, msg: Message{Key: uint64(i), Bytes: 1000}})
	}
	out, _ := play(net, q, ops)
	free, waited := sim.Time(0), 0.0
	for i, o := range out {
		begins := max(free, ops[i].at)
		waited += float64(begins.Sub(ops[i].at))
		free = begins.Add(ms)
		require.Equal(t, free.Add(10*ms), o.at)
	}
	const load = 0.8
	assert.InEpsilon(t, load/(2*(1-load))*float64(ms), waited/float64(len(out)), 0.05, "an M/D/1 queue (Pollaczek and Khinchine)")
}

func TestResendingTakesBandwidth(t *testing.T) {
	cfg := Config{Ordering: Datagram, Bandwidth: 1_000_000, Loss: 0.5, Resend: ms, Latency: Latency{Law: sim.Constant(0)}}
	net, q := pair(t, cfg, 1)
	play(net, q, sends(10_000, 0, 1000))
	assert.InEpsilon(t, float64(20*time.Second), float64(net.free[1]), 0.03, "two attempts a message")
}

func TestTransmissionRoundsUpAndSaturates(t *testing.T) {
	assert.Equal(t, 80*us, transmission(100, 1_250_000))
	assert.Equal(t, time.Duration(333_333_334), transmission(1, 3))
	assert.Equal(t, time.Duration(0), transmission(0, 3))
	assert.Equal(t, time.Duration(math.MaxInt64), transmission(1<<40, 1))
}

func TestDuplicatesComeTwice(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Ordering: o, Duplicate: 0.2, Latency: Latency{Law: sim.Exponential(ms)}}
		net, q := pair(t, cfg, 1)
		out, promised := play(net, q, sends(50_000, ms, 1))
		assert.Len(t, out, promised)
		assert.InDelta(t, 0.2, float64(promised-50_000)/50_000, 0.006)
		assert.EqualValues(t, 50_000, net.Messages(), "copies made by the network were not sent")
		assert.EqualValues(t, 50_000, net.BytesSent())
	}
}

func TestACopyHasADelayOfItsOwn(t *testing.T) {
	cfg := Config{Ordering: Datagram, Duplicate: 1, Latency: Latency{Law: sim.Exponential(ms)}}
	net, q := pair(t, cfg, 1)
	out, _ := play(net, q, sends(1000, time.Second, 1))
	for i := 0; i < len(out); i += 2 {
		require.Equal(t, out[i].key, out[i+1].key)
		require.NotEqual(t, out[i].at, out[i+1].at)
	}
}

func TestSingleLinksHaveValuesOfTheirOwn(t *testing.T) {
	loss, resend := 0.5, 7*ms
	cfg := Config{
		Nodes: named(3), Ordering: Datagram, Latency: Latency{Law: sim.Constant(40 * ms)},
		Links: []LinkConfig{
			{From: 0, To: 1, Latency: sim.Constant(85 * ms)},
			{From: 1, To: 0, Loss: &loss, Resend: &resend},
			{From: 0, To: 1, Latency: sim.Constant(90 * ms)},
		},
	}
	q := sim.NewQueue()
	net, err := New(cfg, 1, q)
	require.NoError(t, err)
	arrival := func(from, to int, number uint64) time.Duration {
		net.Send(q.Now(), net.LinkOf(from, to), Message{Draw: number})
		began := q.Now()
		e, _ := q.Pop()
		return e.At.Sub(began)
	}
	assert.Equal(t, 90*ms, arrival(0, 1, 1), "later entries win")
	assert.Equal(t, 40*ms, arrival(0, 2, 1))
	tries := make(map[time.Duration]bool)
	for number := range uint64(100) {
		tries[arrival(1, 0, number)] = true
	}
	assert.True(t, tries[40*ms] && tries[47*ms] && tries[54*ms])
	assert.Equal(t, 90*ms, net.ClientDelay(0, 1, 5))
	assert.Equal(t, 40*ms, net.ClientDelay(1, 0, 5))
}

// TestAMessageMayHaveALawOfItsOwn: it takes what a link with that law would let it
// take, and in order where the link keeps it.
func TestAMessageMayHaveALawOfItsOwn(t *testing.T) {
	own := sim.Lognormal(45*ms, 0.5)
	for _, o := range []Ordering{FIFO, Datagram} {
		cfg := Config{Ordering: o, Latency: Latency{Law: own}, Loss: 0.2, Resend: 10 * ms}
		want := delays(t, cfg, 1000, ms)
		cfg.Latency = constant40
		net, q := pair(t, cfg, 1)
		ops := sends(1000, ms, 1000)
		for i := range ops {
			ops[i].msg.Law = own
		}
		out, _ := play(net, q, ops)
		for _, got := range out {
			require.Equal(t, want[got.key], got.at.Sub(ops[got.key].at))
		}
	}
}

// TestALawOfItsOwnOutlivesACut on links that have nothing else of their own.
func TestALawOfItsOwnOutlivesACut(t *testing.T) {
	own := send(0, 1)
	own.msg.Law = sim.Constant(70 * ms)
	for _, o := range []Ordering{FIFO, Datagram} {
		story(t, Config{Ordering: o, Latency: constant40, Resend: 100 * ms}, []op{own, cut(10), heal(100), send(101, 2)}, map[Ordering][]outcome{
			FIFO:     {{at: instant(170), key: 1}, {at: instant(170) + 1, key: 2}},
			Datagram: {{at: instant(141), key: 2}, {at: instant(170), key: 1}},
		}[o])
	}
}

func TestClientsGoTheirOwnWay(t *testing.T) {
	matrix := [][]time.Duration{{5, 20 * ms, 90 * ms}, {20 * ms, 5, 30 * ms}, {90 * ms, 30 * ms, 5}}
	cfg := Config{
		Nodes: named(3), Topology: Topology{Name: "chain"}, Latency: Latency{Matrix: matrix},
		Links: []LinkConfig{{From: 2, To: 0, Latency: sim.Uniform(10*ms, 30*ms)}},
	}
	net, err := New(cfg, 1, sim.NewQueue())
	require.NoError(t, err)
	assert.Equal(t, 90*ms, net.ClientDelay(0, 2, 1), "not by way of node 1")
	assert.Equal(t, time.Duration(0), net.ClientDelay(1, 1, 1))
	assert.Equal(t, 90*ms, net.TypicalDelay(0, 2))
	assert.Equal(t, time.Duration(0), net.TypicalDelay(1, 1))
	assert.InDelta(t, float64(20*ms), float64(net.TypicalDelay(2, 0)), 2, "a link that the topology has not got still has its delay")
	assert.LessOrEqual(t, net.ClientDelay(2, 0, 1<<63), 30*ms)
}

func TestMistakesOfTheCallerPanic(t *testing.T) {
	oneWay, _ := pair(t, Config{Topology: Topology{Edges: [][2]int{{0, 1}}, Directed: true}, Latency: Latency{Law: sim.Constant(ms)}}, 1)
	assert.PanicsWithValue(t, "network: no link from node 1 to node 0", func() { oneWay.Send(0, oneWay.LinkOf(1, 0), Message{}) })
	assert.PanicsWithValue(t, "network: the link from node 0 to node 1 was not declared by MayBeCut", func() { oneWay.Cut(0, oneWay.LinkOf(0, 1)) })
	full, _ := pair(t, Config{Latency: Latency{Law: sim.Constant(ms)}}, 1)
	full.MayBeCut(full.LinkOf(0, 1))
	assert.PanicsWithValue(t, "network: the link from node 0 to node 1 was healed, and is not cut", func() { full.Heal(0, full.LinkOf(0, 1)) })
	assert.PanicsWithValue(t, "network: node 0 sends to itself", func() { full.Send(0, full.LinkOf(0, 0), Message{}) })
	assert.Panics(t, func() { full.MayBeCut(full.LinkOf(0, 1)) })
}

func TestSendingAllocatesNothing(t *testing.T) {
	for _, o := range []Ordering{FIFO, Datagram} {
		for _, watched := range []bool{false, true} {
			net, q := pair(t, Config{Ordering: o, Latency: Latency{Law: sim.Exponential(ms)}}, 1)
			l := net.LinkOf(0, 1)
			if watched {
				net.MayBeCut(l)
			}
			number := uint64(0)
			pass := func() {
				number++
				net.Send(q.Now(), l, Message{Key: number, Draw: number})
				e, _ := q.Pop()
				net.Arrive(e.At, l, e.Key)
			}
			for range 1000 {
				pass()
			}
			assert.Zero(t, testing.AllocsPerRun(1000, pass), "%v, may be cut: %v", o, watched)
		}
	}
}

func TestLinksTakeLittleMemory(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  Config
		most uint64
	}{
		{"1,000 nodes, datagrams", Config{Nodes: named(1000), Ordering: Datagram}, 200 << 10},
		{"1,000 nodes, FIFO: 8 B a link", Config{Nodes: named(1000)}, 8<<20 + 200<<10},
		{"4,096 nodes in a FIFO ring", Config{Nodes: named(4096), Topology: Topology{Name: "ring"}}, 4 << 20},
	} {
		c.cfg.Latency.Law = sim.Constant(ms)
		q := sim.NewQueue()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := New(c.cfg, 1, q)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, c.most, c.name)
	}
}

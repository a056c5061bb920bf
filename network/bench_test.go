package network

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

func BenchmarkDelivery(b *testing.B) {
	for _, nodes := range []struct {
		name string
		n    int
	}{{"10", 10}, {"100", 100}, {"1000", 1000}} {
		for _, c := range []struct {
			name string
			cfg  Config
		}{
			{"datagram", Config{Ordering: Datagram}},
			{"fifo", Config{}},
			{"lossy", Config{Ordering: Datagram, Loss: 0.01, Resend: time.Second, Duplicate: 0.01, Bandwidth: 1 << 40}},
			{"ring", Config{Ordering: Datagram, Topology: Topology{Name: "ring"}}},
		} {
			b.Run(c.name+"/"+nodes.name, func(b *testing.B) { benchmarkDelivery(b, c.cfg, nodes.n, false) })
		}
		b.Run("may-be-cut/"+nodes.name, func(b *testing.B) {
			benchmarkDelivery(b, Config{Ordering: Datagram}, nodes.n, true)
		})
	}
}

// benchmarkDelivery holds 100,000 messages under way: each delivery sends one on.
func benchmarkDelivery(b *testing.B, cfg Config, nodes int, cuts bool) {
	cfg.Nodes = named(nodes)
	cfg.Latency.Law = sim.Floor(sim.Lognormal(45*time.Millisecond, 0.5), 5*time.Millisecond)
	q := sim.NewQueue()
	net, err := New(cfg, 1, q)
	require.NoError(b, err)
	for l := range Link(nodes * nodes) {
		if cuts {
			net.MayBeCut(l)
		}
	}
	number := uint64(0)
	send := func(now sim.Time) {
		number++
		from := int(number) % nodes
		to := (from + 1) % nodes
		if net.Complete() {
			to = (from + 1 + int(number)/nodes%(nodes-1)) % nodes
		}
		l := net.LinkOf(from, to)
		net.Send(now, l, Message{Key: uint64(l), Draw: number, Bytes: 100})
	}
	for range 100_000 {
		send(0)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		e, _ := q.Pop()
		if net.Arrive(e.At, Link(e.Key), e.Key) == Delivered {
			send(e.At)
		}
	}
}

// BenchmarkBare is the same without a network: the queue, a draw and the law. What
// BenchmarkDelivery takes more is the network's.
func BenchmarkBare(b *testing.B) {
	law := sim.Floor(sim.Lognormal(45*time.Millisecond, 0.5), 5*time.Millisecond)
	q, stream := sim.NewQueue(), sim.NewStream(1, "bare")
	for i := range uint64(100_000) {
		q.Push(sim.Time(0).Add(law.Draw(stream.At(i))), i%90)
	}
	b.ResetTimer()
	for i := range uint64(b.N) {
		e, _ := q.Pop()
		q.Push(e.At.Add(law.Draw(stream.At(i))), e.Key)
	}
}

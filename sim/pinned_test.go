package sim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// What is pinned here is the promise that a scenario, a seed and a version give
// the same bits on every machine: run these tests (-run Pinned) on each
// architecture. A number that changes here changes the results of every run.

// checksum hashes words in order.
func checksum(words func(yield func(uint64) bool)) uint64 {
	sum := uint64(0)
	for w := range words {
		sum = mix(sum+golden) ^ w
	}
	return mix(sum)
}

func TestPinnedDraws(t *testing.T) {
	s := NewStream(42, "latency")
	assert.Equal(t, Stream(0x538e6f8557802f81), s)
	assert.Equal(t, uint64(0x5e66330327c1c7a5), s.At(0))
	assert.Equal(t, uint64(0xf33203c5fff10523), s.At(1))
	assert.Equal(t, uint64(0x661967e098e3698b), s.At2(1, 2))
	assert.Equal(t, uint64(0xacf28593d3013829), s.At2(2, 1))
	assert.Equal(t, Stream(0x510d46739c24e884), s.Child(3))
	assert.Equal(t, Stream(0xf1b2e74f1f4de908), s.Named("london → sydney"))
	var f Fingerprint
	f.Add(1, 2, 3)
	f.Add(4, 5, 6)
	assert.Equal(t, Fingerprint(0x50f29fa537829365), f)
}

func TestPinnedTables(t *testing.T) {
	for _, pin := range []struct {
		law  *Law
		want uint64
	}{
		{Exponential(100 * time.Millisecond), 0x9669a1aeaa022503},
		{Normal(50*time.Millisecond, 20*time.Millisecond), 0xcae50698b270c5dd},
		{Lognormal(45*time.Millisecond, 0.5), 0xc4974677e191f473},
		{LognormalP99(40*time.Millisecond, 120*time.Millisecond), 0x3fcd986669091d76},
		{Gamma(0.3, time.Second), 0xbb392b9c0e7984a3},
		{Gamma(2.5, time.Second), 0x20fde809c9ec4a88},
		{Gamma(300, time.Second), 0x6a12478375b8e379},
		{Weibull(0.7, time.Second), 0xee0ba400c810451},
		{Pareto(1050*time.Microsecond, 1.51), 0x707c7847bbb7600f},
		{Floor(Pareto(time.Second, 0.5), time.Second), 0x605ed28cd537d1a2},
	} {
		got := checksum(func(yield func(uint64) bool) {
			for _, v := range pin.law.table {
				yield(uint64(v))
			}
			yield(uint64(pin.law.Mean()))
		})
		assert.Equalf(t, pin.want, got, "%v is now %#x", pin.law, got)
	}
	factor := checksum(func(yield func(uint64) bool) {
		for _, v := range LognormalFactor(0.05).table {
			yield(uint64(v))
		}
	})
	assert.Equalf(t, uint64(0xc368ea7fe76bee95), factor, "the factor is now %#x", factor)
}

func TestPinnedLaws(t *testing.T) {
	s := NewStream(1, "pinned")
	for _, pin := range []struct {
		law  *Law
		want uint64
	}{
		{Uniform(0, time.Second), 0x8c6cf7367bed6dd6},
		{Empirical([]time.Duration{3, 1, 4, 1, 5}), 0xec32d3c0bd3bc51a},
		{Mixture([]float64{0.38, 0.62}, []*Law{Pareto(1050*time.Microsecond, 1.51), Exponential(5464481)}), 0x6a63c92a99f43438},
		{Lognormal(45*time.Millisecond, 0.5), 0x7f6723c5e3272c41},
	} {
		got := checksum(func(yield func(uint64) bool) {
			for i := range uint64(100_000) {
				yield(uint64(pin.law.Draw(s.At(i))))
			}
			yield(uint64(pin.law.Mean()))
			yield(uint64(pin.law.Quantile(0.99)))
			yield(uint64(LognormalFactor(0.3).Scale(pin.law.Mean(), s.At(0))))
		})
		assert.Equalf(t, pin.want, got, "%v is now %#x", pin.law, got)
	}
}

func TestPinnedPicks(t *testing.T) {
	s := NewStream(1, "picks")
	for _, pin := range []struct {
		name   string
		picker Picker
		want   uint64
	}{
		{"uniform", NewUniform(), 0x8f950412bf139f4},
		{"zipf .99", NewZipf(1000, 0.99), 0x9d16420730977686},
		{"zipf 1", NewZipf(777, 1), 0xca5f0b3c8efac737},
		{"zipf 2.5", NewZipf(10_000, 2.5), 0xacb332bfb0e73e77},
		{"ycsb-zipfian", NewYCSBZipfian(1000, 0.99), 0xa8d26d31215d8c37},
		{"ycsb-scrambled", NewYCSBScrambled(1000, 0.99), 0x153e067cb394d842},
		{"ycsb-scrambled .8", NewYCSBScrambled(1000, 0.8), 0x1592b12a30f89f58},
		{"hotspot", NewHotspot(0.2, 0.8), 0x651148ba85b4d40e},
		{"latest", NewLatest(0.99), 0x9b9701c13b28291c},
	} {
		got := checksum(func(yield func(uint64) bool) {
			for i := range uint64(50_000) {
				yield(uint64(pin.picker.Pick(s.At(i), 900+int(i/50))))
			}
		})
		assert.Equalf(t, pin.want, got, "%s is now %#x", pin.name, got)
	}
}

// TestPinnedOrder runs a small model: each event pushes two more, until there are
// many.
func TestPinnedOrder(t *testing.T) {
	q, s, law := NewQueue(), NewStream(1, "order"), Exponential(time.Millisecond)
	var f Fingerprint
	q.Push(0, 1)
	pushed := uint64(1)
	for popped := uint64(0); ; popped++ {
		e, ok := q.Pop()
		if !ok {
			break
		}
		f.Add(e.At, e.Key, popped)
		for range 2 {
			if pushed < 50_000 {
				pushed++
				q.Push(e.At.Add(law.Draw(s.At2(e.Key, pushed))), s.At(pushed)>>(pushed%64))
			}
		}
	}
	assert.Equal(t, Fingerprint(0xde38ef9a977b1f3e), f)
}

// TestPinnedArithmetic compares the functions themselves, bit by bit.
func TestPinnedArithmetic(t *testing.T) {
	s := NewStream(1, "arithmetic")
	got := checksum(func(yield func(uint64) bool) {
		for i := range uint64(20_000) {
			u := math.Ldexp(float64(s.At(i)>>11)+0.5, -53)
			x := float64(u * math.Ldexp(1, int(i%200)-100))
			for _, y := range []float64{
				naturalLog(x), logOnePlus(-u), exponential(float64(1400*u) - 700), expMinusOne(x), power(x, u),
				quickPower(x, -0.99), quickPower(u, 100), unitNormal(u/2, true), zeta(1+i*i, float64(2*u)), logGamma(float64(100 * u)),
			} {
				yield(math.Float64bits(y))
			}
		}
	})
	assert.Equalf(t, uint64(0x87cc92043a4d3a13), got, "is now %#x", got)
}

package sim

import (
	"testing"
	"time"
)

var sink uint64

func BenchmarkDraw(b *testing.B) {
	s := NewStream(1, "draws")
	n := uint64(0)
	b.Run("At", func(b *testing.B) {
		for b.Loop() {
			n++
			sink += s.At(n)
		}
	})
	b.Run("At2", func(b *testing.B) {
		for b.Loop() {
			n++
			sink += s.At2(n, 7)
		}
	})
	b.Run("Fingerprint", func(b *testing.B) {
		var f Fingerprint
		for b.Loop() {
			n++
			f.Add(Time(n), n, 7)
		}
		sink += uint64(f)
	})
	for _, law := range []*Law{
		Constant(time.Second),
		Uniform(0, time.Second),
		Exponential(time.Second),
		Lognormal(45*time.Millisecond, 0.5),
		Empirical(make([]time.Duration, 1000)),
		Mixture([]float64{0.9, 0.1}, []*Law{Pareto(235*time.Microsecond, 10), Exponential(602 * time.Microsecond)}),
	} {
		b.Run(law.String(), func(b *testing.B) {
			for b.Loop() {
				n++
				sink += uint64(law.Draw(s.At(n)))
			}
		})
	}
	b.Run("Factor", func(b *testing.B) {
		f := LognormalFactor(0.05)
		for b.Loop() {
			n++
			sink += uint64(f.Scale(time.Second, s.At(n)))
		}
	})
}

func BenchmarkPick(b *testing.B) {
	const rows = 100_000
	s := NewStream(1, "picks")
	for name, p := range map[string]Picker{
		"uniform":        NewUniform(),
		"zipf":           NewZipf(rows, 0.99),
		"ycsb-zipfian":   NewYCSBZipfian(rows, 0.99),
		"ycsb-scrambled": NewYCSBScrambled(rows, 0.99),
		"hotspot":        NewHotspot(0.2, 0.8),
		"latest":         NewLatest(0.99),
	} {
		b.Run(name, func(b *testing.B) {
			n := uint64(0)
			for b.Loop() {
				n++
				sink += uint64(p.Pick(s.At(n), rows))
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for name, build := range map[string]func(){
		"exponential":  func() { Exponential(time.Second) },
		"lognormal":    func() { Lognormal(time.Second, 0.5) },
		"gamma 0.1":    func() { Gamma(0.1, time.Second) },
		"gamma 2":      func() { Gamma(2, time.Second) },
		"gamma 1000":   func() { Gamma(1000, time.Second) },
		"zipf 100,000": func() { NewZipf(100_000, 0.99) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				build()
			}
		})
	}
}

package validate

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// WARS integrated numerically, to see that what the rows expect is what the model
// says: survival functions on a grid of 2.5 µs, times in ms.

// survival is the probability that a delay is longer.
type survival func(x float64) float64

func pareto(scale, shape float64) survival {
	return func(x float64) float64 {
		if x <= scale {
			return 1
		}
		return math.Pow(scale/x, shape)
	}
}

func exponentialOf(rate float64) survival {
	return func(x float64) float64 { return math.Exp(-rate * max(0, x)) }
}

func mixture(share float64, a, b survival) survival {
	return func(x float64) float64 { return share*a(x) + (1-share)*b(x) }
}

var (
	ssd  = mixture(.9122, pareto(.235, 10), exponentialOf(1.66))
	disk = mixture(.38, pareto(1.05, 1.51), exponentialOf(.183))
)

const (
	cell  = .0025
	cells = 6000 // beyond, the solid-state law has 1e-12
)

// masses are the probabilities of the cells, whose middles are at (i + ½)·cell.
func masses(law survival) []float64 {
	m := make([]float64, cells)
	for i := range m {
		m[i] = law(float64(i)*cell) - law(float64(i+1)*cell)
	}
	return m
}

var ssdMasses = masses(ssd)

// withAck is the distribution function of a first leg and an acknowledgement.
func withAck(write survival, x float64) float64 {
	f := 0.0
	for i, m := range ssdMasses {
		f += m * (1 - write(x-(float64(i)+.5)*cell))
	}
	return f
}

// root is where a rising function passes a level.
func root(f func(float64) float64, level, to float64) float64 {
	from := 0.0
	for range 40 {
		if middle := (from + to) / 2; f(middle) < level {
			from = middle
		} else {
			to = middle
		}
	}
	return to
}

// slowest is the 99.9th percentile of the w-th of n round trips.
func slowest(first survival, n, w int) float64 {
	return root(func(x float64) float64 {
		f, p := withAck(first, x), 0.0
		for k := w; k <= n; k++ {
			p += choose(n, k) * math.Pow(f, float64(k)) * math.Pow(1-f, float64(n-k))
		}
		return p
	}, .999, 1000)
}

func TestLatenciesAreThoseOfTheModel(t *testing.T) {
	for _, q := range everyWars() {
		write := survival(ssd)
		if q.store == "disk" {
			write = disk
		}
		require.InEpsilon(t, slowest(ssd, 3, q.r), q.read, 1e-3, "read: %+v", q)
		require.InEpsilon(t, slowest(write, 3, q.w), q.write, 1e-3, "write: %+v", q)
	}
}

// stale gives the probability that a read which begins t after the commit misses the
// write, for R = W = 1. It asks a replica j at t + r, with r the leg to the first of n
// to answer. That has not got the write by then if its own leg takes longer than the
// commit, t and r; then it did not make the commit, which is the first round trip v of
// the n−1 others: P = E[P(leg > v + t + r)].
func stale(write survival, n int) func(t float64) float64 {
	commits, first := firstOfOthers(write, n-1), firstAnswer(n)
	return func(t float64) float64 {
		p := 0.0
		for _, r := range first {
			for _, v := range commits {
				p += r.mass * v.mass * write(v.at+t+r.at)
			}
		}
		return p
	}
}

// atom is a probability put at a point.
type atom struct{ at, mass float64 }

// firstOfOthers is the law of the first of so many round trips of a write.
func firstOfOthers(write survival, others int) []atom {
	var atoms []atom
	last, done := 0.0, 0.0
	for x := .004; x < 5000; x = max(x+.004, x*1.005) {
		f := 1 - math.Pow(1-withAck(write, x), float64(others))
		atoms = append(atoms, atom{(last + x) / 2, f - done})
		last, done = x, f
	}
	return atoms
}

// firstAnswer is the law of the leg to the replica that is the first of n to answer a
// read.
func firstAnswer(n int) []atom {
	round := make([]float64, 2*cells) // survival of both legs
	for i, a := range ssdMasses {
		for j, b := range ssdMasses {
			round[i+j] += a * b
		}
	}
	left := 1.0
	for i, mass := range round {
		round[i] = math.Pow(max(0, left-mass/2), float64(n-1)) // of equals, either may be first
		left -= mass
	}
	const joined = 20
	atoms := make([]atom, cells/joined)
	for i, a := range ssdMasses {
		mass := 0.0
		for j, b := range ssdMasses {
			mass += b * round[i+j]
		}
		at := &atoms[i/joined]
		at.at += (float64(i) + .5) * cell * a * mass * float64(n)
		at.mass += a * mass * float64(n)
	}
	for i := range atoms {
		if atoms[i].mass > 0 {
			atoms[i].at /= atoms[i].mass
		}
	}
	return atoms
}

func TestStalenessIsThatOfTheModel(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds of CPU")
	}
	for _, q := range everyWars() {
		if q.r > 1 || q.w > 1 {
			continue
		}
		write := survival(ssd)
		if q.store == "disk" {
			write = disk
		}
		miss := stale(write, 3)
		require.InDelta(t, 1-miss(0), q.atZero, 2e-4, "%+v", q)
		require.InEpsilon(t, root(func(t float64) float64 { return 1 - miss(t) }, .999, 200), q.t, 1e-3, "%+v", q)
	}
	require.InDelta(t, 1-stale(disk, 2)(0), ofTwo().Figures[0].Exact, 2e-4)
}

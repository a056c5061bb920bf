package validate

import (
	"fmt"
	"math"
	"slices"
)

// Conflict rates of independent Poisson writers.
//
// Leader i writes row k at rate λ·p_k. A write of i at t and one of j are an unseen
// pair if that of j falls between t − D_ji and t + D_ij: earlier it would have been
// delivered at i, later it would know the one at t. So the number of partners is
// Poisson, and everything below is exact, for whatever λ, K and delays:
//
//	M1, unseen pairs a second: each ordered pair of leaders has λ²·p_k²·D_ij.
//	M2, writes with a partner: the void probability of all windows of a write.
//	M3, writes with a later partner, which last-write-wins drops: of the windows after it.
//
// With random delays that are independent from message to message, a window of
// Poisson arrivals is thinned, not cut: the expected number of partners has E[D] in
// place of D, and later partners of one write share its own delay to each leader,
// which brings in the Laplace transform of the delay.

const conflictSource = "closed form (docs/validation.md#conflict-rates)"

// setting is what a row of conflict rates is about.
type setting struct {
	leaders int
	rate    float64 // of each leader
	shares  []float64
	hops    func(from, to, leaders int) int
	delay   float64 // of a hop, seconds; the mean if it is random
}

// rates are M1, M2 and M3.
type rates struct{ pairs, writes, losers float64 }

// constant gives the rates under constant delays.
func (s setting) constant() rates {
	var r rates
	for _, p := range s.shares {
		rate := s.rate * p
		r.pairs += rate * rate * s.allWays()
		for i := range s.leaders {
			out, both := s.windows(i)
			r.writes += p * -math.Expm1(-rate*both) / float64(s.leaders)
			r.losers += p * -math.Expm1(-rate*out) / float64(s.leaders)
		}
	}
	return r
}

// exponential gives the rates under independent exponential delays on a complete
// graph, whose Laplace transform at s is 1/(1 + s·mean).
func (s setting) exponential() rates {
	r := rates{}
	for _, p := range s.shares {
		rate := s.rate * p
		laplace := 1 / (1 + rate*s.delay)
		others := float64(s.leaders - 1)
		r.pairs += rate * rate * s.allWays()
		r.writes += p * (1 - math.Pow(laplace*math.Exp(-rate*s.delay), others))
		r.losers += p * (1 - math.Pow(laplace, others))
	}
	return r
}

// allWays sums the delays over all ordered pairs of leaders.
func (s setting) allWays() float64 {
	sum := 0.0
	for i := range s.leaders {
		out, _ := s.windows(i)
		sum += out
	}
	return sum
}

// windows are how long a leader's write is under way to all others together, and
// that and the ways from them.
func (s setting) windows(i int) (out, both float64) {
	for j := range s.leaders {
		if j != i {
			out += float64(s.hops(i, j, s.leaders)) * s.delay
			both += float64(s.hops(i, j, s.leaders)+s.hops(j, i, s.leaders)) * s.delay
		}
	}
	return out, both
}

func oneHop(int, int, int) int { return 1 }

func ringHops(from, to, n int) int { return (to - from + n) % n }

func twoWayRingHops(from, to, n int) int { return min(ringHops(from, to, n), ringHops(to, from, n)) }

func starHops(from, to, _ int) int {
	if from == 0 || to == 0 {
		return 1
	}
	return 2
}

func chainHops(from, to, _ int) int { return max(from-to, to-from) }

// evenly is the popularity of equally popular rows.
func evenly(rows int) []float64 {
	shares := make([]float64, rows)
	for k := range shares {
		shares[k] = 1 / float64(rows)
	}
	return shares
}

// zipf is the exact law: row k of n has a share in proportion to 1/k^exponent.
func zipf(rows int, exponent float64) []float64 {
	shares, sum := make([]float64, rows), 0.0
	for k := range shares {
		shares[k] = math.Pow(float64(k+1), -exponent)
		sum += shares[k]
	}
	for k := range shares {
		shares[k] /= sum
	}
	return shares
}

func conflictRows() []Row {
	random := setting{3, 50, evenly(1000), oneHop, .1}
	dense := setting{2, 5, evenly(5), oneHop, .5}
	rows := []Row{
		conflictRow(1, "all-to-all, 2 leaders, 1 s", setting{2, 10, evenly(100), oneHop, 1}.constant()),
		conflictRow(2, "all-to-all, 3 leaders, 100 ms", setting{3, 50, evenly(1000), oneHop, .1}.constant()),
		conflictRow(3, "all-to-all, 5 leaders, 50 ms", setting{5, 100, evenly(1000), oneHop, .05}.constant()),
		conflictRow(4, "bidirectional ring of 5", setting{5, 50, evenly(1000), twoWayRingHops, .1}.constant()),
		conflictRow(5, "one-way ring of 5", setting{5, 50, evenly(1000), ringHops, .1}.constant()),
		conflictRow(6, "star of 5", setting{5, 50, evenly(1000), starHops, .1}.constant()),
		conflictRow(7, "chain of 5", setting{5, 50, evenly(1000), chainHops, .1}.constant()),
		conflictRow(8, "all-to-all, Zipf .99", setting{3, 50, zipf(1000, .99), oneHop, .1}.constant()),
		conflictRow(9, "all-to-all, exponential delay", random.exponential()),
		conflictRow(10, "dense, exponential delay", dense.exponential()),
	}
	last := &rows[len(rows)-1].Trials[0]
	last.Figures = append(last.Figures, dense.concurrent()...)
	last.Once = runs(last.Scenarios[0], slices.Concat(unseen, []quantity{perSecond("conflict_pairs"), metric("conflict_rate")})...)
	return rows
}

var unseen = []quantity{perSecond("unseen_pairs"), per("unseen_writes", "writes"), per("lww_losers", "writes")}

func conflictRow(number int, title string, exact rates) Row {
	scenario := fmt.Sprintf("validation/c%d", number)
	return Row{
		ID: fmt.Sprint("C", number), Section: "Conflict rates", Title: title, Source: conflictSource,
		Trials: []Trial{{
			Scenarios: []string{scenario}, Runs: 20, Shorter: 10,
			Figures: []Figure{
				{Name: "unseen pairs (M1)", Unit: "/s", Exact: exact.pairs, Tolerance: usual},
				{Name: "unseen writes (M2)", Exact: exact.writes, Tolerance: usual},
				{Name: "last-write-wins losers (M3)", Exact: exact.losers, Tolerance: usual},
			},
			Once: runs(scenario, unseen...),
		}},
	}
}

// concurrent gives the concurrent pairs a second and the conflict rate of two leaders
// with exponential delays of mean m, where one write may know another through later
// ones of its origin.
//
// A write of A at t is not seen at B after τ more seconds if it has not come itself
// and none of A's writes since has: with F the delay's distribution function,
// S(τ) = (1 − F(τ))·exp(−λ_k·∫F over [0, τ]). Each ordered pair of leaders has
// λ_k²·∫S concurrent pairs a second. A write has no later concurrent partner with
// probability 1 − λ_k·∫S(τ)·e^{−λ_k·τ}, and no earlier one if B's latest write has
// come, 1 − λ_k/(λ_k + 1/m); the two speak of different writes and messages.
func (s setting) concurrent() []Figure {
	var pairs, conflicting float64
	for _, p := range s.shares {
		rate := s.rate * p
		unknown := func(tau float64) float64 {
			late := math.Exp(-tau / s.delay)
			return late * math.Exp(-rate*(tau-s.delay*(1-late)))
		}
		whole := integral(unknown, 60*s.delay)
		met := integral(func(tau float64) float64 { return unknown(tau) * math.Exp(-rate*tau) }, 60*s.delay)
		pairs += 2 * rate * rate * whole
		conflicting += p * (1 - (1-rate*met)*(1-rate/(rate+1/s.delay)))
	}
	return []Figure{
		{Name: "concurrent pairs", Unit: "/s", Exact: pairs, Tolerance: usual},
		{Name: "conflict rate", Exact: conflicting, Tolerance: usual},
	}
}

// integral of a smooth function from 0, by Simpson's rule.
func integral(f func(float64) float64, to float64) float64 {
	const halves = 20_000
	h := to / (2 * halves)
	sum := f(0) + f(to)
	for i := 1; i < 2*halves; i++ {
		sum += f(float64(i)*h) * float64(2+2*(i&1))
	}
	return sum * h / 3
}

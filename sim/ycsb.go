package sim

// The generators of YCSB (Cooper, Silberstein, Tam, Ramakrishnan, Sears,
// "Benchmarking Cloud Serving Systems with YCSB", 2010), by the algorithms of its
// source, site.ycsb.generator, so that a workload here is as skewed as one there.

// ycsbZipfian is the approximation of the Zipf law by Gray, Sundaresan, Englert,
// Baclawski and Weinberger, "Quickly Generating Billion-Record Synthetic
// Databases" (1994), section 3.2: exact for the first two ranks, and a power of
// the draw for the rest.
type ycsbZipfian struct {
	theta float64
	alpha float64 // 1/(1-θ)
	two   float64 // the sum of the first two weights
	n     uint64
	zetan float64 // the sum of the first n
	eta   float64
}

func newYCSBZipfian(theta float64) *ycsbZipfian {
	demand(theta > 0 && theta < 1, "a YCSB law", "0 < theta < 1")
	return &ycsbZipfian{theta: theta, alpha: 1 / (1 - theta), two: zeta(2, theta)}
}

// resize is for n ranks, whose weights sum to zetan.
func (y *ycsbZipfian) resize(n uint64, zetan float64) {
	y.n, y.zetan = n, zetan
	y.eta = (1 - power(2/float64(n), 1-y.theta)) / (1 - y.two/zetan)
}

// rank turns 64 uniform bits into a rank in [0, n).
func (y *ycsbZipfian) rank(bits uint64) uint64 {
	u := float64(bits>>11) * (1. / (1 << 53))
	switch weight := float64(u * y.zetan); {
	case weight < 1:
		return 0
	case weight < y.two:
		return 1
	}
	x := quickPower(float64(y.eta*u)-y.eta+1, y.alpha)
	return min(uint64(float64(y.n)*x), y.n-1)
}

// Pick is the law of n rows. YCSB does the same when rows are inserted, except
// that it leaves the old number of rows in one of the constants; we do not.
func (y *ycsbZipfian) Pick(bits uint64, n int) int {
	if uint64(n) != y.n || n == 0 {
		demand(n >= 1, "a pick", "a row to pick")
		y.resize(uint64(n), zeta(uint64(n), y.theta))
	}
	return int(y.rank(bits))
}

// NewYCSBZipfian is the ZipfianGenerator of YCSB, for theta in (0, 1): row 0 is
// the most popular. Of 1,000 rows at θ = 0.99 it makes 34.5 effective ones, the
// exact law 35.9. It panics unless n ≥ 1.
func NewYCSBZipfian(n int, theta float64) Picker {
	demand(n >= 1, "NewYCSBZipfian", "n >= 1")
	y := newYCSBZipfian(theta)
	y.resize(uint64(n), zeta(uint64(n), theta))
	return y
}

// ycsbScrambled scatters the ranks of a zipfian law over the rows, by a hash.
type ycsbScrambled struct{ ranks *ycsbZipfian }

const (
	scrambledRanks = 10_000_000_000
	scrambledTheta = 0.99
	scrambledZeta  = 26.46902820178302 // as YCSB has it, for that theta
)

// NewYCSBScrambled is the ScrambledZipfianGenerator of YCSB: ranks of its zipfian
// law over 10,000,000,000, whatever the number of rows, hashed (FNV-1a over the
// eight bytes, lowest first) and reduced modulo the number of rows. So many ranks
// fall on each row that popularity evens out: of 1,000 rows at θ = 0.99 it makes
// about 275 effective ones. That is what "zipfian" means in YCSB's own workloads.
//
// n is not used, except that it must be at least 1: YCSB scatters the same ranks
// over any number of rows.
func NewYCSBScrambled(n int, theta float64) Picker {
	demand(n >= 1, "NewYCSBScrambled", "n >= 1")
	ranks := newYCSBZipfian(theta)
	sum := scrambledZeta
	if theta != scrambledTheta {
		sum = zeta(scrambledRanks, theta)
	}
	ranks.resize(scrambledRanks, sum)
	return ycsbScrambled{ranks}
}

func (s ycsbScrambled) Pick(bits uint64, n int) int {
	return int(scatter(s.ranks.rank(bits)) % uint64(n))
}

// scatter is YCSB's Utils.hash.
func scatter(x uint64) uint64 {
	hash := uint64(fnvOffset)
	for range 8 {
		hash = (hash ^ x&0xFF) * fnvPrime
		x >>= 8
	}
	if int64(hash) < 0 {
		return -hash
	}
	return hash
}

// ycsbLatest turns ranks round: the newest row is the most popular.
type ycsbLatest struct{ ranks *ycsbZipfian }

// NewLatest is the SkewedLatestGenerator of YCSB, for theta in (0, 1): the zipfian
// law by age, the newest row first. YCSB never picks the oldest row; we do.
func NewLatest(theta float64) Picker { return ycsbLatest{newYCSBZipfian(theta)} }

func (l ycsbLatest) Pick(bits uint64, n int) int { return n - 1 - l.ranks.Pick(bits, n) }

package sim

type ycsb struct {
	theta, alpha, zeta2, zetan, eta float64
	n                               uint64
}

func newYCSB(n uint64, theta float64) *ycsb {
	demand(theta > 0 && theta < 1, "YCSB", "needs 0 < theta < 1")
	y := &ycsb{theta: theta, alpha: 1 / (1 - theta), zeta2: 1 + power(0.5, theta)}
	y.resize(n)
	return y
}

func (y *ycsb) resize(n uint64) {
	if n < y.n {
		y.n, y.zetan = 0, 0
	}
	for y.n < n {
		y.n++
		y.zetan += power(float64(y.n), -y.theta)
	}
	y.fit()
}

func (y *ycsb) fit() {
	y.eta = (1 - power(2/float64(y.n), 1-y.theta)) / (1 - y.zeta2/y.zetan)
}

func (y *ycsb) rank(bits uint64) uint64 {
	u := float64(bits>>11) * (1.0 / (1 << 53))
	switch uz := float64(u * y.zetan); {
	case uz < 1:
		return 0
	case uz < y.zeta2:
		return min(1, y.n-1)
	}
	return min(uint64(float64(y.n)*power(float64(y.eta*u)-y.eta+1, y.alpha)), y.n-1)
}

func (y *ycsb) Pick(bits uint64, n int) int {
	if uint64(n) != y.n {
		y.resize(uint64(n))
	}
	return int(y.rank(bits))
}

// NewYCSBZipfian is the ZipfianGenerator of YCSB.
func NewYCSBZipfian(n int, theta float64) Picker { return newYCSB(uint64(n), theta) }

type scrambled struct{ *ycsb }

// NewYCSBScrambled is the ScrambledZipfianGenerator of YCSB.
func NewYCSBScrambled(n int, theta float64) Picker {
	y := newYCSB(1, theta)
	y.n, y.zetan = 10_000_000_000, 26.46902820178302
	y.fit()
	return scrambled{y}
}

func (s scrambled) Pick(bits uint64, n int) int {
	const offset, prime = 0xCBF29CE484222325, 0x100000001B3
	rank, hash := s.rank(bits), uint64(offset)
	for range 8 {
		hash = (hash ^ rank&0xFF) * prime
		rank >>= 8
	}
	if int64(hash) < 0 {
		hash = -hash
	}
	return int(hash % uint64(n))
}

type latest struct{ *ycsb }

// NewLatest is the SkewedLatestGenerator of YCSB: the newest row is the most popular.
func NewLatest(theta float64) Picker { return latest{newYCSB(1, theta)} }

func (l latest) Pick(bits uint64, n int) int { return n - 1 - l.ycsb.Pick(bits, n) }

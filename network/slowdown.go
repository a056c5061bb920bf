package network

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"
)

// slowdowns are the factors, in thousandths, by which delays are multiplied now. They
// descend, so that the product is rounded alike in whatever order they came.
type slowdowns []int64

// Slow multiplies the delays that are drawn from now on by a factor, given in
// thousandths and positive: of messages on the link, and of clients that go the same
// way, where there is no link too. What is under way keeps its time. Factors multiply,
// and no draw moves.
func (n *Network) Slow(l Link, thousandths int64) {
	if thousandths <= 0 {
		panic(fmt.Sprintf("network: a link slowed by the factor %d/1000; it is positive", thousandths))
	}
	if n.Joined(n.apartEnds(l)) {
		n.specialise(n.rank(l))
	}
	if n.slowed == nil {
		n.slowed = make(map[Link]slowdowns)
	}
	n.slowed[l] = n.slowed[l].with(thousandths)
}

// Unslow undoes one Slow by that factor. It panics if there is none.
func (n *Network) Unslow(l Link, thousandths int64) {
	rest, ok := n.slowed[l].without(thousandths)
	if !ok {
		from, to := n.Ends(l)
		panic(fmt.Sprintf("network: the way from node %d to node %d is not slowed by the factor %d/1000", from, to, thousandths))
	}
	n.slowed[l] = rest
	if len(rest) == 0 {
		delete(n.slowed, l)
	}
}

func descending(a, b int64) int { return cmp.Compare(b, a) }

func (s slowdowns) with(thousandths int64) slowdowns {
	at, _ := slices.BinarySearchFunc(s, thousandths, descending)
	return slices.Insert(s, at, thousandths)
}

func (s slowdowns) without(thousandths int64) (slowdowns, bool) {
	at, ok := slices.BinarySearchFunc(s, thousandths, descending)
	if !ok {
		return s, false
	}
	return slices.Delete(s, at, at+1), true
}

// stretch returns a delay times all factors, each time rounded down; at most 292
// years.
func (s slowdowns) stretch(d time.Duration) time.Duration {
	for _, thousandths := range s {
		d = stretched(d, thousandths)
	}
	return d
}

func stretched(d time.Duration, thousandths int64) time.Duration {
	hi, lo := bits.Mul64(uint64(d), uint64(thousandths))
	if hi >= 1000 {
		return math.MaxInt64
	}
	product, _ := bits.Div64(hi, lo, 1000)
	return time.Duration(min(product, math.MaxInt64))
}

package strategytest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// Oracle documents for how many masters each conflict resolution method converges
// (Oracle8i Replication, "Convergence properties"; Oracle7 Server Distributed Systems,
// table 6-1). Here each row is searched through: before-images, all-to-all, FIFO.

func method(t *testing.T, name string) strategy.Rule {
	rule, ok := strategy.Lookup(name)
	require.True(t, ok, name)
	return rule
}

func oracles(masters, updates int, ops Ops, skew ...int) Options {
	return Options{
		Laws: []string{"converges"}, Leaders: masters, Writes: updates, Ops: ops, Skew: skew,
		Detect: strategy.DetectBeforeImage, Begin: Loaded,
	}
}

// shortest is how many steps the shortest divergence takes; 0: there is none.
func shortest(t *testing.T, rule strategy.Rule, o Options) int {
	v := Check(rule, o)[0]
	if v.Counterexample == nil {
		require.True(t, v.OK, v.Why)
		return 0
	}
	return v.Counterexample.Steps
}

// With three masters the table is Oracle's, row by row. With two masters that update
// once each, too. But where one of two updates twice, methods diverge that the table
// lets pass with fewer than three masters: its promise is narrower than it reads.
func TestOraclesMethodsConvergeAsDocumented(t *testing.T) {
	for _, row := range []struct {
		method          string
		ops             Ops
		two, one, three int // steps to the shortest divergence: of two masters with two updates, with three, and of three masters
	}{
		{"last-write-wins", Mixed, 0, 0, 0},
		{"additive", Mixed, 0, 0, 0},
		{"maximum", Rising, 0, 0, 0},
		{"minimum", Falling, 0, 0, 0},
		{"first-write-wins", Mixed, 0, 6, 6},
		{"maximum", Mixed, 0, 6, 6},
		{"minimum", Mixed, 0, 6, 6},
		{"site-priority", Mixed, 0, 0, 6},
		{"average", Mixed, 0, 6, 6},
		{"overwrite", Mixed, 4, 4, 6},
		{"discard", Mixed, 4, 4, 6},
	} {
		rule := method(t, row.method)
		require.Equal(t, row.two, shortest(t, rule, oracles(2, 2, row.ops)), "%s, two masters, two updates", row.method)
		require.Equal(t, row.one, shortest(t, rule, oracles(2, 3, row.ops)), "%s, two masters, three updates", row.method)
		require.Equal(t, row.three, shortest(t, rule, oracles(3, 3, row.ops)), "%s, three masters", row.method)
	}
}

// What converges with three updates does with four.
func TestOraclesConvergingMethodsConvergeWithMoreUpdates(t *testing.T) {
	for name, ops := range map[string]Ops{"last-write-wins": Names, "additive": Rising, "maximum": Rising} {
		require.Zero(t, shortest(t, method(t, name), oracles(3, 4, ops)), name)
	}
}

// A before-image that matches is applied without a look at its timestamp. So latest
// timestamp wins converges with two masters whatever their clocks show, and with three
// not, where a clock is wrong by more than the time between two updates.
func TestLatestWithAWrongClockConvergesWithTwoMastersAndNotWithThree(t *testing.T) {
	latest := method(t, "last-write-wins")
	for _, skew := range []int{-3, 3} {
		require.Zero(t, shortest(t, latest, oracles(2, 4, Names, 0, skew)))
		require.Equal(t, 6, shortest(t, latest, oracles(3, 3, Names, 0, skew)), "two updates, and their four ways to the others")
	}
	require.Zero(t, shortest(t, latest, oracles(3, 3, Names, 0, 1)), "within the time between two updates it converges")
}

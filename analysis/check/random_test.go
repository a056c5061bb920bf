package check

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/sim"
)

// So many random histories are judged by patterns and by definition, a tenth with
// -short. For a longer search: MLRSIM_HISTORIES=1000000 go test ./analysis/check -run
// Random. Every failure names its seed.
const histories = 5_000

func howMany(t *testing.T) uint64 {
	if asked := os.Getenv("MLRSIM_HISTORIES"); asked != "" {
		n, err := strconv.ParseUint(asked, 10, 64)
		require.NoError(t, err, "MLRSIM_HISTORIES")
		return n
	}
	if testing.Short() {
		return histories / 10
	}
	return histories
}

// shapes are sessions of so many operations. Of larger ones there are too many orders
// to search.
var shapes = [][]int{
	{2, 2}, {1, 1, 1, 1}, {3, 3}, {2, 2, 2}, {4, 3}, {5, 2}, {2, 1, 1, 1}, {3, 3, 1}, {4, 2, 1}, {4, 4}, {5, 3}, {3, 2, 2},
}

// dice are draws of one stream after another.
type dice struct {
	stream sim.Stream
	drawn  uint64
}

func newDice(seed uint64, name string) *dice { return &dice{stream: sim.NewStream(seed, name)} }

func (d *dice) below(n int) int {
	d.drawn++
	return int(sim.Below(d.stream.At(d.drawn), uint64(n)))
}

// randomHistory invents what sessions of a shape might have seen. Each read returns
// what some session writes to the variable, or what it held at first, or thin air.
func (d *dice) randomHistory(shape []int) History {
	variables, writes := 1+d.below(3), 30+d.below(50)
	h := make(History, len(shape))
	written := map[string]uint64{}
	for s, operations := range shape {
		for range operations {
			o := Operation{Write: d.below(100) < writes, Variable: string(rune('x' + d.below(variables)))}
			if o.Write {
				written[o.Variable]++
				o.Value = written[o.Variable]
			}
			h[s] = append(h[s], o)
		}
	}
	for _, session := range h {
		for i, o := range session {
			if o.Write {
				continue
			}
			session[i].Value = uint64(d.below(int(written[o.Variable]) + 1))
			if d.below(100) == 0 {
				session[i].Value = 99
			}
		}
	}
	return h
}

// mutant is a history of a known pattern with a change: a read more, or another value
// for a read there is. Chance seldom forms the larger patterns.
func (d *dice) mutant() History {
	known := violating[d.below(len(violating))].history
	h := make(History, len(known))
	for s := range h {
		h[s] = slices.Clone(known[s])
	}
	session := d.below(len(h))
	at := d.below(len(h[session]) + 1)
	o := Read(string(rune('x'+d.below(3))), uint64(d.below(3)))
	if at < len(h[session]) && !h[session][at].Write {
		h[session][at].Value = o.Value
	} else {
		h[session] = slices.Insert(h[session], at, o)
	}
	return h
}

// smallHistory is one that the definitions can be searched for: invented, or left by
// a memory that is nearly consistent, or nearly a known one.
func (d *dice) smallHistory() History {
	switch d.below(4) {
	case 0:
		return d.mutant()
	case 1:
		return d.randomHistory(shapes[d.below(len(shapes))])
	}
	rules := []rule{causalMemory, causalConvergence, eachOriginsOrder}
	return newMemory(d, rules[d.below(len(rules))], 2+d.below(2)).operate(7, 1+d.below(3))
}

// largerHistory is likewise, for what does not search orders.
func (d *dice) largerHistory() History {
	switch d.below(4) {
	case 0:
		return d.mutant()
	case 1:
		shape := make([]int, 1+d.below(5))
		for s := range shape {
			shape[s] = d.below(6)
		}
		return d.randomHistory(shape)
	}
	rules := []rule{causalMemory, causalConvergence, eachOriginsOrder}
	return newMemory(d, rules[d.below(len(rules))], 2+d.below(4)).operate(10+d.below(20), 1+d.below(3))
}

// tally counts what was met, so that a test can ask for something of everything.
type tally map[string]int

func (met tally) note(report Report) {
	met[report.Verdicts.String()]++
	for _, v := range report.Violations {
		met[v.Pattern.String()]++
	}
}

// requireAll requires that each pattern and each combination of verdicts was met.
func (met tally) requireAll(t *testing.T) {
	t.Helper()
	for _, p := range Patterns() {
		require.NotZero(t, met[p.String()], p)
	}
	for _, v := range []Verdicts{
		{Fails, Fails, Fails}, {Holds, Fails, Fails}, {Holds, Holds, Fails}, {Holds, Fails, Holds}, {Holds, Holds, Holds},
	} {
		require.NotZero(t, met[v.String()], v)
	}
}

func TestRandomHistoriesAreJudgedByDefinition(t *testing.T) {
	known, met := searches{}, tally{}
	for seed := range howMany(t) {
		d := newDice(seed, "small histories")
		h := d.smallHistory()
		report := Causal(h)
		require.Equal(t, known.of(h).verdicts(), report.Verdicts, "history %d: %v", seed, h)
		met.note(report)
	}
	met.requireAll(t)
}

func TestRandomHistoriesShowThePatternsOfThePaper(t *testing.T) {
	met := tally{}
	for seed := range howMany(t) {
		d := newDice(seed, "larger histories")
		h := d.largerHistory()
		report := Causal(h)
		requireLiterally(t, report, h, fmt.Sprintf("history %d: %v", seed, h))
		met.note(report)
	}
	met.requireAll(t)
}

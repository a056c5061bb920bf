package check

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// memory is a replicated memory with a session at each replica. What it promises
// depends on how it applies the writes of others.
type memory struct {
	*dice
	rule     rule
	writes   [][]change // by origin
	replicas []replica
	history  History
	values   map[string]uint64
}

// rule says when and how a replica applies what another wrote.
type rule struct {
	name     string
	causally bool // only after all that the origin had applied before; else in the origin's order
	stamped  bool // only over smaller Lamport stamps; else the last to come wins
}

// change is a write under way.
type change struct {
	Operation
	stamp   [2]int // Lamport's clock, then the origin
	applied []int  // by origin: how many writes its origin had applied, with itself
}

// replica is what a replica has applied, and holds.
type replica struct {
	clock   int
	applied []int
	holds   map[string]change
}

func newMemory(d *dice, rule rule, replicas int) *memory {
	m := &memory{dice: d, rule: rule, writes: make([][]change, replicas), history: make(History, replicas), values: map[string]uint64{}}
	for range replicas {
		m.replicas = append(m.replicas, replica{applied: make([]int, replicas), holds: map[string]change{}})
	}
	return m
}

// operate lets clients do so many operations on so many variables.
func (m *memory) operate(operations, variables int) History {
	for operations > 0 {
		at := m.below(len(m.replicas))
		variable := string(rune('x' + m.below(variables)))
		switch m.below(5) {
		case 0:
			m.write(at, variable)
			operations--
		case 1, 2:
			m.history[at] = append(m.history[at], Read(variable, m.replicas[at].holds[variable].Value))
			operations--
		default:
			m.deliver(m.below(len(m.replicas)), at)
		}
	}
	return m.history
}

func (m *memory) write(at int, variable string) {
	m.values[variable]++
	o := Write(variable, m.values[variable])
	m.history[at] = append(m.history[at], o)
	r := &m.replicas[at]
	r.clock++
	r.applied[at]++
	c := change{o, [2]int{r.clock, at}, append([]int(nil), r.applied...)}
	m.writes[at] = append(m.writes[at], c)
	r.holds[variable] = c
}

// deliver applies the next write of a replica at another, if there is one and its time
// has come.
func (m *memory) deliver(from, at int) {
	r := &m.replicas[at]
	if from == at || r.applied[from] == len(m.writes[from]) {
		return
	}
	c := m.writes[from][r.applied[from]]
	if m.rule.causally && !r.ready(c, from) {
		return
	}
	r.applied[from]++
	r.clock = max(r.clock, c.stamp[0])
	if held := r.holds[c.Variable]; !m.rule.stamped || less(held.stamp, c.stamp) {
		r.holds[c.Variable] = c
	}
}

func (r *replica) ready(c change, from int) bool {
	for origin, n := range c.applied {
		if origin != from && n > r.applied[origin] {
			return false
		}
	}
	return true
}

func less(a, b [2]int) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

var (
	causalMemory      = rule{"causal memory", true, false}
	causalConvergence = rule{"causal convergence", true, true}
	eachOriginsOrder  = rule{"each origin's order", false, false}
)

// TestMemoriesKeepTheirModels runs memories that the literature proves to satisfy a
// model: causal broadcast with the last to come winning is causal memory (Ahamad et al.
// 1995), with the greatest Lamport stamp winning it is causally convergent.
func TestMemoriesKeepTheirModels(t *testing.T) {
	met := tally{}
	for seed := range howMany(t) / 50 {
		for _, rule := range []rule{causalMemory, causalConvergence, eachOriginsOrder} {
			d := newDice(seed, rule.name)
			m := newMemory(d, rule, 2+d.below(4))
			v := Causal(m.operate(100+d.below(300), 1+d.below(6))).Verdicts
			switch rule {
			case causalMemory:
				require.Equal(t, [2]Verdict{Holds, Holds}, [2]Verdict{v.CC, v.CM}, "seed %d", seed)
			case causalConvergence:
				require.Equal(t, [2]Verdict{Holds, Holds}, [2]Verdict{v.CC, v.CCv}, "seed %d", seed)
			}
			met[fmt.Sprint(rule.name, ": ", v)]++
		}
	}
	for _, sometimes := range []string{
		"causal memory: CC holds, CCv fails, CM holds", "causal convergence: CC holds, CCv holds, CM fails",
		"each origin's order: CC fails, CCv fails, CM fails",
	} {
		require.NotZero(t, met[sometimes], "%s, of %v", sometimes, met)
	}
}

// TestOneCopyIsConsistent: sessions that share a replica see one sequence.
func TestOneCopyIsConsistent(t *testing.T) {
	for seed := range howMany(t) / 50 {
		d := newDice(seed, "one copy")
		one := newMemory(d, causalMemory, 1).operate(1000, 5)[0]
		h := make(History, 4)
		for _, o := range one {
			s := d.below(len(h))
			h[s] = append(h[s], o)
		}
		require.Equal(t, Verdicts{Holds, Holds, Holds}, Causal(h).Verdicts, "seed %d", seed)
	}
}

func BenchmarkCausal(b *testing.B) {
	for _, operations := range []int{1_000, 10_000, 100_000} {
		h := newMemory(newDice(1, "benchmark"), causalMemory, 10).operate(operations, 100)
		b.Run(fmt.Sprint(operations), func(b *testing.B) {
			for b.Loop() {
				Causal(h)
			}
		})
	}
}

package strategytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// broken lists what laws a rule breaks.
func broken(verdicts []Verdict) []string {
	list := []string{}
	for _, v := range verdicts {
		if !v.OK {
			list = append(list, v.Law)
		}
	}
	return list
}

type resolver func(*strategy.Meeting) strategy.Decision

func (r resolver) Resolve(m *strategy.Meeting) strategy.Decision { return r(m) }

func take(yes bool) strategy.Decision {
	if yes {
		return strategy.Take
	}
	return strategy.Keep
}

func later(m *strategy.Meeting) bool { return m.Local.Stamp.Less(m.Incoming.Stamp) }

// deliberate are rules with a mistake each, by the law that it breaks first.
var deliberate = map[string]struct {
	rule   strategy.Rule
	breaks []string
	steps  int // of the shortest history that breaks that law
}{
	// Of two deletes it asks for the values. The law about deletes is not proved then.
	"answers": {
		strategy.Rule{Values: true, Local: true, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			if m.Local.Delete && m.Incoming.Delete {
				return take(m.LocalValue.(value.Int) > m.IncomingValue.(value.Int))
			}
			return take(later(m))
		})},
		[]string{"answers", "converges-with-deletes"}, 3,
	},
	// It takes what comes, where neither saw the other.
	"commutes": {
		strategy.Rule{Detect: strategy.DetectVersionVector, Strategy: resolver(func(*strategy.Meeting) strategy.Decision { return strategy.Take })},
		[]string{"commutes", "associates", "idempotent", "converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"}, 4,
	},
	// Of any two leaders one wins, and of three each loses to another.
	"associates": {
		strategy.Rule{Detect: strategy.DetectVersionVector, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			if d := (int(m.Incoming.Stamp.Origin) - int(m.Local.Stamp.Origin) + 3) % 3; d != 0 {
				return take(d == 1)
			}
			return take(later(m))
		})},
		[]string{"associates", "converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"}, 9,
	},
	// It adds what comes, though it may be in the sum already.
	"idempotent": {
		strategy.Rule{Values: true, Always: true, Detect: strategy.DetectNone, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			local, _ := m.LocalValue.(value.Int)
			incoming, _ := m.IncomingValue.(value.Int)
			return m.Merge(local + incoming)
		})},
		[]string{"idempotent", "absorbed", "monotone", "converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"}, 5,
	},
	// The first leader's version stays, even against one that saw it.
	"absorbed": {
		strategy.Rule{Detect: strategy.DetectOrigin, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			return take(m.Incoming.Stamp.Origin < m.Local.Stamp.Origin)
		})},
		[]string{"idempotent", "absorbed", "monotone", "converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"}, 3,
	},
	// It takes what comes, whoever saw what.
	"monotone": {
		strategy.Rule{Detect: strategy.DetectNone, Strategy: resolver(func(*strategy.Meeting) strategy.Decision { return strategy.Take })},
		LawNames()[1:], 5,
	},
	// The earlier of two writes wins, until somebody replaces it who had seen it only.
	"converges": {
		strategy.Rule{Detect: strategy.DetectVersionVector, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			return take(m.Incoming.Stamp.Less(m.Local.Stamp))
		})},
		[]string{"converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"}, 9,
	},
	// An update wins over a delete that did not see it.
	"converges-with-deletes": {
		strategy.Rule{Detect: strategy.DetectVersionVector, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			if m.Local.Delete != m.Incoming.Delete {
				return take(m.Local.Delete)
			}
			return take(later(m))
		})},
		[]string{"converges-with-deletes", "converges-with-skew", "converges-at-large"}, 9,
	},
	// The later timestamp wins, and whoever saw a version replaces it all the same.
	"converges-with-skew": {
		strategy.Rule{Detect: strategy.DetectVersionVector, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision { return take(later(m)) })},
		[]string{"converges-with-skew", "converges-at-large"}, 9,
	},
	// The later timestamp wins, but from its tenth write on a leader wins always.
	"converges-at-large": {
		strategy.Rule{Local: true, Detect: strategy.DetectNone, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision {
			return take(later(m) || m.Incoming.Seq > 9)
		})},
		[]string{"converges-at-large"}, 0,
	},
}

// Each law can fail, and finds nothing in a rule whose mistake is another's.
func TestEveryLawFindsItsMistake(t *testing.T) {
	require.Len(t, deliberate, len(laws))
	for law, mistake := range deliberate {
		mistake.rule.Name = "broken"
		verdicts := Check(mistake.rule, Options{})
		require.Equal(t, mistake.breaks, broken(verdicts), law)
		found := verdicts[slices.Index(LawNames(), law)].Counterexample
		require.Equal(t, mistake.steps, found.Steps, "%s\n%s", law, found.Story)
	}
}

// breaks tells whether one of all histories of so many steps breaks the law: the same
// search, without a memory.
func breaks(w *world, l *law, s *state, steps int) bool {
	if s.quiet() && len(s.writes) > s.loaded.size() && l.atEnd(w, s) != "" {
		return true
	}
	if steps == 0 {
		return false
	}
	for _, e := range w.events(s, l.mayCommit) {
		if after, o, ok := w.next(s, e); ok && (l.atStep(w, s, after, e, o) != "" || breaks(w, l, after, steps-1)) {
			return true
		}
	}
	return false
}

func TestNoShorterHistoryBreaksTheLaw(t *testing.T) {
	for name, mistake := range deliberate {
		const feasible = 6
		if mistake.steps == 0 || mistake.steps > feasible {
			continue
		}
		l := chosen([]string{name})[0]
		o := Options{}.filled(&mistake.rule)
		if l.tune != nil {
			l.tune(&o)
		}
		mistake.rule.Strategy = &caught{mistake.rule.Strategy, new(error)}
		w := newWorld(mistake.rule, o)
		w.forwards = l.forwards
		found := func(steps int) bool {
			for _, opening := range w.openings() {
				s := w.run(opening)
				s.loaded = s.leaders[0].known
				if breaks(w, l, s, steps) {
					return true
				}
			}
			return false
		}
		require.False(t, found(mistake.steps-1), name)
		require.True(t, found(mistake.steps), name)
	}
}

// Those that are not here obey all laws.
var known = map[string][]string{
	"arrival-order":    LawNames()[1:],
	"first-write-wins": {"converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"},
	"site-priority":    {"converges", "converges-with-deletes", "converges-with-skew", "converges-at-large"},
	"additive":         {"idempotent", "converges-with-deletes"},
	"delete-wins":      {"converges-with-deletes", "converges-with-skew", "converges-at-large"},
}

func TestLawsOfTheRulesThereAre(t *testing.T) {
	for _, name := range []string{"arrival-order", "last-write-wins", "first-write-wins", "site-priority", "siblings", "delete-wins", "additive", "lww-register", "delete-wins-register"} {
		rule, ok := catalogue.Lookup(name)
		require.True(t, ok, name)
		require.Equal(t, append([]string{}, known[name]...), broken(Check(rule, Options{})), name)
	}
}

// twoColumns writes to either of two columns.
func twoColumns(n int, held value.Value) []value.Op { return columns(n, held)[:2] }

// By column too, a delete and a concurrent write commute under rules that put any two
// versions in order, or let deletes win. Rules by time converge as well.
func TestDeletesByColumnCommute(t *testing.T) {
	for _, name := range []string{
		"first-write-wins", "delete-wins", "site-priority", "highest-origin-wins", "priority-group",
		"minimum", "maximum", "average", "additive", "last-write-wins", "last-write-wins-by-value", "last-write-wins-lower-origin",
	} {
		inner, _ := strategy.Lookup(name)
		o := Options{Ops: twoColumns, Begin: Loaded, Laws: []string{"commutes"}, deletes: true}
		if strings.HasPrefix(name, "last-write-wins") {
			o.Laws = append(o.Laws, "converges-with-deletes")
		}
		require.Empty(t, broken(Check(strategy.Columns(inner), o)), name)
	}
	for _, name := range []string{"discard", "overwrite", "error"} {
		inner, _ := strategy.Lookup(name)
		o := Options{Ops: twoColumns, Begin: Loaded, Laws: []string{"commutes"}, deletes: true}
		require.NotEmpty(t, broken(Check(strategy.Columns(inner), o)), name)
	}
}

// More writes find nothing new in the rule that drops nothing.
func TestSiblingsConvergeWithFourWrites(t *testing.T) {
	rule, _ := strategy.Lookup("siblings")
	v := Check(rule, Options{Laws: []string{"converges"}, Writes: 4})[0]
	require.True(t, v.OK, v.Why)
}

// transcript is a TB that keeps what is said.
type transcript struct{ said []string }

func (t *transcript) Helper() {}
func (t *transcript) Errorf(format string, args ...any) {
	t.said = append(t.said, fmt.Sprintf(format, args...))
}

func TestAFailureTellsEverything(t *testing.T) {
	rule, _ := strategy.Lookup("arrival-order")
	said := &transcript{}
	Laws(said, rule)
	require.Len(t, said.said, len(laws)-1) // it has an answer
	require.Equal(t, `commutes FAILS: two leaders that apply the same two concurrent changes, in either order, hold the same.
everything has been delivered, and the leaders differ for good.

arrival-order with detection by none, 2 leaders:
                                             n1  n2
  n1 commits insert a                        a   -
  n2 commits insert b                        a   b
  n1's insert a comes to n2, which takes it  a   a
  n2's insert b comes to n1, which takes it  b   a
Everything has been delivered, and the leaders differ for good.

Save this as arrival-order-commutes.yaml, and replay it by `+"`mlrsim run arrival-order-commutes.yaml`"+`:

# arrival-order with detection by none, 2 leaders:
#                                              n1  n2
#   n1 commits insert a                        a   -
#   n2 commits insert b                        a   b
#   n1's insert a comes to n2, which takes it  a   a
#   n2's insert b comes to n1, which takes it  b   a
# Everything has been delivered, and the leaders differ for good.
name: arrival-order-commutes
description: "A history that breaks the law: two leaders that apply the same two concurrent changes, in either order, hold the same."
duration: 300ms
leaders: 2
network:
  latency: 10ms
  links:
    - {from: n1, to: n2, latency: 110ms}
    - {from: n2, to: n1, latency: 20ms}
conflicts: {strategy: arrival-order}
script:
  - {at: 0s, leader: n1, insert: {x: "a"}}
  - {at: 100ms, leader: n2, insert: {x: "b"}}
expect:
  - not converged
  - value("n1", "x") == "b"
  - value("n2", "x") == "a"
`, said.said[0])
	siblings, _ := strategy.Lookup("siblings")
	said = &transcript{}
	Laws(said, siblings)
	require.Empty(t, said.said)
}

func TestOfARuleMadeInGoTheFailureSaysWhoCanReplayIt(t *testing.T) {
	said := &transcript{}
	LawsWith(said, deliberate["commutes"].rule, Options{Laws: []string{"commutes"}})
	require.Len(t, said.said, 1)
	require.Contains(t, said.said[0], "replay it by scenarios.Load, with Config.Conflicts.Rule set to the rule:")
	require.Contains(t, said.said[0], "\nconflicts: {detect: version-vector}\n")
}

func TestARuleOfNothingButAStrategyIsAskedAtEveryMeeting(t *testing.T) {
	said := &transcript{}
	LawsWith(said, strategy.Rule{Name: "bare", Strategy: deliberate["commutes"].rule.Strategy}, Options{})
	require.NotEmpty(t, said.said)
	require.Contains(t, said.said[0], "bare with detection by none, 2 leaders:")
	require.Contains(t, said.said[0], "\nconflicts: {detect: none}\n")
}

func TestARuleMayPromiseLess(t *testing.T) {
	rule, _ := strategy.Lookup("maximum")
	rises, falls := &transcript{}, &transcript{}
	LawsWith(rises, rule, Options{Ops: Rising, Laws: []string{"converges"}})
	LawsWith(falls, rule, Options{Ops: Mixed, Laws: []string{"converges"}})
	require.Empty(t, rises.said)
	require.Len(t, falls.said, 1)
}

func TestWhatIsNotLookedAtIsNoPass(t *testing.T) {
	rule, _ := strategy.Lookup("siblings")
	for why, o := range map[string]Options{
		"not proved: there are more than 100 states; ask for fewer leaders, writes or operations": {States: 100},
		"no history came to an end: none of the operations is possible":                           {Ops: func(int, value.Value) []value.Op { return nil }},
	} {
		o.Laws = []string{"converges"}
		v := Check(rule, o)[0]
		require.False(t, v.OK)
		require.Equal(t, why, v.Why)
		require.Nil(t, v.Counterexample)
	}
}

func TestLawsSayNothingOfCertification(t *testing.T) {
	rule := strategy.Rule{Name: "certified", Certify: true}
	for _, v := range Check(rule, Options{}) {
		require.True(t, v.Exempt, v.Law)
		require.False(t, v.OK, v.Law)
		require.Contains(t, v.String(), v.Law+": does not apply, writes are certified in one order")
	}
	said := &transcript{}
	Laws(said, rule)
	require.Empty(t, said.said)
}

// Of a data type without a delete the law about deletes cannot be asked; of one that
// takes what it has seen it holds.
func TestDeletesAreLookedAtWhereTheDataTypeHasThem(t *testing.T) {
	for name, exempt := range map[string]bool{
		"pn-counter": true, "bounded-counter": true, "g-set": true, "2p-set": true, "lww-set": true,
		"lww-register": false, "mv-register": false, "or-set": false, "or-set-remove-wins": false, "or-map": false, "or-cart": false,
		"enable-wins-flag": false, "disable-wins-flag": false, "rga": false, "fugue-text": false, "revision-tree": false,
	} {
		rule, ok := catalogue.Lookup(name)
		require.True(t, ok, name)
		v := Check(rule, Options{Laws: []string{"converges-with-deletes"}})[0]
		require.Equal(t, exempt, v.Exempt, name)
		require.Equal(t, !exempt, v.OK, "%s: %s", name, v.Why)
	}
}

// A rule of Go that panics is told as one that stops; the place is in the story.
func TestAPanicIsAMistakeThatTheStoryTells(t *testing.T) {
	mistake := deliberate["answers"].rule
	mistake.Name = "careless"
	said := &transcript{}
	LawsWith(said, mistake, Options{Laws: []string{"answers"}})
	require.Len(t, said.said, 1)
	require.Regexp(t, `n1's delete comes to n2, which stops: panic: interface conversion: .* at laws_test.go:\d+`, said.said[0])
}

// A law that holds of histories which end in mistakes is not proved by them.
func TestNothingIsProvedByMistakes(t *testing.T) {
	rule := strategy.Rule{Name: "crashing", Strategy: resolver(func(m *strategy.Meeting) strategy.Decision { return m.Crash(errors.New("no")) })}
	v := Check(rule, Options{Laws: []string{"idempotent"}})[0]
	require.False(t, v.OK)
	require.Equal(t, "not proved: there are histories in which the rule has no answer (no); see the law answers", v.Why)
	require.Nil(t, v.Counterexample)
}

// To fail is an answer where it is meant.
func TestToFailOnPurposeIsNoMistake(t *testing.T) {
	for meant, stop := range map[bool]func(*strategy.Meeting, error) strategy.Decision{true: (*strategy.Meeting).Fail, false: (*strategy.Meeting).Crash} {
		rule := strategy.Rule{Name: "halting", Stops: true, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision { return stop(m, errors.New("no")) })}
		require.Equal(t, meant, Check(rule, Options{Laws: []string{"answers"}})[0].OK)
	}
}

// A pause that wants no more ends every law at once, undecided.
func TestAPauseEndsWhatIsLookedAt(t *testing.T) {
	lastWriteWins, _ := strategy.Lookup("last-write-wins")
	tree, _ := catalogue.Lookup("revision-tree")
	enough := errors.New("enough")
	for _, rule := range []strategy.Rule{lastWriteWins, tree} {
		asked := 0
		for _, v := range Check(rule, Options{Leaders: 8, Writes: 12, Pause: func() error { asked++; return enough }}) {
			require.False(t, v.OK, v.Law)
			require.Equal(t, "not proved: enough", v.Why, v.Law)
		}
		require.Equal(t, len(laws), asked)
	}
}

func TestARuleMustSayThatItStops(t *testing.T) {
	rule := strategy.Rule{Name: "halting", Detect: strategy.DetectVersionVector, Strategy: resolver(func(m *strategy.Meeting) strategy.Decision { return m.Fail(nil) })}
	v := Check(rule, Options{Laws: []string{"commutes"}})[0]
	require.False(t, v.OK)
	require.Contains(t, v.Why, "set Stops")
	rule.Stops = true
	v = Check(rule, Options{Laws: []string{"commutes"}})[0]
	require.Contains(t, v.Counterexample.Story, "n2, which stops (conflict)")
}

func TestUnknownLawsAndSizesPanic(t *testing.T) {
	rule, _ := strategy.Lookup("siblings")
	require.PanicsWithValue(t, "strategytest: no law is called comutes; there are "+strings.Join(LawNames(), ", "), func() { Check(rule, Options{Laws: []string{"comutes"}}) })
	require.PanicsWithValue(t, "strategytest: 9 leaders: from 2 to 8 are possible", func() { Check(rule, Options{Leaders: 9}) })
	require.PanicsWithValue(t, "strategytest: 13 writes: from 1 to 12 are possible", func() { Check(rule, Options{Writes: 13}) })
}

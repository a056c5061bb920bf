package strategytest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/scenarios"
)

// simulated runs a scenario file in the simulator, with a rule that need not be in the
// catalogue, and returns the cluster at its end.
func simulated(t require.TestingT, text string, rule strategy.Rule) *model.Cluster {
	if _, ok := catalogue.Lookup(rule.Name); !ok {
		text = strings.Replace(text, "{strategy: "+rule.Name, "{strategy: siblings", 1)
	}
	s, err := scenarios.Read(strings.NewReader(text), "counterexample.yaml", scenarios.Options{})
	require.NoError(t, err, text)
	s.Config.Conflicts.Rule = &rule
	c, err := model.New(s.Config)
	require.NoError(t, err)
	require.NoError(t, c.Run(nil))
	return c
}

// held is what a leader of the simulator holds of the row, as the world would show it.
func held(c *model.Cluster, leader int) []string {
	row, _ := c.Row("x")
	list := c.Shown(leader, row)
	slices.Sort(list)
	return list
}

// requireSame demands that the simulator ends as the world does.
func requireSame(t require.TestingT, w *world, text string, end *state) {
	c := simulated(t, text, w.rule)
	row, _ := c.Row("x")
	for i := range end.leaders {
		require.Equal(t, w.shown(end, i), held(c, i), "leader %d of\n%s", i+1, text)
	}
	require.Equal(t, w.agree(end), !c.Diverged(row), text)
}

// everyRule is the catalogue, and some rules by column.
func everyRule() []strategy.Rule {
	rules := slices.DeleteFunc(catalogue.All(), func(r strategy.Rule) bool { return r.Certify })
	for _, name := range []string{
		"last-write-wins", "last-write-wins-by-value", "last-write-wins-strict", "site-priority", "additive",
		"average", "delete-wins", "first-write-wins", "discard", "overwrite", "error",
	} {
		inner, _ := strategy.Lookup(name)
		rules = append(rules, strategy.Columns(inner))
	}
	byType := &strategy.ByType{}
	maximum, _ := strategy.Lookup("maximum")
	lastWriteWins, _ := strategy.Lookup("last-write-wins")
	byType.Else, byType.Of[strategy.UpdateUpdate] = lastWriteWins.Strategy, maximum.Strategy
	lastWriteWins.Values, lastWriteWins.Strategy, lastWriteWins.Name = true, byType, "by-type"
	rules = append(rules, lastWriteWins)
	return append(rules, mixedByType("last-write-wins", "discard", "delete-wins"), mixedByType("site-priority", "last-write-wins", "overwrite"))
}

// mixedByType is a rule by column, with others for updates of what was deleted and for
// deletes of what was updated.
func mixedByType(name, updateDelete, deleteUpdate string) strategy.Rule {
	rule, _ := strategy.Lookup(name)
	one, _ := strategy.Lookup(updateDelete)
	other, _ := strategy.Lookup(deleteUpdate)
	chooser := &strategy.ByType{Else: rule.Strategy}
	chooser.Of[strategy.UpdateDelete], chooser.Of[strategy.DeleteUpdate] = one.Strategy, other.Strategy
	rule.Strategy = chooser
	return strategy.Columns(rule)
}

// stoppingAtUpdates is last write wins by column that stops at two updates.
func stoppingAtUpdates() strategy.Rule {
	rule, _ := strategy.Lookup("last-write-wins")
	stops, _ := strategy.Lookup("error")
	chooser := &strategy.ByType{Else: rule.Strategy}
	chooser.Of[strategy.UpdateUpdate] = stops.Strategy
	rule.Strategy, rule.Stops = chooser, true
	return strategy.Columns(rule)
}

// anyWorld draws a world.
func anyWorld(t *rapid.T) *world {
	o := Options{
		Leaders:  rapid.IntRange(2, 4).Draw(t, "leaders"),
		Writes:   rapid.IntRange(1, 6).Draw(t, "writes"),
		Detect:   strategy.Detect(rapid.IntRange(0, int(strategy.DetectTimestampBeforeImage)).Draw(t, "detect")),
		Datagram: rapid.Bool().Draw(t, "datagram"),
	}
	if rapid.Bool().Draw(t, "skewed") {
		o.Skew = rapid.SliceOfN(rapid.SampledFrom([]int{-5, -3, -1, 0, 1, 3}), o.Leaders, o.Leaders).Draw(t, "skew")
	}
	if rapid.Bool().Draw(t, "ranked") {
		o.Priorities = rapid.SliceOfN(rapid.IntRange(0, 2), o.Leaders, o.Leaders).Draw(t, "priorities")
	}
	rule := rapid.SampledFrom(everyRule()).Draw(t, "rule")
	rule.Stops = true
	rule.Local = rapid.Bool().Draw(t, "own writes compared")
	if kind := rapid.SampledFrom(Kinds()).Draw(t, "kind"); kind.Suits(&rule) && (rule.Data == nil || fits(rule.Data)) {
		o.Kind = kind
	}
	rule.Existence = rule.Existence || rule.Name != "siblings" && rapid.Bool().Draw(t, "existence")
	w := newWorld(rule, o.filled(&rule))
	w.options.Abort = w.comparesOwn(false) && rapid.Bool().Draw(t, "or aborted")
	w.options.deletes = rapid.Bool().Draw(t, "deletes")
	w.forwards = o.Leaders == 3 && rapid.Bool().Draw(t, "forwards")
	return w
}

// fits tells whether a data type goes over any kind of rows.
func fits(data value.Type) bool {
	_, ok := data.(value.Fitting)
	return ok
}

// anyHistory draws one in which everything that is sent is delivered.
func anyHistory(t *rapid.T, w *world) *history {
	h := &history{wrong: "nothing"}
	if openings := w.openings(); !w.forwards {
		h.opening = rapid.SampledFrom(openings).Draw(t, "opening")
	}
	s := w.run(h.opening)
	s.loaded = s.leaders[0].known
	for {
		list := slices.DeleteFunc(w.events(s, func(*state, int) bool { return true }), func(e event) bool {
			_, _, ok := w.next(s, e)
			return !ok
		})
		if len(list) == 0 {
			return h
		}
		e := list[rapid.IntRange(0, len(list)-1).Draw(t, "event")]
		h.events = append(h.events, e)
		s, _, _ = w.next(s, e)
	}
}

// The world means what the simulator means, and the scenario file of a history makes
// the simulator go through the same.
func TestHistoriesReplayInTheSimulator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t)
		for range 5 {
			h := anyHistory(t, w)
			steps := w.replay(h)
			v := &Verdict{Law: "any", Says: "anything goes"}
			requireSame(t, w, w.counterexample(v, h).Scenario, steps[len(steps)-1].after)
		}
	})
}

// What the world does not let a leader write, the simulator refuses.
func TestWhatWouldLoseIsRefused(t *testing.T) {
	rule, _ := strategy.Lookup("maximum")
	rule.Local = true
	o := Options{Leaders: 2, Detect: strategy.DetectNone, Abort: true}
	w := newWorld(rule, o.filled(&rule))
	s, _, ok := w.next(w.empty(), event{op: put(10)})
	require.True(t, ok)
	_, _, ok = w.next(s, event{op: put(5)})
	require.False(t, ok)
	_, _, ok = w.next(s, event{op: put(15)})
	require.True(t, ok)
	h := &history{events: []event{{op: put(10)}}, wrong: "nothing"}
	text := w.counterexample(&Verdict{Law: "any"}, h).Scenario
	require.Contains(t, text, "conflicts: {strategy: maximum, detect: none, own_writes: abort}\n")
	text = strings.Replace(text, "expect:", "  - {at: 50ms, leader: n1, put: {x: 5}}\nexpect:", 1)
	require.Equal(t, []string{"10"}, held(simulated(t, text, rule), 0))
}

// Every counterexample expects what the simulator then does.
func TestCounterexamplesReplayInTheSimulator(t *testing.T) {
	rules := []strategy.Rule{mixedByType("last-write-wins", "discard", "delete-wins"), stoppingAtUpdates()}
	for _, name := range []string{"arrival-order", "error", "first-write-wins", "average", "delete-wins"} {
		rules = append(rules, method(t, name))
	}
	replayed := 0
	for _, rule := range rules {
		for _, v := range Check(rule, Options{}) {
			if v.Counterexample == nil || v.Counterexample.Steps == 0 {
				continue
			}
			replayed++
			c := simulated(t, v.Counterexample.Scenario, rule)
			row, _ := c.Row("x")
			differs := c.Diverged(row) || strings.Contains(v.Counterexample.Scenario, "- stopped_appliers == ") // what they have not applied is under way
			require.Contains(t, v.Counterexample.Scenario, map[bool]string{true: "- not converged", false: "- converged"}[differs])
			for i, l := range c.Config().Leaders {
				require.Contains(t, v.Counterexample.Scenario, claim(l.Name, held(c, i))+"\n")
			}
		}
	}
	require.Greater(t, replayed, 10)
}

// Runs at large are those of their scenario files, to the bit.
func TestTrialsAreTheirScenarioFiles(t *testing.T) {
	rule, _ := strategy.Lookup("arrival-order")
	for run := range 6 {
		x := newTrial(run, &rule, &Options{})
		converges, err := x.converges()
		require.NoError(t, err)
		require.False(t, converges)
		c, err := model.New(x.Config)
		require.NoError(t, err)
		require.NoError(t, c.Run(nil))
		replayed := simulated(t, x.counterexample(&Verdict{}).Scenario, rule)
		require.Equal(t, c.Fingerprint(), replayed.Fingerprint(), "run %d", run)
		require.Equal(t, c.Events(), replayed.Events())
	}
}

func TestNoRunIsLikeAnother(t *testing.T) {
	rule, _ := strategy.Lookup("arrival-order")
	seen := map[string]bool{}
	for run := range 6 {
		x := newTrial(run, &rule, &Options{})
		_, err := x.converges()
		require.NoError(t, err)
		seen[strings.Join(x.differs, " ")] = true
	}
	require.Len(t, seen, 6)
}

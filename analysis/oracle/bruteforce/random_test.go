package bruteforce

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
)

func TestRandomHistoriesAreLegal(t *testing.T) {
	for seed := range uint64(300) {
		run, events := RandomHistory(seed)
		require.Empty(t, Judge(run, events).Complaints, "seed %d", seed)
		_, again := RandomHistory(seed)
		require.Equal(t, events, again, "seed %d", seed)
		requireLegal(t, run, events)
	}
}

// requireLegal: instants do not go back, and a saved record replays.
func requireLegal(t *testing.T, run Run, events []history.Event) {
	for i := range events[1:] {
		require.LessOrEqual(t, timeOf(events[i]), timeOf(events[i+1]))
	}
	var file bytes.Buffer
	recorder := history.NewRecorder(&file, history.Header{Leaders: make([]string, run.Leaders), Rows: run.Rows})
	var replayed history.Memory
	(&history.Memory{Events: events}).Replay(recorder)
	require.NoError(t, recorder.Close())
	require.NoError(t, history.Replay(&file, &replayed))
	require.Len(t, replayed.Events, len(events))
}

func TestMendingALegalRecordChangesNothing(t *testing.T) {
	for seed := range uint64(100) {
		run, events := RandomHistory(seed)
		require.Equal(t, events, Mend(run, events), "seed %d", seed)
	}
}

// A test that compares judges on records in which nothing happens compares nothing.
func TestRandomHistoriesHoldEveryAnomaly(t *testing.T) {
	sums := map[string]map[string]int64{}
	for _, trait := range traits {
		sums[trait.name] = map[string]int64{}
	}
	for seed := range uint64(4000) {
		run, events := RandomHistory(seed)
		j := Judge(run, events)
		for _, trait := range traits {
			if trait.of(run, events) {
				add(sums[trait.name], j)
			}
		}
	}
	for _, trait := range traits {
		for _, name := range counts {
			require.Positive(t, sums[trait.name][name], "%s, in histories %s", name, trait.name)
		}
	}
	require.Positive(t, sums["with probes"]["probes at once"])
	require.Positive(t, sums["with probes"]["probes later"])
	require.Positive(t, sums["with probes"]["probes in vain"])
}

// Of every promise there must be records that keep it and others that break it.
func TestRandomHistoriesKeepAndBreakEveryPromise(t *testing.T) {
	kept, broken := map[string]int{}, map[string]int{}
	for seed := range uint64(2000) {
		run, events := RandomHistory(seed)
		if Judge(run, events).Counts["invariant_violations"] > 0 {
			broken[run.Kind]++
		} else {
			kept[run.Kind]++
		}
	}
	for _, kind := range kinds {
		require.Positive(t, kept[kind], kind)
		require.Equal(t, kind != "", broken[kind] > 0, kind)
	}
}

func add(sum map[string]int64, j *Judgement) {
	for name, n := range j.Counts {
		sum[name] += n
	}
	for _, t := range j.Values["t_visibility"] {
		switch t {
		case 0:
			sum["probes at once"]++
		case never:
			sum["probes in vain"]++
		default:
			sum["probes later"]++
		}
	}
}

// traits are what makes histories different to judge.
var traits = []struct {
	name string
	of   func(Run, []history.Event) bool
}{
	{"of all kinds", func(Run, []history.Event) bool { return true }},
	{"where nothing repeats", func(run Run, events []history.Event) bool { return !Repeats(run, events) }},
	{"with leaders that are absent at first", func(run Run, _ []history.Event) bool { return len(run.Absent) > 0 }},
	{"with few replicas", func(run Run, _ []history.Event) bool { return run.Replicas > 0 }},
	{"with leaders that leave", has(func(x *model.Transfer) bool { return x.Why == model.ByLeave })},
	{"with leaders that join", has(func(x *model.Transfer) bool { return x.Why == model.ByJoin })},
	{"with leaders that begin anew", has(func(x *model.Transfer) bool { return x.Why == model.ByRestore && x.From != model.Nobody })},
	{"with leaders that begin with nothing", has(func(x *model.Transfer) bool { return x.Why == model.ByRestore && x.From == model.Nobody })},
	{"where rows hold values", func(run Run, _ []history.Event) bool { return run.Valued }},
	{"with merged values", has(func(a *model.Apply) bool { return a.Verdict == model.Blended })},
	{"with writes beside others", has(func(c *model.Commit) bool { return len(c.Beside) > 0 })},
	{"with late writes", has(func(c *model.Commit) bool { return c.Late })},
	{"with reads of quorums", has(func(r *model.ReadSeen) bool { return r.Read > 0 })},
	{"with probes", has(func(*model.Probe) bool { return true })},
	{"with probes that could not be answered", has(func(p *model.Probe) bool { return len(p.Legs) == 0 })},
}

// has tells whether some event is so.
func has[E any](so func(E) bool) func(Run, []history.Event) bool {
	return func(_ Run, events []history.Event) bool {
		return slices.ContainsFunc(events, func(event history.Event) bool {
			e, ok := event.(E)
			return ok && so(e)
		})
	}
}

func TestShrinkLeavesOnlyWhatMatters(t *testing.T) {
	interesting := func(run Run) func([]history.Event) bool {
		return func(events []history.Event) bool { return Judge(run, events).Counts["conflict_pairs"] > 0 }
	}
	for seed := uint64(0); ; seed++ {
		run, events := RandomHistory(seed)
		if len(events) < 60 || !interesting(run)(events) {
			continue
		}
		small := Shrink(run, events, interesting(run))
		require.Len(t, small, 3, "two commits and the end:\n%s", Story(run, small))
		require.IsType(t, &model.Commit{}, small[0])
		return
	}
}

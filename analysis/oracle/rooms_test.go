package oracle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/oracle/bruteforce"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
)

// What is computed in different ways for few and many leaders, quiet and busy rows,
// short and long journals, must be the same. Random histories are too small to
// reach the second of each by themselves, so the thresholds are moved.
func TestItDoesNotMatterHowItIsComputed(t *testing.T) {
	ways := map[string]func(*Oracle){
		"all rows hot":                 func(o *Oracle) { o.saw.CoolUpTo(0) },
		"rows hot from three writes":   func(o *Oracle) { o.saw.CoolUpTo(2) },
		"journals with a memory":       func(o *Oracle) { o.sessions.long = 0 },
		"prefixes from the start":      func(o *Oracle) { o.order.pasts.room = 0 },
		"sets that turn into prefixes": func(o *Oracle) { o.order.pasts.room = 9 },
	}
	for name, change := range ways {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(1500) {
				run, events := bruteforce.RandomHistory(seed)
				same := bruteforce.Compare(t, run, events, func(run bruteforce.Run, events []history.Event) *results.Summary {
					return judged(run, events, change)
				})
				require.True(t, same, "history %d", seed)
			}
		})
	}
}

func judged(run bruteforce.Run, events []history.Event, change func(*Oracle)) *results.Summary {
	o := New(Config{
		Leaders: run.Leaders, Absent: run.Absent, Replicas: run.Replicas, Rows: run.Rows, Unmade: run.Unmade,
		Kind: run.Kind, Initial: run.Initial,
		Warmup: run.Warmup, Duration: run.Duration, Repeats: bruteforce.Repeats(run, events),
	})
	change(o)
	(&history.Memory{Events: events}).Replay(o)
	return o.Summary()
}

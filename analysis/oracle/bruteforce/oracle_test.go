package bruteforce

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
)

// The two comparisons below run so many histories each, a tenth with -short. For a
// longer search: MLRSIM_HISTORIES=1000000 go test ./analysis/oracle/bruteforce
// -run Oracle. Every failure names its seed.
const histories = 10_000

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

func TestTheOracleJudgesInventedHistoriesByDefinition(t *testing.T) {
	for seed := range howMany(t) {
		run, events := RandomHistory(seed)
		if !Compare(t, run, events, streaming) {
			t.Fatalf("history %d", seed)
		}
	}
}

// The oracle that looks on live must say what it says of the record.
func TestTheOracleJudgesRunsByDefinition(t *testing.T) {
	for seed := range howMany(t) {
		cluster, of := build(t, randomConfig(seed))
		var record history.Memory
		live := oracle.New(measuring(of, cluster.Repeats()))
		if !finish(cluster, &record, live) {
			continue
		}
		if !Compare(t, of, record.Events, streaming) {
			t.Fatalf("run %d", seed)
		}
		require.Equal(t, streaming(of, record.Events).Values(), live.Summary().Values(), "run %d", seed)
		require.False(t, Repeats(of, record.Events) && !cluster.Repeats(), "run %d", seed)
	}
}

// streaming is what the oracle says of a record.
func streaming(run Run, events []history.Event) *results.Summary {
	o := oracle.New(measuring(run, Repeats(run, events)))
	(&history.Memory{Events: events}).Replay(o)
	return o.Summary()
}

func measuring(run Run, repeats bool) oracle.Config {
	return oracle.Config{
		Leaders: run.Leaders, Absent: run.Absent, Replicas: run.Replicas, Rows: run.Rows, Unmade: run.Unmade,
		Kind: run.Kind, Initial: run.Initial,
		Warmup: run.Warmup, Duration: run.Duration, Repeats: repeats,
	}
}

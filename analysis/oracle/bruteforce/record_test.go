package bruteforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/history"
)

// The record of a run must follow from its decisions alone: what was met, replaced,
// removed and how many states there are is what Mend would fill in.
func TestTheRecordOfARunIsConsistent(t *testing.T) {
	whole := 0
	for seed := range uint64(1000) {
		var record history.Memory
		of, ended := run(t, randomConfig(seed), &record)
		if !ended {
			continue
		}
		whole++
		mended := Mend(of, record.Events)
		require.Len(t, mended, len(record.Events), "seed %d", seed)
		for i := range mended {
			require.Equal(t, mended[i], record.Events[i], "seed %d, event %d", seed, i)
		}
	}
	require.Greater(t, whole, 950)
}

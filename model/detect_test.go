package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

func detected(t *testing.T, d Detect, c Config) (reported int) {
	c.Conflicts.Detect = d
	for _, a := range tell(t, c).applies {
		if a.Reported {
			reported++
		}
	}
	return reported
}

func TestDetectorsSeeConcurrentWritesEachInItsWay(t *testing.T) {
	c := concurrentTitles("paris", "tokyo")
	c.Conflicts.Strategy = "last-write-wins"
	require.Equal(t, 0, detected(t, strategy.DetectNone, c))
	require.Equal(t, 2, detected(t, strategy.DetectVersionVector, c))
	require.Equal(t, 2, detected(t, strategy.DetectOrigin, c))
	require.Equal(t, 2, detected(t, strategy.DetectBeforeImage, c))
	require.Equal(t, 1, detected(t, strategy.DetectTimestamp, c), "only where the earlier change comes late")
}

// An ordinary update of what another leader wrote, long seen: origins differ, so
// that detector cries wolf; the others do not.
func TestOriginDetectionReportsFalseConflicts(t *testing.T) {
	c := among("paris", "tokyo")
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(time.Second, 1, Update, "title", "C")}
	require.Equal(t, 1, detected(t, strategy.DetectOrigin, c))
	for _, d := range []Detect{strategy.DetectVersionVector, strategy.DetectBeforeImage, strategy.DetectTimestamp} {
		require.Equal(t, 0, detected(t, d, c))
	}
}

// With three leaders, X is stamped between B and C, which replaced B on a clock that
// is behind. Where X meets B it loses, and where it meets C it wins, for ever.
func TestBeforeImagesWithAClockBehindDivergeAmongThree(t *testing.T) {
	c := among("paris", "tokyo", "sydney")
	c.Leaders[1].Clock.Offset = -time.Second
	c.Conflicts.Detect = strategy.DetectBeforeImage
	slow(&c, 2, 1, 500*ms)
	c.Script = []Step{
		at(1990*ms, 2, Update, "title", "X"),
		at(2000*ms, 0, Update, "title", "B"),
		at(2100*ms, 1, Update, "title", "C"),
	}
	require.Equal(t, []string{"C", "X", "C"}, tell(t, c).values("title"))
}

func TestBeforeImageMatchAppliesWithoutLookingAtStamps(t *testing.T) {
	c := among("paris", "tokyo")
	c.Leaders[1].Clock.Offset = -time.Second
	c.Conflicts.Detect = strategy.DetectBeforeImage
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(101*ms, 1, Update, "title", "C")}
	require.Equal(t, []string{"C", "C"}, tell(t, c).values("title"))
}

package model

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestArrivalOrderSwapsTheRowsOfTwoLeadersForEver(t *testing.T) {
	c := concurrentTitles("paris", "tokyo")
	c.Conflicts.Strategy = "arrival-order"
	o := tell(t, c)
	require.Equal(t, []string{"C", "B"}, o.values("title"))
	require.Equal(t, 1, o.diverged())
	for _, a := range o.applies {
		require.False(t, a.Reported, "no error is reported")
	}
}

func TestFirstWriteWinsConvergesBetweenTwo(t *testing.T) {
	c := concurrentTitles("paris", "tokyo")
	c.Conflicts.Strategy = "first-write-wins"
	require.Equal(t, []string{"B", "B"}, tell(t, c).values("title"))
}

// B loses to C wherever they meet, and D replaces C, which it saw. But sydney has
// D alone when B comes, and B is earlier than D.
func TestFirstWriteWinsMayDivergeAmongThree(t *testing.T) {
	c := losersReturn()
	c.Conflicts.Strategy = "first-write-wins"
	o := tell(t, c)
	require.Equal(t, []string{"C 50ms took", "B 305ms took"}, o.when(2))
	require.Equal(t, []string{"D", "D", "B"}, o.values("title"))
}

func TestSitePriorityMayDivergeAmongThree(t *testing.T) {
	c := losersReturn()
	c.Conflicts.Strategy = "site-priority"
	c.Leaders[0].Priority, c.Leaders[1].Priority, c.Leaders[2].Priority = 5, 9, 1
	require.Equal(t, []string{"D", "D", "B"}, tell(t, c).values("title"))
}

// losersReturn: paris and sydney are far from each other.
func losersReturn() Config {
	c := among("paris", "tokyo", "sydney")
	slow(&c, 0, 2, 300*ms)
	c.Script = []Step{
		at(0, 1, Update, "title", "C"),
		at(5*ms, 0, Update, "title", "B"),
		at(100*ms, 2, Update, "title", "D"), // has seen C, not B
	}
	return c
}

func TestSitePriorityPrefersTheHigherRankAndThenTheLowerNumber(t *testing.T) {
	c := concurrentTitles("paris", "tokyo")
	c.Conflicts.Strategy = "site-priority"
	require.Equal(t, []string{"B", "B"}, tell(t, c).values("title"), "equal ranks: the leader listed first")
	c.Leaders[1].Priority = 7
	require.Equal(t, []string{"C", "C"}, tell(t, c).values("title"))
	c.Leaders[0].Priority = 1 << 20
	require.Equal(t, []string{"B", "B"}, tell(t, c).values("title"), "ranks may be large")
	c.Leaders[0].Priority, c.Leaders[1].Priority = 5, -1<<20
	require.Equal(t, []string{"B", "B"}, tell(t, c).values("title"), "and negative")
}

// A write that saw its predecessor is no conflict, whatever the ranks.
func TestSitePriorityLetsSeenVersionsBeReplaced(t *testing.T) {
	c := among("paris", "tokyo")
	c.Conflicts.Strategy = "site-priority"
	c.Leaders[0].Priority = 9
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(100*ms, 1, Update, "title", "C")}
	o := tell(t, c)
	require.Equal(t, []string{"C", "C"}, o.values("title"))
	require.False(t, o.applies[1].Reported)
}

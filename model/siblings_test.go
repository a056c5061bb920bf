package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

func siblingsOf(names ...string) Config {
	c := concurrentTitles(names...)
	c.Conflicts.Strategy = "siblings"
	return c
}

func TestConcurrentWritesBecomeSiblingsEverywhere(t *testing.T) {
	o := tell(t, siblingsOf("paris", "tokyo", "sydney"))
	require.Equal(t, []string{"B|C", "B|C", "B|C"}, o.values("title"))
	require.Equal(t, []string{"C 55ms joined"}, o.when(0))
	require.Equal(t, []string{"B 50ms took", "C 55ms joined"}, o.when(2))
	require.Zero(t, o.diverged(), "equal sets of siblings are no divergence")
	requireNothingLeft(t, o)
}

func TestWriteThatSawSiblingsReplacesThem(t *testing.T) {
	c := siblingsOf("paris", "tokyo", "sydney")
	c.Script = append(c.Script, at(200*ms, 2, Read, "title"), at(201*ms, 2, Update, "title", "merged"))
	o := tell(t, c)
	require.Equal(t, "B|C", o.read(0))
	require.Equal(t, []WriteID{1, 2}, o.commits[2].Replaced)
	require.Equal(t, []string{"merged", "merged", "merged"}, o.values("title"))
	require.Zero(t, len(o.rows.open)-len(o.rows.free), "and the row takes no more room than any")
}

// D saw B and not C: it replaces B and stands beside C.
func TestWriteReplacesTheSiblingsThatItSawAndNoOthers(t *testing.T) {
	c := siblingsOf("paris", "tokyo")
	c.Script = append(c.Script, at(20*ms, 0, Update, "title", "D"))
	o := tell(t, c)
	require.Equal(t, []string{"C|D", "C|D"}, o.values("title"))
	require.Equal(t, []string{"B 50ms joined", "D 70ms joined"}, o.when(1))
	require.Equal(t, []WriteID{1}, o.applies[2].Removed)
}

// Version vectors for each client, or one vector for a row, would keep a sibling
// more for each write that a client makes without having read (Preguiça et al. 2010,
// §2); dots with contexts do not.
func TestBlindWritesOfOneLeaderAreNotSiblings(t *testing.T) {
	c := among("paris", "tokyo")
	c.Conflicts.Strategy = "siblings"
	for i := range 20 {
		c.Script = append(c.Script, at(time.Duration(i)*ms, 0, Update, "title", "p"), at(time.Duration(i)*ms, 1, Update, "title", "t"))
	}
	require.Equal(t, []string{"p|t", "p|t"}, tell(t, c).values("title"))
}

// On a datagram link D may overtake B, which it replaces; B then is not a sibling.
func TestVersionThatComesAfterItsSuccessorIsDropped(t *testing.T) {
	c := siblingsOf("paris", "tokyo", "sydney")
	slow(&c, 0, 2, 500*ms)
	c.Script = []Step{at(0, 0, Update, "title", "B"), at(100*ms, 1, Update, "title", "D")}
	o := tell(t, c)
	require.Equal(t, []string{"D 150ms took", "B 500ms kept"}, o.when(2))
	require.Equal(t, []string{"D", "D", "D"}, o.values("title"))
}

func TestARuleThatIsHandedInNeedsNoName(t *testing.T) {
	c := concurrentTitles("paris", "tokyo")
	rule, _ := strategy.Lookup("siblings")
	c.Conflicts.Strategy, c.Conflicts.Rule = "ours", &rule
	require.Equal(t, []string{"B|C", "B|C"}, tell(t, c).values("title"))
	c.Conflicts.Rule = nil
	_, err := New(c)
	require.EqualError(t, err, `model: no strategy is called "ours"`)
}

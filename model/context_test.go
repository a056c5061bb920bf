package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// contextual is a story in which clients send along what they have read.
func contextual(dots bool, names ...string) Config {
	rule, _ := strategy.Lookup("siblings")
	rule.Undotted = !dots
	c := under(rule, names...)
	c.Workload.Context = ContextRead
	return c
}

func by(session string, s Step) Step {
	s.Session = session
	return s
}

func TestAClientReplacesWhatItHasRead(t *testing.T) {
	c := contextual(true, "a", "b")
	c.Script = []Step{
		by("alice", at(0, 0, Update, "x", "1")), by("bob", at(1*ms, 0, Update, "x", "2")), // both blind
		by("alice", at(100*ms, 0, Read, "x")), by("bob", at(200*ms, 0, Update, "x", "3")), // bob has still read nothing
		by("alice", at(300*ms, 0, Update, "x", "4")), // replaces 1 and 2
	}
	o := tell(t, c)
	require.Equal(t, []string{"3|4", "3|4"}, o.values("x"))
	row, _ := o.Row("x")
	require.Equal(t, 1, o.rows.distinct(row), "whoever committed and whoever was told hold the same")
}

// Two clients take turns at one leader, each with the context of its last read, which
// the other's write has always outdated: with dots there are never more siblings than
// clients, without them one more with every write (Preguiça et al. 2010, §2; Riak's
// sibling explosion).
func TestWithoutDotsSiblingsExplode(t *testing.T) {
	const rounds = 10
	most := func(dots bool) int {
		c := contextual(dots, "a", "b")
		for turn := range time.Duration(2 * rounds) {
			who := []string{"alice", "bob"}[turn%2]
			c.Script = append(c.Script, by(who, at(turn*200*ms, 0, Update, "x", who)), by(who, at(turn*200*ms+ms, 0, Read, "x")))
		}
		o := tell(t, c)
		row, _ := o.Row("x")
		return len(o.Held(nil, 0, row))
	}
	require.Equal(t, 2, most(true))
	require.Greater(t, most(false), rounds)
}

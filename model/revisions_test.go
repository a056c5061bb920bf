package model

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Couchbase's sequence-number policy: the document with more updates wins.
func TestWithRevisionsMostUpdatesWin(t *testing.T) {
	c := among("a", "b")
	c.Conflicts.Clock = Revisions
	c.Script = []Step{
		at(0, 0, Update, "x", "1"), at(1*ms, 0, Update, "x", "2"), at(2*ms, 0, Update, "x", "3"),
		at(10*ms, 1, Update, "x", "later, but first of its kind"),
	}
	require.Equal(t, []string{"3", "3"}, tell(t, c).values("x"))
}

// Aerospike's bin convergence: a client behind what came by replication is told so.
func TestAWriteThatWouldNotWinCanBeRefused(t *testing.T) {
	c := among("a", "b")
	c.Leaders[1].Clock.Offset = -500 * ms
	c.Conflicts.Refuse = true
	c.Script = []Step{at(0, 0, Update, "x", "1"), at(100*ms, 1, Update, "x", "2")}
	o := tell(t, c)
	require.Equal(t, []string{"1", "1"}, o.values("x"))
	require.Len(t, o.commits, 1)
	require.True(t, o.dones[1].Refused)
}

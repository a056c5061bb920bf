package model

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func itoa(i int) string { return strconv.Itoa(i) }

// Alice writes in paris, flies to tokyo, and is there before her write is.
func TestSessionMovesBetweenLeaders(t *testing.T) {
	c := among("paris", "tokyo")
	c.Script = []Step{
		{At: 0, Leader: 0, Session: "alice", Kind: Update, Key: "title", Value: "B"},
		{At: 20 * ms, Leader: 1, Session: "alice", Kind: Read, Key: "title"},
		{At: 30 * ms, Leader: 1, Session: "bob", Kind: Read, Key: "title"},
		{At: 60 * ms, Leader: 1, Session: "alice", Kind: Read, Key: "title"},
	}
	o := tell(t, c)
	require.Equal(t, []string{"-", "-", "B"}, []string{o.read(0), o.read(1), o.read(2)})
	require.Equal(t, o.dones[0].Session, o.dones[1].Session)
	require.NotEqual(t, o.dones[1].Session, o.dones[2].Session)
	require.Equal(t, "alice", o.SessionName(o.dones[3].Session))
	require.Equal(t, "bob", o.SessionName(o.dones[2].Session))
}

func TestStepsWithoutASessionAreStrangers(t *testing.T) {
	c := among("paris")
	c.Script = []Step{{Kind: Update, Key: "x", Value: "1"}, {Kind: Read, Key: "x"}}
	o := tell(t, c)
	require.NotEqual(t, o.dones[0].Session, o.dones[1].Session)
	require.Equal(t, "s1", o.SessionName(o.dones[1].Session))
}

func TestScriptStandsBesideAWorkload(t *testing.T) {
	c := basic(2)
	c.Workload.Clients = 30
	c.Script = []Step{at(time.Second, 0, Update, "title", "B"), at(2*time.Second, 1, Read, "title")}
	o := tell(t, c)
	require.Equal(t, []string{"B", "B"}, o.values("title"))
	require.Equal(t, "B", o.read(0))
	for _, d := range o.dones {
		if o.SessionName(d.Session) == "s" {
			return
		}
	}
	t.Fatal("the script's session has no number of its own")
}

// A trace replaces the workload's arrivals; keys called as the workload's are rows
// of the workload.
func TestTraceReplacesArrivals(t *testing.T) {
	c := basic(2)
	c.Workload.Trace = []Operation{
		{At: 0, Leader: 0, Session: "a", Kind: Update, Key: "k7", Value: "1"},
		{At: time.Second, Leader: 1, Session: "b", Kind: Read, Key: "k7"},
		{At: time.Second, Leader: 1, Session: "b", Kind: Delete, Key: "k7"},
		{At: 3 * time.Second, Leader: 0, Session: "a", Kind: Insert, Key: "other", Value: "2"},
	}
	c.Script = []Step{at(time.Second, 1, Update, "k7", "script")}
	o := tell(t, c)
	require.Len(t, o.dones, 5)
	require.Equal(t, 1001, o.Rows())
	require.Equal(t, "script", o.read(0), "of one instant the script comes first")
	require.Equal(t, []string{"-", "-"}, o.values("k7"))
	require.Equal(t, []string{"2", "2"}, o.values("other"))
	require.Equal(t, "other", o.RowName(1000))
}

func TestWritesWithoutAValueAreCalledByTheirDot(t *testing.T) {
	c := basic(2)
	c.Workload.Keys, c.Duration = 1, time.Second
	o := tell(t, c)
	last := o.commits[len(o.commits)-1].Write
	require.Equal(t, c.Leaders[last.Origin].Name+"#"+itoa(int(last.Seq)), o.values("k0")[0])
	require.Equal(t, o.values("k0")[0], o.WriteName(last))
}

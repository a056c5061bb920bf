package crdt

import (
	"testing"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
)

func TestJoinMergesWhatBothHold(t *testing.T) {
	r := replicas(t, "or-set", 2)
	older := r[0].include("x").state
	newer := r[0].include("y").state
	other := r[1].include("z").state
	meet := func(local, incoming value.Value) (strategy.Decision, *strategy.Meeting) {
		m := &strategy.Meeting{LocalValue: local, IncomingValue: incoming}
		return Join(r[0].of).Resolve(m), m
	}
	for _, c := range []struct {
		local, incoming value.Value
		want            strategy.Decision
	}{
		{older, newer, strategy.Take}, {newer, older, strategy.Keep}, {newer, newer, strategy.Keep},
		{nil, newer, strategy.Take}, {newer, nil, strategy.Keep}, {nil, nil, strategy.Keep},
	} {
		got, _ := meet(c.local, c.incoming)
		require.Equal(t, c.want, got)
	}
	got, m := meet(newer, other)
	require.Equal(t, strategy.Merged, got)
	require.Equal(t, "{x, y, z}", value.Show(m.Made()))
	_, back := meet(other, newer)
	require.True(t, value.Equal(m.Made(), back.Made()))
}

func TestAgainstADeleteTheLaterTimestampWins(t *testing.T) {
	live := replicas(t, "or-set", 1)[0].include("x").state
	early := strategy.Version{ID: 1, Stamp: strategy.Stamp{L: 1}}
	late := strategy.Version{ID: 2, Stamp: strategy.Stamp{L: 2}}
	gone := func(v strategy.Version) strategy.Version { v.Delete = true; return v }
	for _, m := range []strategy.Meeting{
		{Local: early, LocalValue: live, Incoming: gone(late)},
		{Local: gone(early), Incoming: late, IncomingValue: live},
		{Local: gone(early), Incoming: gone(late)},
		{Local: early, LocalValue: live, Incoming: gone(strategy.Version{ID: 3, Stamp: early.Stamp})}, // within one tick
	} {
		require.Equal(t, strategy.Take, Join(orSetEntry.Type).Resolve(&m))
		m.Local, m.Incoming, m.LocalValue, m.IncomingValue = m.Incoming, m.Local, m.IncomingValue, m.LocalValue
		require.Equal(t, strategy.Keep, Join(orSetEntry.Type).Resolve(&m))
	}
}

package strategy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy/revtree"
	"github.com/mlrsim/mlrsim/model/value"
)

func document(t *testing.T, state value.Value, body string) value.Value {
	state, err := revtree.Type{}.Apply(state, value.Op{Value: value.Text(body)}, value.Author{})
	require.NoError(t, err)
	return state
}

func TestJoinKeepsTakesOrMerges(t *testing.T) {
	base := document(t, nil, "base")
	a, b := document(t, base, "a"), document(t, base, "b")
	join := Join{revtree.Type{}}
	between := func(local, incoming value.Value) Decision {
		return join.Resolve(&Meeting{Local: Version{ID: 1}, LocalValue: local, Incoming: Version{ID: 2}, IncomingValue: incoming})
	}
	require.Equal(t, Take, between(nil, a))
	require.Equal(t, Take, between(base, a))
	require.Equal(t, Keep, between(a, base))
	m := &Meeting{LocalValue: a, IncomingValue: b}
	require.Equal(t, Merged, join.Resolve(m))
	require.True(t, value.Equal(revtree.Type{}.Merge(b, a), m.Made()))
}

func TestJoinLeavesDeletesToTheClock(t *testing.T) {
	join := Join{revtree.Type{}}
	gone := Version{ID: 1, Stamp: Stamp{L: 1}, Delete: true}
	m := &Meeting{Local: gone, Incoming: Version{ID: 2, Stamp: Stamp{L: 2}}, IncomingValue: document(t, nil, "a")}
	require.Equal(t, Take, join.Resolve(m))
}

package strategy

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/value"
)

func TestErrorStopsAtEveryConflictAndSaysWhich(t *testing.T) {
	for kind := range Types {
		m := &Meeting{Type: kind, Local: Version{ID: 1}, Incoming: Version{ID: 2}}
		require.Equal(t, Stop, errorRule.Strategy.Resolve(m))
		require.ErrorContains(t, m.Err(), kind.String())
	}
}

func TestOverwriteAndDiscardAnswerByWhoWasFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyVersion(t, "a"), anyVersion(t, "b")
		if a.Delete && b.Delete {
			return
		}
		require.Equal(t, Take, meet(overwriteRule.Strategy, a, b))
		require.Equal(t, Keep, meet(discardRule.Strategy, a, b))
	})
}

func TestOfTwoDeletesAllKeepTheSame(t *testing.T) {
	a, b := Version{ID: 1, Delete: true}, Version{ID: 2, Delete: true}
	for _, rule := range All() {
		if slices.Contains([]string{"error", "siblings", "siblings-version-vectors", "certification"}, rule.Name) {
			continue
		}
		require.NotEqual(t, meet(rule.Strategy, a, b), meet(rule.Strategy, b, a), rule.Name)
	}
}

// The rules of ScyllaDB's docs/dev/timestamp-conflict-resolution.md, one by one.
func TestTiesOfTimestampsAreSettledAsInCassandra(t *testing.T) {
	const noon = 1000
	at := func(l int64, origin uint16) Version {
		return Version{ID: uint64(origin) + 1, Stamp: Stamp{L: l, Origin: origin}}
	}
	dead := at(noon, 0)
	dead.Delete = true
	for name, c := range map[string]struct {
		winner, loser Meeting
	}{
		"the later timestamp, even of the smaller leader and value": {
			Meeting{Incoming: at(noon+1, 0), IncomingValue: value.Text("a")}, Meeting{Incoming: at(noon, 5), IncomingValue: value.Text("z")},
		},
		"dead over live": {
			Meeting{Incoming: dead}, Meeting{Incoming: at(noon, 5), IncomingValue: value.Text("z")},
		},
		"the lexicographically larger value": {
			Meeting{Incoming: at(noon, 0), IncomingValue: value.Text("b")}, Meeting{Incoming: at(noon, 5), IncomingValue: value.Text("aa")},
		},
	} {
		w, l := c.winner, c.loser
		there := &Meeting{Local: l.Incoming, LocalValue: l.IncomingValue, Incoming: w.Incoming, IncomingValue: w.IncomingValue}
		back := &Meeting{Local: w.Incoming, LocalValue: w.IncomingValue, Incoming: l.Incoming, IncomingValue: l.IncomingValue}
		require.Equal(t, Take, lastWriteWinsByValue{}.Resolve(there), name)
		require.Equal(t, Keep, lastWriteWinsByValue{}.Resolve(back), name)
	}
}

func TestByOriginTiesGoToTheLeaderAndByValueToTheValue(t *testing.T) {
	low, high := Version{ID: 1, Stamp: Stamp{L: 5}}, Version{ID: 2, Stamp: Stamp{L: 5, Origin: 1}}
	m := &Meeting{Local: high, LocalValue: value.Int(1), Incoming: low, IncomingValue: value.Int(2)}
	require.Equal(t, Keep, lastWriteWins{}.Resolve(m))
	require.Equal(t, Take, lastWriteWinsByValue{}.Resolve(m))
}

func TestFirstVersionOfARowIsTakenWhateverItsStamp(t *testing.T) {
	early := Version{ID: 1, Stamp: Stamp{L: -5}}
	require.Equal(t, Take, meet(lastWriteWinsByValue{}, Version{}, early))
}

func TestHighestOriginWinsWhateverThePriority(t *testing.T) {
	first := Version{ID: 9, Priority: 9, Stamp: Stamp{L: 9, Origin: 0}}
	last := Version{ID: 1, Stamp: Stamp{L: 1, Origin: 1}}
	require.Equal(t, Take, meet(highestOriginWins{}, first, last))
	require.Equal(t, Keep, meet(highestOriginWins{}, last, first))
}

// Azure Cosmos DB documentation, Conflict types and resolution policies.
func TestDeleteWinsWhateverItsTimestamp(t *testing.T) {
	early := Version{ID: 1, Stamp: Stamp{L: 1}, Delete: true}
	late := Version{ID: 2, Stamp: Stamp{L: 2}}
	require.Equal(t, Take, meet(deleteWinsRule.Strategy, late, early))
	require.Equal(t, Keep, meet(deleteWinsRule.Strategy, early, late))
	early.Delete = false
	require.Equal(t, Keep, meet(deleteWinsRule.Strategy, late, early), "of two updates the later")
}

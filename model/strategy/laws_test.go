package strategy

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/value"
)

// anyVersion draws one of few versions, so that they meet in every way: equal
// readings, equal priorities, deletes. Versions of one identity are equal, and of one
// origin the later has the larger identity, sequence and stamp, as clocks see to.
func anyVersion(t *rapid.T, label string) Version {
	id := rapid.IntRange(1, 24).Draw(t, label)
	origin := id % 3
	return Version{
		ID:       uint64(id),
		Stamp:    Stamp{L: int64(id/3/2) + int64(origin), C: uint32(id / 3 % 2), Origin: uint16(origin)},
		Seq:      uint32(id/3 + 1),
		Priority: int16(origin % 2),
		Delete:   id%5 == 0,
	}
}

func meet(s Strategy, local, incoming Version) Decision {
	return s.Resolve(&Meeting{
		Local: local, LocalValue: contentOf(local),
		Incoming: incoming, IncomingValue: contentOf(incoming),
	})
}

// contentOf is what a version's row holds: few values, so that some are equal.
func contentOf(v Version) value.Value {
	if v.Delete {
		return nil
	}
	return value.Int(v.ID * v.ID % 7)
}

// laws are what a rule must obey so that leaders can agree. Each returns what is
// wrong.

// symmetric: of two versions the same one stays, whichever is there first.
func symmetric(s Strategy, a, b Version) string {
	there, back := meet(s, a, b), meet(s, b, a)
	if a.ID != b.ID && there != Both && there == back {
		return fmt.Sprintf("%d meets %d: %d, and the other way round too", a.ID, b.ID, there)
	}
	if (there == Both) != (back == Both) {
		return "both are kept one way only"
	}
	return ""
}

// transitive: what beats a winner beats the loser.
func transitive(s Strategy, a, b, c Version) string {
	beats := func(x, y Version) bool { return x.ID != y.ID && meet(s, y, x) == Take }
	if beats(a, b) && beats(b, c) && !beats(a, c) {
		return fmt.Sprintf("%d beats %d beats %d, and not %[1]d %[3]d", a.ID, b.ID, c.ID)
	}
	return ""
}

func broken(t *rapid.T, s Strategy) string {
	a, b, c := anyVersion(t, "a"), anyVersion(t, "b"), anyVersion(t, "c")
	if problem := symmetric(s, a, b); problem != "" {
		return problem
	}
	return transitive(s, a, b, c)
}

// unlawful are the rules that look at which version was there first (if only at a tie),
// that need no answer, that answer
// with neither, or with a value made of both.
var unlawful = []string{"arrival-order", "error", "overwrite", "discard", "average", "additive", "revision-tree", "last-write-wins-strict", "certification"}

// All others choose by a total order or keep both.
func TestRulesChooseTheSameOneEverywhere(t *testing.T) {
	for _, rule := range All() {
		if slices.Contains(unlawful, rule.Name) {
			continue
		}
		t.Run(rule.Name, rapid.MakeCheck(func(t *rapid.T) {
			if problem := broken(t, rule.Strategy); problem != "" {
				t.Fatal(problem)
			}
		}))
	}
}

// rockPaperScissors is a total choice without an order.
type rockPaperScissors struct{}

func (rockPaperScissors) Resolve(m *Meeting) Decision {
	local, incoming := &m.Local, &m.Incoming
	return takeIf((incoming.ID+1)%3 == local.ID%3 || incoming.ID%3 == local.ID%3 && incoming.ID > local.ID)
}

// The laws can fail.
func TestLawsFindBrokenRules(t *testing.T) {
	require.NotEmpty(t, symmetric(arrivalOrder{}, Version{ID: 1}, Version{ID: 2}))
	require.NotEmpty(t, transitive(rockPaperScissors{}, Version{ID: 1}, Version{ID: 2}, Version{ID: 3})+
		transitive(rockPaperScissors{}, Version{ID: 1}, Version{ID: 3}, Version{ID: 2}))
}

func TestArrivalOrderTakesWhateverComes(t *testing.T) {
	early, late := Version{ID: 1, Stamp: Stamp{L: 1}}, Version{ID: 2, Stamp: Stamp{L: 2}}
	require.Equal(t, Take, meet(arrivalOrder{}, early, late))
	require.Equal(t, Take, meet(arrivalOrder{}, late, early))
	early.Delete, late.Delete = true, true
	require.Equal(t, Take, meet(arrivalOrder{}, early, late))
	require.Equal(t, Keep, meet(arrivalOrder{}, late, early), "absent is absent: all keep the same tombstone")
}

func TestLastAndFirstWriteWinsAreMirrored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyVersion(t, "a"), anyVersion(t, "b")
		if a.ID != b.ID {
			require.NotEqual(t, meet(lastWriteWins{}, a, b), meet(firstWriteWins{}, a, b))
		}
	})
}

func TestWithinOneTickTheLaterWriteIsLater(t *testing.T) {
	tick := Stamp{L: 5, Origin: 1}
	first, second := Version{ID: 3, Stamp: tick}, Version{ID: 4, Stamp: tick}
	require.Equal(t, Take, meet(lastWriteWins{}, first, second))
	require.Equal(t, Keep, meet(lastWriteWins{}, second, first))
	require.Equal(t, Take, meet(firstWriteWins{}, second, first))
	require.Equal(t, Take, meet(sitePriority{}, first, second))
}

func TestSitePriorityLooksAtNoClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyVersion(t, "a"), anyVersion(t, "b")
		before := meet(sitePriority{}, a, b)
		a.Stamp.L, b.Stamp.C = a.Stamp.L+100, 7
		require.Equal(t, before, meet(sitePriority{}, a, b))
	})
}

func TestStampsAreInOrder(t *testing.T) {
	any := func(t *rapid.T, label string) Stamp { return anyVersion(t, label).Stamp }
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := any(t, "a"), any(t, "b"), any(t, "c")
		require.Equal(t, a.Compare(b), -b.Compare(a))
		require.Equal(t, a.Compare(b) == 0, a == b)
		if a.Less(b) && b.Less(c) {
			require.True(t, a.Less(c))
		}
	})
}

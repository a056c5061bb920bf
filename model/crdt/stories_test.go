package crdt

import (
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
)

// What concurrent operations come to, type by type.

func TestIncrementsAreNeitherLostNorCountedTwice(t *testing.T) {
	for _, name := range []string{"g-counter", "pn-counter", "bounded-counter"} {
		r := replicas(t, name, 2)
		r[0].add(2)
		r[1].sees(r[0]).add(3)
		r[0].add(5)
		agree("10", r...)
	}
}

func TestAPNCounterGoesBelowZero(t *testing.T) {
	r := replicas(t, "pn-counter", 2)
	r[0].add(1)
	r[1].sees(r[0]).add(-1)
	r[0].add(-1)
	agree("-1", r...)
}

func TestAGCounterOnlyCountsUp(t *testing.T) {
	_, err := gCounter{}.Apply(nil, value.Op{Verb: value.Add, N: -1}, value.Author{})
	require.EqualError(t, err, "add -1: a g-counter only counts up; a pn-counter goes both ways")
}

func TestTheLatestTimestampWins(t *testing.T) {
	r := replicas(t, "lww-register", 2)
	r[1].put("early")
	r[0].put("late")
	agree("late", r...)
}

// A clock that is behind: the write is acknowledged, and lost.
func TestAWriteBehindTheRegisterIsDropped(t *testing.T) {
	r := replicas(t, "lww-register", 2)
	r[1].put("held")
	*r[0].clock = 0
	r[0].sees(r[1]).put("behind").shows("held")
}

func TestWithinOneTickTheLaterWriteWins(t *testing.T) {
	r := replicas(t, "lww-register", 1)
	r[0].put("first")
	*r[0].clock = 0
	r[0].put("second").shows("second")
}

func TestConcurrentWritesAreSiblings(t *testing.T) {
	r := replicas(t, "mv-register", 3)
	r[0].put("a")
	r[1].put("b")
	agree("{a, b}", r...)
	r[2].put("c")
	agree("c", r...)
}

func TestAddWinsOverAConcurrentRemoval(t *testing.T) {
	concurrently := func(name, what string) {
		t.Helper()
		r := replicas(t, name, 2)
		r[0].include("x")
		r[1].sees(r[0]).exclude("x")
		r[0].include("x")
		agree(what, r...)
	}
	concurrently("or-set", "{x}")
	concurrently("or-set-remove-wins", "{}")
	concurrently("2p-set", "{}")
	concurrently("lww-set", "{x}") // by the clock: the add was later
}

func TestAnElementComesBackButTo2PSets(t *testing.T) {
	for name, what := range map[string]string{"or-set": "{x}", "or-set-remove-wins": "{x}", "lww-set": "{x}", "2p-set": "{}"} {
		r := replicas(t, name, 2)
		r[0].include("x").exclude("x")
		r[1].sees(r[0]).include("x")
		agree(what, r...)
	}
}

func TestRemovedElementsLeaveNothingInAnORSet(t *testing.T) {
	r := replicas(t, "or-set", 1)
	for range 100 {
		r[0].include("x").include("y").exclude("x").exclude("y")
	}
	require.Less(t, len(value.Key(r[0].state)), 12)
}

func TestFlagsBySideThatWins(t *testing.T) {
	concurrently := func(name, what string) {
		t.Helper()
		r := replicas(t, name, 2)
		r[0].enable()
		r[1].sees(r[0]).disable()
		r[0].enable()
		agree(what, r...)
	}
	concurrently("enable-wins-flag", "true")
	concurrently("disable-wins-flag", "false")
}

func TestAnUpdateOfAFieldWinsOverItsRemoval(t *testing.T) {
	r := replicas(t, "or-map", 2)
	r[0].within("n").add(5)
	r[1].sees(r[0]).clear("n")
	r[0].within("n").add(1)
	agree("{n: 1}", r...) // and only the update: the 5 were seen, and taken away
}

func TestAFieldUsedAsTwoThingsIsBoth(t *testing.T) {
	r := replicas(t, "or-map", 2)
	r[0].within("f").add(5)
	r[1].within("f").include("x")
	agree("{f: {counter: 5, set: {x}}}", r...)
	r[0].clear("f")
	agree("{}", r...)
}

func TestACartAddsUpAndWhatWasTakenOutStaysOut(t *testing.T) {
	r := replicas(t, "or-cart", 2)
	r[0].include("book").within("pen").add(3)
	r[1].sees(r[0]).exclude("pen").include("book")
	r[0].within("pen").add(-1)
	agree("{book: 2}", r...) // one pen fewer of none: not shown
	r[1].within("pen").add(2)
	agree("{book: 2, pen: 1}", r...)
}

func TestWhatAMapAndACartMustBeTold(t *testing.T) {
	_, err := orMapEntry.Type.Apply(nil, value.Op{Verb: value.Add, N: 1}, value.Author{})
	require.EqualError(t, err, "add: an operation of a map names a field")
	_, err = cartEntry.Type.Apply(nil, value.Op{Verb: value.Add, N: 1}, value.Author{})
	require.EqualError(t, err, "add 1: a cart must know of which item: name it as the field")
}

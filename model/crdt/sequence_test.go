package crdt

import (
	"strings"
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Automerge's tests of lists (new_api_test.js; automerge/tests/test.rs), with the results that
// it expects; where it takes either order, that of its rule: of concurrent insertions
// the one with the larger count comes first, then that of the larger leader.

func TestAutomergeConcurrentInsertionsAtDifferentPositions(t *testing.T) {
	for _, name := range []string{"rga", "fugue"} {
		r := replicas(t, name, 2)
		r[0].push("one", "three")
		r[1].sees(r[0])
		r[0].insert(1, "two")
		r[1].push("four")
		agree("[one, two, three, four]", r...)
	}
}

func TestAutomergeConcurrentInsertionsAtTheSamePosition(t *testing.T) {
	r := replicas(t, "rga", 2)
	r[0].push("parakeet")
	r[1].sees(r[0])
	r[0].push("starling")
	r[1].push("chaffinch")
	agree("[parakeet, chaffinch, starling]", r...)
}

func TestAutomergeTheLaterCountComesFirst(t *testing.T) {
	r := replicas(t, "rga", 2)
	r[0].push("a")
	r[1].sees(r[0])
	r[0].push("x").insert(0, "first") // of count 3
	r[1].insert(0, "second")          // of count 2, by the larger leader
	agree("[first, second, a, x]", r...)
}

func TestAutomergeDoesNotInterleaveRuns(t *testing.T) {
	r := replicas(t, "rga", 2)
	r[0].push("to", "be", "is", "to", "do")
	r[1].push("to", "do", "is", "to", "be")
	agree("[to, do, is, to, be, to, be, is, to, do]", r...)
}

func TestAutomergeInsertionByEitherLeader(t *testing.T) {
	for _, name := range []string{"rga", "fugue"} {
		for second := range 2 {
			r := replicas(t, name, 2)
			r[1-second].push("two")
			r[second].sees(r[1-second]).insert(0, "one").shows("[one, two]")
		}
	}
}

func TestAutomergeInsertionConsistentWithCausality(t *testing.T) {
	for _, name := range []string{"rga", "fugue"} {
		r := replicas(t, name, 2)
		r[0].push("four")
		r[1].sees(r[0]).insert(0, "three")
		r[0].sees(r[1]).insert(0, "two")
		r[1].sees(r[0]).insert(0, "one").shows("[one, two, three, four]")
	}
}

func TestAutomergeConcurrentRemovals(t *testing.T) {
	for _, name := range []string{"rga", "fugue"} {
		r := replicas(t, name, 2)
		r[0].push("albatross", "buzzard", "cormorant")
		r[1].sees(r[0])
		r[0].remove(0, 1)
		r[1].remove(1, 1)
		agree("[cormorant]", r...)
	}
}

// Kleppmann et al. 2019, Interleaving anomalies in collaborative text editors. One writes
// " reader", goes back, and writes " dear" before it, while another writes " Alice" at
// the same place.
func helloReader(t *testing.T, name string, one, other int) []*replica {
	r := replicas(t, name, 2)
	r[one].insert(0, "Hello!")
	r[other].sees(r[one])
	r[one].insert(5, " reader").insert(5, " dear").shows("Hello dear reader!")
	r[other].insert(5, " Alice").shows("Hello Alice!")
	return r
}

// The lesser anomaly of RGA: the other's word may come between the two passages.
func TestRGAPutsAliceBetweenDearAndReader(t *testing.T) {
	agree("Hello dear Alice reader!", helloReader(t, "rga-text", 0, 1)...)
	agree("Hello dear reader Alice!", helloReader(t, "rga-text", 1, 0)...)
}

func TestFugueKeepsDearReaderTogether(t *testing.T) {
	agree("Hello dear reader Alice!", helloReader(t, "fugue-text", 0, 1)...)
	agree("Hello Alice dear reader!", helloReader(t, "fugue-text", 1, 0)...)
}

// The worst of it: two who type backwards.
func TestTypingBackwardsInterleavesInRGAOnly(t *testing.T) {
	backwards := func(name, what string) {
		t.Helper()
		r := replicas(t, name, 2)
		for i, text := range []string{"cba", "zyx"} {
			for _, c := range text {
				r[i].insert(0, string(c))
			}
		}
		agree(what, r...)
	}
	backwards("rga-text", "xaybzc")
	backwards("fugue-text", "abcxyz")
}

// Weidner and Kleppmann 2023, figure 7: X was inserted before C, and Y before B. Plain
// Fugue orders them by their ids, and tears Y from B.
func TestFugueMaxOrdersSiblingsByWhatFollowedThem(t *testing.T) {
	r := replicas(t, "fugue-text", 5)
	a, b, c, x, y := r[0], r[1], r[2], r[4], r[3]
	a.insert(0, "A")
	b.insert(0, "B")
	c.insert(0, "C")
	x.sees(a, c).insert(1, "X").shows("AXC")
	y.sees(a, b).insert(1, "Y").shows("AYB")
	agree("AXYBC", r...)
}

// What each of several inserts at one place of a text stays together, whichever way
// it is typed (Fugue), or as long as it is typed forwards (RGA).
func TestRunsDoNotInterleave(t *testing.T) {
	for name, ways := range map[string][]bool{"fugue-text": {false, true}, "rga-text": {false}} {
		rapid.Check(t, func(rt *rapid.T) {
			r := replicas(t, name, rapid.IntRange(2, 4).Draw(rt, "writers"))
			r[0].insert(0, "<>")
			for i, w := range r {
				w.sees(r[0])
				if i > 0 {
					typeRun(w, i, rapid.SampledFrom(ways).Draw(rt, "backwards"), rapid.IntRange(1, 5).Draw(rt, "length"))
				}
			}
			merged := r[0].sees(r...).of.Read(r[0].state).String()
			for i := 1; i < len(r); i++ {
				require.Contains(rt, merged, strings.Trim(r[i].of.Read(r[i].state).String(), "<>"))
			}
		})
	}
}

// Forward non-interleaving (Weidner and Kleppmann 2023, definition 2; of RGA, their table
// 1): the list is a walk through the tree of left origins, so that between an element and
// one that was inserted behind it stand only elements that hang on the first.
func TestOnlyWhatHangsOnAnElementComesBetweenItAndTheNext(t *testing.T) {
	for _, q := range []sequence{rgaTextEntry.Type.(sequence), fugueTextEntry.Type.(sequence)} {
		rapid.Check(t, func(t *rapid.T) {
			h := anyHistory(t, q, "text")
			origins := leftOrigins(h)
			for _, s := range h.reached {
				var open []id // the elements that the walk is within
				for _, e := range s.(listed).all {
					for len(open) > 0 && open[len(open)-1] != origins[e.id] {
						open = open[:len(open)-1]
					}
					require.True(t, len(open) > 0 || origins[e.id] == id{}, "%s: an element is torn from its origin", s)
					open = append(open, e.id)
				}
			}
		})
	}
}

// leftOrigins are what stood before each element in the first state that has it.
func leftOrigins(h *history) map[id]id {
	origins := map[id]id{}
	for _, s := range h.reached {
		var before id
		for _, e := range s.(listed).all {
			if _, ok := origins[e.id]; !ok {
				origins[e.id] = before
			}
			before = e.id
		}
	}
	return origins
}

// typeRun types letters of one writer between the brackets of "<>", one by one.
func typeRun(w *replica, writer int, backwards bool, length int) {
	for k := range length {
		at := int64(1 + k)
		if backwards {
			at = 1
		}
		w.insert(at, string(rune('a'+8*(writer-1)+k)))
	}
}

// Local edits put elements where they belong without arranging the tree.
func TestTheOrderHeldIsThatOfTheTree(t *testing.T) {
	for _, q := range []sequence{rgaTextEntry.Type.(sequence), fugueTextEntry.Type.(sequence)} {
		rapid.Check(t, func(t *rapid.T) {
			for _, s := range anyHistory(t, q, "text").reached {
				l := s.(listed)
				require.Equal(t, value.Key(s), value.Key(listed{l.presence, q, arrange(q.shape, l.all)}))
			}
		})
	}
}

func TestWhatAListCannotDoIsSaid(t *testing.T) {
	abc := replicas(t, "rga-text", 1)[0].insert(0, "abc")
	for _, c := range []struct {
		op      value.Op
		message string
	}{
		{value.Op{Verb: value.Insert, N: 4, Value: value.Text("x")}, "insert before position 4: the text has positions 0 to 3"},
		{value.Op{Verb: value.Insert, N: -1, Value: value.Text("x")}, "insert before position -1: the text has positions 0 to 3"},
		{value.Op{Verb: value.Insert, Value: value.Int(7)}, "insert 7: a text takes text"},
		{value.Op{Verb: value.Remove, At: 2, N: 2}, "remove 2 from position 2: the text has 3 elements"},
	} {
		_, err := abc.of.Apply(abc.state, c.op, value.Author{})
		require.EqualError(t, err, c.message)
	}
}

func TestATextIsOfCharactersNotBytes(t *testing.T) {
	r := replicas(t, "fugue-text", 1)
	r[0].insert(0, "für").insert(2, "→").remove(1, 1).shows("f→r")
}

package revtree

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/value"
)

func put(body string) value.Op { return value.Op{Verb: value.Put, Value: value.Text(body)} }

var remove = value.Op{Verb: value.Delete}

// edited is a document after operations.
func edited(t require.TestingT, state value.Value, ops ...value.Op) value.Value {
	for _, op := range ops {
		var err error
		state, err = Type{}.Apply(state, op, value.Author{})
		require.NoError(t, err)
	}
	return state
}

func merged(a, b value.Value) value.Value { return Type{}.Merge(a, b) }

func bodies(leaves []Leaf) []string {
	var list []string
	for _, leaf := range leaves {
		list = append(list, value.Show(leaf.Body))
	}
	return list
}

// couch_doc:to_doc_info_path sorts leaves by {not deleted, {position, hash}}, from the
// highest: the tables of what wins.
func TestWinnerIsNotDeletedThenLongestThenHighest(t *testing.T) {
	at := func(position int, hash uint64) *Revision { return &Revision{Position: position, Hash: hash} }
	live, dead := func(r *Revision) Leaf { return Leaf{r, false, value.Text("body")} }, func(r *Revision) Leaf { return Leaf{r, true, nil} }
	for _, c := range []struct {
		why           string
		winner, loser Leaf
	}{
		{"not deleted, though shorter and lower", live(at(2, 0x1)), dead(at(9, 0xf))},
		{"longer, though lower", live(at(3, 0x1)), live(at(2, 0xf))},
		{"numbers, not digits", live(at(10, 0x1)), live(at(9, 0xf))},
		{"higher, of the same length", live(at(2, 0xb91bb807b4685080)), live(at(2, 0x65db2a11b5172bf9))},
		{"among deletions too", dead(at(3, 0x1)), dead(at(2, 0xf))},
	} {
		require.Equal(t, c.winner, Tree{}.with(c.winner).with(c.loser).Winner(), c.why)
		require.Equal(t, c.winner, Tree{}.with(c.loser).with(c.winner).Winner(), c.why)
	}
}

// Replication and conflict model: r1 has been edited thrice, and each branch goes on.
func TestBranchesAreTheConflictsOfTheDocumentation(t *testing.T) {
	r1 := edited(t, nil, put("r1"))
	a := edited(t, r1, put("r2a"), put("r3a"), put("r4a"))
	b := edited(t, r1, put("r2b"), put("r3b"))
	c := edited(t, r1, put("r2c"), put("r3c"))
	tree := merged(merged(a, b), c).(Tree)
	require.Equal(t, value.Text("r4a"), Type{}.Read(tree), "the longest branch")
	require.ElementsMatch(t, []string{"r3b", "r3c"}, bodies(tree.Conflicts()))

	// The application replaces one and deletes the others.
	tree = merged(merged(edited(t, a, put("r5a")), edited(t, b, remove)), edited(t, c, remove)).(Tree)
	require.Equal(t, value.Text("r5a"), Type{}.Read(tree))
	require.Empty(t, tree.Conflicts())
	require.Len(t, tree, 3, "the deletions are leaves")
}

// Replication and conflict model: Alice edits Bob's card on her desktop and her laptop.
func TestBothOfAlicesEditsAreKeptAndOneIsShown(t *testing.T) {
	card := edited(t, nil, put("v1"))
	desktop, laptop := edited(t, card, put("v2a")), edited(t, card, put("v2b"))
	desktop, laptop = merged(desktop, laptop), merged(laptop, desktop)
	require.True(t, value.Equal(desktop, laptop))
	shown := append([]string{value.Show(Type{}.Read(desktop))}, bodies(desktop.(Tree).Conflicts())...)
	require.ElementsMatch(t, []string{"v2a", "v2b"}, shown)
}

func TestSameEditOfTheSameRevisionIsNoConflict(t *testing.T) {
	r1 := edited(t, nil, put("r1"))
	tree := merged(edited(t, r1, put("same")), edited(t, r1, put("same"))).(Tree)
	require.Len(t, tree, 1)
}

func TestDeleteOfTheWinnerBringsTheNextToLight(t *testing.T) {
	r1 := edited(t, nil, put("r1"))
	tree := merged(edited(t, r1, put("r2a"), put("r3a")), edited(t, r1, put("r2b")))
	require.Equal(t, value.Text("r3a"), Type{}.Read(tree))
	tree = edited(t, tree, remove)
	require.Equal(t, value.Text("r2b"), Type{}.Read(tree))
	tree = edited(t, tree, remove)
	require.Nil(t, Type{}.Read(tree))
	require.True(t, value.Equal(tree, edited(t, tree, remove)), "deleted is deleted")
	require.Nil(t, edited(t, nil, remove), "and what never was is not")
}

func TestDeletedDocumentGoesOnFromItsDeletion(t *testing.T) {
	tree := edited(t, nil, put("r1"), remove, put("r3")).(Tree)
	require.Len(t, tree, 1)
	require.Equal(t, 3, tree.Winner().Position)
}

func TestHashIsOfParentBodyAndDeletion(t *testing.T) {
	hash := func(ops ...value.Op) string { return edited(t, nil, ops...).(Tree).Winner().String() }
	require.Equal(t, hash(put("a"), put("b")), hash(put("a"), put("b")))
	seen := map[string]bool{}
	for _, h := range []string{
		hash(put("a")), hash(put("b")), hash(put("a"), put("a")), hash(put("b"), put("a")),
		hash(put("a"), remove), hash(value.Op{Verb: value.Put}),
	} {
		require.Regexp(t, `^[12]-[0-9a-f]{16}$`, h)
		require.False(t, seen[h])
		seen[h] = true
	}
}

func TestOtherOperationsAreImpossible(t *testing.T) {
	_, err := Type{}.Apply(nil, value.Op{Verb: value.Add}, value.Author{})
	require.EqualError(t, err, "add is no operation of a document with a revision tree")
}

func TestWinnerIsShownFirst(t *testing.T) {
	tree := merged(edited(t, nil, put("a"), put("b")), edited(t, nil, put("c")))
	require.Equal(t, "b | c", tree.String())
	require.Equal(t, "-", edited(t, nil, put("a"), remove).String())
}

// replicas are three documents that were edited and merged at random.
func replicas(t *rapid.T) []value.Value {
	docs := []value.Value{edited(t, nil, put("x")), edited(t, nil, put("y")), edited(t, nil, put("x"), remove)}
	for range rapid.IntRange(0, 12).Draw(t, "steps") {
		i, j := rapid.IntRange(0, 2).Draw(t, "at"), rapid.IntRange(0, 2).Draw(t, "from")
		switch rapid.IntRange(0, 3).Draw(t, "step") {
		case 0:
			docs[i] = edited(t, docs[i], remove)
		case 1:
			docs[i] = merged(docs[i], docs[j])
		default:
			docs[i] = edited(t, docs[i], put(rapid.SampledFrom([]string{"x", "y"}).Draw(t, "body")))
		}
	}
	return docs
}

// Shapiro et al. 2011, §2.2: a join semilattice, and edits that go up in it.
func TestMergeIsAJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := replicas(t)
		a, b, c := d[0], d[1], d[2]
		require.Equal(t, value.Key(merged(a, b)), value.Key(merged(b, a)))
		require.Equal(t, value.Key(merged(merged(a, b), c)), value.Key(merged(a, merged(b, c))))
		require.Equal(t, value.Key(a), value.Key(merged(a, a)))
		require.True(t, value.Equal(Type{}.Read(merged(a, b)), Type{}.Read(merged(b, a))))
		next := edited(t, a, put("next"))
		require.Equal(t, value.Key(next), value.Key(merged(a, next)))
	})
}

func TestNoLeafIsBeforeAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := replicas(t)
		tree := merged(merged(d[0], d[1]), d[2]).(Tree)
		for i, a := range tree {
			for j, b := range tree {
				require.Equal(t, i == j, a.descends(b.Revision))
			}
		}
	})
}

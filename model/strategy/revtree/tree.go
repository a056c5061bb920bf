package revtree

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

// Tree is the revisions of a document, by its leaves: the winner first, then those
// that lose to it, from the best. It is never empty.
type Tree []Leaf

// Leaf is the last revision of a branch.
type Leaf struct {
	*Revision
	Deleted bool
	Body    value.Value // nil of a deletion
}

// beats orders leaves as CouchDB does: what is not deleted first, then the longest
// branch, then the highest hash.
func beats(a, b Leaf) int {
	if a.Deleted != b.Deleted {
		if a.Deleted {
			return 1
		}
		return -1
	}
	return b.compare(a.Revision)
}

// Winner is the leaf that readers see.
func (t Tree) Winner() Leaf { return t[0] }

// Conflicts are the other leaves that are not deleted: what CouchDB lists as _conflicts.
func (t Tree) Conflicts() []Leaf {
	var list []Leaf
	for _, leaf := range t[1:] {
		if !leaf.Deleted {
			list = append(list, leaf)
		}
	}
	return list
}

// replaced is the tree in which an edit has replaced the winner.
func (t Tree) replaced(body value.Value, deleted bool) Tree {
	var parent *Revision
	if len(t) > 0 {
		parent, t = t[0].Revision, t[1:]
	}
	return t.with(Leaf{parent.child(body, deleted), deleted, body})
}

// with is the tree with a leaf more, unless it has that revision already; what the
// leaf was made of is no leaf any more.
func (t Tree) with(leaf Leaf) Tree {
	made := make(Tree, 0, len(t)+1)
	for _, held := range t {
		if held.descends(leaf.Revision) {
			return t
		}
		if !leaf.descends(held.Revision) {
			made = append(made, held)
		}
	}
	made = append(made, leaf)
	slices.SortFunc(made, beats)
	return made
}

// Append encodes the leaves: their hashes stand for all that is before them.
func (t Tree) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'r'), uint64(len(t)))
	for _, leaf := range t {
		b = binary.AppendUvarint(b, uint64(leaf.Position))
		b = binary.BigEndian.AppendUint64(b, leaf.Hash)
	}
	return b
}

// String shows the winner, and what conflicts with it.
func (t Tree) String() string {
	shown := []string{value.Show(t.Winner().Body)}
	for _, leaf := range t.Conflicts() {
		shown = append(shown, value.Show(leaf.Body))
	}
	return strings.Join(shown, " | ")
}

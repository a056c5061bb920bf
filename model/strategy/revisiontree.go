package strategy

import "github.com/mlrsim/mlrsim/model/strategy/revtree"

// revisionTree joins trees of revisions. Where one tree has all of the other there is no
// conflict, though the writes were concurrent: the same edit of the same revision is
// one revision, wherever it was made.
type revisionTree struct{ Join }

// Resolve agrees where one of two trees is what both come to.
func (r revisionTree) Resolve(m *Meeting) Decision {
	d := r.Join.Resolve(m)
	trees := m.Type < Unique && m.LocalValue != nil && m.IncomingValue != nil
	if trees && d != Merged {
		return m.Agree(d)
	}
	return d
}

var revisionTreeRule = Rule{
	Name:  "revision-tree",
	Short: "all revisions are kept as the leaves of a tree; every leader shows the same one",
	Long: "CouchDB's and PouchDB's way. Concurrent writes are branches of the document's revision tree, and " +
		"replication makes the trees equal. Shown is a leaf that is not deleted, of the longest branch, with " +
		"the highest hash: who edits more often wins, not who edits last. The others stay as conflicts until " +
		"somebody deletes them; a delete of the winner brings the next one to light. A revision is known by its " +
		"content and its past, so that two leaders which make the same edit are in no conflict.",
	Source:   "Apache CouchDB documentation, Replication and conflict model; couch_doc:to_doc_info_path",
	Detect:   DetectVersionVector,
	Values:   true,
	Kinds:    []string{"register"},
	Always:   true,
	Data:     revtree.Type{},
	Strategy: revisionTree{Join{revtree.Type{}}},
}

package strategy

import "github.com/mlrsim/mlrsim/model/strategy/revtree"

var revisionTreeRule = Rule{
	Name:  "revision-tree",
	Short: "all revisions are kept as the leaves of a tree; every leader shows the same one",
	Long: "CouchDB's and PouchDB's way. Concurrent writes are branches of the document's revision tree, and " +
		"replication makes the trees equal. Shown is a leaf that is not deleted, of the longest branch, with " +
		"the highest hash: who edits more often wins, not who edits last. The others stay as conflicts until " +
		"somebody deletes them; a delete of the winner brings the next one to light.",
	Source:   "Apache CouchDB documentation, Replication and conflict model; couch_doc:to_doc_info_path",
	Detect:   DetectVersionVector,
	Values:   true,
	Always:   true,
	Data:     revtree.Type{},
	Strategy: Join{revtree.Type{}},
}

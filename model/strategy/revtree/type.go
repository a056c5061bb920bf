package revtree

import "github.com/mlrsim/mlrsim/model/value"

// Type is the data type of documents with revision trees; its states are Trees.
type Type struct{}

// Apply extends the branch of the winner, which is what the client had read. A write
// to a deleted document goes on from its deletion. To delete what is deleted changes
// nothing.
func (Type) Apply(state value.Value, op value.Op, _ value.Author) (value.Value, error) {
	tree, _ := state.(Tree)
	switch {
	case op.Verb == value.Put && op.Field == "":
		return tree.replaced(op.Value, false), nil
	case op.Verb == value.Delete && (tree == nil || tree.Winner().Deleted):
		return state, nil
	case op.Verb == value.Delete:
		return tree.replaced(nil, true), nil
	}
	return nil, value.Impossible(op, "document with a revision tree")
}

// Read is the winner's body, nil if all branches end with a deletion.
func (Type) Read(state value.Value) value.Value {
	if tree, ok := state.(Tree); ok {
		return tree.Winner().Body
	}
	return nil
}

// Merge has the revisions of both.
func (Type) Merge(a, b value.Value) value.Value {
	tree := a.(Tree)
	for _, leaf := range b.(Tree) {
		tree = tree.with(leaf)
	}
	return tree
}

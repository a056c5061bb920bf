// Package revtree is what CouchDB keeps of a document: the tree of its revisions.
//
// Start from Tree, the state, and Type, which makes and merges such states. Each write
// extends one branch; two writes of the same parent make two branches, and both stay.
// A reader sees the winner, which every replica chooses alike without asking anyone:
// a revision that is no delete before one that is, the longest branch, the highest
// hash. A delete is a revision too. If the winner is deleted the next branch is seen,
// though its writer may have been forgotten long ago.
//
// A revision is its position and a hash of its parent and content, so that the same
// edit of the same revision is the same revision wherever it is made. The hash vouches
// for the whole past; a tree is therefore known by its leaves. Bodies are kept of
// leaves only, as after a compaction. Histories are not cut short (CouchDB does at
// 1,000 revisions), and there are no attachments.
package revtree

package revtree

import (
	"cmp"
	"encoding/binary"
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// Revision is one revision of a document, without its content.
type Revision struct {
	Position int // revisions of its branch up to here, from 1
	Hash     uint64
	parent   *Revision
}

// String is as in CouchDB, position-hash.
func (r *Revision) String() string { return fmt.Sprintf("%d-%016x", r.Position, r.Hash) }

// same tells whether two revisions are one: the hash knows the parents.
func (r *Revision) same(s *Revision) bool { return r.Position == s.Position && r.Hash == s.Hash }

// compare is by position, then hash.
func (r *Revision) compare(s *Revision) int {
	return cmp.Or(cmp.Compare(r.Position, s.Position), cmp.Compare(r.Hash, s.Hash))
}

// descends tells whether r is s or was made of it.
func (r *Revision) descends(s *Revision) bool {
	for r != nil && r.Position > s.Position {
		r = r.parent
	}
	return r != nil && r.same(s)
}

// child is the revision that such an edit of r makes; r may be nil. Who makes it, and
// when, does not matter.
func (r *Revision) child(body value.Value, deleted bool) *Revision {
	text := []byte{0}
	if deleted {
		text[0] = 1
	}
	position := 1
	if r != nil {
		position = r.Position + 1
		text = binary.BigEndian.AppendUint64(text, r.Hash)
	}
	text = append(text, value.Key(body)...)
	hash := sim.Stream(position).Named(string(text))
	return &Revision{Position: position, Hash: uint64(hash), parent: r}
}

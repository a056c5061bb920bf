package crdt

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// presence says whether there is a row, for types whose rows can be deleted: a delete
// is an observed remove of the whole row, as of an element from a set (Shapiro et al.
// 2011, A comprehensive study of CRDTs, §3.3.5). It takes what it has seen. Any write
// that it has not seen, be it one that takes something out, keeps the row, or brings
// it back.
type presence struct {
	seen vector // the last write of each leader
	gone vector // of those, the ones that a delete of the row had seen, and itself
}

// after is the presence once a leader that knew of it has made a write.
func (p presence) after(op value.Op, by value.Author) presence {
	p.seen = p.seen.with(uint32(by.Origin), int64(by.Seq))
	if op.Verb == value.Delete {
		p.gone = p.seen
	}
	return p
}

func (p presence) join(q presence) presence {
	return presence{p.seen.join(q.seen), p.gone.join(q.gone)}
}

// absent tells whether deletes have seen all. What was loaded counts as seen, so
// nothing seen is not absent.
func (p presence) absent() bool { return len(p.gone) > 0 && slices.Equal(p.gone, p.seen) }

func (p presence) append(b []byte) []byte { return p.gone.append(p.seen.append(b)) }

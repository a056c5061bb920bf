package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
)

// conflicts counts what the oracle knows of conflicts, and what the database thinks.
type conflicts struct {
	pairs, unseenPairs           int64
	writes, unseenWrites, losers int64
	rows                         bitset // with a counted pair
	rowCount                     int64
	detected, spurious, missed   int64
}

func (c *conflicts) commit(w *model.Write, measured bool, n causality.Counts) {
	c.writes += int64(n.ConcurrentWrites)
	c.unseenWrites += int64(n.UnseenWrites)
	c.losers += int64(n.Losers)
	if !measured {
		return
	}
	c.pairs += int64(n.Concurrent)
	c.unseenPairs += int64(n.Unseen)
	if n.Concurrent > 0 && c.rows.put(w.Row, true) {
		c.rowCount++
	}
}

// judgeMeeting compares what the database's detector said when a change met what a
// leader held with what is so.
func (o *Oracle) judgeMeeting(a *model.Apply) {
	c := &o.conflicts
	conflict := false
	for _, met := range a.Met {
		if o.saw.Relation(uint64(a.Write.ID), uint64(met)) == causality.Concurrent {
			conflict = true
			break
		}
	}
	switch {
	case a.Reported:
		c.detected++
		if !conflict {
			c.spurious++
		}
	case conflict:
		c.missed++
	}
}

// bitset is a set of rows.
type bitset []uint64

// has tells whether a row is a member.
func (b bitset) has(row uint32) bool {
	at := int(row >> 6)
	return at < len(b) && b[at]>>(row&63)&1 != 0
}

// put makes a row a member or not, and tells whether that changed anything.
func (b *bitset) put(row uint32, member bool) bool {
	at := int(row >> 6)
	if at >= len(*b) {
		if !member {
			return false
		}
		*b = append(*b, make([]uint64, at+1-len(*b))...)
	}
	word, bit := &(*b)[at], uint64(1)<<(row&63)
	if (*word&bit != 0) == member {
		return false
	}
	*word ^= bit
	return true
}

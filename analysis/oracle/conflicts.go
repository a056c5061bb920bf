package oracle

import (
	"slices"

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
	reports                      reports     // the detected
	byKinds                      [3][3]int64 // of the pairs, by the kinds of their later and earlier writes
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

// pair counts the pairs that a write of a kind forms with others.
func (c *conflicts) pair(kind causality.Kind, all int, with causality.Partners) {
	k := &c.byKinds[kind]
	k[causality.Insert] += int64(with.Inserts)
	k[causality.Delete] += int64(with.Deletes)
	k[causality.Update] += int64(all - with.Inserts - with.Deletes)
}

// ofKinds is how many pairs there are of two kinds, whichever is the later.
func (c *conflicts) ofKinds(a, b causality.Kind) int64 {
	if a == b {
		return c.byKinds[a][a]
	}
	return c.byKinds[a][b] + c.byKinds[b][a]
}

// kindOf tells what a write does to its row.
func (o *Oracle) kindOf(c *model.Commit) causality.Kind {
	switch {
	case o.config.Bare:
		return causality.Update // nobody asks
	case c.Write.Delete:
		return causality.Delete
	case c.Write.Insert || o.makes(c):
		return causality.Insert
	}
	return causality.Update
}

// makes tells whether there was no row at the origin before a write. Of one that
// replaced nothing there, or is only coordinated, that is not told.
func (o *Oracle) makes(c *model.Commit) bool {
	switch {
	case c.Shadowed || c.Late:
		return false
	case len(c.Replaced)+len(c.Beside) == 0:
		return int(c.Write.Row) >= o.config.Rows-o.config.Unmade
	}
	return o.survival.deleted(c.Write.Row, c.Replaced) && o.survival.deleted(c.Write.Row, c.Beside)
}

// judgeMeeting compares what the database's detector said when a change met what a
// leader held with what is so.
func (o *Oracle) judgeMeeting(a *model.Apply) {
	c, conflict := &o.conflicts, o.isConflict(a)
	switch {
	case a.Reported:
		c.detected++
		c.reports[a.Type][a.Verdict]++
		if !conflict {
			c.spurious++
		}
	case conflict:
		c.missed++
	}
}

// isConflict tells whether something that a change met was concurrent with it: a version
// of its row, or a claim of its name by another row.
func (o *Oracle) isConflict(a *model.Apply) bool {
	id := a.Write.ID
	return slices.ContainsFunc(a.Met, func(met model.WriteID) bool {
		return o.saw.Relation(uint64(id), uint64(met)) == causality.Concurrent
	}) || slices.ContainsFunc(a.Rivals, func(rival model.WriteID) bool { return o.claims.contests(id, rival) })
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

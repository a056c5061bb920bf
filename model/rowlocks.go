package model

import "slices"

// rowLocks are the rows that write-sets of one leader hold, or wait for, each with those
// that want it in the order in which they came. A write-set takes its place at all its
// rows at once, so nobody can wait for each other.
type rowLocks map[uint32][]*writeSet

// lock lets a write-set queue for its rows, and tells whether it holds them all.
func (l rowLocks) lock(s *writeSet) bool {
	for _, row := range s.op.rows {
		if len(l[row]) > 0 {
			s.blocked++
		}
		l[row] = append(l[row], s)
	}
	return s.blocked == 0
}

// unlock takes a write-set from the queues of its rows and returns those that hold all of
// theirs now.
func (l rowLocks) unlock(s *writeSet, rows []uint32) (ready []*writeSet) {
	for _, row := range rows {
		at := slices.Index(l[row], s)
		l[row] = slices.Delete(l[row], at, at+1)
		if len(l[row]) == 0 {
			delete(l, row)
			continue
		}
		if first := l[row][0]; at == 0 {
			if first.blocked--; first.blocked == 0 {
				ready = append(ready, first)
			}
		}
	}
	return ready
}

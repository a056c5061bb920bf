package strategy

import "cmp"

// Stamp is a timestamp that a leader's clock gave to a write. Stamps of all three
// clocks compare by Less, a total order up to writes of one leader within one
// tick of its clock, which are equal.
type Stamp struct {
	L      int64  // physical: the reading in ns; hybrid: its l; Lamport: the counter
	C      uint32 // hybrid: its c; 0 otherwise
	Origin uint16 // the leader, which breaks ties
}

// Less tells whether s is earlier than t: by time, logical count, then origin.
func (s Stamp) Less(t Stamp) bool { return s.Compare(t) < 0 }

// Compare is negative, 0 or positive as s is earlier than, equal to, or later than t.
func (s Stamp) Compare(t Stamp) int {
	if c := cmp.Compare(s.L, t.L); c != 0 {
		return c
	}
	if c := cmp.Compare(s.C, t.C); c != 0 {
		return c
	}
	return cmp.Compare(s.Origin, t.Origin)
}

// Version is what a leader knows of one version of a row: what the row's header
// or a replication log record would carry, and nothing that only the oracle sees.
// The zero Version is what a row held before any write.
type Version struct {
	ID       uint64 // identity; of two versions of one origin the later has the larger
	Stamp    Stamp
	Seq      uint32 // the origin's count of its writes: with Stamp.Origin the version's dot
	Priority int16  // of the origin; the larger wins
	Delete   bool   // a tombstone
}

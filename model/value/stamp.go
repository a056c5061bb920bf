package value

import "cmp"

// Stamp is a timestamp that a leader's clock gave to a write. Stamps of all three
// clocks compare by Less, a total order up to writes of one leader within one
// tick of its clock, which are equal.
type Stamp struct {
	L      int64  // physical: the reading in ns; hybrid: its l; Lamport: the counter; revisions: the row's number
	C      uint32 // hybrid: its c; revisions: the reading in ticks of 65,536 ns; 0 otherwise
	Origin uint16 // the leader, which breaks ties
}

// Less tells whether s is earlier than t: by time, logical count, then origin.
func (s Stamp) Less(t Stamp) bool { return s.Compare(t) < 0 }

// Compare is negative, 0 or positive as s is earlier than, equal to, or later than t.
func (s Stamp) Compare(t Stamp) int {
	if c := s.CompareTimes(t); c != 0 {
		return c
	}
	return cmp.Compare(s.Origin, t.Origin)
}

// CompareTimes is Compare without the origin: stamps of two leaders may be equal.
func (s Stamp) CompareTimes(t Stamp) int {
	if c := cmp.Compare(s.L, t.L); c != 0 {
		return c
	}
	return cmp.Compare(s.C, t.C)
}

// Author says which write it is that makes an operation: its dot, when it was, and
// how its leader ranks.
type Author struct {
	Dot
	Stamp    Stamp
	Priority int16 // of the leader; the larger wins
}

// Dot is the identity of a write: the leader that committed it, and how many that had
// committed with it. The dots of one leader rise.
type Dot struct {
	Origin uint16
	Seq    uint32
}

// Compare orders dots by sequence, then origin.
func (d Dot) Compare(e Dot) int {
	if c := cmp.Compare(d.Seq, e.Seq); c != 0 {
		return c
	}
	return cmp.Compare(d.Origin, e.Origin)
}

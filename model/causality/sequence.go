package causality

// Sequence is a list of write numbers to which is added at the end and from which
// is dropped at the front. Places in it count from 0 since it was made, and keep
// their meaning when the front is dropped. The zero value is empty and ready.
type Sequence struct {
	ids   []uint64
	first int // place of ids[0]
	front int // place of the first that has not been dropped
}

// Append adds a number and returns its place.
func (s *Sequence) Append(id uint64) int {
	if s.front-s.first > 32 && 2*(s.front-s.first) > len(s.ids) {
		s.ids = s.ids[:copy(s.ids, s.ids[s.front-s.first:])]
		s.first = s.front
	}
	s.ids = append(s.ids, id)
	return s.End() - 1
}

// AppendKept is Append where what has been dropped may be recalled.
func (s *Sequence) AppendKept(id uint64) int {
	s.ids = append(s.ids, id)
	return s.End() - 1
}

// Recall takes back all drops, if everything was appended by AppendKept.
func (s *Sequence) Recall() { s.front = s.first }

// Front is the place of the first number that has not been dropped, and End the
// place after the last. They are equal if there is none.
func (s *Sequence) Front() int { return s.front }

// End is one past the place of the last number.
func (s *Sequence) End() int { return s.first + len(s.ids) }

// At is the number at a place from Front to End.
func (s *Sequence) At(place int) uint64 { return s.ids[place-s.first] }

// Drop drops the number at the front.
func (s *Sequence) Drop() { s.front++ }

// Reset empties the sequence; places count from 0 again.
func (s *Sequence) Reset() { s.ids, s.first, s.front = s.ids[:0], 0, 0 }

package oracle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
)

func TestTheLagIsLargestJustBeforeAChangeComes(t *testing.T) {
	s := replaced(t, 2)
	a := s.at(1).write(0, 0)
	b := s.at(15).write(0, 1)
	s.at(38).take(a, 1)
	s.at(39).take(b, 1)
	s.at(100).end()
	require.Equal(t, []int64{int64(9 * ms), int64(19 * ms), int64(29 * ms), int64(37 * ms), 0}, s.lag(1)[:5])
}

func TestWhatIsKnownThroughALaterWriteIsNotMissing(t *testing.T) {
	s := replaced(t, 2)
	s.at(0).write(0, 0) // never comes
	b := s.at(10).write(0, 0)
	s.at(30).take(b, 1)
	c := s.at(55).write(0, 0)
	s.at(60).take(c, 1)
	s.at(100).end()
	require.Equal(t, []int64{int64(10 * ms), int64(20 * ms), int64(30 * ms), int64(30 * ms), 0, int64(5 * ms), int64(5 * ms), 0}, s.lag(1)[:8])
}

// Anti-entropy compares what is held, so a loser that nobody holds is never sent.
func TestWhatLeadersAgreeWithoutIsNotMissing(t *testing.T) {
	s := replaced(t, 2)
	s.at(0).write(0, 0)
	b := s.at(5).write(1, 0)
	s.at(10).take(b, 0)
	c := s.at(20).write(1, 0) // who did not see the first write, and makes them differ again
	s.at(26).take(c, 0)
	s.at(100).end()
	require.Equal(t, []int64{int64(10 * ms), int64(10 * ms), 0, 0}, s.lag(1)[:4])
}

func TestWhatIsErasedIsNotMissing(t *testing.T) {
	s := replaced(t, 3)
	s.at(0).write(0, 0)
	s.at(20).copy(0, 1, model.ByRestore)
	s.at(100).end()
	require.Equal(t, []int64{int64(10 * ms), int64(20 * ms), int64(20 * ms), 0}, s.lag(1)[:4])
}

// A leader that begins anew with nothing misses all that others hold, however old.
func TestWhoBeginsWithNothingMissesEverything(t *testing.T) {
	s := replaced(t, 2)
	a := s.at(0).write(0, 0)
	s.take(a, 1)
	s.at(50).copy(1, model.Nobody, model.ByRestore)
	s.at(70).take(a, 1)
	s.at(100).end()
	require.Equal(t, []int64{0, int64(60 * ms), int64(70 * ms), int64(70 * ms), 0}, s.lag(1)[4:9])
}

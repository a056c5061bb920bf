package bruteforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

// A story is a record told in one call a line; Mend fills in the rest.
type story struct {
	Run
	sketch []history.Event
	writes []*model.Write
}

func tell(leaders int) *story {
	return &story{Run: Run{Leaders: leaders, Rows: 2, Duration: 100}}
}

func (s *story) commit(at sim.Time, leader int, row uint32, session int32) *model.Write {
	id := model.WriteID(len(s.writes) + 1)
	w := &model.Write{ID: id, First: id, At: at, Row: row, Origin: uint16(leader), Session: session, Stamp: strategy.Stamp{L: int64(at), Origin: uint16(leader)}}
	s.writes = append(s.writes, w)
	s.sketch = append(s.sketch, &model.Commit{Write: w},
		&model.Done{Kind: model.Update, Began: at, Ended: at, Session: session, OK: true, First: id, Writes: 1})
	return w
}

func (s *story) apply(at sim.Time, w *model.Write, leader int, v model.Verdict) *model.Apply {
	a := &model.Apply{At: at, Write: w, Leader: leader, Verdict: v}
	s.sketch = append(s.sketch, a)
	return a
}

func (s *story) read(at sim.Time, leader int, row uint32, session int32) {
	s.sketch = append(s.sketch, &model.ReadSeen{At: at, Began: at, Leader: leader, Row: row, Session: session})
}

func (s *story) judge() *Judgement {
	return Judge(s.Run, Mend(s.Run, append(s.sketch, history.End{At: 100})))
}

// The drawing of the contract: c knew a through b, without a having come to c's
// origin. a and c are an unseen pair, and not concurrent.
func TestAWriteThatKnowsAnotherThroughAThirdIsUnseenButNotConcurrent(t *testing.T) {
	s := tell(3)
	a := s.commit(10, 0, 0, 0)
	s.apply(20, a, 1, model.Took)
	b := s.commit(30, 1, 0, 1)
	s.apply(40, b, 2, model.Took)
	s.commit(50, 2, 0, 2)
	j := s.judge()
	require.EqualValues(t, 0, j.Counts["conflict_pairs"])
	require.EqualValues(t, 1, j.Counts["unseen_pairs"])
	require.EqualValues(t, 2, j.Counts["unseen_writes"])
	require.EqualValues(t, 1, j.Counts["lww_losers"])
	require.EqualValues(t, 0, j.Counts["lost_updates"], "c overwrote b, which overwrote a")
}

// A write of another row carries no knowledge of this one.
func TestKnowledgeOfAnotherRowPreventsNoConflict(t *testing.T) {
	s := tell(2)
	s.commit(10, 0, 0, 0)
	other := s.commit(20, 0, 1, 0)
	s.apply(30, other, 1, model.Took)
	s.commit(40, 1, 0, 1)
	j := s.judge()
	require.EqualValues(t, 1, j.Counts["conflict_pairs"])
	require.EqualValues(t, 1, j.Counts["causal_violations"], "the other row came before what its origin had written")
}

func TestAnAcknowledgedWriteThatLostIsLost(t *testing.T) {
	s := tell(2)
	a, b := s.commit(10, 0, 0, 0), s.commit(10, 1, 0, 1)
	s.apply(30, a, 1, model.Kept).Reported = true
	s.apply(35, b, 0, model.Took)
	j := s.judge()
	require.EqualValues(t, 2, j.Counts["conflicting_writes"])
	require.EqualValues(t, 1, j.Counts["conflicting_rows"])
	require.EqualValues(t, 1, j.Counts["lost_updates"])
	require.EqualValues(t, 1, j.Counts["conflicts_detected"])
	require.EqualValues(t, 1, j.Counts["missed_conflicts"])
	require.Equal(t, sim.Time(25), j.Spans["convergence_time"])
	require.Equal(t, Share{25, 200}, j.Shares["divergence.mean"])
	require.Equal(t, []int64{20, 25}, j.Values["visibility"])
}

func TestARowComesBackThatWasDeletedUnseen(t *testing.T) {
	s := tell(2)
	a := s.commit(10, 0, 0, 0)
	s.apply(12, a, 1, model.Took)
	s.commit(20, 0, 0, 0).Delete = true
	b := s.commit(25, 1, 0, 1)
	s.apply(30, b, 0, model.Took)
	require.EqualValues(t, 1, s.judge().Counts["resurrections"])
}

func TestASiblingIsNotLost(t *testing.T) {
	s := tell(2)
	a, b := s.commit(10, 0, 0, 0), s.commit(10, 1, 0, 1)
	s.apply(30, a, 1, model.Joined)
	s.apply(30, b, 0, model.Joined)
	j := s.judge()
	require.EqualValues(t, 0, j.Counts["lost_updates"])
	require.True(t, j.Truths["agreed"])
	require.Equal(t, Share{2 * 70, 100 * 2 * 2}, j.Shares["siblings.multiple"])
}

// Terry et al. 1994, section 3: the four guarantees, each broken once by a session
// that moves from leader 0 to leader 1.
func TestASessionThatMovesLosesItsGuarantees(t *testing.T) {
	s := tell(2)
	a := s.commit(10, 0, 0, 7)
	s.read(11, 0, 0, 7)
	s.read(12, 1, 0, 7)
	b := s.commit(13, 0, 0, 7)
	s.apply(20, b, 1, model.Took)
	s.apply(21, a, 1, model.Kept)
	j := s.judge()
	require.EqualValues(t, 1, j.Counts["stale_reads"])
	require.EqualValues(t, 1, j.Counts["read_your_writes"])
	require.EqualValues(t, 1, j.Counts["monotonic_reads"])
	require.EqualValues(t, 1, j.Counts["monotonic_writes"])
	require.EqualValues(t, 1, j.Counts["writes_follow_reads"])
	require.Equal(t, []int64{2}, j.Values["staleness"])
	require.Equal(t, []int64{1}, j.Values["staleness_versions"])
}

func TestNothingIsPromisedToThoseWithoutASession(t *testing.T) {
	s := tell(2)
	a := s.commit(10, 0, 0, -1)
	s.read(12, 1, 0, -1)
	b := s.commit(13, 0, 0, -1)
	s.apply(20, b, 1, model.Took)
	s.apply(21, a, 1, model.Kept)
	j := s.judge()
	require.EqualValues(t, 0, j.Counts["read_your_writes"]+j.Counts["monotonic_writes"])
	require.EqualValues(t, 1, j.Counts["causal_violations"])
}

func TestWhatBeginsBeforeTheWarmupEndsIsNotMeasured(t *testing.T) {
	s := tell(2)
	s.Warmup = 20
	a, b := s.commit(10, 0, 0, 0), s.commit(20, 1, 0, 1)
	s.apply(30, a, 1, model.Took)
	s.apply(30, b, 0, model.Took)
	j := s.judge()
	require.EqualValues(t, 1, j.Counts["writes"])
	require.EqualValues(t, 1, j.Counts["conflict_pairs"], "its later write is measured")
	require.EqualValues(t, 1, j.Counts["conflicting_writes"])
	require.Equal(t, []int64{10}, j.Values["visibility"])
	require.Equal(t, sim.Never, j.Spans["convergence_time"], "each took the other's")
}

func TestAContradictionInTheRecordIsAComplaint(t *testing.T) {
	w := &model.Write{ID: 1, First: 1}
	j := Judge(Run{Leaders: 2, Rows: 1, Duration: 9}, []history.Event{&model.Commit{Write: w, Distinct: 1}, history.End{At: 9}})
	require.Len(t, j.Complaints, 1)
}

package oracle

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// replaced is a stage on which replicas are replaced.
func replaced(t *testing.T, leaders int) *stage {
	return stageOf(t, Config{Leaders: leaders, Rows: 10, Duration: 1000 * ms, Bins: 100, Repeats: true})
}

func TestALostDiskLosesWhatHadNotLeftIt(t *testing.T) {
	s := replaced(t, 2)
	a := s.at(0).write(0, 0)
	s.at(10).take(a, 1)
	s.at(20).write(0, 0)                 // acknowledged, and on one disk only,
	s.at(30).copy(0, 1, model.ByRestore) // which is lost.
	c := s.at(40).write(0, 0)            // The leader goes on from the first write:
	s.at(50).take(c, 1)
	s.end("lost_updates", "1", "conflict_pairs", "0", // nothing is left that it could conflict with,
		"stale_reads", "0", "converged", "true", "visibility.max", "0.01")
}

// A row that is read and written while a tail is there, when it is gone, and when what
// was under way of it has come after all.
func TestWhatIsErasedIsMissedByNobodyUntilItComesBack(t *testing.T) {
	s := replaced(t, 3)
	s.at(0).write(1, 0)
	a := s.write(0, 0)
	s.at(10).write(1, 0) // One conflict, and its loser,
	s.at(20).read(-1, 2, 0)
	s.at(30).copy(0, model.Nobody, model.ByRestore)
	s.at(40).write(1, 0) // none with what is gone,
	s.at(45).read(-1, 1, 0)
	s.at(50).keep(a, 2)
	s.at(60).write(1, 0) // and one more.
	s.at(70).read(-1, 1, 0)
	s.end("conflict_pairs", "3", "unseen_pairs", "3", "conflicting_writes", "4", "lww_losers", "1",
		"stale_reads", "2", "staleness_versions.max", "3", "lost_updates", "1")
}

func TestAQuorumMissesNothingThatIsErased(t *testing.T) {
	const alice = 0
	s := replaced(t, 2)
	a := s.at(0).writeBy(alice, 0, 0, false)
	s.probe(a, nil)
	s.at(10).copy(0, 1, model.ByRestore)
	s.at(20).ask(1, alice, 0, 0, 1) // But who wrote remembers.
	s.end("stale_reads", "0", "read_your_writes", "1")
}

func TestWhatWasSentBeforeADiskWasLostComesBack(t *testing.T) {
	s := replaced(t, 3)
	a := s.at(0).write(0, 0)
	b := s.at(1).write(0, 1) // another row
	s.at(10).take(b, 1)      // A violation of causal order: a is under way.
	s.at(20).copy(0, 2, model.ByRestore)
	s.at(30).take(a, 1)
	s.take(a, 2)
	s.take(b, 2)
	s.at(40).take(b, 0) // What its leader gets back is no news there:
	s.take(a, 0)        // it is not judged again.
	s.end("lost_updates", "0", "causal_violations", "1", "visibility.max", "0.03",
		"full_visibility.max", "0.04", "converged", "true")
}

// A leader that is down for 20 s and begins anew hides no delay: what it missed comes to
// it with the copy.
func TestACopyMakesVisibleWhatItBrings(t *testing.T) {
	for _, why := range []model.TransferReason{model.ByRestore, model.ByRollback} {
		s := replaced(t, 3)
		a := s.at(0).write(0, 0)
		s.at(10).take(a, 1)
		s.at(20).copy(2, 1, why)
		s.end("visibility.max", "0.02", "visibility.mean", "0.015", "full_visibility.max", "0.02", "converged", "true")
	}
}

func TestWhatACopyBringsAgainIsNoNews(t *testing.T) {
	s := replaced(t, 3)
	a := s.at(0).write(0, 0)
	s.at(10).take(a, 1)
	s.at(20).copy(1, model.Nobody, model.ByRestore) // The first write is lost here,
	b := s.at(30).write(2, 1)
	s.at(40).copy(1, 0, model.ByRestore) // and back.
	s.at(50).copy(2, 0, model.ByRestore) // Here it is new, and b is lost.
	s.at(60).take(b, 0)
	s.at(70).copy(1, 0, model.ByRestore)
	s.at(80).copy(2, 0, model.ByRestore) // Who wrote it has it back.
	s.end("visibility.mean", "0.0325", "visibility.max", "0.05", "full_visibility.max", "0.05", "full_visibility.mean", "0.05")
}

// What is committed before a leader is a member has no leader to become visible at, but
// what comes to it later has.
func TestTheCopyWithWhichALeaderJoinsMakesNothingVisible(t *testing.T) {
	s := stageOf(t, Config{Leaders: 3, Absent: []int{2}, Rows: 10, Duration: 1000 * ms, Repeats: true})
	a, b := s.at(0).write(0, 0), s.write(1, 1)
	s.at(10).copy(2, 0, model.ByJoin)
	s.at(20).take(a, 1) // This is everywhere now;
	s.at(30).take(b, 0)
	s.at(40).take(b, 2)
	s.at(50).copy(2, model.Nobody, model.ByRestore)
	s.at(60).copy(2, 1, model.ByRestore) // what it joined with is no news.
	s.end("visibility.mean", "0.03", "visibility.max", "0.04", "full_visibility.mean", "0.03")
}

// Terry et al. 1994: a session that never moves reads what it wrote, unless its leader
// is rolled back.
func TestARollbackBreaksThePromisesToSessionsThatStay(t *testing.T) {
	const alice = 0
	s := replaced(t, 2)
	s.at(0).writeBy(alice, 0, 0, false)
	s.at(1).read(alice, 0, 0)
	s.at(10).copy(0, 1, model.ByRollback)
	s.at(20).read(alice, 0, 0)
	s.end("read_your_writes", "1", "monotonic_reads", "1", "stale_reads", "0", "lost_updates", "1")
}

func TestALeaderThatLeavesNeedNotAgree(t *testing.T) {
	s := replaced(t, 3)
	a := s.at(0).write(0, 0)
	s.at(10).take(a, 1)
	s.at(20).write(2, 1)                          // Only the leader that leaves has this,
	s.at(30).copy(2, model.Nobody, model.ByLeave) // and lacks the first write.
	b := s.at(40).write(0, 0)
	s.at(50).take(b, 1)
	s.at(60).copy(2, 1, model.ByJoin) // When it is back it knows what was said meanwhile.
	s.end("lost_updates", "1", "converged", "true", "diverged_keys", "0",
		"full_visibility.max", "0.01") // b was everywhere when only two were there.
}

func TestWhoIsAbsentIsNotWaitedFor(t *testing.T) {
	s := stageOf(t, Config{Leaders: 3, Absent: []int{2}, Rows: 10, Duration: 1000 * ms, Bins: 100, Repeats: true})
	a := s.at(0).write(0, 0)
	b := s.write(1, 0)
	s.at(10).join(a, 1)
	s.join(b, 0)
	s.at(500).copy(2, 1, model.ByJoin)
	s.at(1000).end("full_visibility.max", "0.01", "converged", "true", "siblings.max", "2",
		"siblings.multiple", "0.0992") // of 20 replicas 2 for 490 ms of 500, then of 30 replicas 3 for 500
	lag := s.lag(2)
	require.Equal(t, int64(results.NoLag), slices.Max(lag[:50]))
	require.Zero(t, slices.Max(lag[50:]))
}

func TestALeaderThatHasLeftHasNoLag(t *testing.T) {
	s := replaced(t, 3)
	s.at(100).write(0, 0)
	s.at(205).copy(2, model.Nobody, model.ByLeave)
	s.at(500).write(0, 1)
	s.at(1000).end()
	require.Equal(t, int64(105*ms), s.lag(2)[20])
	require.Equal(t, int64(results.NoLag), slices.Max(s.lag(2)[21:]))
}

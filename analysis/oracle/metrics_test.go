package oracle

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// The example that docs/model.md draws: delivered, saw and overwrote all differ.
func TestThreeRelationsOfTwoWrites(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(0).write(0, 0)  // Leader 0 writes a.
	s.at(10).take(a, 1)       // It comes to leader 1,
	b := s.at(20).write(1, 0) // who overwrites it by b.
	s.at(30).take(b, 2)       // b overtakes a on the way to leader 2,
	c := s.at(40).write(2, 0) // who overwrites b by c.
	s.at(50).keep(a, 2)       // Now a comes.
	s.take(b, 0)
	s.take(c, 0)
	s.take(c, 1)
	s.end(
		"unseen_pairs", "1", // a had not been delivered to c: these two
		"unseen_writes", "2",
		"conflict_pairs", "0", // but c saw a, through b,
		"missed_conflicts", "0", // so that where they met there was no conflict,
		"lost_updates", "0", // and c overwrote what overwrote a.
		"causal_violations", "1", // b was applied at leader 2 before a.
		"converged", "true",
	)
}

func TestTheLoserOfAConflictIsLost(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	b := s.at(1).write(1, 0) // concurrent, and later
	s.at(50).keep(a, 1)
	s.take(b, 0)
	s.end("conflict_pairs", "1", "conflicting_writes", "2", "conflicting_rows", "1",
		"lww_losers", "1", "lost_updates", "1", "conflict_rate", "1", "missed_conflicts", "2")
}

func TestWithALoserGoesAllThatOnlyItOverwrote(t *testing.T) {
	s := newStage(t, 2)
	root := s.at(0).write(0, 0)
	s.at(10).take(root, 1)    // Both know the root.
	a := s.at(20).write(0, 0) // One side of a partition writes three times,
	b := s.at(21).write(0, 0)
	c := s.at(22).write(0, 0)
	d := s.at(30).write(1, 0) // the other once, and wins.
	for _, id := range []model.WriteID{a, b, c} {
		s.at(40).keep(id, 1)
	}
	s.take(d, 0)
	s.end("lost_updates", "3") // The root survives in d.
}

func TestWhatNobodyWasPromisedCannotBeLost(t *testing.T) {
	s := newStage(t, 2)
	s.mute = true
	a := s.at(0).write(0, 0)
	b := s.at(1).write(1, 0)
	c := s.at(2).write(1, 0)
	s.at(50).keep(a, 1)
	s.keep(b, 0) // arrives late, and c first
	s.take(c, 0)
	s.answer(b, true)
	s.answer(a, false) // The client of a was told that it failed.
	s.end("lost_updates", "0", "writes", "1", "indeterminate_writes", "2")
}

func TestAMergeSavesAllSiblings(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	b := s.at(1).write(1, 0)
	s.at(10).join(a, 1)
	s.join(b, 0)
	m := s.at(20).write(0, 0) // A write that saw both replaces both.
	s.at(30).take(m, 1)
	s.at(1000).end("lost_updates", "0", "conflict_pairs", "1", "siblings.max", "2",
		"siblings.multiple", "0.0015", // of 20 replicas one for 10 ms and one for 20, of 1,000
		"siblings.mean", "1.0015")
}

func TestADeleteUndoneByWhoHadNotSeenIt(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(0).write(0, 0)
	s.at(10).take(a, 1)
	s.take(a, 2)
	d := s.at(20).delete(0, 0)
	s.at(25).take(d, 2)
	w := s.at(26).write(1, 0) // has not seen the delete
	s.at(30).take(w, 0)       // The row comes back here,
	s.take(w, 2)              // and here: it is one delete that was undone.
	s.keep(d, 1)
	s.end("resurrections", "1", "lost_updates", "1")
}

func TestAWriteThatSawTheDeleteBringsTheRowBackRightly(t *testing.T) {
	s := newStage(t, 2)
	d := s.at(0).delete(0, 0)
	s.at(10).take(d, 1)
	w := s.at(20).write(1, 0)
	s.at(30).take(w, 0)
	s.end("resurrections", "0", "lost_updates", "0")
}

func TestDivergenceIsAveragedFromWarmupToTheEndOfLoad(t *testing.T) {
	s := stageOf(t, Config{Leaders: 2, Rows: 4, Warmup: 100 * ms, Duration: 500 * ms})
	a := s.at(50).write(0, 0)
	s.at(200).take(a, 1) // one of four rows differs for 100 ms that count
	b := s.at(450).write(0, 1)
	s.at(700).take(b, 1) // and one for 50
	s.at(800).end("divergence.mean", "0.09375", "diverged_keys", "0", "convergence_time", "0.25")
}

func TestNeverConvergedIsNoTime(t *testing.T) {
	s := newStage(t, 2)
	s.at(10).write(0, 0)
	s.at(1000).end("converged", "false", "convergence_time", "", "diverged_keys", "1")
}

func TestConvergenceCountsFromTheLastHeal(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(10).write(0, 0)
	s.o.Fault(&model.FaultEvent{At: 20 * ms, Begin: true})
	s.o.Fault(&model.FaultEvent{At: 60 * ms})
	s.at(100).take(a, 1)
	s.o.SetInFlight(1)
	s.end("converged", "false", "diverged_keys", "0")
	s.o.SetInFlight(0)
	s.expect("converged", "true", "convergence_time", "0.04")
}

func TestVisibilityIsTheFirstArrival(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(0).write(0, 0)
	s.at(10).take(a, 1)
	s.at(30).take(a, 2)
	s.arrive(a, 2, model.Again, false)
	s.end("visibility.mean", "0.02", "visibility.max", "0.03", "full_visibility.p50", "0.03")
	var run results.Run
	s.o.Fill(&run)
	require.Equal(t, "all", run.Visibility[0].Label)
	require.Equal(t, results.Distribution{
		Label: "n1 → n2", From: 0, To: 1, Count: 1, Points: []results.Point{{Value: 10e6, Share: 1}},
	}, run.Visibility[1])
}

func TestAStaleReadMissesWhatWasCommittedBeforeItBegan(t *testing.T) {
	s := newStage(t, 2)
	s.at(10).write(0, 0)
	s.at(20).write(0, 0)
	s.at(35).write(0, 0)
	s.at(40).readSince(-1, 1, 0, 30*ms) // The third write came after the client had asked.
	s.at(41).read(-1, 0, 0)             // Here nothing is missing.
	s.end("reads", "2", "stale_reads", "1", "staleness.mean", "0.03", "staleness_versions.max", "2")
}

func TestSessionGuaranteesFailWhenASessionMoves(t *testing.T) {
	const alice, bob = 0, 1
	s := newStage(t, 3)
	a := s.at(0).writeBy(alice, 0, 0, false)
	s.at(1).read(alice, 1, 0)                // Alice moves and does not find what she wrote:
	s.expect("read_your_writes", "1")        // read your writes.
	s.at(2).read(bob, 0, 0)                  // Bob sees it at leader 0,
	s.at(3).read(bob, 1, 0)                  // and at leader 1 no more:
	s.expect("monotonic_reads", "1")         // monotonic reads.
	b := s.at(4).writeBy(alice, 1, 1, false) // Alice writes another row where she is now,
	s.at(5).take(b, 2)                       // which arrives before her first write:
	s.expect("monotonic_writes", "1")        // monotonic writes.
	c := s.at(6).writeBy(bob, 1, 2, false)   // Bob, who has read her first write, writes,
	s.at(7).take(c, 2)                       // and that arrives before what he had read:
	s.expect("writes_follow_reads", "1")     // writes follow reads.
	s.at(8).take(a, 1)
	s.read(alice, 1, 0) // Now all is well.
	s.read(bob, 1, 0)
	s.end("read_your_writes", "1", "monotonic_reads", "1", "monotonic_writes", "1",
		"writes_follow_reads", "1", "causal_violations", "0") // None of it was missing where it was written.
}

// Row R3 of the published results: A writes, B reacts at once, C sees the effect first.
func TestAnEffectBeforeItsCause(t *testing.T) {
	s := newStage(t, 3)
	cause := s.at(0).write(0, 0)
	s.at(10).take(cause, 1)
	effect := s.write(1, 1) // another row
	s.at(20).take(effect, 2)
	s.at(30).take(cause, 2)
	s.take(effect, 0)
	s.end("causal_violations", "1", "unseen_pairs", "0")
}

func TestTheDetectorIsHeldAgainstTheTruth(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	s.at(10).arrive(a, 1, model.Took, true) // It met nothing: a false report.
	b := s.at(20).write(0, 0)
	c := s.at(21).write(1, 0)
	s.at(30).arrive(b, 1, model.Kept, false) // Concurrent, and nobody noticed.
	s.arrive(c, 0, model.Took, true)         // Rightly reported.
	s.end("conflicts_detected", "2", "false_conflicts", "1", "missed_conflicts", "1")
}

func TestAvailabilityIsOfWhatWasAttempted(t *testing.T) {
	s := newStage(t, 2)
	s.at(10).write(0, 0)
	s.o.Done(&model.Done{Kind: model.Read, Began: 10 * ms, Ended: 15 * ms, OK: true})
	s.o.Done(&model.Done{Kind: model.Update, Began: 10 * ms, Ended: 15 * ms, Leader: -1})
	s.o.SetCost(4, 400, 40)
	s.end("availability", "0.666666666667", "writes", "1", "read_latency.max", "0.005", "messages_per_write", "4")
}

func TestSeriesSayWhenItHappened(t *testing.T) {
	s := stageOf(t, Config{Leaders: 2, Rows: 4, Duration: 400 * ms, Bins: 4})
	a := s.at(50).write(0, 0)
	b := s.at(60).write(1, 0)
	s.at(150).keep(a, 1)
	s.at(250).take(b, 0)
	s.at(350).write(0, 1)
	s.at(450).end()
	var run results.Run
	s.o.Fill(&run)
	got := run.Series
	require.Equal(t, 100*ms, got.Width)
	require.Equal(t, []int64{2, 0, 0, 1, 0}, got.Writes)
	require.Equal(t, []int64{2, 0, 0, 0, 0}, got.Conflicting)
	require.Equal(t, []int64{1, 0, 0, 0, 0}, got.Pairs)
	require.Equal(t, []int64{1, 0, 0, 0, 0}, got.Lost)
	require.Equal(t, []float64{.5, 1, .5, .5, 1}, got.Diverged)
	require.Equal(t, []int64{0, 1, 1, 0, 0}, got.Applied)
	require.Equal(t, []int64{0, 100e6, 190e6, 0, 0}, got.Visible)
	require.Equal(t, []int64{40e6, 140e6, 190e6, 0, 0}, got.Lag[0], "b, until it comes")
	require.Equal(t, []int64{50e6, 100e6, 0, 50e6, 100e6}, got.Lag[1], "a, and then the last write")
	require.Equal(t, []int64{2, 0, 0, 1, 0}, got.Acknowledged)
}

func TestTheStoryIsOfALostUpdate(t *testing.T) {
	s := newStage(t, 2)
	a, b := s.at(10).write(0, 0), s.at(11).write(1, 0) // kept side by side
	s.at(20).join(a, 1)
	s.join(b, 0)
	c, d := s.at(100).write(0, 1), s.at(120).write(1, 1) // one is lost
	s.at(180).keep(c, 1)
	s.take(d, 0)
	s.at(1000).end("lost_updates", "1")
	row, from, to, ok := s.o.Story()
	require.True(t, ok)
	require.EqualValues(t, 1, row)
	require.Equal(t, 90*ms, from)
	require.Equal(t, 190*ms, to)
}

func TestWithoutConflictThereIsNoStory(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(10).write(0, 0)
	s.at(20).take(a, 1)
	s.end()
	_, _, _, ok := s.o.Story()
	require.False(t, ok)
}

func TestOneLeaderAloneHasNoConflicts(t *testing.T) {
	s := newStage(t, 1)
	for i := range 100 {
		s.at(i).write(0, i%3)
		s.read(0, 0, 1)
	}
	s.end("conflict_pairs", "0", "lost_updates", "0", "visibility.mean", "", "converged", "true", "stale_reads", "0")
}

func TestPairsAreToldApartByWhatTheirWritesDo(t *testing.T) {
	s := stageOf(t, Config{Leaders: 2, Rows: 10, Unmade: 1, Duration: 1000 * ms})
	s.at(0).write(0, 9)  // Both make the row that was not there,
	s.at(1).write(1, 9)  // as far as each knew.
	s.at(2).delete(0, 0) // A delete
	s.at(3).write(1, 0)  // beside an update,
	s.delete(1, 0)       // which is deleted, too.
	s.end("conflict_pairs", "3", "conflict_pairs.insert_insert", "1", "conflict_pairs.update_delete", "1",
		"conflict_pairs.delete_delete", "1", "conflict_pairs.update_update", "0")
}

func TestAMergedValueIsOneVersionAndSavesAllThatIsInIt(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	b := s.at(1).write(1, 0)
	s.at(10).arrive(a, 1, model.Blended, false)
	s.arrive(b, 0, model.Blended, false)
	s.at(1000).end("lost_updates", "0", "siblings.max", "1", "siblings.multiple", "0", "siblings.mean", "1", "diverged_keys", "0")
}

func TestWhereAnApplierStopsNothingIsDelivered(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	s.at(1).write(1, 0)
	s.at(10).arrive(a, 1, model.Stopped, true)
	s.at(20).arrive(a, 1, model.Stopped, true) // told twice, it is one applier
	s.end("stopped_appliers", "1", "conflicts_detected", "2", "false_conflicts", "0", "lost_updates", "0", "visibility.max", "", "diverged_keys", "1")
	var run results.Run
	s.o.Fill(&run)
	require.Equal(t, []results.Failure{{At: 10 * ms, Leader: 1, Write: 1, Type: "update-update"}}, run.Stops)
}

func TestFailuresOfTheStrategyAreToldWithTheirReasons(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).write(0, 0)
	in := &diagnostic.Error{File: "m.star", Line: 2, Column: 3, Message: "fail: odd"}
	s.o.Apply(&model.Apply{At: 10 * ms, Write: s.writes[a], Leader: 1, Verdict: model.Stopped, Reported: true, Why: fmt.Errorf("column x: %w", in)})
	for id := range 2 {
		own := &model.Write{ID: model.WriteID(2 + id), First: model.WriteID(2 + id), Size: 1, At: sim.Time(20+id) * ms, Row: 3, Origin: 1}
		s.o.Commit(&model.Commit{Write: own, Distinct: 2, Failed: errors.New("no number")})
	}
	s.at(1000).end("stopped_appliers", "1", "unresolved_own_writes", "2")
	var run results.Run
	s.o.Fill(&run)
	require.Equal(t, results.Failures{
		Stops:    []results.Failure{{At: 10 * ms, Leader: 1, Write: 1, Type: "update-update", Why: "column x: " + in.Error(), Script: in}},
		Own:      2,
		FirstOwn: &results.Failure{At: 20 * ms, From: results.OwnWrite, Leader: 1, Write: 2, Row: 3, Why: "no number"},
	}, run.Failures)
	require.Same(t, &run.Stops[0], run.First())
}

func TestWhoIsRefusedHasHadAnAnswer(t *testing.T) {
	s := newStage(t, 1)
	s.at(5).write(0, 0)
	s.o.Done(&model.Done{Kind: model.Update, Began: 0, Ended: 5 * ms, OK: true, Refused: true})
	s.end("refused", "1", "availability", "1", "writes", "1", "write_latency.max", "0")
}

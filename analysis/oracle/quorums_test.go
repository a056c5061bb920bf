package oracle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
)

func TestAQuorumReadKnowsWhatOneOfItsReplicasDoes(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(10).write(0, 0)
	s.at(12).probe(a, nil)       // From now on reads must know the write.
	s.at(20).ask(1, -1, 0, 1, 2) // Neither replica has it.
	s.at(30).ask(2, -1, 0, 1, 0)
	s.at(40).take(a, 1)
	s.ask(3, -1, 0, 2, 1)
	s.end("reads", "3", "stale_reads", "1", "staleness.mean", "0.01", "staleness_versions.max", "1")
}

// A write that too few replicas have confirmed is not committed: no read need know it.
func TestAReadIsHeldToWhatAQuorumHadBeforeItBegan(t *testing.T) {
	s := newStage(t, 3)
	a, b := s.at(0).write(0, 0), s.write(0, 0)
	s.at(5).ask(1, -1, 0, 1)
	s.at(10).probe(b, nil)
	s.ask(2, -1, 0, 1) // begins at that very instant, which is no later.
	s.at(12).ask(3, -1, 0, 1)
	s.at(20).probe(a, nil)
	s.at(30).ask(4, -1, 0, 1)
	s.end("stale_reads", "2", "staleness_versions.max", "2", "staleness.max", "0.021", "staleness.p50", "0.003")
}

func TestAnAnswerTellsWhatIsKnownWhenItIsGiven(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(10).write(0, 0)
	s.probe(a, nil)
	s.at(20)
	s.o.Answer(answerTo(s, 1, 1))
	s.at(25).take(a, 1) // too late for that answer,
	s.o.Answer(answerTo(s, 1, 2))
	s.write(2, 0) // and this for all.
	s.o.Read(&model.ReadSeen{At: 30 * ms, Began: 20 * ms, Leader: 2, Session: -1, Read: 1, Heard: []int{1, 2}})
	s.o.Answer(answerTo(s, 1, 0)) // The quorum had been reached.
	s.end("stale_reads", "1", "staleness_versions.max", "1")
	require.Empty(t, s.o.quorums.inquiries)
}

func TestAnAnswerUnderWayIsNotHeard(t *testing.T) {
	s := newStage(t, 3)
	s.probe(s.at(10).write(0, 0), nil)
	s.at(20)
	s.o.Answer(answerTo(s, 1, 0)) // has the write, but its answer takes longer.
	s.o.Answer(answerTo(s, 1, 1))
	s.o.Read(&model.ReadSeen{At: 30 * ms, Began: 20 * ms, Leader: 2, Session: -1, Read: 1, Heard: []int{1}})
	s.end("stale_reads", "1")
}

func answerTo(s *stage, number uint64, leader int) *model.Answer {
	return &model.Answer{At: s.now, Read: number, Session: -1, Leader: leader}
}

// R + W ≤ N, and the client stays: it is the replicas that change.
func TestAPartialQuorumForgetsWhatASessionDid(t *testing.T) {
	const alice = 0
	s := newStage(t, 3)
	a := s.at(0).writeBy(alice, 0, 0, false)
	s.at(1).ask(1, alice, 0, 0)
	s.at(5).ask(2, alice, 0, 1)
	s.at(10).take(a, 1)
	s.ask(3, alice, 0, 1)
	s.end("read_your_writes", "1", "monotonic_reads", "1")
}

func TestACoordinatorKnowsItsWriteAndItsReplicaDoesNot(t *testing.T) {
	s := newStage(t, 2)
	a := s.at(0).coordinate(-1, 0, 0)
	s.probe(a, nil)
	s.at(1).ask(1, -1, 0, 0)          // The replica has nothing yet,
	b := s.at(2).coordinate(-1, 0, 0) // but who writes there knows of the first write.
	s.probe(b, nil)
	s.at(10).take(a, 0)
	s.at(11).ask(2, -1, 0, 0)
	s.at(20).take(b, 0)
	s.take(b, 1)
	s.keep(a, 1)
	s.end("stale_reads", "2", "conflict_pairs", "0", "unseen_pairs", "0", "lost_updates", "1",
		"visibility.mean", "0.019", "full_visibility.max", "0.02", "converged", "true")
}

// Of three replicas two keep each row; the third does not miss it.
func TestALeaderWithoutAReplicaNeedsNothing(t *testing.T) {
	s := stageOf(t, Config{Leaders: 3, Replicas: 2, Rows: 10, Duration: 1000 * ms})
	a := s.at(0).write(1, 0) // Row 0 is at leaders 0 and 1,
	b := s.at(1).write(1, 1) // row 1 at leaders 1 and 2.
	s.at(10).take(b, 2)      // There the first write is no cause that is missing,
	c := s.at(20).write(2, 2)
	s.at(30).take(c, 0) // but here it is: c depends on it.
	s.at(40).take(a, 0)
	s.at(50).end("causal_violations", "1", "full_visibility.max", "0.04", "siblings.mean", "1")
}

// A cause is known through leaders that keep no replica of its row, in whatever room
// that is computed.
func TestKnowledgePassesThroughLeadersWithoutAReplica(t *testing.T) {
	for _, room := range []uint64{0, 1024} {
		s := stageOf(t, Config{Leaders: 4, Replicas: 3, Rows: 10, Duration: 1000 * ms})
		s.o.order.pasts.room = room
		cause := s.at(0).write(0, 0) // Row 0 is not at leader 3,
		s.at(10).take(cause, 1)
		between := s.at(20).write(1, 1)
		s.at(30).take(between, 3)
		effect := s.at(40).write(3, 1) // who learns of it through the second write,
		s.at(50).take(between, 2)      // which comes to leader 2 too early,
		s.at(60).take(effect, 2)       // and so does what builds on that.
		s.at(70).take(cause, 2)
		s.end("causal_violations", "2")
	}
}

func TestALaterReadAddsToWhatASessionHasSeenOfAHotRow(t *testing.T) {
	const alice = 0
	s := stageOf(t, Config{Leaders: 2, Rows: 10, Duration: 1000 * ms, Repeats: true})
	a := s.at(0).write(0, 0)
	s.at(1).ask(1, alice, 0, 0)
	s.at(5).write(0, 0)
	s.at(6).ask(2, alice, 0, 0)
	s.at(10).take(a, 1)
	s.at(11).ask(3, alice, 0, 1) // knows the first write, and not the second
	s.end("monotonic_reads", "1", "read_your_writes", "0")
}

// Bailis et al. 2012, section 5.1: a read of one replica that comes to it before the
// write does is stale.
func TestAProbeFindsWhenAReadWouldFindAWrite(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(0).coordinate(-1, 0, 0)
	s.at(5).take(a, 0)
	s.at(10).take(a, 1)
	s.probe(a, map[int]int{1: 3}) // It is there already.
	b := s.at(20).coordinate(-1, 0, 0)
	s.at(30).probe(b, map[int]int{1: 4, 2: 10})
	s.at(40).take(b, 1) // A read that begins 6 ms after the acknowledgement finds it here,
	s.at(44).take(b, 2) // and one that begins 4 ms after it finds it there.
	s.expect("consistent_at_zero", "0.5", "t_visibility.max", "0.004")
	c := s.at(50).coordinate(-1, 0, 0)
	s.probe(c, map[int]int{1: 4}) // This never comes.
	s.take(c, 0)
	s.at(100).end("consistent_at_zero", "0.333333333333", "t_visibility.p90", "", "t_visibility.max", "", "t_visibility.mean", "")
}

func TestAReadThatCannotBeAnsweredIsNoProbe(t *testing.T) {
	s := newStage(t, 3)
	a := s.at(0).coordinate(-1, 0, 0)
	s.take(a, 0)
	s.at(10).probe(a, nil)    // Too few can be asked, so there is nothing to tell;
	s.at(20).ask(1, -1, 0, 1) // but whoever reads later misses what is acknowledged.
	b := s.at(30).write(0, 0)
	s.probe(b, map[int]int{0: 1})
	s.end("stale_reads", "1", "consistent_at_zero", "1", "t_visibility.max", "0")
}

func TestWithoutQuorumsThereIsNothingToProbe(t *testing.T) {
	s := newStage(t, 2)
	s.at(0).write(0, 0)
	s.end("consistent_at_zero", "", "t_visibility.p50", "")
}

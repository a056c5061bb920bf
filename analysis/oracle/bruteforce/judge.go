// Package bruteforce is the judge that is obviously right: it computes what a run
// must report straight from the definitions, from a record in memory, quadratically
// and worse. It exists to be compared with the streaming oracle, package oracle,
// which must come to the same figures without ever looking back.
//
// Start from Judge. Each file owns one part of the definitions and can be read
// beside them: arrivals.go who had what and when, relations.go who saw whom, erased.go
// what nobody knew of any more, conflicts.go what that makes of pairs, claims.go of names, states.go what
// leaders held and values.go what that looked like, promises.go what clients were promised, reads.go and causes.go what clients and leaders noticed, probes.go what a
// read after a write of a quorum would find, service.go what clients were told, lag.go
// what leaders missed.
// RandomHistory invents records that a database could have left, Differences compares two
// judges, and Shrink finds the smallest record on which they differ.
//
// Readings of the definitions that a judge has to choose:
//
//   - Earlier and before mean earlier in the record; instants decide only what is
//     measured, what a read could have seen (strictly before it began), and how
//     long something took.
//   - A write is measured if it was committed at or after the warm-up, a pair if its
//     later write was, what happens at an apply by the time of the apply, what
//     happens at a read or to an operation by when it began.
//   - A measured write with an unmeasured partner is a conflicting write, a write of
//     an unseen pair, a loser.
//   - A change counts as delivered at its first Apply that is not Again, whatever
//     the verdict. What a leader drops as come Again is no meeting; it may be so
//     dropped even before the first copy has been dealt with.
//   - A leader whose replica is replaced has from then on what the copied replica had,
//     and nothing else. That makes visible what it had never had before, but for the copy
//     that it joins with: it was no member when that was committed. What comes again
//     after it was lost counts once: visibility, and what should have come before, are
//     judged when a change comes to a leader for the first time.
//   - A leader that has left, or has not joined, has nothing and need not get anything.
//   - A write that its origin only coordinates is delivered there from the commit on,
//     and known to those who read there from the Apply on.
//   - A write is erased by a transfer, unless that says that a leader left, if a leader
//     knew of it before and none does after, until one does again. A pair does not count
//     if the earlier write is erased when the later one is committed, and no read is stale
//     for want of a write that is erased when its first source is looked at. A session's
//     change may come without its earlier write that is erased.
//   - A claim is known at a leader if it, or a write that saw it, is in the replica there:
//     what the leader only coordinates is not. Who keeps no replica of a row misses no
//     claim of it.
//   - A read of a quorum is held to what was before its first Answer: to writes that had
//     been probed before it began, to writes of its session that this had been told are
//     done, and to reads that were over. It knows what one of its replicas did when that
//     answered.
package bruteforce

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// Run is what a judge must know of a run beside its record.
type Run struct {
	Leaders          int
	Absent           []int // leaders that join later
	Replicas         int   // of a row, at the leaders from number row mod Leaders on; 0: at all
	Rows             int   // at the start
	Unmade           int   // of them, the last: not there before they are written
	Kind             string
	Valued           bool        // rows hold values
	Initial          value.Value // of rows that are there before any write
	Alike            bool        // a row that was deleted is held like one that never was
	Opaque           bool        // leaders compare what clients cannot see: how many states there are must be believed
	Warmup, Duration sim.Time
}

// keeps says that the row has a replica on the leader, if that is a member.
func (run Run) keeps(row uint32, leader int) bool {
	return run.Replicas == 0 || (leader-int(row)%run.Leaders+run.Leaders)%run.Leaders < run.Replicas
}

// RunOf takes it from the header of a record, which does not say whether rows hold
// values, nor how leaders compare.
func RunOf(h history.Header) Run {
	return Run{Leaders: len(h.Leaders), Absent: h.Absent, Replicas: h.Replicas, Rows: h.Rows, Unmade: len(h.Keys), Kind: h.Kind, Initial: h.Initial.Value, Warmup: h.Warmup, Duration: h.Duration}
}

// Judgement is what a run must report, by the name of the metric.
type Judgement struct {
	Counts     map[string]int64
	Shares     map[string]Share
	Values     map[string][]int64  // one figure each, sorted: families like visibility, in ns or versions
	Truths     map[string]bool     // agreed: no row differs at the end; complete: all changes came everywhere
	Spans      map[string]sim.Time // Never: undefined
	Promises   bool                // the workload's kind makes some
	Sells      bool                // and sells something
	Complaints []string            // where the record contradicts itself
}

// Share is an exact quotient; it is undefined if Of is 0.
type Share struct{ Part, Of int64 }

// Judge computes everything that the contract asks for.
func Judge(run Run, events []history.Event) *Judgement {
	j := &Judgement{
		Counts: map[string]int64{},
		Shares: map[string]Share{},
		Values: map[string][]int64{},
		Truths: map[string]bool{},
		Spans:  map[string]sim.Time{},
	}
	r := relate(run, events)
	j.judgePairs(r)
	j.judgeDetector(r)
	j.judgeStates(r)
	j.judgeLosses(r)
	j.judgeVisibility(r)
	j.judgeReads(r)
	j.judgeCauses(r)
	j.judgeProbes(r)
	j.judgeService(r)
	j.judgePromises(r)
	for name := range j.Values {
		slices.Sort(j.Values[name])
	}
	return j
}

package results

import (
	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/sim"
)

// Failures are how often the strategy could not decide in a run, and what came of it.
type Failures struct {
	Stops    []Failure // appliers that stopped at it, in order of time
	Own      int64     // leaders' own writes, which were committed all the same
	FirstOwn *Failure  // the first of them; nil: there is none
}

// Failure tells that the strategy could not decide between what a leader held of a row
// and a write.
type Failure struct {
	At     sim.Time
	From   int // who sent the write, and of whom the leader applies nothing more; OwnWrite
	Leader int
	Write  uint64
	Row    uint32
	Key    string            // the row's name, where that is known
	Type   string            // of the conflict; "": an own write is none
	Why    string            // in one line
	Script *diagnostic.Error // the place in a script where it failed; nil: it is none
}

// OwnWrite is Failure.From of a leader's own write.
const OwnWrite = -1

// SameApplier tells whether two failures are of one applier.
func (f *Failure) SameApplier(g *Failure) bool { return f.From == g.From && f.Leader == g.Leader }

// Failed is how often the strategy failed.
func (f *Failures) Failed() int64 { return int64(len(f.Stops)) + f.Own }

// First is the first failure of all; nil: there is none.
func (f *Failures) First() *Failure {
	if len(f.Stops) == 0 || f.FirstOwn != nil && f.FirstOwn.At < f.Stops[0].At {
		return f.FirstOwn
	}
	return &f.Stops[0]
}

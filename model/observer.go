package model

import (
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

// Stamp is a timestamp of a leader's clock.
type Stamp = strategy.Stamp

// WriteID numbers the writes of a run in the order of their commits, from 1.
// 0 stands for what a row held before any write.
type WriteID uint64

// Write is one committed write of one row. It does not change after the commit.
type Write struct {
	ID      WriteID
	Row     uint32
	Origin  uint16
	Size    uint16   // writes in its transaction
	At      sim.Time // when it was committed
	Stamp   Stamp    // what the origin's clock said
	First   WriteID  // the first write of its transaction
	Value   uint32   // numbers the value where a script or trace gave one; 0: its name is all there is
	Seq     uint32   // the origin's own count of its writes, from 1
	Session int32    // the session that wrote
	Delete  bool     // the write removes the row
	Insert  bool     // the write makes a new row
}

// Commit tells that a leader committed a write and what that replaced there.
type Commit struct {
	Write    *Write
	Replaced []WriteID // versions that were current at the origin (none: the row was as it began)
	Shadowed bool      // the write lost to a version that the origin held already (last-write-wins with a clock behind): acknowledged, it replaced nothing and is current nowhere
	Distinct int       // how many different states the leaders hold of the row now
}

// Verdict says what became of a change at a leader.
type Verdict uint8

const (
	Took   Verdict = iota // the change is now the leader's only version
	Kept                  // the change was dropped, the leader's version kept
	Joined                // the change is kept beside others
	Again                 // the leader had it before and dropped it
)

func (v Verdict) String() string { return [...]string{"took", "kept", "joined", "again"}[v] }

// Apply tells that a leader dealt with a change of another. A leader deals with a
// change once, unless nothing prevents loops or drops duplicates.
type Apply struct {
	At       sim.Time
	Write    *Write
	From     int // the leader that sent it here
	Leader   int
	Verdict  Verdict
	Met      []WriteID // versions that the leader held before
	Removed  []WriteID // those of them that it holds no longer
	Reported bool      // the database's detector reported a conflict
	Distinct int       // how many different states the leaders hold of the row now
}

// ReadSeen tells what one read of one row returned.
type ReadSeen struct {
	At       sim.Time // when the leader answered
	Began    sim.Time // when the client asked
	Leader   int
	Session  int32
	Row      uint32
	Returned []WriteID
}

// Done tells how a client's operation ended.
type Done struct {
	Kind         OpKind
	Began, Ended sim.Time // as the client sees it
	Home, Leader int      // where the client lives, and who served it; -1: nobody
	Session      int32
	OK           bool    // acknowledged
	First        WriteID // the writes that it made: First, First+1, …
	Writes       int
}

// Message tells that a message was put on a link.
type Message struct {
	At       sim.Time
	From, To int
	Write    WriteID // the first write of the unit that it carries, or acknowledges
	Size     int     // writes of the unit
	Ack      bool    // an acknowledgement, not a change
	Rest     bool    // not a message of its own: one more unit of the batch told last
}

// FaultEvent tells that a fault began or ended.
type FaultEvent struct {
	At    sim.Time
	Index int // in Config.Faults
	Fault *Fault
	Begin bool
}

// Observer sees the whole simulation and can change nothing in it. What it is
// handed is valid during the call only, except that a *Write may be kept until the
// change has been dealt with everywhere. Embed Blind to see only some of it.
type Observer interface {
	Commit(*Commit)
	Apply(*Apply)
	Read(*ReadSeen)
	Done(*Done)
	Sent(*Message)
	Fault(*FaultEvent)
	End(at sim.Time)
}

// Blind is an Observer that looks at nothing.
type Blind struct{}

func (Blind) Commit(*Commit)    {}
func (Blind) Apply(*Apply)      {}
func (Blind) Read(*ReadSeen)    {}
func (Blind) Done(*Done)        {}
func (Blind) Sent(*Message)     {}
func (Blind) Fault(*FaultEvent) {}
func (Blind) End(sim.Time)      {}

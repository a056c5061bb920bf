package model

import (
	"time"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
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
	makes   bool     // there was no row at its origin, whether it says Insert or not
}

// Commit tells that a leader committed a write and what that replaced there.
type Commit struct {
	Write    *Write
	Replaced []WriteID   // versions that were current at the origin (none: the row was as it began)
	Beside   []WriteID   // versions that the origin holds beside it: its client had not read them
	Late     bool        // the origin coordinates a quorum, and its own replica gets the write later, told by an Apply: until then the replica holds what the write overwrites, Replaced
	Shadowed bool        // the write lost to a version that the origin held already (last-write-wins with a clock behind): acknowledged, it replaced nothing and is current nowhere
	Distinct int         // how many different states the leaders hold of the row now
	Failed   error       // why the strategy could not decide between the write and what the origin held, which it replaced as if it had won; nil: it could, or was not asked
	Op       value.Op    // what the client asked for, where rows hold values and the write is no delete
	Value    value.Value // where rows hold values: what a client would read at the origin now
}

// Verdict says what became of a change at a leader.
type Verdict uint8

const (
	Took    Verdict = iota // the change is now the leader's only version
	Kept                   // the change was dropped, the leader's version kept
	Joined                 // the change is kept beside others
	Again                  // the leader had it before and dropped it
	Blended                // one value was made of the change and of what the leader held
	Stopped                // an error: the change is not applied, and nothing of its sender from here on
)

func (v Verdict) String() string {
	return [...]string{"took", "kept", "joined", "again", "blended", "stopped"}[v]
}

// Holds tells whether the leader holds the change now, alone or with others.
func (v Verdict) Holds() bool { return v == Took || v == Joined || v == Blended }

// Dealt tells whether the leader has dealt with the change just now.
func (v Verdict) Dealt() bool { return v != Again && v != Stopped }

// Apply tells that a leader dealt with a change of another. A leader deals with a
// change once, unless nothing prevents loops or drops duplicates.
type Apply struct {
	At        sim.Time
	Write     *Write
	From      int // the leader that sent it here
	Leader    int
	Verdict   Verdict
	Met       []WriteID     // versions that the leader held before
	Removed   []WriteID     // those of them that it holds no longer
	Rivals    []WriteID     // versions that it held of other rows with the name that the change gives its row, where names are unique and that was looked at
	Displaced []TransferRow // rows that the leader removed since they had the change's name: versions that it holds no longer, and states that there are
	Reported  bool          // the database's detector reported a conflict
	Type      strategy.Type // of the conflict, if it did
	Why       error         // of a Verdict that is Stopped: why the strategy could not decide
	Distinct  int           // how many different states the leaders hold of the row now
	Value     value.Value   // where rows hold values: what a client would read at the leader now
}

// ReadSeen tells what one read of one row returned.
type ReadSeen struct {
	At       sim.Time // when the leader answered
	Began    sim.Time // when the client asked
	Leader   int
	Session  int32
	Row      uint32
	Returned []WriteID
	Read     uint64      // of a quorum: numbers the operation whose Answers it reflects; 0: it reflects what Leader knows
	Heard    []int       // of a quorum: the leaders whose Answers those are; others' were still under way
	Value    value.Value // where rows hold values
}

// Done tells how a client's operation ended.
type Done struct {
	Kind         OpKind
	Began, Ended sim.Time // as the client sees it
	Home, Leader int      // where the client lives, and who served it; -1: nobody
	Session      int32
	OK           bool    // acknowledged
	Refused      bool    // nothing was written, and the client told so: what the leader held did not allow it (OK: that is an answer), or others were before it (certification, or a version that wins)
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

// Transfer tells that what a leader holds changed as a whole: it got a copy of
// another's replica, or left. Of the rows in between nothing is told one by one:
// what the source has dealt with, the leader has from now on, and nothing else.
type Transfer struct {
	At     sim.Time
	Why    TransferReason
	Leader int
	From   int           // whose replica it has a copy of; Nobody: it is as it was loaded (ByLeave: it is gone)
	Rows   []TransferRow // those of which the leader holds other versions than before, by rising number
}

// Nobody, as Transfer.From, is no leader.
const Nobody = -1

// TransferReason says why a leader's replica was replaced.
type TransferReason uint8

const (
	ByJoin     TransferReason = iota // the leader is new, and counts from now on
	ByLeave                          // it counts no longer
	ByRestore                        // it had lost its disk
	ByRollback                       // it had led, or followed one who had, while another came to lead
)

func (r TransferReason) String() string {
	return [...]string{"join", "leave", "restore", "rollback"}[r]
}

// TransferRow is what became of one row at the leader of a Transfer, or of an Apply that
// displaced it.
type TransferRow struct {
	Row            uint32
	Removed, Added []WriteID
	Distinct       int // how many different states the leaders hold of the row now
}

// Answer tells that a replica answered a read of a quorum: what it knows at this
// moment is what the read will reflect, together with other answers, if it is among
// the first to come. ReadSeen follows, with the same number, when enough have.
type Answer struct {
	At      sim.Time
	Read    uint64 // numbers the operation; ReadSeen.Read
	Session int32
	Row     uint32
	Leader  int
}

// Probe tells, when enough replicas have acknowledged a write of a quorum, how a
// read that began at any later time would fare: the legs of the replicas that would
// be first to answer it. It is drawn for the observers alone (Bailis et al. 2012, §5).
type Probe struct {
	At    sim.Time // the commit: the W-th acknowledgement
	Write WriteID
	Legs  []ProbeLeg // R of them, or none if a read could not have so many answers now
}

// ProbeLeg is how long the read takes to a replica.
type ProbeLeg struct {
	Leader int
	Read   time.Duration
}

// FaultEvent tells that a fault began or ended.
type FaultEvent struct {
	At    sim.Time
	Index int // in Cluster.Faults
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
	Transfer(*Transfer)
	Answer(*Answer)
	Probe(*Probe)
	End(at sim.Time)
}

// Blind is an Observer that looks at nothing.
type Blind struct{}

func (Blind) Commit(*Commit)     {}
func (Blind) Apply(*Apply)       {}
func (Blind) Read(*ReadSeen)     {}
func (Blind) Done(*Done)         {}
func (Blind) Sent(*Message)      {}
func (Blind) Fault(*FaultEvent)  {}
func (Blind) Transfer(*Transfer) {}
func (Blind) Answer(*Answer)     {}
func (Blind) Probe(*Probe)       {}
func (Blind) End(sim.Time)       {}

package model

import (
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Config is one experiment, checked and with all defaults filled in. Leaders are
// named by their index in Leaders throughout. Package scenarios makes one from a
// file; programs may build their own.
type Config struct {
	Name     string
	Seed     uint64
	Warmup   time.Duration // metrics speak of what happens from here on
	Duration time.Duration // clients issue operations for this long, warmup included
	Settle   time.Duration // how long replication may take to drain afterwards

	Leaders     []LeaderConfig
	Network     network.Config // its Nodes are the leaders, in the same order
	Replication Replication
	Conflicts   Conflicts
	Workload    Workload
	Script      []Step // in order of time
	Faults      []Fault
}

// LeaderConfig is one leader: who it is, how wrong its clock, how busy its clients.
type LeaderConfig struct {
	Name     string
	Region   string
	Priority int     // for site-priority: the larger number wins
	Joins    bool    // it is not there before a fault of kind Join brings it
	Load     float64 // its clients issue Load × Workload.Rate operations
	Clock    ClockConfig
}

// ClockConfig says how a leader's physical clock differs from true time. The zero
// value is a perfect clock.
type ClockConfig struct {
	Offset     time.Duration // added to true time
	Drift      int64         // parts per billion that it runs fast (negative: slow)
	Jitter     time.Duration // each reading is off by a normal deviate of this standard deviation
	Resolution time.Duration // readings are rounded down to a multiple of this
}

// Replication says how changes travel and when a client is answered.
type Replication struct {
	Mode           Mode
	Single         SingleLeader  // with Mode SingleLeaderMode
	Quorum         Quorum        // with Mode QuorumMode
	Gossip         *Gossip       // nil: leaders ship changes to their neighbours
	AntiEntropy    time.Duration // each leader compares its rows with a random neighbour's so often; 0: never
	Reroute        time.Duration // neighbours of a leader that has been down for so long are joined to each other; 0: never
	Ship           time.Duration // 0: at once; else in batches, all leaders on this beat
	SerialFanOut   time.Duration // 0: to all peers at once; else so long per row and peer, one peer after another
	Apply          *sim.Law      // service time of a change at the receiver; nil: none
	Workers        int           // changes that a leader serves at a time (with Apply)
	Order          Order
	Forward        Forward
	LoopPrevention LoopPrevention
	Acknowledge    Acknowledge
	RefuseReads    bool // under certification, a leader that reaches no majority refuses reads too
}

// Mode says who accepts writes, and whom an operation waits for.
type Mode uint8

const (
	MultiLeaderMode  Mode = iota // every leader commits on its own
	SingleLeaderMode             // one commits, the others follow and serve reads
	QuorumMode                   // some replicas of a row must answer each operation (Dynamo)
)

func (m Mode) String() string { return [...]string{"multi-leader", "single-leader", "quorum"}[m] }

// SingleLeader says who leads, and who does when the leader is lost. All replicas
// are in Config.Leaders; those that do not lead follow.
type SingleLeader struct {
	Leader   int           // that leads in the beginning
	Failover time.Duration // after so long without a leader that a majority can reach, one of that majority leads; 0: never
	Fenced   bool          // a leader that has reached no majority for Failover accepts no more writes
}

// Quorum says how many replicas a row has and how many must answer (DeCandia et al.
// 2007). The replicas of row k are the N leaders from number k mod len(Leaders) on.
type Quorum struct {
	N, R, W       int
	ReadRepair    bool // a read sends what it found newest to the replicas that answered with less
	HintedHandoff bool // a coordinator keeps a write for a replica that it cannot reach, and hands it over later
	Sloppy        bool // the next leaders of the ring take the place of replicas that cannot be reached, and hand over later
	Partial       bool // an operation asks just as many replicas, at random, as must answer (PBS's non-expanding quorums); else all N
	Legs          Legs
}

// Legs are the four one-way delays of WARS (Bailis et al. 2012, §4): of a write to a
// replica, its acknowledgement, a read to a replica, its response. A leg that is
// given is drawn for every replica, the coordinator's own too; nil is the delay of
// the link, and none to the coordinator's own replica.
type Legs struct{ Write, Ack, Read, Response *sim.Law }

// Gossip is epidemic propagation: a leader that has learned of a change tells
// random neighbours of it until it loses interest (Demers et al. 1987, §1.4).
type Gossip struct {
	Style   GossipStyle
	Every   time.Duration // between a leader's contacts
	Poisson bool          // contacts come at exponential gaps of mean Every; else all leaders' at once, in cycles
	Peers   int           // neighbours for each contact
	Counter int           // interest is lost after so many contacts in vain in a row; 0: not by count
	Coin    int           // interest is lost with probability 1/Coin at a contact in vain; 0: not by chance
}

// GossipStyle says who tells whom when two leaders are in contact.
type GossipStyle uint8

const (
	Push     GossipStyle = iota // the caller tells
	Pull                        // the caller asks
	PushPull                    // both
)

func (s GossipStyle) String() string { return [...]string{"push", "pull", "push-pull"}[s] }

// Order says when a leader may apply a change that has arrived.
type Order uint8

const (
	ArrivalOrder Order = iota // as they come
	CausalOrder               // not before all that the change depends on has been applied
)

// Forward says whether leaders pass on the changes of others.
type Forward uint8

const (
	ForwardAuto   Forward = iota // where some leader has no direct link to another
	ForwardAlways                // everywhere
	ForwardNever                 // nowhere: changes travel one link
)

// LoopPrevention names the mechanism that keeps a forwarded change from circling.
type LoopPrevention uint8

const (
	LoopVersionVector LoopPrevention = iota // a leader drops a change that it has had before
	LoopOrigin                              // a leader drops its own changes when they come back (MySQL's server id)
	LoopPath                                // a change carries the leaders it has passed, and is not sent there (Riak's cascades)
	LoopNone                                // nothing: changes may circle for ever
)

// Acknowledge says when the client that wrote is answered.
type Acknowledge struct {
	Peers int  // so many other leaders must have received the change (semi-synchronous); 0: none
	All   bool // every other leader must have applied it (synchronous)
}

// Conflicts chooses the rule for conflicts and what it works with.
type Conflicts struct {
	Strategy   string         // a name that strategy.Lookup knows
	Rule       *strategy.Rule // instead of the one of that name; nil: none
	Clock      ClockKind
	Detect     Detect
	Compare    bool          // a leader's own write must win against what the leader holds, though the rule may not say so (Rule.Local)
	Overwrite  bool          // a leader's own write always replaces what the leader holds, whatever the strategy would say
	Abort      bool          // a leader's own write that the strategy would not let win is aborted, and its client told
	KeysUnique bool          // a leader's own insert of a row that it holds is refused, and its client told; otherwise it is a write like any other
	Tombstones time.Duration // how long a delete is remembered; TombstonesKept: for ever; 0: not at all
}

// Use makes a rule the one for conflicts, with its own way to detect them.
func (c *Conflicts) Use(rule strategy.Rule) { c.Rule, c.Detect = &rule, rule.Detect }

// TombstonesKept, as Conflicts.Tombstones, remembers deletes for ever.
const TombstonesKept time.Duration = -1

// ClockKind says what timestamps are made of.
type ClockKind uint8

const (
	Physical  ClockKind = iota // the leader's clock as it reads
	Lamport                    // Lamport 1978: a counter
	Hybrid                     // Kulkarni et al. 2014: the clock, never behind what was seen
	Revisions                  // a counter for each row: one more than the versions that the write replaces; of equal ones the clock decides
)

// counts tells whether timestamps are no readings of a clock.
func (k ClockKind) counts() bool { return k == Lamport || k == Revisions }

// Detect says how a leader finds out that an arriving change conflicts.
type Detect = strategy.Detect

// Workload is what clients do.
type Workload struct {
	Kind        Kind
	Keys        int
	Initial     int64 // what rows hold at the start, where they hold numbers
	Names       int   // of kind unique: how many names there are to claim
	IDs         IDs
	Popularity  Popularity
	Rate        float64 // operations a second at each leader (times its Load), when Arrivals is open
	Arrivals    Arrivals
	Clients     int           // closed: clients at each leader
	Think       time.Duration // closed: mean of the exponential pause between answer and next operation
	Mix         Mix
	Transaction int // rows written together
	ValueSize   int // bytes
	Sessions    int // client sessions of each leader (open arrivals)
	Failover    Failover
	Routing     Routing
	Context     Context
	Trace       []Operation // recorded operations, in order of time; replaces arrivals
}

// Popularity says which keys operations choose.
type Popularity struct {
	Kind     string  // uniform, zipf, ycsb-zipfian, ycsb-scrambled, hotspot, latest
	Exponent float64 // of the three Zipf laws
	HotKeys  float64 // hotspot: share of the keys that are hot
	HotOps   float64 // hotspot: share of the operations that go to them
}

// Arrivals says when operations begin.
type Arrivals uint8

const (
	Poisson  Arrivals = iota // open, exponential gaps
	Constant                 // open, equal gaps; each leader's first after a random part of one
	Closed                   // clients that wait for an answer, think, and go on
)

// IDs says which numbers, and so keys, the workload's new rows get.
type IDs struct {
	AutoIncrement bool // each leader gives the number after the largest that it has seen; otherwise no two rows get the same
	Increment     int  // with AutoIncrement: leader i gives the next number that is i modulo Increment; 0 and 1: the next
}

// Mix gives the share of each kind of operation; shares sum to 1. Those of a Kind of
// its own stand in Own, in the order of Kind.Operations.
type Mix struct {
	Read, Update, Insert, Delete, Scan, ReadModifyWrite float64
	Own                                                 [2]float64
}

// Routing says which leader an operation goes to.
type Routing uint8

const (
	RouteNearest Routing = iota // the leader beside the client
	RouteHome                   // each key has a home leader
	RouteRandom                 // any leader, anew for each operation
	RouteSticky                 // as nearest, but after a failover the session stays where it went
)

// Failover says what a client does whose leader is down or out of reach.
type Failover struct {
	Off   bool          // the operation fails
	After time.Duration // it takes the client so long to find out, then it tries the next nearest
}

// Operation is one recorded or scripted client operation.
type Operation struct {
	At      time.Duration
	Leader  int
	Session string // names a session, which may move between leaders; "" is a session of its own
	Kind    OpKind
	Key     string
	Value   string
	Op      value.Op // of an Update or Insert, unless it puts Value
	Also    []Part   // other rows that it writes, in the same transaction
}

// Part is what an Operation does to one more row.
type Part struct {
	Key   string
	Value string
	Op    value.Op
}

// transforms tells whether rows must hold values for the operation.
func (o Operation) transforms() bool {
	return o.Op != (value.Op{}) || slices.ContainsFunc(o.Also, func(p Part) bool { return p.Op != (value.Op{}) })
}

// Step is a scripted operation; its session may move between leaders.
type Step = Operation

// OpKind is what a client asks for.
type OpKind uint8

const (
	Read OpKind = iota
	Update
	Insert
	Delete
	Scan
	ReadModifyWrite
)

func (k OpKind) String() string {
	return [...]string{"read", "update", "insert", "delete", "scan", "read-modify-write"}[k]
}

// Fault is something that goes wrong At an instant and is mended For so long
// afterwards (0: at the end of the load, as all faults are).
type Fault struct {
	At, For  time.Duration
	Kind     FaultKind
	Groups   [][]int       // Partition: links between groups are cut; leaders that are in none form one more
	Shape    Shape         // Partition: instead of Groups
	Period   time.Duration // Partition, Flapping: one cut and one heal
	Links    [][2]int      // Cut, Slow, Loss: from, to. Slow, Loss: none are all
	Leaders  []int         // Crash, Pause, Clock, Join, Leave
	DiskLost bool          // Crash: restarts empty, and copies a peer's replica
	Factor   float64       // Slow: delays are so many times as long
	Share    float64       // Loss: of transmissions that are lost, beside the link's own
	Step     time.Duration // Clock: added to what the clock shows. For 0: for good
	Drift    int64         // Clock: parts per billion that it runs fast, beside its own
	Every    time.Duration // a random process: from At on faults begin at exponential gaps of this mean, and last exponential times of mean For. Whom they strike is drawn anew each time: among Leaders or Links if there are any, else among all
}

// FaultKind names a fault.
type FaultKind uint8

const (
	Partition FaultKind = iota
	Cut
	Crash // with its disk, unless that is lost: what was committed is there after the restart
	Pause // nothing runs at the leader; what comes meanwhile waits
	Slow
	Loss
	Clock
	Join
	Leave
)

func (k FaultKind) String() string {
	return [...]string{"partition", "cut", "crash", "pause", "slow", "loss", "clock", "join", "leave"}[k]
}

// Shape names a partition by how it divides the leaders, after Jepsen's nemeses.
type Shape uint8

const (
	NoShape        Shape = iota
	Halves               // the first half (the smaller) from the rest
	RandomHalves         // as Halves, of the leaders in random order
	IsolateOne           // a random leader from all others
	MajoritiesRing       // each hears a majority, and no two the same
	Bridge               // two halves, and one leader between that both reach
	Flapping             // RandomHalves, cut and healed again and again
)

func (s Shape) String() string {
	return [...]string{"", "halves", "random-halves", "isolate-one", "majorities-ring", "bridge", "flapping"}[s]
}

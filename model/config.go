package model

import (
	"time"

	"github.com/mlrsim/mlrsim/model/strategy"
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
	Ship           time.Duration // 0: at once; else in batches, all leaders on this beat
	SerialFanOut   time.Duration // 0: to all peers at once; else so long per row and peer, one peer after another
	Apply          *sim.Law      // service time of a change at the receiver; nil: none
	Workers        int           // changes that a leader serves at a time (with Apply)
	Order          Order
	Forward        Forward
	LoopPrevention LoopPrevention
	Acknowledge    Acknowledge
}

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
	Strategy   string // a name that strategy.Lookup knows
	Clock      ClockKind
	Detect     Detect
	Overwrite  bool          // a leader's own write always replaces what the leader holds, whatever the strategy would say
	Tombstones time.Duration // how long a delete is remembered; TombstonesKept: for ever; 0: not at all
}

// TombstonesKept, as Conflicts.Tombstones, remembers deletes for ever.
const TombstonesKept time.Duration = -1

// ClockKind says what timestamps are made of.
type ClockKind uint8

const (
	Physical ClockKind = iota // the leader's clock as it reads
	Lamport                   // Lamport 1978: a counter
	Hybrid                    // Kulkarni et al. 2014: the clock, never behind what was seen
)

// Detect says how a leader finds out that an arriving change conflicts.
type Detect = strategy.Detect

// Workload is what clients do.
type Workload struct {
	Keys        int
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

// Mix gives the share of each kind of operation; shares sum to 1.
type Mix struct{ Read, Update, Insert, Delete, Scan, ReadModifyWrite float64 }

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
	At, For time.Duration
	Kind    FaultKind
	Groups  [][]int  // Partition: links between groups are cut; leaders that are in none form one more
	Links   [][2]int // Cut: from, to
	Leaders []int    // Crash, Pause
}

// FaultKind names a fault.
type FaultKind uint8

const (
	Partition FaultKind = iota
	Cut
	Crash // with its disk: what was committed is there after the restart
	Pause // nothing runs at the leader; what comes meanwhile waits
)

func (k FaultKind) String() string {
	return [...]string{"partition", "cut", "crash", "pause"}[k]
}

package results

import "github.com/mlrsim/mlrsim/sim"

// Run is all that one run leaves: what its folder holds and its plots draw.
type Run struct {
	Scenario     string
	Description  string
	Seed         uint64
	Fingerprint  uint64
	Mode         string // multi-leader, single-leader, quorum; "": multi-leader
	Leaders      []string
	Regions      []string // one a leader; "" where none was given
	Warmup       sim.Time
	Duration     sim.Time // end of the load
	Ended        sim.Time // end of the run
	Faults       []Interval
	Metrics      *Summary
	Series       Series
	Visibility   []Distribution // commit until applied, one a leader pair or region pair, and "all" first
	WriteLatency []Distribution // one a leader, and "all" first
	ReadLatency  []Distribution
	TVisibility  []Distribution // of a quorum: how long after its commit a read may begin to see a write. Shares are of all writes probed, and reach the whole only if each came to be seen
	Failures                    // of the strategy
	Reports      []Report       // of the database's detector, by type and then by decision
	System       *System        // that the run stands for; nil: none
	Story        *Story         // nil: no conflict, or none asked for
	Final        []FinalRow
	Glimpses     []Glimpse // that were asked for
	Contrasts    []Contrast
	Verdicts     []Verdict
	YAML         []byte // the scenario with all defaults filled in
	Inputs       []Input
}

// Input is a file that the scenario names.
type Input struct {
	Name    string
	Content []byte
}

// Contrast is the same experiment with other values: the same seed, and so the same
// luck.
type Contrast struct {
	Name        string
	Fingerprint uint64
	Leaders     []string
	Metrics     *Summary
	Series      Series
	Final       []FinalRow
	Glimpses    []Glimpse // that were asked for
	Failures
}

// Interval is a span of a fault, for shading.
type Interval struct {
	Kind     string   // partition, cut, crash, pause, slow, loss, clock, join, leave
	Label    string   // "partition virginia | london, tokyo"
	From, To sim.Time // equal for what happens once and stays: a leader joins or leaves, a clock is set
	Leaders  []int    // that it strikes (crash, pause, clock, join, leave)
	Links    [][2]int // that it cuts, slows, or lets lose more; none, for slow and loss: all
}

// Instant tells that the fault is no span: it happens and stays.
func (f Interval) Instant() bool { return f.From == f.To }

// Cuts tells that nothing passes the fault's links while it lasts.
func (f Interval) Cuts() bool { return f.Kind == "partition" || f.Kind == "cut" }

// Series are measurements over time, in bins of equal width from the start. All
// slices have one entry a bin.
type Series struct {
	Width        sim.Time  // of a bin
	Writes       []int64   // committed in the bin
	Conflicting  []int64   // of them, with a concurrent write
	Pairs        []int64   // concurrent pairs whose later write was committed in the bin
	Lost         []int64   // acknowledged writes of the bin that did not survive
	Diverged     []float64 // time average of the number of rows on which leaders differ
	Rows         []int64   // rows there are at the end of the bin
	Lag          [][]int64 // [leader][bin]: age in ns of the oldest change missing there, largest in the bin; NoLag: the leader was no member
	Visible      []int64   // mean age in ns of the changes that came to leaders in the bin
	Applied      []int64   // changes that came to leaders in the bin, for the first time: applied, or in a copy that does not make them members
	Messages     []int64   // sent in the bin
	Attempted    []int64   // client operations begun in the bin
	Acknowledged []int64   // of them, acknowledged
}

// NoLag is the lag of a leader that is no member in a bin.
//
// A change is missing at a leader that keeps a replica of its row if leaders differ on
// the row and neither it nor a write that saw it has been dealt with there. What leaders
// have once agreed without, since some dropped it, is missing no more, unless it is taken
// after all or a copy of a replica makes leaders differ on the row again; nor is what is
// erased.
const NoLag = -1

// Distribution is an empirical law of durations as quantile points.
type Distribution struct {
	Label    string
	Count    int64
	From, To int     // leaders, or -1
	Points   []Point // rising in both
}

// Point says that Share of the values are at most Value (ns).
type Point struct {
	Value int64
	Share float64
}

// Story is what a space-time diagram shows: one row's writes, messages and
// conflicts in a window of time.
type Story struct {
	Row       string
	From, To  sim.Time
	Writes    []StoryWrite
	Messages  []StoryMessage
	Reads     []StoryRead
	Conflicts []StoryConflict
	Transfers []StoryTransfer
}

// StoryWrite is a commit on a leader's lane.
type StoryWrite struct {
	ID      uint64
	Name    string // "tokyo#57", or the value where the scenario gave one
	Leader  int
	At      sim.Time
	Lost    bool // acknowledged, and does not survive
	Delete  bool
	Session string
}

// StoryMessage is a change on its way: from one lane to another.
type StoryMessage struct {
	Write    uint64
	From, To int
	Sent     sim.Time
	Arrived  sim.Time // when it was dealt with; sim.Never: not in the run
	Verdict  string   // took, kept, joined, again, blended, stopped; "" when it never came
	Reported bool     // the database's detector reported a conflict
}

// StoryRead is a read on a lane.
type StoryRead struct {
	Leader int
	At     sim.Time
	Value  string
	Stale  bool
}

// StoryTransfer is a copy of a whole replica that took the place of what a leader
// held.
type StoryTransfer struct {
	At           sim.Time
	Why          string // join, leave, restore, rollback
	From, Leader int    // From -1: nobody's, and the leader holds nothing
}

// StoryConflict joins two concurrent writes.
type StoryConflict struct{ A, B uint64 }

// FinalRow is what a leader holds of a row at the end; Values are sorted, and
// more than one only where siblings are kept. Absent rows have none.
type FinalRow struct {
	Leader, Key string
	Values      []string
}

// Glimpse is what a leader holds of a row at an instant, when all that happens then has
// happened; Values as in FinalRow.
type Glimpse struct {
	At          sim.Time
	Leader, Key string
	Values      []string
}

// Verdict is an expectation judged.
type Verdict struct {
	Text   string // as it stands in the file
	Holds  string // "holds", "fails", "unknown"
	Detail string // the measured value, or why it is unknown
	Line   int    // in the scenario file; 0: not from one
}

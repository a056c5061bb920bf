package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// Cluster is a wired simulation of one Config, to be run once.
type Cluster struct {
	config    Config
	faults    []Fault // of the configuration, one by one
	queue     *sim.Queue
	net       *network.Network
	graph     *network.Graph // along which changes are shipped
	observers []Observer
	senders   []Observer // those that want to see every message

	now         sim.Time
	loadEnd     sim.Time
	latest      sim.Time // when something last happened
	stale       bool     // the event that is handled is of a message that comes otherwise, or never
	fingerprint sim.Fingerprint
	events      int64

	leaders    []leader
	rows       *rows
	writes     *writes
	rule       strategy.Rule
	base       strategy.Strategy // of the rule, where there is no conflict
	detect     Detect
	passesBack bool               // a leader sends a change on even to the one it came from
	saw        *causality.Tracker // detection by version vector: who saw whom, as far as the database knows

	forwards bool // leaders pass on changes of others
	tracks   bool // a change may reach a leader twice, so who had it is kept
	keeps    bool // records of writes, and who has dealt with them, are kept to the end: what a leader lacks may be sent again
	members  int  // leaders that have joined and not left
	cutable  bool // some links keep records of what is in flight
	direct   bool // a change is applied when it comes and that is all: nothing to wait for, acknowledge or pass on
	standing int  // faults that let leaders stand still
	metadata int  // bytes of it in a change
	inFlight int  // units

	workload      workload
	ids           ids
	unique        unique
	clients       clients
	succession    succession
	quorum        quorum
	certification certification
	gossip        gossip
	antiEntropy   antiEntropy
	letters       map[key]*letter
	hintsFor      map[promised]int // hints under way: whom they are for
	copyWays      []sim.Stream     // by leader: the draws of copies' ways
	named         names
	batches       map[key]batch
	beatDue       bool
	parcels       parcels
	ackCopies     map[key]int      // acknowledgements that the network brings twice
	graves        map[uint64]int64 // with Lamport clocks and tombstones that are forgotten some day: when those were written, on their origin's clock
	service       []sim.Stream     // by leader: the draws of service times
	cost          Cost
	apply         Apply // what observers are handed, and so with the next four
	commit        Commit
	read          ReadSeen
	done          Done
	message       Message
	replied       Answer
	scratch       []strategy.Version
	meeting       strategy.Meeting
	contents      contents
	contexts      contexts
	halted        map[way]bool // appliers that have stopped
	columns       []int        // causal order: see columnsOf
}

// Cost is what a run has spent on the network after the warm-up.
type Cost struct {
	Messages int64 // put on links, acknowledgements included; a batch is one
	Bytes    int64 // of them
	Metadata int64 // bytes of timestamps, before-images and causal metadata among them
}

// leader is one virtual leader.
type leader struct {
	clock    clock
	priority int16
	seq      uint32     // writes committed so far
	absent   bool       // it has not joined, or has left
	gone     bool       // it has left
	empty    bool       // it has no replica to serve: it is new, or has lost its disk
	bypassed bool       // the topology does without it
	outage   uint64     // tells whether a bypass is still due
	source   int        // whose replica it is copying; Nobody: no one's
	copies   uint64     // that it has asked for
	epoch    int        // how often it has lost its work
	rumours  []rumour   // gossip: what it spreads
	owes     []int      // leaders whom it is to send what they lack, when it runs
	hints    []hint     // quorum: what it keeps for others
	down     int        // crashes that are not over
	paused   int        // pauses that are not over
	deferred []key      // events that wait for the end of a pause
	buffers  [][]uint64 // by neighbour: numbers of units (or parcels) that wait for the beat
	queue    []arrival  // changes that wait for a worker, from queue[taken]
	taken    int
	serving  []arrival
	applied  []uint32 // causal order: by column, how many of its writes have been applied
	reborn   []uint32 // causal order: the first write of each incarnation after the first
	waiting  map[uint64][]arrival
	awaiting []uint64            // operations that wait, or have waited, for acknowledgements
	pruned   int                 // how many of them waited when last looked
	place    WriteID             // certification: the unit that it is to apply next
	early    map[WriteID]arrival // certification: units that have come before their turn
}

// arrival is a unit that has come to a leader.
type arrival struct {
	unit   WriteID
	from   int // the leader that sent it
	parcel uint64
}

// New wires a cluster. The configuration's values are taken as checked; what is
// impossible all the same is an error.
func New(config Config) (*Cluster, error) {
	n := len(config.Leaders)
	if n == 0 || n > MaxLeaders {
		return nil, fmt.Errorf("model: %d leaders: from 1 to %d are possible", n, MaxLeaders)
	}
	rule, err := ruleOf(&config.Conflicts)
	if err != nil {
		return nil, err
	}
	if holdsValues(&config, &rule) && config.Replication.Mode == QuorumMode {
		return nil, fmt.Errorf("model: in mode quorum rows hold no values: %s and workloads of other kinds than register are not possible", rule.Name)
	}
	if rule.Certify {
		if err := checkCertification(&config); err != nil {
			return nil, err
		}
	}
	if k := config.Workload.Kind; !k.Suits(&rule) {
		return nil, fmt.Errorf("model: %s cannot deal with what a workload of kind %s holds; it is for %s", rule.Name, k, strings.Join(rule.Kinds, ", "))
	}
	loaded, err := loadedState(&config, &rule)
	if err != nil {
		return nil, fmt.Errorf("model: rows of kind %s cannot begin at %d under %s: %w", config.Workload.Kind, config.Workload.Initial, rule.Name, err)
	}
	queue := sim.NewQueue()
	faults := singleFaults(&config)
	config.Network.AllLinks = config.Network.AllLinks || leavesTopology(&config, faults)
	net, err := network.New(config.Network, config.Seed, queue)
	if err != nil {
		return nil, err
	}
	c := &Cluster{
		config: config, faults: faults, queue: queue, net: net, rule: rule, base: strategy.Base(rule.Strategy),
		loadEnd:   sim.Time(config.Duration),
		detect:    cmp.Or(config.Conflicts.Detect, rule.Detect, strategy.DetectNone),
		batches:   map[key]batch{},
		graves:    map[uint64]int64{},
		ackCopies: map[key]int{},
		letters:   map[key]*letter{},
		hintsFor:  map[promised]int{},
		halted:    map[way]bool{},
		contents:  contents{loaded: loaded},
	}
	c.wire()
	return c, nil
}

// ruleOf is the strategy that a configuration asks for.
func ruleOf(c *Conflicts) (strategy.Rule, error) {
	if c.Rule != nil {
		return *c.Rule, nil
	}
	rule, ok := strategy.Lookup(c.Strategy)
	if !ok {
		return rule, fmt.Errorf("model: no strategy is called %q", c.Strategy)
	}
	return rule, nil
}

// wire builds everything that follows from the configuration.
func (c *Cluster) wire() {
	n := len(c.config.Leaders)
	r := c.config.Replication
	c.members = n
	c.graph = c.firstGraph()
	c.keeps = c.sendsAgain()
	c.forwards = r.Gossip == nil && (r.Forward == ForwardAlways || r.Forward == ForwardAuto && !c.staysComplete())
	c.tracks = (c.forwards || c.duplicates() || c.keeps || r.Gossip != nil) && r.LoopPrevention == LoopVersionVector
	sets, depWords := 0, 0
	switch {
	case r.AntiEntropy > 0 && r.Mode == SingleLeaderMode:
		sets = 4
	case c.keeps:
		sets = 3
	case c.tracks || c.needed() > 0 && (c.forwards || c.duplicates()):
		sets = 1
	}
	c.direct = !c.rule.Stops && !c.rule.Certify && !c.forwards && !c.duplicates() && !c.keeps && r.Gossip == nil && c.needed() == 0 && r.Mode == MultiLeaderMode &&
		r.Apply == nil && r.Order == ArrivalOrder
	c.passesBack = c.isOneWay() && (r.LoopPrevention == LoopOrigin || r.LoopPrevention == LoopNone)
	c.metadata = c.metadataBytes()
	c.parcels.words = (n + 63) / 64
	if r.Order == CausalOrder {
		c.columns = columnsOf(n, c.faults)
		depWords = c.columns[n]
	}
	c.writes = newWrites(sets, (n+63)/64, depWords, c.keeps)
	c.startContents()
	c.startContexts()
	if c.detect == strategy.DetectVersionVector || c.contents.on {
		c.saw = causality.New(n)
		if c.Repeats() {
			c.saw.KeepAll()
		}
		c.tellTracker()
	}
	c.leaders = make([]leader, n)
	ranks := ranksOf(c.config.Leaders)
	for i := range c.leaders {
		c.leaders[i] = c.newLeader(i, ranks[i])
	}
	c.service = c.perLeader("model/service")
	c.copyWays = c.perLeader("model/copies")
	c.rows = c.newRows()
	c.startUnique()
	c.startMembers()
	c.startSuccession()
	c.startQuorum()
	c.startCertification()
	c.startGossip()
	c.startAntiEntropy()
	c.declareFaults()
	c.startClients()
}

// tellTracker tells the tracker which replicas there are.
func (c *Cluster) tellTracker() {
	if r := &c.config.Replication; r.Mode == QuorumMode && r.Quorum.N < len(c.config.Leaders) {
		c.saw.Replicas(r.Quorum.N)
	}
	for i, l := range c.config.Leaders {
		if l.Joins {
			c.saw.Absent(i)
		}
	}
}

func (c *Cluster) newLeader(i int, rank int16) leader {
	lc := c.config.Leaders[i]
	l := leader{
		clock:    newClock(c.config.Conflicts.Clock, i, lc.Name, lc.Clock, c.config.Seed),
		priority: rank,
		source:   Nobody,
	}
	if c.config.Replication.Ship > 0 {
		l.buffers = make([][]uint64, len(c.graph.Neighbours(i)))
	}
	if c.config.Replication.Order == CausalOrder {
		l.applied = make([]uint32, c.columns[len(c.config.Leaders)])
		l.waiting = map[uint64][]arrival{}
	}
	return l
}

// ranksOf puts the leaders' priorities in order, so that versions need not carry
// numbers of any size: the lowest is 0, and equal ones are equal.
func ranksOf(leaders []LeaderConfig) []int16 {
	var order []int
	for _, l := range leaders {
		order = append(order, l.Priority)
	}
	slices.Sort(order)
	order = slices.Compact(order)
	ranks := make([]int16, len(leaders))
	for i, l := range leaders {
		rank, _ := slices.BinarySearch(order, l.Priority)
		ranks[i] = int16(rank)
	}
	return ranks
}

// changesMembers tells whether leaders may join, leave, or be left out of the topology.
func changesMembers(config *Config, faults []Fault) bool {
	if config.Replication.Reroute > 0 {
		return true
	}
	for i := range faults {
		if k := faults[i].Kind; k == Join || k == Leave {
			return true
		}
	}
	return false
}

// fails tells whether another may come to lead.
func fails(config *Config) bool {
	return config.Replication.Mode == SingleLeaderMode && config.Replication.Single.Failover > 0
}

// leavesTopology tells whether leaders may send to others than their neighbours: those
// who come to be neighbours, who take copies, or who answer on a one-way link.
func leavesTopology(config *Config, faults []Fault) bool {
	r := &config.Replication
	return r.Gossip != nil || r.AntiEntropy > 0 || fails(config) || changesMembers(config, faults) ||
		r.Mode == SingleLeaderMode && losesDisks(faults)
}

func losesDisks(faults []Fault) bool {
	return slices.ContainsFunc(faults, func(f Fault) bool { return f.DiskLost })
}

// sendsAgain tells whether a leader may be sent what it has had, or what others have
// long dealt with: when one begins anew from a copy, or rows are compared.
func (c *Cluster) sendsAgain() bool {
	r := &c.config.Replication
	return r.AntiEntropy > 0 || r.Mode == QuorumMode && (r.Quorum.ReadRepair || r.Quorum.Sloppy) || fails(&c.config) ||
		losesDisks(c.faults) || changesMembers(&c.config, c.faults) || c.rule.Certify && len(c.faults) > 0
}

// isOneWay tells whether the topology, over all leaders, has links without one back.
func (c *Cluster) isOneWay() bool { return c.net.Graph().OneWay() }

// staysComplete tells whether every leader ships to every other, whoever is there.
func (c *Cluster) staysComplete() bool {
	name := c.config.Network.Topology.Name
	return c.graph.Complete() && (!c.config.Network.AllLinks || name == "all-to-all" || name == "" && len(c.config.Network.Topology.Edges) == 0)
}

// duplicates tells whether the network itself may bring a message twice.
func (c *Cluster) duplicates() bool {
	if c.config.Network.Duplicate > 0 {
		return true
	}
	for _, l := range c.config.Network.Links {
		if l.Duplicate != nil && *l.Duplicate > 0 {
			return true
		}
	}
	return false
}

// Observe lets an observer look on from the next event. Messages says whether it
// wants to see every message put on a link (Observer.Sent).
func (c *Cluster) Observe(o Observer, messages bool) {
	c.observers = append(c.observers, o)
	if messages {
		c.senders = append(c.senders, o)
	}
}

// Run simulates until nothing is left to happen or the time to settle is over.
// Pause, if not nil, is called every few thousand events; an error of it ends the
// run and is returned.
func (c *Cluster) Run(pause func(now sim.Time) error) error {
	const stride = 1 << 13
	deadline := c.loadEnd.Add(c.config.Settle)
	for {
		e, ok := c.queue.Pop()
		if !ok || e.At > deadline {
			break
		}
		c.now = e.At
		c.handle(key(e.Key))
		if c.stale {
			c.stale = false
		} else {
			c.latest = e.At
		}
		if c.events++; c.events%stride == 0 && pause != nil {
			if err := pause(c.now); err != nil {
				return err
			}
		}
	}
	c.end()
	return nil
}

// RunUntil simulates up to and including the instant and tells no one that the
// run is over: for looking at the beginning of a run only.
func (c *Cluster) RunUntil(until sim.Time) {
	for {
		e, ok := c.queue.Pop()
		if !ok {
			return
		}
		if e.At > until {
			c.queue.Push(e.At, e.Key)
			return
		}
		c.now = e.At
		c.handle(key(e.Key))
	}
}

// Step handles one event and tells no one if it was the last; false if there is
// none.
func (c *Cluster) Step() bool {
	e, ok := c.queue.Pop()
	if ok {
		c.now = e.At
		c.handle(key(e.Key))
	}
	return ok
}

// end tells the clients that still wait, and the observers, that it is over.
func (c *Cluster) end() {
	c.now = max(c.latest, c.loadEnd)
	c.abandon()
	for _, o := range c.observers {
		o.End(c.now)
	}
}

// Fingerprint is the hash of all commits and applies so far.
func (c *Cluster) Fingerprint() uint64 { return uint64(c.fingerprint) }

// Events is how many events have been handled.
func (c *Cluster) Events() int64 { return c.events }

// Now is the present instant.
func (c *Cluster) Now() sim.Time { return c.now }

// InFlight is how many changes have not been dealt with everywhere they will come.
func (c *Cluster) InFlight() int { return c.inFlight }

// Cost is what the network has been asked to carry so far.
func (c *Cluster) Cost() Cost { return c.cost }

// Repeats tells whether a write may matter again to somebody after all have dealt with
// it: nothing drops what loops or the network bring again, replicas are replaced or
// compared, or leaders coordinate that replicate nothing of the row and so have not
// dealt with it.
func (c *Cluster) Repeats() bool {
	sloppy := c.config.Replication.Mode == QuorumMode && c.config.Replication.Quorum.Sloppy
	return c.keeps || sloppy || (c.forwards || c.duplicates()) && !c.tracks
}

// Faults are those that will strike, one by one: random processes are drawn, and
// partitions with a shape have their groups or links.
func (c *Cluster) Faults() []Fault { return c.faults }

// Replicates tells whether a leader keeps a replica of a row: every leader does, but
// for quorums of fewer.
func (c *Cluster) Replicates(row uint32, leader int) bool {
	n := len(c.config.Leaders)
	if c.config.Replication.Mode != QuorumMode {
		return true
	}
	return (leader-int(row)%n+n)%n < c.config.Replication.Quorum.N
}

// Config is what the cluster was made from.
func (c *Cluster) Config() Config { return c.config }

package scenarios

import "github.com/mlrsim/mlrsim/scenarios/quantity"

// file mirrors the scenario file key by key, in the order of the contract; replication
// and faults have files of their own. It is decoded over defaults(), so that it holds
// the whole scenario afterwards, and printed by Effective; the JSON Schema is reflected
// from it. A struct with fields tagged form is a value with several forms: a word,
// another scalar, a list, or else a map of its other fields.
type file struct {
	Name        string        `json:"name" jsonschema:"required" jsonschema_description:"Names the scenario and its results folder: letters, digits and '-'."`
	Description string        `json:"description,omitempty" jsonschema_description:"One sentence on what the scenario shows."`
	Tags        []string      `json:"tags,omitempty" jsonschema_description:"Words to find scenarios by."`
	Seed        uint64        `json:"seed" jsonschema_description:"Every random draw derives from it."`
	Warmup      quantity.Span `json:"warmup" jsonschema_description:"Metrics speak of what happens from here on."`
	Duration    quantity.Span `json:"duration" jsonschema:"required" jsonschema_description:"Clients issue operations for this long, warmup included."`
	Settle      quantity.Span `json:"settle" jsonschema_description:"How long replication may take to drain after the load."`
	Leaders     leaderSet     `json:"leaders" jsonschema:"required" jsonschema_description:"The leaders: a number (n1, n2, …) or a list."`
	Network     networkKeys   `json:"network" jsonschema_description:"Who is connected to whom, and how messages travel."`
	Replication replication   `json:"replication" jsonschema_description:"How changes travel and when a client is answered."`
	Conflicts   conflicts     `json:"conflicts" jsonschema_description:"How conflicts are found and resolved."`
	Workload    *workload     `json:"workload,omitempty" jsonschema_description:"What clients do. Left out beside a script: nothing."`
	Script      []step        `json:"script,omitempty" jsonschema_description:"Exact operations, instead of a workload or beside it."`
	Faults      []fault       `json:"faults,omitempty" jsonschema_description:"What goes wrong, and when."`
	Expect      []string      `json:"expect,omitempty" jsonschema_description:"What must hold: lost_updates == 0, converged, fails(…), value(\"tokyo\", \"title\") == \"B\", contrast(\"quorum\").availability < 95%."`
	Contrast    []contrast    `json:"contrast,omitempty" jsonschema_description:"The same experiment with other values, on the same luck, which mlrsim run simulates beside it and compares."`
	Sweep       *sweep        `json:"sweep,omitempty" jsonschema_description:"Seeds and values to vary; a single run ignores it."`
}

type leaderSet struct {
	Count *int     `json:"-" form:"scalar"`
	List  []leader `json:"-" form:"list"`
}

type leader struct {
	Plain    *string `json:"-" form:"scalar"`
	Name     string  `json:"name" jsonschema:"required" jsonschema_description:"The leader's name."`
	Region   string  `json:"region,omitempty" jsonschema_description:"Where it stands, for network.latency.regions; its name if left out."`
	Priority int64   `json:"priority" jsonschema_description:"For site-priority: the larger number wins."`
	Load     float64 `json:"load" jsonschema_description:"Its clients issue so many times workload.rate."`
	Clock    clock   `json:"clock" jsonschema_description:"How its clock differs from true time."`
}

type clock struct {
	Offset     quantity.Duration `json:"offset" jsonschema_description:"Added to true time; negative is slow."`
	Drift      quantity.Drift    `json:"drift" jsonschema_description:"How much too fast the clock runs."`
	Jitter     quantity.Span     `json:"jitter" jsonschema_description:"Standard deviation of each reading."`
	Resolution quantity.Span     `json:"resolution" jsonschema_description:"Readings are rounded down to a multiple of this."`
}

type networkKeys struct {
	Topology   topology       `json:"topology" jsonschema_description:"Which leaders ship to which."`
	Latency    latency        `json:"latency" jsonschema_description:"One-way delay: constant, a distribution, or measured between regions."`
	Ordering   ordering       `json:"ordering" jsonschema_description:"fifo: a TCP stream for each link. datagram: each message its own delay."`
	Loss       quantity.Share `json:"loss" jsonschema_description:"Share of transmissions that are lost."`
	Retransmit retransmit     `json:"retransmit" jsonschema_description:"A lost message is sent again after this long."`
	Duplicate  quantity.Share `json:"duplicate" jsonschema_description:"Share of messages that come twice."`
	Bandwidth  bandwidth      `json:"bandwidth" jsonschema_description:"Of each link; messages queue behind each other."`
	Links      []link         `json:"links,omitempty" jsonschema_description:"Single links' own values, over the above; later entries win."`
}

type topology struct {
	Word     string       `json:"-" form:"word"`
	Name     topologyName `json:"name,omitempty" jsonschema_description:"The topology's name."`
	Hub      string       `json:"hub,omitempty" jsonschema_description:"star: the leader in the middle; the first if left out."`
	Fanout   *int         `json:"fanout,omitempty" jsonschema_description:"tree: children of each leader; 2 if left out."`
	Degree   *int         `json:"degree,omitempty" jsonschema_description:"random, small-world: mean number of neighbours; 4 if left out."`
	Rewire   *float64     `json:"rewire,omitempty" jsonschema_description:"small-world: probability that an edge is rewired; 0.1 if left out."`
	Edges    [][]string   `json:"edges,omitempty" jsonschema_description:"A list of your own: [[from, to], …]."`
	Directed *bool        `json:"directed,omitempty" jsonschema_description:"edges: they lead one way only."`
}

// law is a distribution of durations.
type law struct {
	Plain *quantity.Span `json:"-" form:"scalar"`
	lawKeys
}

// lawKeys are the laws, of which one is given, and what may stand beside it.
type lawKeys struct {
	Constant    *quantity.Span `json:"constant,omitempty"`
	Exponential *exponential   `json:"exponential,omitempty"`
	Lognormal   *lognormal     `json:"lognormal,omitempty"`
	Uniform     *uniform       `json:"uniform,omitempty"`
	Normal      *normal        `json:"normal,omitempty"`
	Gamma       *shaped        `json:"gamma,omitempty"`
	Weibull     *shaped        `json:"weibull,omitempty"`
	Pareto      *shaped        `json:"pareto,omitempty"`
	Mixture     []component    `json:"mixture,omitempty"`
	Empirical   string         `json:"empirical,omitempty" jsonschema_description:"A file with one sample a line, its path relative to this file."`
	Floor       *quantity.Span `json:"floor,omitempty" jsonschema_description:"Added to every draw."`
}

// latency is a law or a matrix of regions.
type latency struct {
	Plain *quantity.Span `json:"-" form:"scalar"`
	lawKeys
	Regions string          `json:"regions,omitempty" jsonschema_description:"A matrix of round trips between regions (mlrsim regions), or a CSV file's path."`
	Jitter  *quantity.Share `json:"jitter,omitempty" jsonschema_description:"regions: shape of a lognormal factor of median 1."`
}

type exponential struct {
	Mean quantity.Span `json:"mean" jsonschema:"required"`
}

type lognormal struct {
	Median quantity.Span  `json:"median" jsonschema:"required"`
	P99    *quantity.Span `json:"p99,omitempty"`
	Sigma  *float64       `json:"sigma,omitempty"`
}

type uniform struct {
	From quantity.Span `json:"from" jsonschema:"required"`
	To   quantity.Span `json:"to" jsonschema:"required"`
}

type normal struct {
	Mean   quantity.Span `json:"mean" jsonschema:"required"`
	StdDev quantity.Span `json:"stddev" jsonschema:"required"`
}

type shaped struct {
	Scale quantity.Span `json:"scale" jsonschema:"required"`
	Shape float64       `json:"shape" jsonschema:"required"`
}

type component struct {
	Weight float64 `json:"weight" jsonschema:"required" jsonschema_description:"Share of the draws; all weights sum to 1."`
	lawKeys
}

type retransmit struct {
	Word  string         `json:"-" form:"word"`
	After *quantity.Span `json:"-" form:"scalar"`
}

type bandwidth struct {
	Word  string              `json:"-" form:"word"`
	Value *quantity.Bandwidth `json:"-" form:"scalar"`
}

type link struct {
	From       string          `json:"from" jsonschema:"required"`
	To         string          `json:"to" jsonschema:"required"`
	Latency    *law            `json:"latency,omitempty"`
	Loss       *quantity.Share `json:"loss,omitempty"`
	Retransmit *retransmit     `json:"retransmit,omitempty"`
	Duplicate  *quantity.Share `json:"duplicate,omitempty"`
	Bandwidth  *bandwidth      `json:"bandwidth,omitempty"`
	BothWays   bool            `json:"both_ways,omitempty" jsonschema_description:"The link back has these values too."`
}

type conflicts struct {
	Preset      systemName   `json:"preset,omitempty" jsonschema_description:"A real system (mlrsim presets): its values of the other keys here and of replication, in its own words."`
	Strategy    strategyName `json:"strategy" jsonschema_description:"The rule for conflicts (mlrsim strategies)."`
	Clock       clockKind    `json:"clock" jsonschema_description:"What timestamps are made of."`
	Detect      detect       `json:"detect,omitempty" jsonschema_description:"How a leader finds conflicts; the strategy's own way if left out."`
	OwnWrites   ownWrites    `json:"own_writes,omitempty" jsonschema_description:"A leader's own write over a version that the strategy prefers, where detection is none or by timestamp: as the strategy says (it is shadowed), always an overwrite, or aborted. If left out, strategy for last-write-wins, its like by value and scripts, and else overwrite."`
	OwnInserts  ownInserts   `json:"own_inserts,omitempty" jsonschema_description:"A leader's own insert of a row that it holds: a write like any other, or refused. Left out: refused where the insert of a row that is there is a conflict in itself (with update-missing or delete-missing in resolve), and by certification."`
	Granularity granularity  `json:"granularity" jsonschema_description:"What conflicts are of: rows, or each column of a row by itself."`
	Deletes     deletes      `json:"deletes" jsonschema_description:"How deletes are remembered."`
	Script      string       `json:"script,omitempty" jsonschema_description:"With strategy: script, the file with the function merge, in Starlark (mlrsim strategies script)."`
	Resolve     *resolve     `json:"resolve,omitempty" jsonschema_description:"Strategies for some types of conflict, instead of the one for all."`
}

type deletes struct {
	Word       string         `json:"-" form:"word"`
	Tombstones *quantity.Span `json:"tombstones" jsonschema:"required" jsonschema_description:"How long a delete is remembered."`
}

type workload struct {
	Kind        kind           `json:"kind" jsonschema_description:"What rows are to their clients, and so which operations there are."`
	Preset      preset         `json:"preset,omitempty" jsonschema_description:"One of YCSB's core workloads: sets mix and popularity."`
	Keys        int64          `json:"keys" jsonschema_description:"Rows there are at the start."`
	Initial     *int64         `json:"initial,omitempty" jsonschema_description:"What numbers are at the start: counts, balances, stocks."`
	Names       *int           `json:"names,omitempty" jsonschema_description:"Kind unique: how many names there are to claim."`
	IDs         ids            `json:"ids" jsonschema_description:"Which numbers new rows get: no two the same, or each leader the next that it has not seen."`
	Popularity  popularity     `json:"popularity,omitempty" jsonschema_description:"Which rows operations choose."`
	Rate        *quantity.Rate `json:"rate,omitempty" jsonschema_description:"Operations (with transaction: transactions) at each leader."`
	Arrivals    arrivals       `json:"arrivals,omitempty" jsonschema_description:"When operations begin."`
	Mix         *mix           `json:"mix,omitempty" jsonschema_description:"Shares of the kinds of operation; they sum to 100%."`
	Transaction *int           `json:"transaction,omitempty" jsonschema_description:"Rows written together."`
	ValueSize   quantity.Size  `json:"value_size" jsonschema_description:"Of each value."`
	Sessions    *int           `json:"sessions,omitempty" jsonschema_description:"Client sessions at each leader."`
	Failover    failover       `json:"failover" jsonschema_description:"What a client does whose leader is down or out of reach."`
	Routing     routing        `json:"routing" jsonschema_description:"Which leader an operation goes to."`
	Context     contextWord    `json:"context" jsonschema_description:"Which versions a client's write replaces: all that its leader holds, or those that its session has read."`
	Trace       string         `json:"trace,omitempty" jsonschema_description:"A CSV file of recorded operations instead of arrivals, its path relative to this file."`
}

// ids is a word, or leaders' numbers interleaved.
type ids struct {
	Word          string         `json:"-" form:"word"`
	AutoIncrement *autoIncrement `json:"auto-increment" jsonschema:"required" jsonschema_description:"Each leader takes the next number of its own."`
}

type autoIncrement struct {
	Increment int    `json:"increment" jsonschema:"required" jsonschema_description:"Of so many numbers a leader takes one: MySQL's auto_increment_increment."`
	Offset    offset `json:"offset" jsonschema_description:"Which one: the leader's place in leaders."`
}

type popularity struct {
	Word          string   `json:"-" form:"word"`
	Zipf          *float64 `json:"zipf,omitempty" jsonschema_description:"The exact Zipf law of this exponent."`
	YCSBZipfian   *float64 `json:"ycsb-zipfian,omitempty" jsonschema_description:"YCSB's ZipfianGenerator."`
	YCSBScrambled *float64 `json:"ycsb-scrambled,omitempty" jsonschema_description:"YCSB's ScrambledZipfianGenerator, what its workloads use."`
	Hotspot       *hotspot `json:"hotspot,omitempty" jsonschema_description:"A share of the keys gets a share of the operations."`
}

type hotspot struct {
	Keys       quantity.Share `json:"keys" jsonschema:"required"`
	Operations quantity.Share `json:"operations" jsonschema:"required"`
}

type arrivals struct {
	Word   string  `json:"-" form:"word"`
	Closed *closed `json:"closed" jsonschema:"required" jsonschema_description:"Clients that wait for an answer, think, and go on."`
}

type closed struct {
	Clients int           `json:"clients" jsonschema:"required" jsonschema_description:"Clients at each leader."`
	Think   quantity.Span `json:"think" jsonschema:"required" jsonschema_description:"Mean of the exponential pause between answer and next operation."`
}

type mix struct {
	Read            quantity.Share `json:"read,omitempty"`
	Update          quantity.Share `json:"update,omitempty"`
	Insert          quantity.Share `json:"insert,omitempty" jsonschema_description:"Makes a new row. text: types a word somewhere."`
	Delete          quantity.Share `json:"delete,omitempty"`
	Scan            quantity.Share `json:"scan,omitempty"`
	ReadModifyWrite quantity.Share `json:"read-modify-write,omitempty"`
	Add             quantity.Share `json:"add,omitempty" jsonschema_description:"counter: adds 1. cart: puts in one of an item."`
	Include         quantity.Share `json:"include,omitempty" jsonschema_description:"set: puts in one of ten elements."`
	Exclude         quantity.Share `json:"exclude,omitempty" jsonschema_description:"set: takes out one of ten elements."`
	Remove          quantity.Share `json:"remove,omitempty" jsonschema_description:"cart: takes out an item. text: erases one to three characters."`
	Transfer        quantity.Share `json:"transfer,omitempty" jsonschema_description:"bank: moves 1 to 100 from one account to another."`
	Sell            quantity.Share `json:"sell,omitempty" jsonschema_description:"inventory: takes out 1."`
	Restock         quantity.Share `json:"restock,omitempty" jsonschema_description:"inventory: puts in 10."`
	Claim           quantity.Share `json:"claim,omitempty" jsonschema_description:"unique: inserts a row with a name."`
	Append          quantity.Share `json:"append,omitempty" jsonschema_description:"append: puts a new element at the end."`
	Enable          quantity.Share `json:"enable,omitempty" jsonschema_description:"flag: sets it."`
	Disable         quantity.Share `json:"disable,omitempty" jsonschema_description:"flag: unsets it."`
	Put             quantity.Share `json:"put,omitempty" jsonschema_description:"map: writes one of ten fields."`
	Clear           quantity.Share `json:"clear,omitempty" jsonschema_description:"map: takes out one of ten fields."`
}

type failover struct {
	Word  string         `json:"-" form:"word"`
	After *quantity.Span `json:"after" jsonschema:"required" jsonschema_description:"It takes a client so long to find out; then it tries the next nearest leader."`
}

type step struct {
	At       quantity.Span `json:"at" jsonschema:"required" jsonschema_description:"When the client asks."`
	Leader   string        `json:"leader" jsonschema:"required" jsonschema_description:"Whom it asks."`
	Session  string        `json:"session,omitempty" jsonschema_description:"The client's session; it may move between leaders."`
	Put      entries       `json:"put,omitempty" jsonschema_description:"Writes {key: value}, or columns {key: {column: value}}; several rows are one transaction."`
	Insert   entries       `json:"insert,omitempty" jsonschema_description:"Makes the row {key: value}."`
	Delete   *string       `json:"delete,omitempty" jsonschema_description:"Removes the row of this key."`
	Read     *string       `json:"read,omitempty" jsonschema_description:"Reads the row of this key."`
	Add      entries       `json:"add,omitempty" jsonschema_description:"Adds to a number {key: 3}, to a column or of an item {key: {milk: 2}}."`
	Include  entries       `json:"include,omitempty" jsonschema_description:"set, cart: puts an element in {key: element}."`
	Exclude  entries       `json:"exclude,omitempty" jsonschema_description:"set, cart: takes an element out {key: element}."`
	Append   entries       `json:"append,omitempty" jsonschema_description:"append: puts an element at the end {key: element}."`
	Type     entries       `json:"type,omitempty" jsonschema_description:"text: types {key: {at: 3, text: abc}}; positions count from 0."`
	Erase    entries       `json:"erase,omitempty" jsonschema_description:"text: takes characters out {key: {at: 3, count: 2}}."`
	Enable   *string       `json:"enable,omitempty" jsonschema_description:"flag: sets the flag of this key."`
	Disable  *string       `json:"disable,omitempty" jsonschema_description:"flag: unsets it."`
	Clear    entries       `json:"clear,omitempty" jsonschema_description:"Takes a column or field out {key: field}."`
	Claim    entries       `json:"claim,omitempty" jsonschema_description:"unique: makes a row with a name {key: name}."`
	Transfer *transfer     `json:"transfer,omitempty" jsonschema_description:"bank: moves money between two rows, in one transaction."`
}

type transfer struct {
	From   string `json:"from" jsonschema:"required"`
	To     string `json:"to" jsonschema:"required"`
	Amount int64  `json:"amount" jsonschema:"required" jsonschema_description:"A whole number, 1 or more."`
}

// entries is a map from rows' keys to values, or to named values.
type entries []entry

type entry struct {
	Key     string
	Text    string
	Columns []column // instead of Text
}

type column struct{ Name, Text string }

type contrast struct {
	Name string   `json:"name" jsonschema:"required" jsonschema_description:"What it is called beside the scenario: letters, digits and '-'."`
	Set  settings `json:"set" jsonschema:"required" jsonschema_description:"Values for paths such as replication.mode, as --set takes them; null takes a key away."`
}

// settings keeps the order of the file.
type settings []setting

// setting is a path and its value, as YAML on one line.
type setting struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

type sweep struct {
	Seeds int  `json:"seeds,omitempty" jsonschema_description:"Run with so many seeds, counted from seed."`
	Over  axes `json:"over,omitempty" jsonschema_description:"Lists of values for paths such as network.latency."`
}

// axes keeps the order of the file.
type axes []Axis

// Axis is one dimension of a sweep: a path, and the values that it takes, each as
// YAML on one line, as --set reads it.
type Axis struct {
	Path   string
	Values []string
}

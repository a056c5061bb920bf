package scenarios

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
)

// A word is a string that is one of a few. Where a type of package model stands
// behind it, its values are in the order of that type's constants.
type word interface{ words() []string }

type (
	topologyName   string
	ordering       string
	order          string
	forward        string
	loopPrevention string
	minorityReads  string
	strategyName   string
	systemName     string
	clockKind      string
	detect         string
	granularity    string
	ownWrites      string
	ownInserts     string
	kind           string
	offset         string
	preset         string
	routing        string
	contextWord    string
	disk           string
	gossipStyle    string
	rounds         string
	partitionShape string
	randomKind     string
	conflictType   string
	decision       string
)

func (ordering) words() []string { return []string{"fifo", "datagram"} }
func (order) words() []string    { return []string{"arrival", "causal"} }
func (forward) words() []string  { return []string{"auto", "always", "never"} }
func (loopPrevention) words() []string {
	return []string{"version-vector", "origin", "path", "none"}
}
func (minorityReads) words() []string { return []string{"serve", refuse} }
func (strategyName) words() []string  { return append(catalogue.Names(), script.Name) }
func (systemName) words() []string    { return presetNames() }
func (clockKind) words() []string     { return []string{"physical", "lamport", "hybrid", "revisions"} }
func (detect) words() []string {
	return []string{"none", "before-image", "origin", "timestamp", "version-vector", "timestamp-before-image"}
}
func (ownWrites) words() []string   { return []string{"strategy", "overwrite", "abort"} }
func (ownInserts) words() []string  { return []string{"upsert", "refuse"} }
func (granularity) words() []string { return []string{"row", "column"} }
func (kind) words() []string        { return kindNames() }
func (ids) words() []string         { return []string{"unique", autoIncremented, interleaved} }
func (offset) words() []string      { return []string{"leader"} }
func (preset) words() []string {
	return []string{"ycsb-a", "ycsb-b", "ycsb-c", "ycsb-d", "ycsb-e", "ycsb-f"}
}
func (routing) words() []string { return []string{"nearest", "home", "random", "sticky"} }
func (contextWord) words() []string {
	return []string{"held", "read"}
}
func (disk) words() []string { return []string{diskKept, diskLost} }
func (gossipStyle) words() []string {
	return []string{"push", "pull", "push-pull"}
}
func (rounds) words() []string { return []string{"together", "poisson"} }
func (partitionShape) words() []string {
	return []string{"halves", "random-halves", "isolate-one", "majorities-ring", "bridge", flapping}
}
func (randomKind) words() []string {
	return []string{"partition", "cut", "crash", "pause", "slow", "loss"}
}
func (conflictType) words() []string { return strategy.TypeNames() }
func (decision) words() []string     { return []string{"keep", "take", "both", "merge", "stop"} }

func (topology) words() []string     { return shapes() }
func (topologyName) words() []string { return shapes() }
func (retransmit) words() []string   { return []string{"never"} }
func (bandwidth) words() []string    { return []string{"unlimited"} }
func (mode) words() []string         { return []string{multiLeader, "single-leader", "quorum"} }
func (onlyAfter) words() []string    { return []string{"never"} }
func (ship) words() []string         { return []string{"immediately"} }
func (propagation) words() []string  { return []string{"direct"} }
func (stop) words() []string         { return []string{"never"} }
func (antiEntropy) words() []string  { return []string{"never"} }
func (reroute) words() []string      { return []string{"never"} }
func (partition) words() []string    { return partitionShape("").words() }
func (partition) forms() []string    { return []string{"[[a], [b, c]]", "{shape: flapping, period: 2s}"} }
func (fanOut) words() []string       { return []string{"parallel"} }
func (acknowledge) words() []string  { return []string{"local", "all"} }
func (deletes) words() []string      { return []string{"keep", "none"} }
func (popularity) words() []string   { return []string{"uniform", "latest"} }
func (arrivals) words() []string     { return []string{"poisson", "constant"} }
func (failover) words() []string     { return []string{"nearest", "none"} }

// index returns the place of a word among those of its type: the number of the
// constant that it names.
func index[W interface {
	~string
	word
}](w W) int {
	return slices.Index(w.words(), string(w))
}

func kindNames() (names []string) {
	for _, k := range model.Kinds() {
		names = append(names, k.String())
	}
	return names
}

// shapes names the topologies that need no list of edges.
func shapes() []string {
	var names []string
	for _, shape := range network.Topologies() {
		if shape.Name != edges {
			names = append(names, shape.Name)
		}
	}
	return names
}

const (
	edges    = "edges" // the topology that is a list of one's own
	allToAll = "all-to-all"

	autoIncremented = "auto-increment"
	interleaved     = "auto-increment-offset" // as many numbers apart as there are leaders

	multiLeader = "multi-leader"
	refuse      = "refuse"   // what a leader without a majority does with reads
	flapping    = "flapping" // the shape that has a period
	diskKept    = "kept"
	diskLost    = "lost"
)

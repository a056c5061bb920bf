package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// read reads a scenario of three leaders, to whose shortest file keys are added.
func read(t *testing.T, keys string, sets ...string) *Scenario {
	t.Helper()
	s, err := Read(strings.NewReader(shortest+keys), "test.yaml", Options{Dir: "testdata/files", Set: sets})
	require.NoError(t, err, keys)
	return s
}

const shortest = "name: test\nduration: 60s\nleaders: [virginia, london, tokyo]\n"

func TestTheShortestFileHasAllDefaults(t *testing.T) {
	s, err := Read(strings.NewReader("name: two-leaders\nduration: 60s\nleaders: 2\nnetwork: {latency: 50ms}\n"), "two.yaml", Options{})
	require.NoError(t, err)
	assert.Equal(t, model.Config{
		Name: "two-leaders", Seed: 1, Duration: time.Minute, Settle: 10 * time.Minute,
		Leaders: []model.LeaderConfig{{Name: "n1", Load: 1}, {Name: "n2", Load: 1}},
		Network: network.Config{
			Nodes: []string{"n1", "n2"}, Topology: network.Topology{Name: "all-to-all"},
			Latency: network.Latency{Law: sim.Constant(50 * time.Millisecond)}, Resend: 200 * time.Millisecond,
		},
		Replication: model.Replication{Workers: 1},
		Conflicts:   model.Conflicts{Strategy: "last-write-wins", Detect: strategy.DetectTimestamp, Tombstones: 10 * time.Minute},
		Workload: model.Workload{
			Keys: 1000, Popularity: model.Popularity{Kind: "uniform"}, Rate: 100, Mix: model.Mix{Update: 1},
			Transaction: 1, ValueSize: 100, Sessions: 10,
		},
	}, s.Config)
}

func TestKeysOfTheContractReachTheModel(t *testing.T) {
	for _, c := range keysOfTheContract {
		assert.Equal(t, c.want, c.of(read(t, c.keys).Config), c.keys)
	}
}

func mixOfWorkload(c model.Config) any { return c.Workload.Mix }

func ms(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }

var keysOfTheContract = []struct {
	keys string
	want any
	of   func(model.Config) any
}{
	{"warmup: 5s", 5 * time.Second, func(c model.Config) any { return c.Warmup }},
	{"settle: 1m", time.Minute, func(c model.Config) any { return c.Settle }},
	{"seed: 18446744073709551615", uint64(1<<64 - 1), func(c model.Config) any { return c.Seed }},

	{"network: {topology: ring}", network.Topology{Name: "ring"}, topologyOf},
	{"network: {topology: star}", network.Topology{Name: "star"}, topologyOf},
	{"network: {topology: {name: star, hub: london}}", network.Topology{Name: "star", Hub: 1}, topologyOf},
	{"network: {topology: tree}", network.Topology{Name: "tree", Fanout: 2}, topologyOf},
	{"network: {topology: {name: random, degree: 2}}", network.Topology{Name: "random", Degree: 2}, topologyOf},
	{"network: {topology: small-world}", network.Topology{Name: "small-world", Degree: 4, Rewire: 0.1}, topologyOf},
	{
		"network: {topology: {edges: [[virginia, london], [london, tokyo]], directed: false}}",
		network.Topology{Name: "edges", Edges: [][2]int{{0, 1}, {1, 2}}}, topologyOf,
	},
	{"network: {ordering: datagram}", network.Datagram, func(c model.Config) any { return c.Network.Ordering }},
	{"network: {loss: 5%}", 0.05, func(c model.Config) any { return c.Network.Loss }},
	{"network: {ordering: datagram, retransmit: never}", network.Never, func(c model.Config) any { return c.Network.Resend }},
	{"network: {duplicate: 0.5%}", 0.005, func(c model.Config) any { return c.Network.Duplicate }},
	{"network: {bandwidth: 10Mbps}", int64(1_250_000), func(c model.Config) any { return c.Network.Bandwidth }},
	{
		"network: {links: [{from: virginia, to: tokyo, latency: 85ms, both_ways: true}]}",
		[]network.LinkConfig{{From: 0, To: 2, Latency: sim.Constant(ms(85))}, {From: 2, To: 0, Latency: sim.Constant(ms(85))}},
		func(c model.Config) any { return c.Network.Links },
	},
	{
		"network: {ordering: datagram, links: [{from: london, to: tokyo, loss: 1%, retransmit: never, duplicate: 2%, bandwidth: 1MB/s}]}",
		[]network.LinkConfig{{From: 1, To: 2, Loss: new(0.01), Resend: new(network.Never), Duplicate: new(0.02), Bandwidth: new(int64(1e6))}},
		func(c model.Config) any { return c.Network.Links },
	},

	{"replication: {ship: {every: 1s}}", time.Second, func(c model.Config) any { return c.Replication.Ship }},
	{"replication: {fan_out: {serial: 10ms}}", ms(10), func(c model.Config) any { return c.Replication.SerialFanOut }},
	{"replication: {apply: {time: 100us, workers: 4}}", sim.Constant(ms(0.1)), func(c model.Config) any { return c.Replication.Apply }},
	{"replication: {apply: {time: {exponential: {mean: 1s}}}}", sim.Exponential(time.Second), func(c model.Config) any { return c.Replication.Apply }},
	{"replication: {apply: {time: 100us, workers: 4}}", 4, func(c model.Config) any { return c.Replication.Workers }},
	{"replication: {order: causal}", model.CausalOrder, func(c model.Config) any { return c.Replication.Order }},
	{"replication: {forward: always}", model.ForwardAlways, func(c model.Config) any { return c.Replication.Forward }},
	{"replication: {forward: never}", model.ForwardNever, func(c model.Config) any { return c.Replication.Forward }},
	{"replication: {loop_prevention: origin}", model.LoopOrigin, func(c model.Config) any { return c.Replication.LoopPrevention }},
	{"replication: {loop_prevention: path}", model.LoopPath, func(c model.Config) any { return c.Replication.LoopPrevention }},
	{"replication: {loop_prevention: none}", model.LoopNone, func(c model.Config) any { return c.Replication.LoopPrevention }},
	{"replication: {acknowledge: {peers: 1}}", model.Acknowledge{Peers: 1}, func(c model.Config) any { return c.Replication.Acknowledge }},
	{"replication: {acknowledge: all}", model.Acknowledge{All: true}, func(c model.Config) any { return c.Replication.Acknowledge }},
	{"replication: {mode: multi-leader, propagation: direct, anti_entropy: never}", model.Acknowledge{}, func(c model.Config) any { return c.Replication.Acknowledge }},

	{"conflicts: {strategy: siblings}", "siblings", func(c model.Config) any { return c.Conflicts.Strategy }},
	{"conflicts: {strategy: script, script: merge.star}", "script", func(c model.Config) any { return c.Conflicts.Rule.Name }},
	{"conflicts: {strategy: script, script: merge.star}", strategy.DetectVersionVector, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {clock: lamport}", model.Lamport, func(c model.Config) any { return c.Conflicts.Clock }},
	{"conflicts: {clock: hybrid, granularity: row}", model.Hybrid, func(c model.Config) any { return c.Conflicts.Clock }},
	{"replication: {minority_reads: refuse}", true, func(c model.Config) any { return c.Replication.RefuseReads }},
	{"replication: {minority_reads: serve}", false, func(c model.Config) any { return c.Replication.RefuseReads }},
	{"conflicts: {detect: none}", strategy.DetectNone, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {detect: before-image}", strategy.DetectBeforeImage, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {detect: origin}", strategy.DetectOrigin, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {detect: timestamp}", strategy.DetectTimestamp, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {detect: timestamp-before-image}", strategy.DetectTimestampBeforeImage, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {detect: version-vector}", strategy.DetectVersionVector, func(c model.Config) any { return c.Conflicts.Detect }},
	{"conflicts: {deletes: keep}", model.TombstonesKept, func(c model.Config) any { return c.Conflicts.Tombstones }},
	{"conflicts: {deletes: none}", time.Duration(0), func(c model.Config) any { return c.Conflicts.Tombstones }},
	{"conflicts: {deletes: {tombstones: 5s}}", 5 * time.Second, func(c model.Config) any { return c.Conflicts.Tombstones }},
	{"conflicts: {own_writes: overwrite}", true, func(c model.Config) any { return c.Conflicts.Overwrite }},
	{"conflicts: {own_writes: abort}", true, func(c model.Config) any { return c.Conflicts.Abort }},
	{"conflicts: {own_inserts: refuse}", true, keysUnique},
	{"conflicts: {own_inserts: upsert, strategy: additive}", false, keysUnique},
	{"conflicts: {strategy: last-write-wins}", false, keysUnique},
	{"conflicts: {strategy: additive}", true, keysUnique},
	{"conflicts: {strategy: certification}", true, keysUnique},
	{"conflicts: {resolve: {insert-insert: discard}}", false, keysUnique},
	{"conflicts: {resolve: {update-missing: discard}}", true, keysUnique},
	{"conflicts: {preset: mysql}", true, keysUnique},
	{"conflicts: {preset: bucardo}", true, keysUnique},
	{"conflicts: {preset: cassandra}", false, keysUnique},
	{"conflicts: {preset: bucardo}\nreplication: {mode: quorum}", false, keysUnique},
	{"conflicts: {strategy: maximum}", false, func(c model.Config) any { return c.Conflicts.Compare || c.Conflicts.Overwrite }},
	{"conflicts: {strategy: maximum, own_writes: strategy}", true, func(c model.Config) any { return c.Conflicts.Compare }},

	{"workload: {popularity: {zipf: 0.99}}", model.Popularity{Kind: "zipf", Exponent: .99}, popularityOf},
	{"workload: {popularity: {ycsb-zipfian: 0.9}}", model.Popularity{Kind: "ycsb-zipfian", Exponent: .9}, popularityOf},
	{"workload: {popularity: {ycsb-scrambled: 0.9}}", model.Popularity{Kind: "ycsb-scrambled", Exponent: .9}, popularityOf},
	{"workload: {popularity: {hotspot: {keys: 20%, operations: 80%}}}", model.Popularity{Kind: "hotspot", HotKeys: .2, HotOps: .8}, popularityOf},
	{"workload: {popularity: latest}", model.Popularity{Kind: "latest", Exponent: .99}, popularityOf},
	{"workload: {kind: set}", model.SetKind, func(c model.Config) any { return c.Workload.Kind }},
	{"workload: {kind: set}", model.Mix{Own: [2]float64{.7, .3}}, mixOfWorkload},
	{"workload: {kind: set, mix: {read: 50%, exclude: 40%, delete: 10%}}", model.Mix{Read: .5, Delete: .1, Own: [2]float64{0, .4}}, mixOfWorkload},
	{"workload: {kind: text, mix: {insert: 80%, remove: 20%}}", model.Mix{Own: [2]float64{.8, .2}}, mixOfWorkload},
	{"workload: {mix: {insert: 80%, update: 20%}}", model.Mix{Insert: .8, Update: .2}, mixOfWorkload},
	{"workload: {kind: bank}", int64(1000), func(c model.Config) any { return c.Workload.Initial }},
	{"workload: {kind: inventory}", int64(10), func(c model.Config) any { return c.Workload.Initial }},
	{"workload: {kind: counter, initial: -7}", int64(-7), func(c model.Config) any { return c.Workload.Initial }},
	{"workload: {kind: unique, keys: 50}", 50, func(c model.Config) any { return c.Workload.Names }},
	{"workload: {kind: unique, names: 7}", 7, func(c model.Config) any { return c.Workload.Names }},
	{"workload: {ids: unique}", model.IDs{}, func(c model.Config) any { return c.Workload.IDs }},
	{"workload: {ids: auto-increment}", model.IDs{AutoIncrement: true}, func(c model.Config) any { return c.Workload.IDs }},
	{"workload: {ids: auto-increment-offset}", model.IDs{AutoIncrement: true, Increment: 3}, func(c model.Config) any { return c.Workload.IDs }},
	{
		"workload: {ids: {auto-increment: {increment: 10, offset: leader}}}",
		model.IDs{AutoIncrement: true, Increment: 10}, func(c model.Config) any { return c.Workload.IDs },
	},
	{"workload: {rate: 12/min}", 0.2, func(c model.Config) any { return c.Workload.Rate }},
	{"workload: {arrivals: constant}", model.Constant, func(c model.Config) any { return c.Workload.Arrivals }},
	{"workload: {arrivals: {closed: {clients: 10, think: 50ms}}}", 10, func(c model.Config) any { return c.Workload.Clients }},
	{"workload: {arrivals: {closed: {clients: 10, think: 50ms}}}", ms(50), func(c model.Config) any { return c.Workload.Think }},
	{"workload: {arrivals: {closed: {clients: 10, think: 50ms}}}", model.Closed, func(c model.Config) any { return c.Workload.Arrivals }},
	{"workload: {transaction: 4, keys: 1e6}", 4, func(c model.Config) any { return c.Workload.Transaction }},
	{"workload: {value_size: 64KiB}", 65536, func(c model.Config) any { return c.Workload.ValueSize }},
	{"workload: {sessions: 3}", 3, func(c model.Config) any { return c.Workload.Sessions }},
	{"workload: {failover: none}", model.Failover{Off: true}, func(c model.Config) any { return c.Workload.Failover }},
	{"workload: {failover: {after: 1s}}", model.Failover{After: time.Second}, func(c model.Config) any { return c.Workload.Failover }},
	{"workload: {routing: home}", model.RouteHome, func(c model.Config) any { return c.Workload.Routing }},
	{"workload: {routing: random}", model.RouteRandom, func(c model.Config) any { return c.Workload.Routing }},
	{"workload: {routing: sticky}", model.RouteSticky, func(c model.Config) any { return c.Workload.Routing }},

	{
		"faults: [{at: 10s, for: 20s, partition: [[virginia], [london, tokyo]]}]",
		model.Fault{At: 10 * time.Second, For: 20 * time.Second, Kind: model.Partition, Groups: [][]int{{0}, {1, 2}}}, faultOf,
	},
	{
		"faults: [{at: 10s, for: 20s, cut: {from: virginia, to: tokyo}}]",
		model.Fault{At: 10 * time.Second, For: 20 * time.Second, Kind: model.Cut, Links: [][2]int{{0, 2}}}, faultOf,
	},
	{"faults: [{at: 20s, crash: tokyo, disk: kept}]", model.Fault{At: 20 * time.Second, Kind: model.Crash, Leaders: []int{2}}, faultOf},
	{
		"faults: [{at: 30s, for: 2s, pause: [london, tokyo]}]",
		model.Fault{At: 30 * time.Second, For: 2 * time.Second, Kind: model.Pause, Leaders: []int{1, 2}}, faultOf,
	},
	{"faults: [{at: 20s, for: 5s, crash: tokyo, disk: lost}]", model.Fault{At: 20 * time.Second, For: 5 * time.Second, Kind: model.Crash, Leaders: []int{2}, DiskLost: true}, faultOf},
	{
		"faults: [{at: 30s, for: 9s, slow: {from: virginia, to: tokyo, factor: 10}}]",
		model.Fault{At: 30 * time.Second, For: 9 * time.Second, Kind: model.Slow, Links: [][2]int{{0, 2}}, Factor: 10}, faultOf,
	},
	{"faults: [{at: 30s, slow: {factor: 0.5}}]", model.Fault{At: 30 * time.Second, Kind: model.Slow, Factor: .5}, faultOf},
	{
		"faults: [{at: 30s, for: 9s, loss: {from: london, to: tokyo, share: 30%, both_ways: true}}]",
		model.Fault{At: 30 * time.Second, For: 9 * time.Second, Kind: model.Loss, Links: [][2]int{{1, 2}, {2, 1}}, Share: .3}, faultOf,
	},
	{"faults: [{at: 30s, loss: {share: 1%}}]", model.Fault{At: 30 * time.Second, Kind: model.Loss, Share: .01}, faultOf},
	{"faults: [{at: 40s, clock: {leader: tokyo, step: -3s}}]", model.Fault{At: 40 * time.Second, Kind: model.Clock, Leaders: []int{2}, Step: -3 * time.Second}, faultOf},
	{
		"faults: [{at: 40s, for: 1s, clock: {leader: london, drift: 500ppm}}]",
		model.Fault{At: 40 * time.Second, For: time.Second, Kind: model.Clock, Leaders: []int{1}, Drift: 500_000}, faultOf,
	},
	{"faults: [{at: 40s, join: {name: sydney, region: australiaeast}}]", model.Fault{At: 40 * time.Second, Kind: model.Join, Leaders: []int{3}}, faultOf},
	{"faults: [{at: 50s, leave: tokyo}]", model.Fault{At: 50 * time.Second, Kind: model.Leave, Leaders: []int{2}}, faultOf},
	{"faults: [{at: 5s, partition: halves}]", model.Fault{At: 5 * time.Second, Shape: model.Halves}, faultOf},
	{"faults: [{at: 5s, partition: random-halves}]", model.Fault{At: 5 * time.Second, Shape: model.RandomHalves}, faultOf},
	{"faults: [{at: 5s, partition: isolate-one}]", model.Fault{At: 5 * time.Second, Shape: model.IsolateOne}, faultOf},
	{"faults: [{at: 5s, partition: majorities-ring}]", model.Fault{At: 5 * time.Second, Shape: model.MajoritiesRing}, faultOf},
	{"faults: [{at: 5s, partition: {shape: bridge}}]", model.Fault{At: 5 * time.Second, Shape: model.Bridge}, faultOf},
	{"faults: [{at: 40s, partition: flapping}]", model.Fault{At: 40 * time.Second, Shape: model.Flapping, Period: 2 * time.Second}, faultOf},
	{"faults: [{at: 40s, for: 500ms, partition: flapping}]", model.Fault{At: 40 * time.Second, For: ms(500), Shape: model.Flapping, Period: ms(100)}, faultOf},
	{"faults: [{at: 40s, partition: {shape: flapping, period: 7s}}]", model.Fault{At: 40 * time.Second, Shape: model.Flapping, Period: 7 * time.Second}, faultOf},
	{
		"faults: [{random: {kind: partition, every: 30s, for: 5s}}]",
		model.Fault{Kind: model.Partition, Every: 30 * time.Second, For: 5 * time.Second, Shape: model.RandomHalves}, faultOf,
	},
	{
		"faults: [{at: 10s, random: {kind: crash, every: 30s, for: 5s, leaders: [tokyo, london], disk: lost}}]",
		model.Fault{At: 10 * time.Second, Kind: model.Crash, Every: 30 * time.Second, For: 5 * time.Second, Leaders: []int{2, 1}, DiskLost: true}, faultOf,
	},
	{"faults: [{random: {kind: pause, every: 30s, for: 5s}}]", model.Fault{Kind: model.Pause, Every: 30 * time.Second, For: 5 * time.Second}, faultOf},
	{"faults: [{random: {kind: cut, every: 30s, for: 5s}}]", model.Fault{Kind: model.Cut, Every: 30 * time.Second, For: 5 * time.Second}, faultOf},
	{
		"faults: [{random: {kind: slow, every: 30s, for: 5s, from: london, to: tokyo, factor: 4}}]",
		model.Fault{Kind: model.Slow, Every: 30 * time.Second, For: 5 * time.Second, Links: [][2]int{{1, 2}}, Factor: 4}, faultOf,
	},
	{"faults: [{random: {kind: loss, every: 30s, for: 5s, share: 20%}}]", model.Fault{Kind: model.Loss, Every: 30 * time.Second, For: 5 * time.Second, Share: .2}, faultOf},
	{
		"faults: [{random: {kind: partition, shape: flapping, every: 30s, for: 5s}}]",
		model.Fault{Kind: model.Partition, Every: 30 * time.Second, For: 5 * time.Second, Shape: model.Flapping, Period: ms(500)}, faultOf,
	},

	{"replication: {mode: multi-leader}", model.Replication{Workers: 1}, replicationOf},
	{"replication: {mode: single-leader}", model.Replication{Mode: model.SingleLeaderMode, Single: model.SingleLeader{Fenced: true}, Workers: 1}, replicationOf},
	{
		"replication: {mode: {single-leader: {leader: london, failover: 10s, fenced: false}}}",
		model.Replication{Mode: model.SingleLeaderMode, Single: model.SingleLeader{Leader: 1, Failover: 10 * time.Second}, Workers: 1}, replicationOf,
	},
	{"replication: {mode: {single-leader: {leader: tokyo, failover: never}}}", model.SingleLeader{Leader: 2, Fenced: true}, func(c model.Config) any { return c.Replication.Single }},
	{"replication: {mode: quorum}", model.Replication{Mode: model.QuorumMode, Quorum: model.Quorum{N: 3, R: 2, W: 2}, Workers: 1}, replicationOf},
	{"replication: {mode: {quorum: {n: 1}}}", model.Quorum{N: 1, R: 1, W: 1}, quorumOf},
	{
		"replication: {mode: {quorum: {n: 2, r: 1, w: 2, read_repair: true, hinted_handoff: true, sloppy: true}}}",
		model.Quorum{N: 2, R: 1, W: 2, ReadRepair: true, HintedHandoff: true, Sloppy: true}, quorumOf,
	},
	{
		"replication: {mode: {quorum: {r: 1, w: 1, partial: true, legs: {write: {exponential: {mean: 1ms}}, ack: 2ms}}}}",
		model.Quorum{N: 3, R: 1, W: 1, Partial: true, Legs: model.Legs{Write: sim.Exponential(ms(1)), Ack: sim.Constant(ms(2))}}, quorumOf,
	},
	{
		"replication: {propagation: {gossip: {style: push, every: 1s, peers: 1, stop: {counter: 3}}}}",
		&model.Gossip{Every: time.Second, Peers: 1, Counter: 3}, gossipOf,
	},
	{"replication: {propagation: {gossip: {every: 1s}}}", &model.Gossip{Every: time.Second, Peers: 1, Counter: 3}, gossipOf},
	{
		"replication: {propagation: {gossip: {style: push-pull, every: 1s, peers: 2, rounds: poisson, stop: {coin: 4}}}}",
		&model.Gossip{Style: model.PushPull, Every: time.Second, Poisson: true, Peers: 2, Coin: 4}, gossipOf,
	},
	{"replication: {propagation: {gossip: {style: pull, every: 1s, stop: never}}}", &model.Gossip{Style: model.Pull, Every: time.Second, Peers: 1}, gossipOf},
	{"replication: {propagation: direct}", (*model.Gossip)(nil), gossipOf},
	{"replication: {anti_entropy: {every: 10s}}", 10 * time.Second, func(c model.Config) any { return c.Replication.AntiEntropy }},
	{"replication: {reroute: {after: 5s}}", 5 * time.Second, func(c model.Config) any { return c.Replication.Reroute }},
}

func topologyOf(c model.Config) any   { return c.Network.Topology }
func popularityOf(c model.Config) any { return c.Workload.Popularity }
func faultOf(c model.Config) any      { return c.Faults[0] }

func replicationOf(c model.Config) any { return c.Replication }
func keysUnique(c model.Config) any    { return c.Conflicts.KeysUnique }
func quorumOf(c model.Config) any      { return c.Replication.Quorum }
func gossipOf(c model.Config) any      { return c.Replication.Gossip }

// Whoever joins is a leader like the others, wherever leaders are named.
func TestALeaderThatJoinsCanBeNamedEverywhere(t *testing.T) {
	c := read(t, `
network: {latency: {regions: azure}, topology: {name: star, hub: sydney}, links: [{from: sydney, to: uksouth, loss: 1%}]}
script: [{at: 50s, leader: sydney, read: x}]
faults:
  - {at: 40s, join: {name: sydney, region: australiaeast, load: 2, priority: 3, clock: {offset: 1ms}}}
  - {at: 45s, join: japaneast}
  - {at: 50s, for: 1s, cut: {from: sydney, to: japaneast}}
  - {at: 55s, leave: sydney}
`, "leaders=[eastus, uksouth]").Config
	assert.Equal(t, []model.LeaderConfig{
		{Name: "eastus", Region: "eastus", Load: 1},
		{Name: "uksouth", Region: "uksouth", Load: 1},
		{Name: "sydney", Region: "australiaeast", Joins: true, Load: 2, Priority: 3, Clock: model.ClockConfig{Offset: time.Millisecond}},
		{Name: "japaneast", Region: "japaneast", Joins: true, Load: 1},
	}, c.Leaders)
	assert.Equal(t, []string{"eastus", "uksouth", "sydney", "japaneast"}, c.Network.Nodes)
	assert.Len(t, c.Network.Latency.Matrix, 4)
	assert.Equal(t, 2, c.Network.Links[0].From)
	assert.Equal(t, 2, c.Network.Topology.Hub)
	assert.Equal(t, 2, c.Script[0].Leader)
	assert.Equal(t, [][2]int{{2, 3}}, c.Faults[2].Links)
	assert.Equal(t, []int{2}, c.Faults[3].Leaders)
}

func TestEveryLawOfTheContract(t *testing.T) {
	const ms = time.Millisecond
	for text, want := range map[string]*sim.Law{
		"40ms":                        sim.Constant(40 * ms),
		"{exponential: {mean: 40ms}}": sim.Exponential(40 * ms),
		"{lognormal: {median: 40ms, p99: 120ms}}": sim.LognormalP99(40*ms, 120*ms),
		"{lognormal: {median: 40ms, sigma: 0.5}}": sim.Lognormal(40*ms, 0.5),
		"{uniform: {from: 1ms, to: 3ms}}":         sim.Uniform(ms, 3*ms),
		"{normal: {mean: 4ms, stddev: 1ms}}":      sim.Normal(4*ms, ms),
		"{gamma: {shape: 2, scale: 3ms}}":         sim.Gamma(2, 3*ms),
		"{weibull: {shape: 2, scale: 3ms}}":       sim.Weibull(2, 3*ms),
		"{pareto: {scale: 3ms, shape: 2}}":        sim.Pareto(3*ms, 2),
		"{exponential: {mean: 40ms}, floor: 5ms}": sim.Floor(sim.Exponential(40*ms), 5*ms),
		"{empirical: latencies.csv}":              sim.Empirical([]time.Duration{12500 * time.Microsecond, 40 * ms, 41 * ms}),
		"{mixture: [{weight: 1, constant: 2ms}]}": sim.Mixture([]float64{1}, []*sim.Law{sim.Constant(2 * ms)}),
		"{constant: 2ms}":                         sim.Constant(2 * ms),
		"{lognormal: {median: 1ms, sigma: 0}}":    sim.Lognormal(ms, 0),
		"{mixture: [{weight: 0.9122, pareto: {scale: 0.235ms, shape: 10}}, {weight: 0.0878, exponential: {mean: 0.602ms}}]}": sim.Mixture(
			[]float64{.9122, .0878}, []*sim.Law{sim.Pareto(235*time.Microsecond, 10), sim.Exponential(602 * time.Microsecond)}),
	} {
		assert.Equal(t, want, read(t, "network: {latency: "+text+"}").Config.Network.Latency.Law, text)
	}
}

func TestRegionsGiveHalfTheRoundTrip(t *testing.T) {
	s, err := Read(strings.NewReader(`
name: geo
duration: 1s
leaders: [{name: virginia, region: East US}, {name: london, region: uksouth}, japaneast]
network: {latency: {regions: azure, jitter: 5%, floor: 1ms}}
`), "geo.yaml", Options{})
	require.NoError(t, err)
	const ms = time.Millisecond
	l := s.Config.Network.Latency
	assert.Equal(t, 0.05, l.Jitter)
	assert.Nil(t, l.Law)
	assert.Equal(t, [][]time.Duration{{0, 41 * ms, 83*ms + ms/2}, {41 * ms, 0, 118*ms + ms/2}, {83*ms + ms/2, 119*ms + ms/2, 0}}, l.Matrix)
	assert.Equal(t, "japaneast", s.Config.Leaders[2].Region, "a leader named like a region stands there")

	own := read(t, "network: {latency: {regions: ./matrix.csv}}", "leaders=[paris, {name: ny, region: New York}]")
	assert.Equal(t, [][]time.Duration{{0, 35 * ms}, {36 * ms, 0}}, own.Config.Network.Latency.Matrix)
}

func TestLeaderClocks(t *testing.T) {
	s := read(t, "", "leaders=[{name: a, clock: {offset: -20ms, drift: 50ppm, jitter: 1ms, resolution: 2ms}, priority: 2, load: 2.0}]")
	assert.Equal(t, []model.LeaderConfig{{
		Name: "a", Priority: 2, Load: 2,
		Clock: model.ClockConfig{Offset: -20 * time.Millisecond, Drift: 50_000, Jitter: time.Millisecond, Resolution: 2 * time.Millisecond},
	}}, s.Config.Leaders)
}

func TestPresetsAreYCSBsWorkloads(t *testing.T) {
	scrambled := model.Popularity{Kind: "ycsb-scrambled", Exponent: .99}
	latest := model.Popularity{Kind: "latest", Exponent: .99}
	for name, want := range map[string]struct {
		mix        model.Mix
		popularity model.Popularity
	}{
		"ycsb-a": {model.Mix{Read: .5, Update: .5}, scrambled},
		"ycsb-b": {model.Mix{Read: .95, Update: .05}, scrambled},
		"ycsb-c": {model.Mix{Read: 1}, scrambled},
		"ycsb-d": {model.Mix{Read: .95, Insert: .05}, latest},
		"ycsb-e": {model.Mix{Scan: .95, Insert: .05}, scrambled},
		"ycsb-f": {model.Mix{Read: .5, ReadModifyWrite: .5}, scrambled},
	} {
		w := read(t, "workload: {preset: "+name+"}").Config.Workload
		assert.Equal(t, want.mix, w.Mix, name)
		assert.Equal(t, want.popularity, w.Popularity, name)
		assert.Equal(t, 1000, w.Keys)
	}
}

func TestKeysThatAreGivenWinOverThePreset(t *testing.T) {
	w := read(t, "workload: {preset: ycsb-a, mix: {update: 100%}, popularity: uniform}").Config.Workload
	assert.Equal(t, model.Mix{Update: 1}, w.Mix)
	assert.Equal(t, "uniform", w.Popularity.Kind)
}

func TestStepsComeInOrderOfTimeAndTiesInOrderOfTheFile(t *testing.T) {
	s := read(t, `
script:
  - {at: 80ms, leader: tokyo, session: bob, read: title}
  - {at: 5ms, leader: london, delete: title}
  - {at: 0ms, leader: virginia, session: alice, put: {title: "B"}}
  - {at: 5ms, leader: tokyo, session: bob, insert: {title: 5}}
`)
	const ms = time.Millisecond
	assert.Equal(t, []model.Step{
		{At: 0, Leader: 0, Session: "alice", Kind: model.Update, Key: "title", Value: "B"},
		{At: 5 * ms, Leader: 1, Kind: model.Delete, Key: "title"},
		{At: 5 * ms, Leader: 2, Session: "bob", Kind: model.Insert, Key: "title", Value: "5"},
		{At: 80 * ms, Leader: 2, Session: "bob", Kind: model.Read, Key: "title"},
	}, s.Config.Script)
	assert.Zero(t, s.Config.Workload.Rate, "a script without a workload has none")
	assert.Zero(t, s.Config.Workload.Keys)
	assert.NotContains(t, string(s.Effective()), "workload")
	assert.Equal(t, 100., read(t, "script: [{at: 1s, leader: tokyo, read: x}]\nworkload:").Config.Workload.Rate, "an empty workload is the default one")
}

func TestErrorsOfStepsPointIntoTheFileWhateverTheOrder(t *testing.T) {
	_, err := Read(strings.NewReader(shortest+"script:\n  - {at: 9s, leader: nobody, read: x}\n  - {at: 1s, leader: tokyo, read: x}\n"), "test.yaml", Options{})
	require.ErrorContains(t, err, `test.yaml:5:22: script[0].leader: there is no leader "nobody"`)
}

func TestATraceReplacesArrivals(t *testing.T) {
	w := read(t, "workload: {trace: trace.csv}", "leaders=[eastus, uksouth]").Config.Workload
	assert.Equal(t, []model.Operation{
		{At: 0, Leader: 0, Session: "alice", Kind: model.Insert, Key: "cart", Value: "milk"},
		{At: 500 * time.Microsecond, Leader: 1, Session: "bob", Kind: model.Update, Key: "cart", Value: "bread"},
		{At: 2 * time.Millisecond, Leader: 1, Session: "bob", Kind: model.Read, Key: "cart"},
		{At: 3 * time.Millisecond, Leader: 0, Session: "alice", Kind: model.Delete, Key: "cart"},
	}, w.Trace)
	assert.Zero(t, w.Rate)
	assert.Zero(t, w.Keys, "the rows are those of the trace")
	assert.Equal(t, 5, read(t, "workload: {trace: trace.csv, keys: 5}", "leaders=[eastus, uksouth]").Config.Workload.Keys)
}

func TestTracesTellTimeInAnyUnitAndColumnsInAnyOrder(t *testing.T) {
	dir := t.TempDir()
	for unit, want := range map[string]time.Duration{
		"time_s": 1500 * time.Millisecond, "time_ms": 1500 * time.Microsecond, "time_us": 1500 * time.Nanosecond,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "ops.csv"), []byte("key,op,leader,"+unit+"\r\nk,update,a,1.5\r\n"), 0o644))
		s, err := Read(strings.NewReader("name: t\nduration: 60s\nleaders: [a]\nworkload: {trace: ops.csv}"), "t.yaml", Options{Dir: dir})
		require.NoError(t, err)
		assert.Equal(t, want, s.Config.Workload.Trace[0].At)
	}
}

func TestLeadersAreANumberOrAList(t *testing.T) {
	s := read(t, "", "leaders=12")
	assert.Len(t, s.Config.Leaders, 12)
	assert.Equal(t, "n12", s.Config.Leaders[11].Name)
	assert.Equal(t, s.Config.Network.Nodes[11], "n12")
}

func TestSweepsAndTagsAreKept(t *testing.T) {
	s := read(t, "tags: [geo, partition]\nsweep:\n  seeds: 20\n  over:\n    network.latency: [10ms, {exponential: {mean: 5ms}}]\n    leaders: [2, 4]\n")
	assert.Equal(t, []string{"geo", "partition"}, s.Tags)
	assert.Equal(t, &Sweep{Seeds: 20, Over: []Axis{
		{"network.latency", []string{"10ms", "{exponential: {mean: 5ms}}"}},
		{"leaders", []string{"2", "4"}},
	}}, s.Sweep)
	for _, axis := range s.Sweep.Over {
		for _, value := range axis.Values {
			read(t, "", axis.Path+"="+value)
		}
	}
}

func TestExpectationsKnowTheirLines(t *testing.T) {
	s := read(t, "expect:\n  - converged\n  - lost_updates == 0\n", "expect[2]=diverged_keys == 0")
	assert.Equal(t, []Expectation{{"converged", 5, 5}, {"lost_updates == 0", 6, 5}, {"diverged_keys == 0", 0, 0}}, s.Expect)
}

func TestThePagesOfTheContractLoad(t *testing.T) {
	paths, err := filepath.Glob("testdata/valid/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		_, err := Load(path, Options{})
		assert.NoError(t, err, path)
	}
}

func TestEveryLaterFeatureSaysWhatThereIs(t *testing.T) {
	for entry, instead := range later {
		key, value, isValue := strings.Cut(entry, "=")
		message := laterMessage(entry, "x")
		assert.Equal(t, "x is not in this version; this version has "+instead, message)
		if isValue {
			assert.NotContains(t, fmt.Sprint(shapes()), value, key)
		}
	}
}

package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
)

// Showing a scenario and reading what is shown changes nothing, whatever the
// scenario.
func TestEffectiveReadsBackAsTheSameScenario(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := randomScenario(t)
		first, err := Read(strings.NewReader(text), "random.yaml", Options{Dir: "testdata/files"})
		require.NoError(t, err, text)
		shown := first.Effective()
		second, err := Read(strings.NewReader(string(shown)), "shown.yaml", Options{Dir: "testdata/files"})
		require.NoError(t, err, string(shown))
		assert.Equal(t, first.Config, second.Config, "%s\n%s", text, shown)
		assert.Equal(t, string(shown), string(second.Effective()))
		assert.Equal(t, first.Contrasts, second.Contrasts)
		assert.Equal(t, first.Sweep, second.Sweep)
		assert.Equal(t, first.Description, second.Description)
	})
}

// randomScenario writes a valid scenario: of each key one of its forms.
func randomScenario(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	maybe := func(indent, key string, values ...string) {
		if i := rapid.IntRange(-2, len(values)-1).Draw(t, key); i >= 0 {
			line("%s%s: %s", indent, key, values[i])
		}
	}
	span := func(label string) string {
		return fmt.Sprintf("%dus", rapid.Int64Range(1, 1e7).Draw(t, label))
	}
	line("name: random-%d", rapid.IntRange(0, 99).Draw(t, "name"))
	line("description: %q", rapid.StringMatching(`[ -~é]{0,20}`).Draw(t, "description"))
	line("duration: %d.%03ds", rapid.IntRange(20, 100).Draw(t, "s"), rapid.IntRange(0, 999).Draw(t, "ms"))
	maybe("", "tags", "[a, b c, 'true', '1', \"\\u00e9\"]")
	maybe("", "seed", "0", "7", "18446744073709551615")
	maybe("", "warmup", "0s", span("warmup"))
	maybe("", "settle", "0s", "1h", "90s")
	workload := rapid.SampledFrom([]string{"none", "open", "closed", "trace", "script", "preset"}).Draw(t, "workload")
	load := rapid.SampledFrom([]string{"1", "2.5", "0.1", "0"}).Draw(t, "load")
	if workload == "closed" {
		load = "1"
	}
	line("leaders: %s", rapid.SampledFrom([]string{
		"[eastus, uksouth, japaneast]",
		"[{name: eastus, priority: -3, load: " + load + "}, {name: uksouth, clock: {offset: -20ms, drift: 50ppm, jitter: 1ms, resolution: 1ms}}, {name: japaneast, region: Japan East}]",
		"[eastus, {name: uksouth, clock: {drift: -7ppb}}, {name: japaneast, load: " + load + "}]",
	}).Draw(t, "leaders"))
	mode := rapid.SampledFrom([]string{"multi-leader", "single-leader", "quorum"}).Draw(t, "mode")
	line("network:")
	line("  latency: %s", rapid.SampledFrom([]string{
		span("latency"), "{regions: azure, jitter: 5%}", "{regions: azure, floor: 1ms}",
		"{exponential: {mean: " + span("mean") + "}}", "{lognormal: {median: 40ms, p99: 120ms}, floor: 5ms}",
		"{lognormal: {median: 40ms, sigma: 0.5}}", "{uniform: {from: 1ms, to: 0.002s}}", "{normal: {mean: 4ms, stddev: 1ms}}",
		"{gamma: {shape: 2, scale: 3ms}}", "{weibull: {shape: 0.7, scale: 3ms}}", "{pareto: {scale: 0.235ms, shape: 10}}",
		"{mixture: [{weight: 0.9122, pareto: {scale: 0.235ms, shape: 10}}, {weight: 0.0878, exponential: {mean: 0.602ms}, floor: 1us}]}",
		"{empirical: latencies.csv}", "{constant: 3ms}",
	}).Draw(t, "latency"))
	topologies := []string{"ring", "{name: ring}", "star", "{name: star, hub: uksouth}", "tree", "{name: tree, fanout: 1}",
		"random", "{name: random, degree: 2}", "small-world", "{name: small-world, degree: 2, rewire: 0.25}", "bidirectional-ring",
		"chain", "grid", "{edges: [[eastus, uksouth], [uksouth, japaneast]]}",
		"{edges: [[eastus, uksouth], [uksouth, japaneast], [japaneast, eastus]], directed: true}"}
	if mode == "quorum" {
		topologies = []string{"all-to-all"}
	}
	maybe("  ", "topology", topologies...)
	maybe("  ", "ordering", "fifo", "datagram")
	maybe("  ", "loss", "0%", "0.05", fmt.Sprintf("%d.%d%%", rapid.IntRange(0, 98).Draw(t, "loss"), rapid.IntRange(0, 9999).Draw(t, "fraction")))
	maybe("  ", "retransmit", span("retransmit"))
	maybe("  ", "duplicate", "3%", "100%")
	maybe("  ", "bandwidth", "unlimited", "10Mbps", "5MB/s", "1KiB/s")
	maybe("  ", "links", "[{from: eastus, to: uksouth, latency: 85ms, both_ways: true}, {from: uksouth, to: eastus, loss: 1%, retransmit: 5ms, duplicate: 2%, bandwidth: unlimited}]")
	randomReplication(t, mode, line, maybe, span)
	line("conflicts:")
	strategies := append(forRegisters(), "script\n  script: merge.star")
	if mode == "quorum" {
		strategies = []string{"last-write-wins", "first-write-wins", "siblings", "site-priority"}
	}
	maybe("  ", "strategy", strategies...)
	maybe("  ", "clock", "physical", "lamport", "hybrid")
	maybe("  ", "detect", detect("").words()...)
	maybe("  ", "own_writes", "strategy", "overwrite")
	if mode != "quorum" {
		maybe("  ", "own_inserts", "upsert", "refuse")
	}
	maybe("  ", "deletes", "keep", "none", "{tombstones: "+span("tombstones")+"}")
	randomWorkload(t, workload, mode, line, maybe)
	randomFaults(t, mode != "quorum" && !strings.Contains(b.String(), "{edges:"), maybe)
	maybe("", "contrast", "[{name: single, set: {replication: {mode: single-leader}, workload.routing: sticky, faults: null}}, {name: calm, set: {faults: null}}]",
		"[{name: siblings, set: {conflicts: {strategy: siblings}}}, {name: near, set: {workload.sessions: null, network.latency: 1ms}}]")
	maybe("", "expect", "[converged, lost_updates == 0, 'value(\"a\", \"b\") == \"c, d\"']")
	maybe("", "sweep", "{seeds: 20}", "{over: {network.latency: [10ms, 20ms], leaders: [2, 4], conflicts.deletes: [keep, {tombstones: 1s}]}}")
	return b.String()
}

// forRegisters names the strategies that can deal with registers, but for those that do
// not go with most of what is drawn.
func forRegisters() (names []string) {
	for _, rule := range catalogue.All() {
		if model.RegisterKind.Suits(&rule) && !rule.Certify && !addsUp(rule) {
			names = append(names, rule.Name)
		}
	}
	return names
}

// randomReplication leaves out what the mode does not go with.
func randomReplication(t *rapid.T, mode string, line func(string, ...any), maybe func(indent, key string, values ...string), span func(string) string) {
	line("replication:")
	maybe("  ", "anti_entropy", "never", "{every: "+span("anti-entropy")+"}")
	maybe("  ", "minority_reads", "serve", "refuse")
	maybe("  ", "forward", "auto", "always")
	switch mode {
	case "quorum":
		line("  mode: %s", rapid.SampledFrom([]string{
			"quorum", "{quorum: {n: 3, w: 1}}", "{quorum: {r: 1, read_repair: true, hinted_handoff: true}}",
			"{quorum: {partial: true, legs: {write: {exponential: {mean: 5ms}}, response: 1ms}}}", "{quorum: {legs: {}}}",
		}).Draw(t, "quorum"))
		return
	case "single-leader":
		line("  mode: %s", rapid.SampledFrom([]string{
			"single-leader", "{single-leader: {leader: uksouth}}", "{single-leader: {failover: 10s, fenced: false}}", "{single-leader: {failover: never}}",
		}).Draw(t, "single"))
	case "multi-leader":
		maybe("  ", "mode", "multi-leader")
	}
	maybe("  ", "apply", "{time: 100us}", "{workers: 4}", "{time: {exponential: {mean: 1s}}, workers: 2}")
	maybe("  ", "order", "arrival", "causal")
	maybe("  ", "acknowledge", "local", "all", "{peers: 2}")
	maybe("  ", "reroute", "never", "{after: "+span("reroute")+"}")
	if mode == "multi-leader" && rapid.Bool().Draw(t, "gossip") {
		line("  propagation: %s", rapid.SampledFrom([]string{
			"{gossip: {every: 1s}}", "{gossip: {style: pull, every: 10ms, rounds: poisson, peers: 2, stop: never}}",
			"{gossip: {style: push-pull, every: 2s, stop: {coin: 4}}}", "{gossip: {every: 3s, stop: {counter: 1}}}",
		}).Draw(t, "propagation"))
		return
	}
	maybe("  ", "propagation", "direct")
	maybe("  ", "ship", "immediately", "{every: "+span("every")+"}")
	maybe("  ", "fan_out", "parallel", "{serial: 10ms}")
	maybe("  ", "loop_prevention", "version-vector", "origin", "path", "none")
}

func randomFaults(t *rapid.T, joins bool, maybe func(indent, key string, values ...string)) {
	lists := []string{
		"[{at: 1s, for: 2s, partition: [[eastus], [uksouth]]}, {at: 20s, crash: uksouth}, {at: 3s, for: 1ms, pause: [eastus, japaneast], }]",
		"[{at: 1s, for: 2s, partition: halves}, {at: 2s, partition: {shape: bridge}}, {at: 3s, for: 2s, partition: flapping}, {at: 9s, partition: {shape: flapping, period: 1s}}]",
		"[{at: 1s, for: 2s, crash: uksouth, disk: lost}, {at: 3s, slow: {factor: 2.5}}, {at: 3s, for: 1s, slow: {from: uksouth, to: eastus, factor: 1e3, both_ways: true}}]",
		"[{at: 1s, loss: {share: 5%}}, {at: 3s, clock: {leader: eastus, step: -3s}}, {at: 4s, for: 1s, clock: {leader: eastus, step: 1ms, drift: -20ppm}}]",
		"[{random: {kind: partition, every: 30s, for: 5s}}, {at: 3s, random: {kind: partition, shape: flapping, every: 5s, for: 100ms}}, {random: {kind: cut, every: 5s, for: 100ms}}]",
		"[{random: {kind: crash, every: 30s, for: 5s, disk: lost, leaders: eastus}}, {random: {kind: slow, every: 5s, for: 1ms, factor: 7}}, {random: {kind: loss, every: 5s, for: 1ms, share: 0.5}}]",
	}
	if joins {
		lists = append(lists,
			"[{at: 1s, leave: japaneast}, {at: 2s, join: {name: sydney, region: australiaeast, clock: {drift: 1ppm}}}]",
			"[{at: 2s, join: southeastasia}, {at: 3s, pause: southeastasia}, {at: 4s, leave: southeastasia}]")
	}
	maybe("", "faults", lists...)
}

func randomWorkload(t *rapid.T, kind, mode string, line func(string, ...any), maybe func(indent, key string, values ...string)) {
	switch kind {
	case "open":
		line("workload:")
		maybe("  ", "rate", "0/s", "12/min", "0.1/s", fmt.Sprintf("%d/h", rapid.IntRange(1, 1e6).Draw(t, "rate")))
		maybe("  ", "arrivals", "poisson", "constant")
		maybe("  ", "sessions", "1", "1_000")
		maybe("  ", "mix", "{read: 0.9, update: 10%}", "{insert: 20%, delete: 30%, scan: 25%, read-modify-write: 25%}")
	case "closed":
		line("workload:\n  arrivals: {closed: {clients: 10, think: 50ms}}")
	case "trace":
		line("workload:\n  trace: trace.csv")
		maybe("  ", "keys", "10")
		maybe("  ", "failover", "nearest", "none", "{after: 1s}")
		return
	case "script":
		line("script: [{at: 5ms, leader: uksouth, session: bob, put: {title: 5}}, {at: 0ms, leader: eastus, insert: {title: 'B, \"c\"'}}, {at: 80ms, leader: japaneast, read: title}, {at: 5ms, leader: eastus, delete: 'yes'}]")
		return
	case "preset":
		line("workload:\n  preset: %s", rapid.SampledFrom(preset("").words()).Draw(t, "preset"))
	default:
		return
	}
	maybe("  ", "keys", "1e4", "64")
	maybe("  ", "popularity", "uniform", "latest", "{zipf: 0.99}", "{ycsb-zipfian: 0.99}", "{ycsb-scrambled: 0.5}", "{hotspot: {keys: 20%, operations: 80%}}")
	maybe("  ", "transaction", "1", "4")
	maybe("  ", "value_size", "0B", "64KiB", "1MB", "100B")
	maybe("  ", "failover", "nearest", "none", "{after: 1s}")
	routings := []string{"nearest", "sticky", "home", "random"}
	if mode != "multi-leader" {
		routings = routings[:2]
	}
	maybe("  ", "routing", routings...)
}

func TestEffectiveIsDeterministicAndInTheOrderOfTheContract(t *testing.T) {
	s, err := Load("testdata/valid/shortest.yaml", Options{Set: []string{"faults[0]={at: 1s, for: 2s, cut: {from: n1, to: n2}}", "expect=[converged]"}})
	require.NoError(t, err)
	golden(t, "testdata/effective.yaml", string(s.Effective()))
}

package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const contrasted = `
network: {latency: 30ms}
contrast:
  - {name: one-leader, set: {replication.mode: {single-leader: {leader: london}}}}
  - {name: closed, set: {workload.arrivals.closed: {clients: 3, think: 1s}, conflicts.strategy: siblings}}
  - {name: five, set: {leaders: 5, "network.links[0]": {from: n5, to: n1, latency: 1s}}}
`

func TestAContrastIsTheFileWithItsSettingsOverIt(t *testing.T) {
	s := read(t, contrasted)
	require.Len(t, s.Contrasts, 3)
	bare, _, _ := strings.Cut(contrasted, "contrast:")
	for i, sets := range [][]string{
		{"replication.mode={single-leader: {leader: london}}"},
		{"workload.arrivals.closed={clients: 3, think: 1s}", "conflicts.strategy=siblings"},
		{"leaders=5", "network.links[0]={from: n5, to: n1, latency: 1s}"},
	} {
		assert.Equal(t, read(t, bare, sets...).Config, s.Contrasts[i].Config, s.Contrasts[i].Name)
	}
	assert.Equal(t, read(t, bare).Config, s.Config, "the scenario itself stays as it is")
}

func TestAContrastWinsOverOverrides(t *testing.T) {
	s := read(t, contrasted, "conflicts.strategy=first-write-wins", "seed=7")
	assert.Equal(t, "first-write-wins", s.Config.Conflicts.Strategy)
	assert.Equal(t, "siblings", s.Contrasts[1].Config.Conflicts.Strategy)
	assert.EqualValues(t, 7, s.Contrasts[1].Config.Seed)
}

// What is shown tells all that differs, also what follows from the settings: else
// a value that the file left out, and that Effective prints, would stand in the way.
func TestEffectiveTellsWhatAContrastChanges(t *testing.T) {
	s := read(t, contrasted)
	shown := string(s.Effective())
	assert.Contains(t, shown, "{name: one-leader, set: {replication.mode: {single-leader: {leader: london, failover: never, fenced: true}}}}")
	assert.Contains(t, shown, "{name: closed, set: {conflicts.strategy: siblings, conflicts.detect: version-vector, conflicts.own_writes: overwrite, "+
		"workload.arrivals: {closed: {clients: 3, think: 1s}}, workload.rate: null, workload.sessions: null}}")
	again, err := Read(strings.NewReader(shown), "shown.yaml", Options{})
	require.NoError(t, err)
	assert.Equal(t, s.Contrasts, again.Contrasts)
	assert.Equal(t, shown, string(again.Effective()))
}

func TestAContrastThatChangesNothingStays(t *testing.T) {
	s := read(t, "contrast: [{name: same, set: {conflicts.clock: physical}}]")
	assert.Equal(t, s.Config, s.Contrasts[0].Config)
	shown := s.Effective()
	assert.Contains(t, string(shown), "{name: same, set: {conflicts: {strategy: last-write-wins, clock: physical,")
	_, err := Read(strings.NewReader(string(shown)), "shown.yaml", Options{})
	require.NoError(t, err)
}

func TestAContrastThatAnOverrideHasReachedStays(t *testing.T) {
	s := read(t, "contrast: [{name: bare, set: {script: null, replication.reroute: null}}]", "replication.reroute=never")
	assert.Equal(t, s.Config, s.Contrasts[0].Config)
	again, err := Read(strings.NewReader(string(s.Effective())), "shown.yaml", Options{})
	require.NoError(t, err)
	assert.Equal(t, string(s.Effective()), string(again.Effective()))
}

func TestProblemsOfAContrastPointIntoIt(t *testing.T) {
	_, err := Read(strings.NewReader(shortest+`workload: {transaction: 2}
contrast:
  - name: dynamo
    set:
      replication.mode: {quorum: {n: 2, r: 3}}
      network.latency: 5
`), "x.yaml", Options{Set: []string{"replication.order=causal"}})
	assert.EqualError(t, err, `x.yaml:8:7: contrast[0]: replication.order: a quorum has no order among rows
  8 |       replication.mode: {quorum: {n: 2, r: 3}}
    |       ^
  = arrival
x.yaml:8:7: contrast[0]: workload.transaction: a quorum of n: 2 among 3 leaders keeps rows in different places, and cannot write several together
  8 |       replication.mode: {quorum: {n: 2, r: 3}}
    |       ^
  = 1, or n as large as there are leaders
x.yaml:8:44: contrast[0]: replication.mode.quorum.r: 3 is out of range; it is between 1 and 2, the number of replicas
  8 |       replication.mode: {quorum: {n: 2, r: 3}}
    |                                            ^
x.yaml:9:24: contrast[0]: network.latency: 5: which unit? 5ms, 5s, 5m
  9 |       network.latency: 5
    |                        ^`)
}

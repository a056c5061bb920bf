package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
)

// promised are the systems that the program must know.
var promised = strings.Fields(`mysql mariadb postgresql-18 edb-pgd pgedge-spock pgactive galera ndb-max ndb-epoch
	oracle-latest oracle-additive oracle-site-priority goldengate sqlserver-p2p sqlserver-merge couchdb couchbase-xdcr
	cassandra scylla riak dynamodb-global-tables cosmosdb redis-active-active cockroachdb-ldr yugabytedb-xcluster
	aerospike-xdr symmetricds bucardo`)

func TestAllPromisedSystemsAreThere(t *testing.T) {
	require.Subset(t, presetNames(), promised)
}

func TestPresetsTellTheirStory(t *testing.T) {
	for _, p := range Presets() {
		require.NotEmpty(t, p.Version, p.Name)
		require.True(t, strings.HasSuffix(strings.TrimSpace(p.Summary), "."), "%s: sentences", p.Name)
		require.NotEmpty(t, p.Sources, p.Name)
		require.NotEmpty(t, p.Modelled, p.Name)
		require.NotEmpty(t, p.NotModelled, "%s: no model is complete", p.Name)
		require.NotContains(t, p.Conflicts()+p.Replication(), "\n", p.Name)
	}
}

// Each preset is a scenario that can run, and what it stands for can be said key by key.
func TestPresetsAreTheirAxes(t *testing.T) {
	for _, p := range Presets() {
		named := read(t, "conflicts: {preset: "+p.Name+"}")
		_, err := model.New(named.Config)
		require.NoError(t, err, p.Name)
		spelled := read(t, "conflicts: "+p.Conflicts()+"\nreplication: "+p.Replication())
		require.Equal(t, spelled.Config.Replication, named.Config.Replication, p.Name)
		require.Equal(t, withoutPreset(spelled), withoutPreset(named), p.Name)
		again, err := Read(strings.NewReader(string(named.Effective())), "effective", Options{})
		require.NoError(t, err, p.Name)
		require.Equal(t, string(named.Effective()), string(again.Effective()), p.Name)
	}
}

func withoutPreset(s *Scenario) string {
	var lines []string
	for line := range strings.Lines(string(s.Effective())) {
		if !strings.Contains(line, "preset: ") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestKnobsOfPresetsAreKeysOfTheFile(t *testing.T) {
	for _, p := range Presets() {
		for _, knob := range p.Knobs {
			var set []string
			for _, s := range knob.Set {
				set = append(set, s.Path+"="+s.Value)
			}
			if slices.Contains(set, "conflicts.strategy=script") {
				continue // the script is the reader's own
			}
			_, err := Read(strings.NewReader(shortest+"conflicts: {preset: "+p.Name+"}\n"), "test", Options{Set: set})
			require.NoError(t, err, "%s: %s", p.Name, knob.Name)
		}
	}
}

func TestAFilesOwnKeysWinOverItsPreset(t *testing.T) {
	s := read(t, "conflicts: {preset: postgresql-18, detect: version-vector, resolve: {insert-insert: overwrite}}")
	require.Equal(t, strategy.DetectVersionVector, s.Config.Conflicts.Detect)
	require.Equal(t, ownWrites("overwrite"), s.file.Conflicts.OwnWrites, "which is the preset's")
	rule := s.Config.Conflicts.Rule
	m := strategy.Meeting{Type: strategy.InsertInsert}
	require.Equal(t, strategy.Take, rule.Strategy.Resolve(&m))
	m.Type = strategy.UpdateMissing
	require.Equal(t, strategy.Keep, rule.Strategy.Resolve(&m), "discarded, as the preset says")
}

// A system that stops says why.
func TestPresetsHaveAWordForWhatStopsThem(t *testing.T) {
	for _, p := range Presets() {
		for kind := range strategy.Type(strategy.Types) {
			if p.Strategy(kind) == "error" {
				require.NotEmpty(t, p.Word(kind, "stop"), "%s, %s", p.Name, kind)
			}
		}
	}
}

func TestDeparturesTellWhereAFileIsNotLikeItsPreset(t *testing.T) {
	for text, want := range map[string][]string{
		"conflicts: {preset: mysql}": nil,
		"conflicts: {preset: mysql, strategy: arrival-order, own_writes: overwrite}": nil, // which it is
		"conflicts: {strategy: last-write-wins}":                                     nil,
		"conflicts: {preset: mysql, strategy: last-write-wins, deletes: {tombstones: 5s}}": {
			"conflicts.strategy=last-write-wins", "conflicts.deletes={tombstones: 5s}",
		},
		"conflicts: {preset: edb-pgd, resolve: {unique: error}}":                                  {"conflicts.resolve.unique=error"},
		"conflicts: {preset: postgresql-18}\nreplication: {forward: always, ship: {every: 10ms}}": {"replication.forward=always"},
	} {
		require.Equal(t, want, read(t, text).Departures, text)
	}
}

func TestPresetsKnowTheirWords(t *testing.T) {
	p, ok := LookupPreset("postgresql-18")
	require.True(t, ok)
	require.Equal(t, "update_origin_differs", p.Word(strategy.UpdateUpdate, "take"))
	_, ok = LookupPreset("postgresql")
	require.False(t, ok)
}

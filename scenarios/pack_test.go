package scenarios

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

const toPack = `name: travels
duration: 1s
leaders: [{name: a, region: Paris}, {name: b, region: New York}]
network:
  latency: {regions: tables/x.csv}
  links:
    - {from: a, to: b, latency: {empirical: samples/x.csv}}
    - {from: b, to: a, latency: {empirical: samples/x.csv}}
replication: {apply: {time: {mixture: [{weight: .5, empirical: ./samples/x.csv}, {weight: .5, constant: 1ms}]}}}
conflicts: {strategy: script, script: ../metrics.csv}
workload: {trace: trace}
contrast:
  - {name: other-rule, set: {conflicts.script: other.star}}
  - {name: other-way, set: {"network.links[1].latency": {empirical: samples/other.txt}}}
  - {name: no-rule, set: {conflicts.strategy: last-write-wins, conflicts.script: null}}
`

// folder makes a folder of files.
func folder(t *testing.T, files map[string]string) string {
	root := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
		require.NoError(t, os.WriteFile(path, []byte(files[name]), 0o666))
	}
	return root
}

func TestPackedScenariosTravelWithTheirFiles(t *testing.T) {
	rule := "def merge(local, incoming, base):\n    return TAKE\n"
	root := folder(t, map[string]string{
		"in/travels.yaml": toPack, "metrics.csv": rule, "in/other.star": rule + "# other\n",
		"in/tables/x.csv": "from,Paris,New York\nParis,0,70\nNew York,72,0\n", "in/samples/x.csv": "latency_ms\n12.5\n40\n",
		"in/samples/other.txt": "13ms\n", "in/trace": "time_ms,leader,session,op,key,value\n0,a,alice,insert,cart,milk\n",
	})
	s, err := Load(filepath.Join(root, "in", "travels.yaml"), Options{})
	require.NoError(t, err)
	yaml, files := s.Packed()
	beside := map[string]string{"scenario.yaml": string(yaml)}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		beside[f.Name] = string(f.Content)
	}
	require.ElementsMatch(t, []string{"x.csv", "x-2.csv", "input-metrics.csv", "other.star", "other.txt", "input-trace"}, names)

	again, err := Load(filepath.Join(folder(t, beside), "scenario.yaml"), Options{})
	require.NoError(t, err, "%s", yaml)
	require.Equal(t, s.Config.Workload.Trace, again.Config.Workload.Trace)
	require.Equal(t, s.Config.Network, again.Config.Network)
	require.Equal(t, s.Config.Replication, again.Config.Replication)
	require.Equal(t, s.Contrasts[1].Config.Network, again.Contrasts[1].Config.Network)
	require.NotEqual(t, s.Config.Network, again.Contrasts[1].Config.Network)
	same, sameFiles := again.Packed()
	require.Equal(t, string(yaml), string(same), "packing again changes nothing")
	require.Equal(t, files, sameFiles)
}

func TestPackedScenariosWithoutFilesAreTheEffectiveOnes(t *testing.T) {
	s := read(t, "network: {latency: 5ms}")
	yaml, files := s.Packed()
	require.Equal(t, string(s.Effective()), string(yaml))
	require.Empty(t, files)
}

// A file of more than 32 MiB is left where it is.
func TestLargeFilesAreNotPacked(t *testing.T) {
	c := copyOf{}
	for range 33 {
		n, err := c.Write(make([]byte, 1<<20))
		require.NoError(t, err)
		require.Equal(t, 1<<20, n)
	}
	require.True(t, c.large)
	require.Zero(t, c.Len())
}

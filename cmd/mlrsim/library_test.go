package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// beside is where scripts of the library stand.
var beside = filepath.Join(docs, "scenarios", "library")

func TestTheLibraryKeepsWhatItPromises(t *testing.T) {
	for _, name := range libraryNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, run := kept(t, &cli{}, name)
			shown, err := scenarios.Read(strings.NewReader(string(s.effective)), name+" as shown", scenarios.Options{Dir: beside})
			require.NoError(t, err)
			again, _, err := analysis.Measure(context.Background(), shown.Config, analysis.Options{})
			require.NoError(t, err)
			assert.Equal(t, run.Fingerprint, again.Fingerprint, "what `mlrsim show` prints runs alike")
		})
	}
}

// What a file says of databases must not be the luck of one seed.
func TestTheLibraryKeepsItsPromisesWithOtherLuck(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the library several times")
	}
	for _, name := range libraryNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, seed := range []string{"2", "3", "6", "7", "13"} {
				c := &cli{}
				c.flags.seed = seed
				kept(t, c, name)
			}
		})
	}
}

// kept runs a scenario of the library, and asserts that its expectations hold.
func kept(t *testing.T, c *cli, name string) (*loaded, *results.Run) {
	s, err := c.load(name)
	require.NoError(t, err)
	require.NotEmpty(t, s.claims, "no `expect:`: say what must hold")
	j := &job{ctx: context.Background(), cli: c, scenario: s, report: func(float64) {}}
	_, err = j.measure(nil)
	require.NoError(t, err)
	require.NoError(t, j.contrast())
	for _, v := range s.judge(j.run) {
		assert.Equal(t, "holds", v.Holds, "%s:%d: seed %d: %s: %s", name, v.Line, j.run.Seed, v.Text, v.Detail)
	}
	return s, j.run
}

func TestTheLibrarySaysWhatToLookFor(t *testing.T) {
	for _, e := range scenarios.Library() {
		text, _ := scenarios.Source(e.Name)
		assert.Contains(t, string(text), "\n# What to look for", e.Name)
		assert.NotEmpty(t, e.Description, e.Name)
		assert.NotEmpty(t, e.Tags, e.Name)
		for _, other := range regexp.MustCompile(`mlrsim run ([a-z-]+)`).FindAllStringSubmatch(string(text), -1) {
			assert.Equal(t, e.Name, other[1], "a file's commands are about itself")
		}
	}
}

// TestTheLibraryHasSomethingOfEverything: each strategy and data type, kind of workload,
// topology, mode and kind of fault can be seen at work, in a scenario or in its contrast.
func TestTheLibraryHasSomethingOfEverything(t *testing.T) {
	var seen []string
	for _, name := range libraryNames() {
		s, err := scenarios.Builtin(name)
		require.NoError(t, err)
		for _, other := range s.Contrasts {
			seen = append(seen, "strategy "+other.Config.Conflicts.Strategy)
		}
		topology := s.Config.Network.Topology.Name
		if len(s.Config.Network.Topology.Edges) > 0 {
			topology = "edges"
		}
		seen = append(seen, "strategy "+s.Config.Conflicts.Strategy, "kind "+s.Config.Workload.Kind.String(), "topology "+topology, "mode "+s.Config.Replication.Mode.String())
		for _, f := range s.Config.Faults {
			seen = append(seen, "fault "+f.Kind.String())
		}
	}
	var all []string
	for _, name := range catalogue.Names() {
		all = append(all, "strategy "+name)
	}
	for _, kind := range model.Kinds() {
		all = append(all, "kind "+kind.String())
	}
	for _, shape := range network.Topologies() {
		all = append(all, "topology "+shape.Name)
	}
	for kind := model.Partition; kind <= model.Leave; kind++ {
		all = append(all, "fault "+kind.String())
	}
	for mode := model.MultiLeaderMode; mode <= model.QuorumMode; mode++ {
		all = append(all, "mode "+mode.String())
	}
	for _, wanted := range all {
		assert.True(t, slices.Contains(seen, wanted), "no scenario of the library shows %s", wanted)
	}
}

// TestCommandsInTheLibraryRun runs what the comments propose to try. What is varied
// need not hold what the file expects.
func TestCommandsInTheLibraryRun(t *testing.T) {
	for _, name := range libraryNames() {
		text, _ := scenarios.Source(name)
		for line := range strings.Lines(string(text)) {
			command, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(line, "#")), "mlrsim ")
			if !ok {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				out, code := shell(t, t.TempDir(), "mlrsim "+command+" --no-plots")
				assert.LessOrEqual(t, code, notAsClaimed, "%s\n%s", command, out)
			})
		}
	}
}

// TestPicturesOfTheDocsAreWhatTheProgramDraws regenerates them with -update.
func TestPicturesOfTheDocsAreWhatTheProgramDraws(t *testing.T) {
	for picture, drawn := range map[string]string{
		"atlantic-cut.svg":    "conflicts.svg",
		"three-relations.svg": "spacetime.svg",
	} {
		scenario := strings.TrimSuffix(picture, ".svg")
		folder := t.TempDir()
		out, code := shell(t, folder, "mlrsim run "+scenario)
		require.Zero(t, code, out)
		fresh, err := os.ReadFile(filepath.Join(folder, "results", scenario, "seed-1", drawn))
		require.NoError(t, err)
		path := filepath.Join(docs, "docs", picture)
		if *update {
			require.NoError(t, os.WriteFile(path, fresh, 0o644))
		}
		committed, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.True(t, string(fresh) == string(committed), "%s is not what `mlrsim run %s` draws: go test ./cmd/mlrsim -update", picture, scenario)
	}
}

// TestClaimsOfTheDocsAreScenarios: what docs/reality.md says a run shows, a scenario
// shows, which claims to.
func TestClaimsOfTheDocsAreScenarios(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(docs, "docs", "reality.md"))
	require.NoError(t, err)
	var shown []string
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, " | ")
		if len(cells) < 5 {
			continue
		}
		for _, name := range regexp.MustCompile("`([a-z0-9-]+)`").FindAllStringSubmatch(cells[2], -1) {
			_, err := scenarios.Builtin(name[1])
			assert.NoError(t, err, line)
			shown = append(shown, name[1])
		}
	}
	for _, e := range scenarios.Library() {
		if slices.Contains(e.Tags, "reality") {
			assert.Contains(t, shown, e.Name, "docs/reality.md does not say whose claim it is")
		}
	}
}

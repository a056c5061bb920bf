package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios"
)

// TestThePageOfPresetsIsWhatTheirFilesSay writes docs/presets.md from its mark on with
// -update.
func TestThePageOfPresetsIsWhatTheirFilesSay(t *testing.T) {
	const mark = "<!-- from here on: go test ./cmd/mlrsim -update -->\n"
	path := filepath.Join(docs, "docs", "presets.md")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	head, _, found := strings.Cut(string(page), mark)
	require.True(t, found)
	fresh := head + mark + presetsPage(scenarios.Presets())
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(fresh), 0o644))
		page = []byte(fresh)
	}
	assert.True(t, fresh == string(page), "docs/presets.md is out of date: go test ./cmd/mlrsim -update")
}

// presetsPage is a table of all presets and a section for each, as Markdown.
func presetsPage(presets []scenarios.Preset) string {
	var b strings.Builder
	b.WriteString("\n| preset | system | version | strategy | detect | granularity |\n|---|---|---|---|---|---|\n")
	for _, p := range presets {
		c := p.Axes.Conflicts
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s | %s | %s |\n", p.Name, p.Name, cell(p.System), p.Version, c.Strategy, c.Detect, c.Granularity)
	}
	for _, p := range presets {
		b.WriteString(presetSection(&p))
	}
	return b.String()
}

func presetSection(p *scenarios.Preset) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s. Modelled from its documentation, version %s.\n\n%s\n\n```yaml\n%s```\n", p.Name, p.System, p.Version, strings.TrimSpace(p.Summary), p.YAML())
	b.WriteString("\n| type | its word | what settles it |\n|---|---|---|\n")
	for t := range strategy.Types {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", t, cell(p.AllWords(t)), p.Strategy(t))
	}
	if names := outcomesOf(p); names != "" {
		fmt.Fprintf(&b, "\nIts words for what becomes of a change: %s.\n", names)
	}
	fmt.Fprintf(&b, "\nWhere it tells: %s.\n", p.Logs)
	b.WriteString(bullets("Modelled", p.Modelled) + bullets("Not modelled", p.NotModelled))
	var knobs, sources []string
	for _, k := range p.Knobs {
		var set []string
		for _, s := range k.Set {
			set = append(set, "`"+s.Path+"="+s.Value+"`")
		}
		knobs = append(knobs, k.Name+": "+k.Meaning+" ("+strings.Join(set, ", ")+")")
	}
	for _, r := range p.Sources {
		sources = append(sources, "["+strings.NewReplacer("[", "(", "]", ")").Replace(r.Title)+"]("+r.URL+")")
	}
	return b.String() + bullets("Knobs", knobs) + bullets("Sources", sources)
}

func bullets(heading string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "\n" + heading + ":\n\n- " + strings.Join(items, "\n- ") + "\n"
}

func TestTheReadmeCountsThePresets(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docs, "README.md"))
	require.NoError(t, err)
	assert.Contains(t, string(text), fmt.Sprintf("as %d real systems", len(scenarios.Presets())))
}

// smallFile is a scenario in which rows are inserted, updated and deleted.
const smallFile = `
name: small
duration: 3s
leaders: 3
network: {latency: 40ms}
conflicts: {strategy: siblings, own_writes: overwrite}
workload: {keys: 40, rate: 40/s, mix: {read: 20%, update: 60%, insert: 10%, delete: 10%}}
expect: [lost_updates == 0]
contrast: [{name: two, set: {leaders: 2}}]
`

// presetsOn is what `mlrsim presets --on` prints of the small file.
func presetsOn(t *testing.T, arguments string) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "small.yaml"), []byte(smallFile), 0o644))
	out, code := shell(t, folder, "mlrsim presets --on small.yaml "+arguments)
	require.Zero(t, code, out)
	return out
}

func TestPresetsAreComparedAlikeWithAnyNumberOfWorkers(t *testing.T) {
	for _, form := range []string{"text", "json", "csv"} {
		assert.Equal(t, presetsOn(t, "-j 1 --format "+form), presetsOn(t, "-j 4 --format "+form))
	}
}

func TestTheComparisonOfPresetsFitsItsPage(t *testing.T) {
	out := presetsOn(t, "")
	for line := range strings.Lines(out) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), comparisonWidth, line)
	}
	for _, name := range presetNames() {
		assert.Contains(t, out, "\n"+name+" ")
	}
}

// Whatever a system does about conflicts, clients ask for the same things at the same
// times.
func TestPresetsMeetTheSameLuck(t *testing.T) {
	out := presetsOn(t, "--format csv --only cassandra,postgresql-18,riak,oracle-additive")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	writes, count := slices.Index(rows[0], "writes"), map[string]bool{}
	for _, row := range rows[1:] {
		count[row[writes]] = true
	}
	assert.Len(t, count, 1)
	assert.NotContains(t, count, "0")
}

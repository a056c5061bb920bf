package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis/validate"
	"github.com/mlrsim/mlrsim/scenarios"
)

// made is a row whose runs give a value.
func made(id string, exact, value float64) validate.Row {
	return validate.Row{ID: id, Section: "Made up", Title: "a row", Source: "nowhere", Trials: []validate.Trial{{
		Runs: 10, Figures: []validate.Figure{{Name: "figure", Exact: exact, Tolerance: .02}},
		Once: func(context.Context, validate.Bench) ([]float64, error) { return []float64{value}, nil },
	}}}
}

func TestAFigureThatFailsIsToldByTheExitCode(t *testing.T) {
	for code, value := range map[int]float64{allWell: 1, notAsClaimed: 1.1} {
		var out bytes.Buffer
		c := &cli{out: &out, err: &bytes.Buffer{}, flags: flags{format: "text", jobs: 2, color: "never"}}
		v := &validation{cli: c, rows: []validate.Row{made("X", 1, value)}, folder: t.TempDir()}
		require.Equal(t, code, exitCode(v.run(context.Background())))
		text, err := os.ReadFile(filepath.Join(v.folder, "validation.txt"))
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(out.String(), string(text)), "what is kept is what is printed")
		require.Equal(t, code == notAsClaimed, strings.Contains(out.String(), "fails +10%"))
	}
}

func TestQuietTellsOnlyWhatDoesNotHold(t *testing.T) {
	var out bytes.Buffer
	c := &cli{out: &out, err: &bytes.Buffer{}, flags: flags{format: "text", jobs: 1, color: "never", quiet: true}}
	v := &validation{cli: c, rows: []validate.Row{made("X", 1, 1), made("Y", 1, 2)}, folder: t.TempDir()}
	require.Error(t, v.run(context.Background()))
	require.NotContains(t, out.String(), "\nX  ")
	require.Contains(t, out.String(), "\nY  a row")
}

// TestSourcesLeadIntoTheDocs: each closed form has its paragraph.
func TestSourcesLeadIntoTheDocs(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(docs, "docs", "validation.md"))
	require.NoError(t, err)
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(string(page), -1) {
		name := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		anchors[strings.ReplaceAll(name, " ", "-")] = true
	}
	for _, row := range validate.Suite() {
		if _, anchor, ok := strings.Cut(strings.TrimSuffix(row.Source, ")"), "docs/validation.md#"); ok {
			assert.True(t, anchors[anchor], "docs/validation.md has no heading %s, and %s refers to it", anchor, row.ID)
		}
		assert.Contains(t, string(page), "**"+row.ID+"**", "docs/validation.md does not explain %s", row.ID)
	}
}

// TestCommandsInTheRowsRun runs what the comments of the suite's scenarios propose.
func TestCommandsInTheRowsRun(t *testing.T) {
	for _, name := range scenarios.Validation() {
		text, _ := scenarios.Source(name)
		for line := range strings.Lines(string(text)) {
			command, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(line, "#")), "mlrsim ")
			if !ok {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				assert.Contains(t, command, "run "+name, "a file's commands are about itself")
				out, code := shell(t, t.TempDir(), "mlrsim "+command+" --no-plots --set duration=20s")
				assert.Zero(t, code, "%s\n%s", command, out)
			})
		}
	}
}

// TestTheReferenceIsWhatTheSuiteFinds runs the rows that take little time anew, all of
// their load, and compares them with results/reference.
func TestTheReferenceIsWhatTheSuiteFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds of CPU")
	}
	rows := func(text []byte) map[string]json.RawMessage {
		var v struct{ Rows []json.RawMessage }
		require.NoError(t, json.Unmarshal(text, &v))
		byID := map[string]json.RawMessage{}
		for _, row := range v.Rows {
			var named struct{ ID string }
			require.NoError(t, json.Unmarshal(row, &named))
			byID[named.ID] = row
		}
		return byID
	}
	text, err := os.ReadFile(filepath.Join(docs, "results", "reference", "validation.json"))
	require.NoError(t, err)
	reference := rows(text)
	require.Len(t, reference, len(validate.IDs()))
	out, code := shell(t, t.TempDir(), "mlrsim validate --only C1,D1,S1,R2,CC,STAT-t,STAT-mser,DET,PBS-k --json")
	require.Zero(t, code, out)
	for id, row := range rows([]byte(out)) {
		assert.JSONEq(t, string(reference[id]), string(row), "%s has changed: mlrsim validate -o results/reference", id)
	}
}

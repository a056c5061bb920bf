package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// asSystem runs a script of two leaders, 50 ms apart, as a real system. The first has
// the higher priority.
func asSystem(t *testing.T, preset, script string) *results.Run {
	t.Helper()
	return asSystemOf(t, preset, "[{name: a, priority: 2}, {name: b, priority: 1}]", script)
}

func asSystemOf(t *testing.T, preset, leaders, script string) *results.Run {
	t.Helper()
	s, err := scenarios.Read(strings.NewReader(
		"name: test\nduration: 3s\nnetwork: {latency: 50ms}\nleaders: "+leaders+"\nconflicts: {preset: "+preset+"}\nscript:\n"+script), "test", scenarios.Options{})
	require.NoError(t, err)
	run, _, err := analysis.Measure(t.Context(), s.Config, analysis.Options{})
	require.NoError(t, err)
	run.System = systemOf(s, run)
	return run
}

const (
	anInsert   = "  - {at: 0ms, leader: a, insert: {k: v0}}\n"
	twoDeletes = anInsert + `
  - {at: 200ms, leader: a, delete: k}
  - {at: 210ms, leader: b, delete: k}
`
	deletedAndUpdated = anInsert + `
  - {at: 200ms, leader: a, delete: k}
  - {at: 210ms, leader: b, put: {k: vb}}
`
	updatedAndDeleted = anInsert + `
  - {at: 200ms, leader: a, put: {k: va}}
  - {at: 210ms, leader: b, delete: k}
`
)

// What a system says of a conflict depends on what was decided.
func TestSystemsTellWhatCameOfAConflict(t *testing.T) {
	for _, c := range []struct{ preset, script, want string }{
		{"postgresql-18", twoDeletes, "delete_missing 2 (skipped)"},
		{"edb-pgd", twoDeletes, "delete_missing 2 (skip)"},
		{"pgedge-spock", twoDeletes, "delete_missing 2 (skip)"},
		{"pgactive", twoDeletes, "delete_delete 2 (skip_change)"},
		{"oracle-latest", twoDeletes, "delete conflict 2 (in DEFERROR)"},

		{"pgedge-spock", deletedAndUpdated, "update_missing 1 (ERROR, in spock.exception_log), delete_exists 1 (keep_local)"},
		{"oracle-latest", deletedAndUpdated, "delete conflict 2 (in DEFERROR)"},
		{"sqlserver-merge", deletedAndUpdated, "Update Delete Wins Conflict 2 (1 incoming loses; 1 incoming wins)"},
		{"sqlserver-merge", updatedAndDeleted, "Update Wins Delete Conflict 2 (1 incoming wins; 1 incoming loses)"},
	} {
		require.Equal(t, c.want, asSystem(t, c.preset, c.script).System.Line(), "%s\n%s", c.preset, c.script)
	}
}

// A revision of CouchDB is known by its content and its past: two leaders that make the
// same one are in no conflict, though their writes were concurrent.
func TestTheSameEditIsOneRevision(t *testing.T) {
	for _, c := range []struct{ script, want string }{
		{anInsert + "  - {at: 200ms, leader: a, put: {k: v1}}\n  - {at: 210ms, leader: b, put: {k: v1}}\n", "nothing"},
		{twoDeletes, "nothing"},
		{anInsert + "  - {at: 200ms, leader: a, put: {k: v1}}\n  - {at: 210ms, leader: b, put: {k: v1}}\n  - {at: 220ms, leader: a, put: {k: v2}}\n", "nothing"},
		{anInsert + "  - {at: 200ms, leader: a, put: {k: v1}}\n  - {at: 210ms, leader: b, put: {k: v2}}\n", "_conflicts 2 (merged)"},
		{deletedAndUpdated, "_deleted_conflicts 2 (merged)"},
	} {
		run := asSystem(t, "couchdb", c.script)
		require.Equal(t, c.want, run.System.Line(), c.script)
		pairs, _ := run.Metrics.Get("conflict_pairs")
		require.NotZero(t, pairs.Num, "the writes were concurrent all the same")
	}
}

// NDB$MAX applies what is greater, though what arrives has seen the row that it finds.
// It compares no deletes, which must find what they deleted, be they later or earlier.
func TestNDBMaxComparesValuesWhateverWasReplaced(t *testing.T) {
	const bIsBehind = "[a, {name: b, clock: {offset: -1s}}]"
	run := asSystemOf(t, "ndb-max", bIsBehind, anInsert+"  - {at: 200ms, leader: a, put: {k: v1}}\n  - {at: 500ms, leader: b, put: {k: v2}}\n")
	require.Equal(t, "DATA_IN_CONFLICT 1 (rejected)", run.System.Line())
	requireDiverged(t, run, 1)

	run = asSystemOf(t, "ndb-max", bIsBehind, anInsert+"  - {at: 500ms, leader: b, delete: k}\n")
	require.Equal(t, "nothing", run.System.Line(), "the delete has the older clock, and finds what it deleted")
	requireDiverged(t, run, 0)

	run = asSystem(t, "ndb-max", updatedAndDeleted)
	require.Equal(t, "ROW_DOES_NOT_EXIST 1 (rejected), DATA_IN_CONFLICT 1 (rejected)", run.System.Line(), "the delete is later, and finds another version")
	requireDiverged(t, run, 1)
}

func requireDiverged(t *testing.T, run *results.Run, rows int64) {
	t.Helper()
	v, _ := run.Metrics.Get("diverged_keys")
	require.Equal(t, rows, v.Num)
}

// Latest timestamp without a second method, and GoldenGate, apply what is later: of equal
// times each database keeps its own.
func TestEqualTimesStayApart(t *testing.T) {
	const coarse = "[{name: a, clock: {resolution: 1s}}, {name: b, clock: {resolution: 1s}}]"
	updates := func(at string) string {
		return anInsert + "  - {at: 1100ms, leader: a, put: {k: va}}\n  - {at: " + at + ", leader: b, put: {k: vb}}\n"
	}
	for _, preset := range []string{"oracle-latest", "goldengate", "ndb-max"} {
		requireDiverged(t, asSystemOf(t, preset, coarse, updates("1120ms")), 1)
		requireDiverged(t, asSystemOf(t, preset, "[a, b]", updates("1120ms")), 0)
	}
}

// All regions of Cosmos DB converge, and a delete wins over what has not seen it,
// whatever has been written over that.
func TestCosmosRegionsConverge(t *testing.T) {
	for _, c := range []struct {
		leaders, script string
		want            []string
	}{
		{"[a, b]", anInsert + `
  - {at: 200ms, leader: a, delete: k}
  - {at: 210ms, leader: b, delete: k}
  - {at: 215ms, leader: b, insert: {k: vb}}
`, nil},
		{"[a, b]", anInsert + `
  - {at: 200ms, leader: b, delete: k}
  - {at: 210ms, leader: b, insert: {k: vb}}
  - {at: 240ms, leader: a, put: {k: va}}
`, []string{"a vb", "b vb"}},
		{"[a, {name: b, clock: {offset: -1s}}]", anInsert + `
  - {at: 200ms, leader: b, put: {k: v1}}
  - {at: 200ms, leader: a, put: {k: v2}}
  - {at: 300ms, leader: b, put: {k: v3}}
`, []string{"a v3", "b v3"}},
	} {
		run := asSystemOf(t, "cosmosdb", c.leaders, c.script)
		var got []string
		for _, row := range run.Final {
			for _, v := range row.Values {
				got = append(got, row.Leader+" "+v)
			}
		}
		require.Equal(t, c.want, got, c.script)
		requireDiverged(t, run, 0)
	}
}

package report

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

const ms = sim.Time(time.Millisecond)

// inScript is a failure of a script.
func inScript(at sim.Time, from, leader int, message string) results.Failure {
	in := &diagnostic.Error{File: "merge.star", Line: 2, Column: 5, Message: message, Excerpt: "    <oops>", Caret: 4, Suggestion: "return KEEP"}
	return results.Failure{At: at, From: from, Leader: leader, Key: "k3", Type: "update-update", Why: in.Head(), Script: in}
}

func TestTheFirstFailureIsShownInItsScriptAndNoWhyIsRepeated(t *testing.T) {
	own := inScript(30*ms, results.OwnWrite, 1, "c")
	other := results.Failure{At: 20 * ms, From: 2, Leader: 2, Key: "k4", Type: "insert-insert", Why: "no number"}
	f := results.Failures{Stops: []results.Failure{inScript(10*ms, 1, 0, "a"), inScript(15*ms, 0, 1, "b"), other, inScript(25*ms, 2, 0, "a")}, Own: 1200, FirstOwn: &own}
	require.Equal(t, []Account{
		{Says: "the strategy failed 1,204 times; first:"},
		{
			Says: "a's applier of what b sends stopped at 10 ms: update-update on k3", Why: "merge.star:2:5: a",
			Shown: []string{"  2 |     <oops>", "    |     ^"}, Right: "return KEEP",
		},
		{Says: "b's applier of what a sends stopped at 15 ms: update-update on k3"},
		{Says: "c's applier of its own writes stopped at 20 ms: insert-insert on k4", Why: "no number"},
		{Says: "and 1 more"},
		{Says: "1,200 own writes replaced what the leader held all the same, first at 30 ms: b's of k3"},
	}, Accounts(&f, []string{"a", "b", "c"}, 3))
}

func TestAnOwnWriteThatFailedFirstStandsFirst(t *testing.T) {
	own := inScript(5*ms, results.OwnWrite, 1, "c")
	f := results.Failures{Stops: []results.Failure{inScript(10*ms, 1, 0, "a")}, Own: 1, FirstOwn: &own}
	accounts := Accounts(&f, []string{"a", "b"}, 3)
	require.Len(t, accounts, 3)
	require.Equal(t, "1 own write replaced what the leader held all the same, first at 5 ms: b's of k3", accounts[1].Says)
	require.NotEmpty(t, accounts[1].Shown)
	require.Empty(t, accounts[2].Shown)
}

func TestAStrategyThatNeverFailedHasNoAccounts(t *testing.T) {
	require.Empty(t, Accounts(&results.Failures{}, []string{"a"}, 3))
}

func TestAReportShowsFailuresAndThoseOfContrasts(t *testing.T) {
	run := atlanticCut()
	run.Stops = []results.Failure{inScript(10*ms, 1, 0, "a")}
	other := results.Contrast{Name: "naive", Leaders: []string{"oslo", "lima"}, Metrics: results.NewSummary()}
	other.Stops = []results.Failure{inScript(20*ms, 0, 1, "b"), inScript(20*ms, 1, 0, "b")}
	run.Contrasts = []results.Contrast{other}
	html := reportOf(t, run)
	require.Contains(t, html, "virginia&#39;s applier of what london sends stopped at 10 ms")
	require.Contains(t, html, "<code>merge.star:2:5: a</code>")
	require.Contains(t, html, "  2 |     &lt;oops&gt;\n    |     ^\n")
	require.Contains(t, html, "return KEEP")
	require.Contains(t, html, "In naive the strategy failed:")
	require.Contains(t, html, "lima&#39;s applier of what oslo sends stopped at 20 ms")
	require.Contains(t, html, "and 1 more")
}

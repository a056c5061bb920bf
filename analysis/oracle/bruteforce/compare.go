package bruteforce

import (
	"strings"

	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
)

// TB is what Compare needs of a *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Compare holds what an oracle says of a record against the judgement of the same.
// If they differ, the test fails with all differences, and with the story of the
// smallest record on which the first of them is left. It reports whether they agree.
func Compare(t TB, run Run, events []history.Event, oracle func(Run, []history.Event) *results.Summary) bool {
	t.Helper()
	differences := func(events []history.Event) []string {
		return Differences(oracle(run, events), Judge(run, events))
	}
	found := differences(events)
	if len(found) == 0 {
		return true
	}
	metric, _, _ := strings.Cut(found[0], ":")
	small := Shrink(run, events, func(events []history.Event) bool {
		return about(metric, differences(events)) != ""
	})
	t.Errorf("%s\n\nThe smallest record that shows the first of them:\n%s%s",
		strings.Join(found, "\n"), Story(run, small), about(metric, differences(small)))
	return false
}

// about finds the difference in a metric.
func about(metric string, found []string) string {
	for _, difference := range found {
		if strings.HasPrefix(difference, metric+":") {
			return difference
		}
	}
	return ""
}

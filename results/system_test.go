package results

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A system may call several types of conflict by one name.
func TestALogAddsUpWhatHasOneNameAndOutcome(t *testing.T) {
	s := System{Reported: []Reported{
		{"update-update", "exists", 1200, "applied"},
		{"insert-insert", "duplicate", 6, "error"},
		{"update-delete", "missing", 2, "skipped"},
		{"delete-update", "exists", 34, "skipped"},
		{"delete-missing", "missing", 3, "skipped"},
	}}
	require.Equal(t, []Reported{
		{"", "exists", 1200, "applied"}, {"", "exists", 34, "skipped"}, {"", "duplicate", 6, "error"}, {"", "missing", 5, "skipped"},
	}, s.Log())
	require.Equal(t, "exists 1,234 (1,200 applied; 34 skipped), duplicate 6 (error), missing 5 (skipped)", s.Line())
	require.Equal(t, "nothing", (&System{}).Line())
}

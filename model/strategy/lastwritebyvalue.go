package strategy

import (
	"cmp"

	"github.com/mlrsim/mlrsim/model/value"
)

// lastWriteWinsByValue keeps the version with the later time, whosever clock it was.
// Between equal times a delete wins, then the larger value.
type lastWriteWinsByValue struct{}

func (lastWriteWinsByValue) Resolve(m *Meeting) Decision {
	if m.Local.ID == 0 {
		return Take
	}
	return takeIf(cmp.Or(
		m.Incoming.Stamp.CompareTimes(m.Local.Stamp),
		compareDeletes(m.Incoming, m.Local),
		value.Compare(m.IncomingValue, m.LocalValue),
		cmp.Compare(m.Incoming.ID, m.Local.ID),
	) > 0)
}

// compareDeletes puts a delete above what is there.
func compareDeletes(a, b Version) int {
	switch {
	case a.Delete == b.Delete:
		return 0
	case a.Delete:
		return 1
	default:
		return -1
	}
}

var lastWriteWinsByValueRule = Rule{
	Name:  "last-write-wins-by-value",
	Short: "the later timestamp wins; between equal ones a delete, then the larger value",
	Long: "Cassandra's and Scylla's rule, which they apply to each cell. A leader's number says nothing: " +
		"where clocks are coarse or clients choose timestamps, ties are frequent, and a tie between an update " +
		"and a delete always deletes. Of two rows written with one timestamp a reader may see cells of both " +
		"(granularity: column). Otherwise as last-write-wins. Cells that expire are not modelled.",
	Source:   "ScyllaDB, docs/dev/timestamp-conflict-resolution.md; Apache Cassandra, Cells.reconcile",
	Detect:   DetectTimestamp,
	Local:    true,
	Values:   true,
	Always:   true,
	Strategy: lastWriteWinsByValue{},
}

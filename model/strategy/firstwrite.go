package strategy

// firstWriteWins keeps, of two conflicting versions, the one with the earlier timestamp.
type firstWriteWins struct{}

func (firstWriteWins) Resolve(m *Meeting) Decision {
	switch c := m.Incoming.Stamp.Compare(m.Local.Stamp); {
	case c < 0, c == 0 && m.Incoming.ID < m.Local.ID:
		return Take
	default:
		return Keep
	}
}

var firstWriteWinsRule = Rule{
	Name:  "first-write-wins",
	Short: "of two conflicting writes the earlier timestamp wins",
	Long: "Oracle's EARLIEST TIMESTAMP. A write that saw the version it replaces is applied; only " +
		"conflicting writes are compared. With three leaders it need not converge: whether a late, " +
		"early-stamped write meets the row before or after it was overwritten differs between them.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: earliest timestamp",
	Detect:   DetectVersionVector,
	Strategy: firstWriteWins{},
}

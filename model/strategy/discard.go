package strategy

// discard keeps what is there.
type discard struct{}

// Resolve drops what comes. Of two deletes all keep the same, as with arrival order.
func (discard) Resolve(m *Meeting) Decision {
	return takeIf(m.Local.Delete && m.Incoming.Delete && m.Incoming.ID > m.Local.ID)
}

var discardRule = Rule{
	Name:  "discard",
	Short: "a conflict is reported, and the incoming version is dropped",
	Long: "Oracle's DISCARD, and skip or ignore elsewhere. It is meant for one master, which does not let " +
		"others change its rows. Two leaders that write one row at once keep each its own version, and " +
		"differ for ever.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: discard; Oracle GoldenGate, RESOLVECONFLICT: IGNORE",
	Detect:   DetectBeforeImage,
	Strategy: discard{},
}

package strategy

var overwriteRule = Rule{
	Name:  "overwrite",
	Short: "a conflict is reported, and the incoming version replaces the local one",
	Long: "Oracle's OVERWRITE: as arrival-order, but conflicts are noticed. It is meant for one master and " +
		"read-only copies that may be wrong. Two leaders that write one row at once swap their versions, " +
		"and differ for ever.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: overwrite; Oracle GoldenGate, RESOLVECONFLICT: OVERWRITE",
	Detect:   DetectBeforeImage,
	Strategy: arrivalOrder{},
}

package strategy

// lastWriteWinsStrict takes what is later, and nothing else: of two writes of the same
// time each leader keeps the one that it has.
type lastWriteWinsStrict struct{}

func (lastWriteWinsStrict) Resolve(m *Meeting) Decision {
	if m.Local.Delete && m.Incoming.Delete { // absent is absent: all keep the same tombstone
		return takeIf(m.Incoming.ID > m.Local.ID)
	}
	return takeIf(m.Incoming.Stamp.CompareTimes(m.Local.Stamp) > 0)
}

var lastWriteWinsStrictRule = Rule{
	Name:  "last-write-wins-strict",
	Short: "the later timestamp wins; of equal ones each leader keeps the version that it has",
	Long: "NDB$MAX, GoldenGate, and Oracle's LATEST TIMESTAMP where no second method follows: a change is applied if its " +
		"timestamp is larger, and otherwise not. Two writes of one tick stay apart for ever, so a coarse clock " +
		"(clock.resolution) makes leaders diverge.",
	Source:   "MySQL NDB Cluster, NDB$MAX(); Oracle7 Server Distributed Systems, vol. II, ch. 6: latest timestamp",
	Detect:   DetectTimestamp,
	Ties:     true,
	Strategy: lastWriteWinsStrict{},
}

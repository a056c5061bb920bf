package strategy

// lastWriteWins keeps the version with the later timestamp. Stamps are equal only
// within one tick of one leader's clock; then its later write wins. What was loaded is
// older than any write.
type lastWriteWins struct{}

func (lastWriteWins) Resolve(m *Meeting) Decision {
	switch c := m.Incoming.Stamp.Compare(m.Local.Stamp); {
	case m.Local.ID == 0, c > 0, c == 0 && m.Incoming.ID > m.Local.ID:
		return Take
	default:
		return Keep
	}
}

var lastWriteWinsRule = Rule{
	Name:  "last-write-wins",
	Short: "the later timestamp wins; ties go to the larger leader number",
	Long: "The register of Shapiro et al.: it always converges, by dropping acknowledged writes. " +
		"Whose writes are dropped is decided by clocks: a leader whose clock is behind loses even " +
		"against versions that its clients had read, and its own write can be shadowed the moment " +
		"it is acknowledged, as in Cassandra.",
	Source:   "Thomas 1979; Johnson and Thomas, RFC 677 (1975); Shapiro et al. 2011, A comprehensive study of CRDTs, §3.2.1",
	Detect:   DetectTimestamp,
	Local:    true,
	Strategy: lastWriteWins{},
}

package strategy

// sitePriority keeps, of two conflicting versions, the one whose origin ranks
// higher; between equal ranks the lower leader number ranks higher.
type sitePriority struct{}

func (sitePriority) Resolve(m *Meeting) Decision {
	local, incoming := &m.Local, &m.Incoming
	switch {
	case incoming.Priority != local.Priority:
		return takeIf(incoming.Priority > local.Priority)
	case incoming.Stamp.Origin != local.Stamp.Origin:
		return takeIf(incoming.Stamp.Origin < local.Stamp.Origin)
	default:
		return takeIf(incoming.ID > local.ID)
	}
}

func takeIf(take bool) Decision {
	if take {
		return Take
	}
	return Keep
}

var sitePriorityRule = Rule{
	Name:  "site-priority",
	Short: "of two conflicting writes the one from the leader with the higher priority wins",
	Long: "Each leader has a rank (leaders[].priority, the larger wins; equal ranks go to the leader " +
		"listed first). No clock is needed, and low-ranked sites lose whatever they wrote. With three " +
		"leaders it need not converge: a write that overwrote a loser before the winner came carries " +
		"its own site's rank.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: site priority",
	Detect:   DetectVersionVector,
	Strategy: sitePriority{},
}

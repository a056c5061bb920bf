package strategy

// highestOriginWins keeps the version of the leader with the larger number.
type highestOriginWins struct{}

func (highestOriginWins) Resolve(m *Meeting) Decision {
	local, incoming := m.Local.Stamp.Origin, m.Incoming.Stamp.Origin
	return takeIf(incoming > local || incoming == local && m.Incoming.ID > m.Local.ID)
}

var highestOriginWinsRule = Rule{
	Name:  "highest-origin-wins",
	Short: "of two conflicting writes the one from the leader listed later wins",
	Long: "What SQL Server's peer-to-peer replication does when it may go on after a conflict " +
		"(p2p_continue_onconflict): each node has an originator ID, and the highest wins. It is site " +
		"priority with ranks that nobody chose, and like it need not converge with three leaders: " +
		"Microsoft asks to validate and repair the data after each conflict.",
	Source:   "SQL Server documentation, Conflict detection in peer-to-peer replication: handling conflicts",
	Detect:   DetectBeforeImage,
	Strategy: highestOriginWins{},
}

package strategy

// DeleteWins lets a delete win over whatever it meets, and asks Else about two
// versions that are both there. Of two deletes all keep the same.
type DeleteWins struct{ Else Strategy }

// Resolve is by the order of deletes first.
func (d DeleteWins) Resolve(m *Meeting) Decision {
	local, incoming := &m.Local, &m.Incoming
	switch {
	case local.Delete && incoming.Delete:
		return takeIf(incoming.ID > local.ID)
	case local.Delete || incoming.Delete:
		return takeIf(incoming.Delete)
	default:
		return d.Else.Resolve(m)
	}
}

var deleteWinsRule = Rule{
	Name:  "delete-wins",
	Short: "of two conflicting writes a delete wins, else the later timestamp",
	Long: "Cosmos DB's last-write-wins: whatever the conflict resolution path holds, a delete wins over " +
		"inserts and replacements that conflict with it. An item can only come back by a write that saw " +
		"the delete.",
	Source:   "Azure Cosmos DB documentation, Conflict types and resolution policies",
	Detect:   DetectVersionVector,
	Strategy: DeleteWins{lastWriteWins{}},
}

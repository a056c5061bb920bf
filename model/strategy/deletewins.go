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
	Long: "A delete wins over inserts and replacements that conflict with it, whatever the timestamps. It is decided " +
		"write by write: a leader that has replaced a delete remembers it no longer, and one of two deletes is " +
		"forgotten, so that leaders may differ where a row is made anew. What Cosmos DB documents is " +
		"delete-wins-register.",
	Source:   "Azure Cosmos DB documentation, Conflict types and resolution policies",
	Detect:   DetectVersionVector,
	Strategy: DeleteWins{lastWriteWins{}},
}

package strategy

import "fmt"

// stop resolves nothing.
type stop struct{}

func (stop) Resolve(m *Meeting) Decision {
	return m.Fail(fmt.Errorf("the strategy error resolves no %s conflict", m.Type))
}

var errorRule = Rule{
	Name:  "error",
	Short: "a conflict is an error: nothing more of its sender is applied until somebody intervenes",
	Long: "The default of SQL Server's peer-to-peer replication, whose Distribution Agent fails, and what " +
		"MySQL's applier and PostgreSQL's do when a key exists already. No write is lost without notice, and " +
		"none of the sender's later changes arrives either, of whatever row: the leaders drift apart.",
	Source:   "SQL Server documentation, Conflict detection in peer-to-peer replication; MySQL Reference Manual, replica errors (1062)",
	Detect:   DetectBeforeImage,
	Stops:    true,
	Strategy: stop{},
}

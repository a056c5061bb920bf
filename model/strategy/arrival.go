package strategy

// arrivalOrder lets every change replace what it finds.
type arrivalOrder struct{}

// Resolve takes what comes. A delete of what is deleted changes nothing; of the two
// all keep the same, so that leaders without the row do not differ.
func (arrivalOrder) Resolve(m *Meeting) Decision {
	return takeIf(!m.Local.Delete || !m.Incoming.Delete || m.Incoming.ID > m.Local.ID)
}

var arrivalOrderRule = Rule{
	Name:  "arrival-order",
	Short: "no resolution: each change replaces what it finds, in the order of arrival",
	Long: "A leader applies whatever comes, when it comes. Leaders that receive two concurrent " +
		"writes in different orders end with different rows, for ever and without an error. " +
		"This is what circular replication of MySQL and MariaDB does with updates.",
	Source:   "MySQL Reference Manual, replication solutions; MariaDB Knowledge Base, multi-source replication",
	Detect:   DetectNone,
	Strategy: arrivalOrder{},
}

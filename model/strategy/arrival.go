package strategy

// arrivalOrder lets every change replace what it finds.
type arrivalOrder struct{}

func (arrivalOrder) Resolve(Version, Version) Decision { return Take }

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

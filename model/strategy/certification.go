package strategy

// certification has nothing left to resolve: what comes has been certified against all
// that was ordered before it, and every leader meets it in the same place.
type certification struct{}

func (certification) Resolve(*Meeting) Decision { return Take }

var certificationRule = Rule{
	Name:  "certification",
	Short: "synchronous: of two concurrent writes the first in one total order commits, and the other's client gets an error",
	Long: "A write executes at its own leader and its write-set then gets a place in an order that is the same " +
		"for all. It commits if no write to a row of it was ordered before it that its leader had not applied " +
		"when it executed: the first committer wins. The loser is committed nowhere and its client is told " +
		"(aborted). Nothing conflicts and nothing acknowledged is lost; every write pays round trips, and those " +
		"who reach no majority cannot write. Galera and MySQL Group Replication in multi-primary mode work so.\n\n" +
		"Here a sequencer makes the order, and a majority must have a write-set before it is certified: two " +
		"round trips, or one for the sequencer's own clients.",
	Source: "Pedone, Guerraoui and Schiper 2003, The Database State Machine Approach; Kemme and Alonso 2000; " +
		"Galera Cluster documentation, certification-based replication; MySQL Reference Manual, Group Replication",
	Detect:   DetectNone,
	Certify:  true,
	Strategy: certification{},
}

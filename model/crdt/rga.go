package crdt

// rga is the replicated growable array (Roh et al. 2011, Replicated abstract data types),
// as the tree of Attiya et al. 2016, Specification and complexity of collaborative text
// editing: an element hangs after the one that it was inserted behind, and later siblings
// come first. The counts of ids are what the paper's vectors sum up to.
type rga struct{}

func (rga) tag() byte { return 'r' }

func (rga) hang(all []element, i int) element {
	if i == 0 {
		return element{}
	}
	return element{parent: all[i-1].id}
}

func (rga) order(a, b *element, _ func(id) int) int { return b.id.compare(a.id) }

const rgaSource = "Roh et al. 2011, Replicated abstract data types: building blocks for collaborative applications; Attiya et al. 2016, Specification and complexity of collaborative text editing"

var rgaEntry = Entry{
	Name:  "rga",
	Short: "a list: elements stand behind the one they were inserted after, the latest first",
	Long: "What leaders append in runs stays together, and the run that was begun with the later count " +
		"comes first. Elements inserted one before the other can interleave with another leader's. " +
		"Removed elements leave tombstones. Automerge's lists are this.",
	Source: rgaSource,
	Kinds:  []string{"append"},
	Type:   sequence{shape: rga{}},
}

var rgaTextEntry = Entry{
	Name:  "rga-text",
	Short: "a text by RGA: characters stand behind the one they were typed after, the latest first",
	Long: "As rga, for characters. What somebody types in one go stays together; who moves the cursor " +
		"back to the same place and types again can find another's words between the two passages " +
		"(Kleppmann et al. 2019, Interleaving anomalies in collaborative text editors).",
	Source: rgaSource,
	Kinds:  []string{"text"},
	Type:   sequence{shape: rga{}, text: true},
}

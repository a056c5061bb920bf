package strategy

// siblings keeps every version that no other version saw.
type siblings struct{}

func (siblings) Resolve(*Meeting) Decision { return Both }

var siblingsRule = Rule{
	Name:  "siblings",
	Short: "concurrent writes are kept side by side until a later write that saw them replaces them",
	Long: "Dynamo's and Riak's way: nothing is lost, and the application must merge. A write at a " +
		"leader has seen all versions that the leader holds and replaces exactly those. Each version " +
		"is one dot with the context it saw (dotted version vectors), so that siblings do not multiply.",
	Source:   "DeCandia et al. 2007, Dynamo, §4.4; Preguiça et al. 2010, Dotted Version Vectors",
	Detect:   DetectVersionVector,
	Strategy: siblings{},
}

var siblingsVersionVectorsRule = Rule{
	Name:  "siblings-version-vectors",
	Short: "siblings with one version vector for all of them: a client behind it replaces nothing",
	Long: "Riak before dotted version vectors. The row has one vector, and no sibling a dot of its own. A write " +
		"whose client has read all that is there replaces it; any other becomes one more sibling, and leaves even " +
		"those there that its client had read. Clients that take turns, each a write behind the other, make " +
		"siblings multiply for ever: the sibling explosion. It shows with workload.context: read; where every " +
		"write has seen what its leader holds, this is siblings.",
	Source:   "Preguiça et al. 2010, Dotted Version Vectors, §2; Riak KV documentation, Causal Context: sibling explosion",
	Detect:   DetectVersionVector,
	Undotted: true,
	Strategy: siblings{},
}

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

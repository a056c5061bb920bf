package crdt

import "github.com/mlrsim/mlrsim/model/value"

// mvRegister holds what was written last by causality: several values, if they were
// written concurrently (Shapiro et al. 2011, A comprehensive study of CRDTs, §3.2.2;
// as a dot store, Almeida et al. 2018).
type mvRegister struct{}

func (mvRegister) tag() byte { return 'r' }

func (mvRegister) apply(_ store, op value.Op, by value.Author) (store, error) {
	if op.Verb != value.Put {
		return nil, value.Impossible(op, "mv-register")
	}
	return only(by, op.Value), nil
}

// read is the value, or the set of several that differ.
func (mvRegister) read(s store) value.Value {
	var all value.Set
	for _, d := range as[dots](s) {
		all = all.With(d.what)
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

var mvRegisterEntry = Entry{
	Name:  "mv-register",
	Short: "concurrent writes are all kept, until a write that saw them replaces them",
	Long: "A read returns the value, or the set of values that were written concurrently: nothing is " +
		"lost, and the application must merge. What siblings do for rows. AntidoteDB's register_mv, " +
		"and the values of Automerge's maps.",
	Source: "DeCandia et al. 2007, Dynamo, §4.4; Shapiro et al. 2011, A comprehensive study of CRDTs, §3.2.2; Almeida et al. 2018",
	Kinds:  []string{"register"},
	Type:   causal{mvRegister{}},
}

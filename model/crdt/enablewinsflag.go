package crdt

import "github.com/mlrsim/mlrsim/model/value"

// enableWinsFlag is set if an enabling is left that no disabling had seen (Almeida et
// al. 2018).
type enableWinsFlag struct{}

func (enableWinsFlag) tag() byte { return 'e' }

func (enableWinsFlag) apply(_ store, op value.Op, by value.Author) (store, error) {
	switch op.Verb {
	case value.Enable:
		return only(by, nil), nil
	case value.Disable:
		return nil, nil
	}
	return nil, value.Impossible(op, "flag")
}

func (enableWinsFlag) read(s store) value.Value { return truth(s != nil) }

// truth is what a client reads of a flag.
func truth(set bool) value.Value {
	if set {
		return value.Text("true")
	}
	return value.Text("false")
}

var enableWinsFlagEntry = Entry{
	Name:  "enable-wins-flag",
	Short: "a flag that stays set if it was set and unset concurrently",
	Long: "A disabling takes away the enablings that it had seen, and no others. Riak's flag, " +
		"AntidoteDB's flag_ew.",
	Source: "Almeida et al. 2018, Delta state replicated data types",
	Kinds:  []string{"flag"},
	Type:   causal{enableWinsFlag{}},
}

package crdt

import "github.com/mlrsim/mlrsim/model/value"

// disableWinsFlag is set if something is left of the writes, and all of that enables
// (the mirror image of Almeida et al. 2018).
type disableWinsFlag struct{}

func (disableWinsFlag) tag() byte { return 'f' }

func (disableWinsFlag) apply(_ store, op value.Op, by value.Author) (store, error) {
	switch op.Verb {
	case value.Enable:
		return only(by, yes), nil
	case value.Disable:
		return only(by, no), nil
	}
	return nil, value.Impossible(op, "flag")
}

func (disableWinsFlag) read(s store) value.Value { return truth(as[dots](s).unanimous()) }

var disableWinsFlagEntry = Entry{
	Name:   "disable-wins-flag",
	Short:  "a flag that is unset if it was set and unset concurrently",
	Long:   "An enabling takes away the disablings that it had seen, and no others. AntidoteDB's flag_dw.",
	Source: "Almeida et al. 2018, Delta state replicated data types",
	Kinds:  []string{"flag"},
	Type:   causal{disableWinsFlag{}},
}

package crdt

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// byVerb is a field that is whatever is done to it. If leaders use it as different
// things, it is all of them, side by side, as Riak's fields are named by name and type
// (Brown et al. 2014, Riak DT Map).
type byVerb struct{}

var fieldKinds = []struct {
	name  string
	kind  kind
	verbs []value.Verb
}{
	{"register", mvRegister{}, []value.Verb{value.Put}},
	{"counter", fieldCounter{}, []value.Verb{value.Add}},
	{"set", orSet{}, []value.Verb{value.Include, value.Exclude}},
	{"flag", enableWinsFlag{}, []value.Verb{value.Enable, value.Disable}},
}

func (byVerb) tag() byte { return 'v' }

func (byVerb) apply(s store, op value.Op, by value.Author) (store, error) {
	for _, k := range fieldKinds {
		if slices.Contains(k.verbs, op.Verb) {
			all, name := as[branches](s), value.Text(k.name)
			one, err := k.kind.apply(all.at(name), op, by)
			return all.put(name, one), err
		}
	}
	return nil, value.Impossible(op, "map")
}

// read is what the field is, or all the things that it is, by kind.
func (byVerb) read(s store) value.Value {
	all := as[branches](s).fields(readKind)
	if len(all) == 1 {
		return all[0].Value
	}
	return all
}

func readKind(name string, s store) value.Value {
	for _, k := range fieldKinds {
		if k.name == name {
			return k.kind.read(s)
		}
	}
	panic("crdt: no field is a " + name)
}

package crdt

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// orMap is a map of fields of one kind. To clear a field is to take away what was seen
// of it; a concurrent update stays, and the field with it (Almeida et al. 2018;
// Brown et al. 2014, Riak DT Map). A field of which nothing is left is not there.
type orMap struct{ of kind }

func (orMap) tag() byte { return 'm' }

func (m orMap) apply(s store, op value.Op, by value.Author) (store, error) {
	if op.Field == "" {
		return nil, fmt.Errorf("%s: an operation of a map names a field", op.Verb)
	}
	fields, name := as[branches](s), value.Text(op.Field)
	if op.Verb == value.Clear {
		return fields.put(name, nil), nil
	}
	field, err := m.of.apply(fields.at(name), op, by)
	if err != nil {
		return nil, err
	}
	return fields.put(name, field), nil
}

func (m orMap) read(s store) value.Value {
	return as[branches](s).fields(func(_ string, s store) value.Value { return m.of.read(s) })
}

var orMapEntry = Entry{
	Name:  "or-map",
	Short: "a map of registers, counters, sets and flags, where an update wins over a concurrent removal",
	Long: "The operation says what a field is: put makes a multi-value register, add a counter, include " +
		"a set, enable a flag. Clearing a field takes away what its leader had seen; what was done to " +
		"it concurrently stays. Riak's map, AntidoteDB's map_rr.",
	Source: "Brown et al. 2014, Riak DT Map; Almeida et al. 2018, Delta state replicated data types",
	Kinds:  []string{"map"},
	Type:   causal{orMap{byVerb{}}},
}

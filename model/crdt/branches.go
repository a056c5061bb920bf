package crdt

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

// branches is a dot store with a dot store for each of some names: DotMap of Almeida
// et al. 2018.
type branches keyed[store]

func (m branches) join(with store, seen, seenThere vector) store {
	both := union(keyed[store](m), keyed[store](as[branches](with)), func(x, y store) (store, bool) {
		j := joined(x, y, seen, seenThere)
		return j, j != nil
	})
	return branches(both).orNil()
}

func (m branches) at(name value.Value) store { return keyed[store](m).get(name) }

// put is the store where a name has a store; nil takes the name away.
func (m branches) put(name value.Value, s store) store {
	if s == nil {
		return branches(keyed[store](m).without(name)).orNil()
	}
	return branches(keyed[store](m).with(name, s))
}

func (m branches) orNil() store {
	if len(m) == 0 {
		return nil
	}
	return m
}

// names are the names whose stores are so.
func (m branches) names(so func(s store) bool) value.Set { return keyed[store](m).those(so) }

// fields are what read makes of the stores, by name; nil is left out.
func (m branches) fields(read func(name string, s store) value.Value) value.Map {
	var fields value.Map
	for _, p := range m {
		name := value.Show(p.name)
		if v := read(name, p.of); v != nil {
			fields = append(fields, value.Field{Name: name, Value: v})
		}
	}
	slices.SortFunc(fields, func(a, b value.Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

func (m branches) append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'b'), uint64(len(m)))
	for _, p := range m {
		b = p.of.append(value.AppendText(b, p.key))
	}
	return b
}

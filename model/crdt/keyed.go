package crdt

import (
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

// keyed holds something for each of some values, such as the elements of a set or the
// fields of a map, in the order of their encodings.
type keyed[T any] []pair[T]

type pair[T any] struct {
	key  string // of name
	name value.Value
	of   T
}

func (k keyed[T]) find(key string) (int, bool) {
	return slices.BinarySearchFunc(k, key, func(p pair[T], key string) int { return strings.Compare(p.key, key) })
}

// get is what is held for a name, the zero T if nothing is.
func (k keyed[T]) get(name value.Value) (of T) {
	if i, ok := k.find(value.Key(name)); ok {
		of = k[i].of
	}
	return of
}

func (k keyed[T]) with(name value.Value, of T) keyed[T] {
	p := pair[T]{value.Key(name), name, of}
	i, ok := k.find(p.key)
	k = slices.Clone(k)
	if ok {
		k[i] = p
		return k
	}
	return slices.Insert(k, i, p)
}

func (k keyed[T]) without(name value.Value) keyed[T] {
	i, ok := k.find(value.Key(name))
	if !ok {
		return k
	}
	return slices.Delete(slices.Clone(k), i, i+1)
}

// union is what both says of each name in a or in b, the zero T standing for nothing
// there; a name of which it says false is left out.
func union[T any](a, b keyed[T], both func(x, y T) (T, bool)) keyed[T] {
	var u keyed[T]
	var none T
	keep := func(p pair[T], x, y T) {
		if of, ok := both(x, y); ok {
			u = append(u, pair[T]{p.key, p.name, of})
		}
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].key < b[0].key:
			keep(a[0], a[0].of, none)
			a = a[1:]
		case len(a) == 0 || b[0].key < a[0].key:
			keep(b[0], none, b[0].of)
			b = b[1:]
		default:
			keep(a[0], a[0].of, b[0].of)
			a, b = a[1:], b[1:]
		}
	}
	return u
}

// those are the names for which in holds.
func (k keyed[T]) those(in func(of T) bool) value.Set {
	var s value.Set
	for _, p := range k {
		if in(p.of) {
			s = append(s, p.name)
		}
	}
	return s
}

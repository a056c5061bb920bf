package script

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"

	"github.com/mlrsim/mlrsim/model/value"
)

// toScript makes a Starlark value of a row's: None of no value, a dict of a map. Each
// call makes a new one.
func toScript(v value.Value) (starlark.Value, error) {
	switch v := v.(type) {
	case nil:
		return starlark.None, nil
	case value.Int:
		return starlark.MakeInt64(int64(v)), nil
	case value.Text:
		return starlark.String(v), nil
	case value.List:
		elements, err := each(v, toScript)
		return starlark.NewList(elements), err
	case value.Set:
		return setToScript(v)
	case value.Map:
		return mapToScript(v)
	}
	return nil, fmt.Errorf("a script cannot be shown a %T", v)
}

func each(values []value.Value, form func(value.Value) (starlark.Value, error)) ([]starlark.Value, error) {
	elements := make([]starlark.Value, len(values))
	for i, v := range values {
		var err error
		if elements[i], err = form(v); err != nil {
			return nil, err
		}
	}
	return elements, nil
}

func setToScript(s value.Set) (starlark.Value, error) {
	elements, err := each(s, hashable)
	if err != nil {
		return nil, err
	}
	set := starlark.NewSet(len(elements))
	for _, e := range elements {
		if err := set.Insert(e); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// hashable is the form that a value has in a set, where nothing may change: that of a
// list is a tuple.
func hashable(v value.Value) (starlark.Value, error) {
	list, ok := v.(value.List)
	if !ok {
		return toScript(v)
	}
	elements, err := each(list, hashable)
	return starlark.Tuple(elements), err
}

func mapToScript(m value.Map) (starlark.Value, error) {
	dict := starlark.NewDict(len(m))
	for _, f := range m {
		v, err := toScript(f.Value)
		if err == nil {
			err = dict.SetKey(starlark.String(f.Name), v)
		}
		if err != nil {
			return nil, err
		}
	}
	return dict, nil
}

// What a script returns may be built so that it contains itself, or one part a million
// times over.
const (
	maxDepth = 100
	maxParts = 100_000
)

// fromScript makes a row's value of what a script returned.
func fromScript(v starlark.Value) (value.Value, error) {
	return (&reader{}).value(v, 0)
}

// reader counts the parts of one value.
type reader struct{ parts int }

func (r *reader) value(v starlark.Value, depth int) (value.Value, error) {
	r.parts++
	switch {
	case depth > maxDepth:
		return nil, fmt.Errorf("a value nested more than %d deep", maxDepth)
	case r.parts > maxParts:
		return nil, fmt.Errorf("a value of more than %d parts", maxParts)
	}
	switch v := v.(type) {
	case starlark.NoneType:
		return nil, nil
	case starlark.Int:
		return integer(v)
	case starlark.String:
		return value.Text(v), nil
	case *starlark.Set:
		elements, err := r.elements(v, depth)
		return value.SetOf(elements...), err
	case *starlark.Dict:
		return r.dict(v, depth)
	case *starlark.List:
		elements, err := r.elements(v, depth)
		return value.List(elements), err
	case starlark.Tuple:
		elements, err := r.elements(v, depth)
		return value.List(elements), err
	}
	return nil, unknown(v)
}

// unknown says what could stand in place of a value that rows do not have.
func unknown(v starlark.Value) error {
	switch v.(type) {
	case starlark.Float:
		return fmt.Errorf("the float %s (// divides ints)", v)
	case starlark.Bool:
		return fmt.Errorf("the bool %s (1 and 0 will do)", v)
	}
	return fmt.Errorf("a %s", v.Type())
}

func integer(i starlark.Int) (value.Value, error) {
	if n, ok := i.Int64(); ok {
		return value.Int(n), nil
	}
	return nil, errors.New("an int of more than 64 bits")
}

func (r *reader) elements(list starlark.Iterable, depth int) ([]value.Value, error) {
	var values []value.Value
	for e := range starlark.Elements(list) {
		v, err := r.value(e, depth+1)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// dict makes a map; a name whose value is None is not in it.
func (r *reader) dict(d *starlark.Dict, depth int) (value.Value, error) {
	var m value.Map
	for k, e := range d.Entries() {
		name, ok := k.(starlark.String)
		if !ok {
			return nil, fmt.Errorf("a dict with the key %s, which is no string", k)
		}
		v, err := r.value(e, depth+1)
		if err != nil {
			return nil, err
		}
		m = m.With(string(name), v)
	}
	return m, nil
}

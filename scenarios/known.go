package scenarios

import (
	"reflect"
	"slices"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// known follows a way through the types of the file, and reports where it leads to
// what no file has.
func known(way []document.Step) []document.Problem {
	d := &decoder{}
	d.follow(way, "", reflect.TypeFor[file]())
	return d.problems
}

// follow takes the first step of a way, from a value of the type that is at the path.
func (d *decoder) follow(way []document.Step, path string, t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if len(way) == 0 || reflect.PointerTo(t).Implements(reflect.TypeFor[custom]()) {
		return
	}
	switch s := way[0]; {
	case s.Index < 0:
		d.followKey(s, way[1:], path, t)
	case listIn(t) == nil:
		d.failAt(s.Position, path, "", "it is no list and has no entry [%d]", s.Index)
	default:
		d.follow(way[1:], indexed(path, s.Index), listIn(t).Elem())
	}
}

func (d *decoder) followKey(s document.Step, rest []document.Step, path string, t reflect.Type) {
	var fields []field
	if t.Kind() == reflect.Struct {
		fields = fieldsOf(t)
	}
	path = join(path, s.Name)
	at := slices.IndexFunc(fields, func(f field) bool { return f.name == s.Name })
	if at < 0 {
		d.unknownKey(path, document.Key{Position: s.Position, Name: s.Name}, fields)
		return
	}
	d.follow(rest, path, t.FieldByIndex(fields[at].index).Type)
}

// listIn is the list that a value of the type is or may be, nil if it is never one.
func listIn(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Slice {
		return t
	}
	if t.Kind() == reflect.Struct {
		if at, ok := formsOf(t)["list"]; ok {
			return t.FieldByIndex(at).Type
		}
	}
	return nil
}

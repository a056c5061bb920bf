package scenarios

import (
	"encoding"
	"reflect"
	"strconv"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// drawn is a type that turns itself into a node: the opposite of custom.
type drawn interface{ node() *document.Node }

func encodeFile(f *file) *document.Node { return encode(reflect.ValueOf(f)) }

// encode turns a value of the types of file.go into a document.
func encode(v reflect.Value) *document.Node {
	if v.Kind() == reflect.Pointer {
		return encode(v.Elem())
	}
	switch t := v.Interface().(type) {
	case drawn:
		return t.node()
	case encoding.TextMarshaler:
		text, err := t.MarshalText()
		if err != nil {
			panic("scenarios: " + err.Error())
		}
		return scalarNode(string(text))
	}
	switch v.Kind() {
	case reflect.String:
		return scalarNode(v.String())
	case reflect.Bool:
		return &document.Node{Kind: document.Bool, Text: strconv.FormatBool(v.Bool())}
	case reflect.Int, reflect.Int64:
		return &document.Node{Kind: document.Int, Text: strconv.FormatInt(v.Int(), 10)}
	case reflect.Uint64:
		return &document.Node{Kind: document.Int, Text: strconv.FormatUint(v.Uint(), 10)}
	case reflect.Float64:
		return &document.Node{Kind: document.Float, Text: strconv.FormatFloat(v.Float(), 'g', -1, 64)}
	case reflect.Slice:
		return encodeList(v)
	case reflect.Struct:
		return encodeStruct(v)
	}
	panic("scenarios: no way to encode " + v.Type().String())
}

// readBack is the node of a value that Flow has written on one line.
func readBack(value string) *document.Node {
	n, problems := document.Parse(&document.Source{Text: value})
	if len(problems) > 0 {
		panic("scenarios: the value " + value + " does not read back: " + problems[0].Message)
	}
	return n
}

func scalarNode(s string) *document.Node { return &document.Node{Kind: document.String, Text: s} }

func encodeList(v reflect.Value) *document.Node {
	n := &document.Node{Kind: document.List}
	for i := range v.Len() {
		n.Append(encode(v.Index(i)))
	}
	return n
}

// encodeStruct prints the form that the value has: the first that is not empty.
func encodeStruct(v reflect.Value) *document.Node {
	forms := formsOf(v.Type())
	for _, form := range []string{"word", "scalar", "list"} {
		if index, ok := forms[form]; ok && !v.FieldByIndex(index).IsZero() {
			return encode(v.FieldByIndex(index))
		}
	}
	n := &document.Node{Kind: document.Map}
	for _, f := range fieldsOf(v.Type()) {
		value := v.FieldByIndex(f.index)
		if f.empty && value.IsZero() || value.Kind() == reflect.Pointer && value.IsNil() {
			continue
		}
		n.Put(document.Key{Name: f.name}, encode(value))
	}
	return n
}

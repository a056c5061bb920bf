package scenarios

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// Schema returns the JSON Schema (draft 2020-12) of scenario files, as indented
// JSON: it lists all keys with a line of explanation, the names there are, and the
// forms of quantities, so that editors complete and check. The loader is stricter,
// and knows what depends on more than one key.
func Schema() ([]byte, error) {
	root := reflect.TypeFor[file]()
	s := reflector(true).ReflectFromType(root)
	s.Title = "mlrsim scenario"
	s.Description = "One experiment: leaders, a network between them, clients, faults."
	types := map[string]reflect.Type{}
	mapped(root, types)
	for _, t := range types {
		if len(formsOf(t)) > 0 {
			for name, definition := range reflector(false).ReflectFromType(t).Definitions {
				s.Definitions[name] = definition
			}
		}
	}
	for name, definition := range s.Definitions {
		if t, ok := types[name]; ok && len(formsOf(t)) > 0 {
			s.Definitions[name] = severalForms(t, definition)
		}
	}
	unlessGiven(s.Definitions["fault"], "random", "at")
	for _, section := range []string{"networkKeys", "replication", "conflicts", "workload"} {
		describeDefaults(s.Definitions[section], defaultsOf(types[section]))
	}
	describeDefaults(s, encode(reflect.ValueOf(defaults())))
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("scenarios: schema: %w", err)
	}
	return append(text, '\n'), nil
}

// reflector describes the struct it is given in place (expanded), or by reference.
func reflector(expanded bool) *jsonschema.Reflector {
	return &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: expanded, RequiredFromJSONSchemaTags: true,
		Mapper: schemaOf,
	}
}

// mapped collects the structs that a type is made of, by name.
func mapped(t reflect.Type, types map[string]reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || types[t.Name()] != nil {
		return
	}
	types[t.Name()] = t
	for _, f := range reflect.VisibleFields(t) {
		mapped(f.Type, types)
	}
}

// severalForms adds to the schema of a map the other forms that the value has.
func severalForms(t reflect.Type, keys *jsonschema.Schema) *jsonschema.Schema {
	var forms []*jsonschema.Schema
	if w, ok := reflect.Zero(t).Interface().(word); ok {
		forms = append(forms, oneOfWords(w))
	}
	for _, form := range []string{"scalar", "list"} {
		if index, ok := formsOf(t)[form]; ok {
			forms = append(forms, formSchema(t.FieldByIndex(index).Type))
		}
	}
	if len(fieldsOf(t)) > 0 {
		forms = append(forms, keys)
	}
	return &jsonschema.Schema{AnyOf: forms}
}

// unlessGiven makes a key required where another is not there.
func unlessGiven(s *jsonschema.Schema, other, key string) {
	s.If = &jsonschema.Schema{Not: &jsonschema.Schema{Required: []string{other}}}
	s.Then = &jsonschema.Schema{Required: []string{key}}
}

func formSchema(t reflect.Type) *jsonschema.Schema {
	switch t.Kind() {
	case reflect.Pointer:
		return formSchema(t.Elem())
	case reflect.Slice:
		return &jsonschema.Schema{Type: "array", Items: formSchema(t.Elem())}
	case reflect.Int:
		return &jsonschema.Schema{Type: "integer"}
	case reflect.Struct:
		return &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
	}
	if s := schemaOf(t); s != nil {
		return s
	}
	return &jsonschema.Schema{Type: "string"}
}

func oneOfWords(w word) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, name := range w.words() {
		s.Enum = append(s.Enum, name)
	}
	return s
}

// schemaOf gives the types that reflection alone would describe wrongly.
func schemaOf(t reflect.Type) *jsonschema.Schema {
	if s, ok := quantities[t]; ok {
		return &s
	}
	switch t {
	case reflect.TypeFor[entries]():
		one := uint64(1)
		columns := &jsonschema.Schema{Type: "object", MinProperties: &one, AdditionalProperties: &jsonschema.Schema{AnyOf: scalars}}
		return &jsonschema.Schema{
			Type: "object", MinProperties: &one,
			AdditionalProperties: &jsonschema.Schema{AnyOf: append(slices.Clone(scalars), columns)},
		}
	case reflect.TypeFor[axes]():
		return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "array"}}
	case reflect.TypeFor[settings]():
		return &jsonschema.Schema{Type: "object", AdditionalProperties: jsonschema.TrueSchema}
	}
	if t.Kind() != reflect.String {
		return nil
	}
	if w, ok := reflect.Zero(t).Interface().(word); ok {
		return oneOfWords(w)
	}
	return nil
}

var scalars = []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}

const digits = `(\d[\d_]*\.?\d*|\.\d+)`

var spans = `(` + digits + ` *(ns|us|µs|ms|s|m|min|h|d) *)+$`

var quantities = map[reflect.Type]jsonschema.Schema{
	reflect.TypeFor[quantity.Span]():      {Type: "string", Pattern: `^\+?` + spans, Examples: []any{"40ms", "2m30s", "1h"}},
	reflect.TypeFor[quantity.Duration]():  {Type: "string", Pattern: `^[+-]?` + spans, Examples: []any{"20ms", "-3s"}},
	reflect.TypeFor[quantity.Drift]():     {Type: "string", Pattern: `^[+-]?` + digits + ` *(ppm|ppb|%)$`, Examples: []any{"50ppm"}},
	reflect.TypeFor[quantity.Rate]():      {Type: "string", Pattern: `^\+?` + digits + ` */(s|m|min|h|d)$`, Examples: []any{"200/s", "12/min"}},
	reflect.TypeFor[quantity.Size]():      {Type: "string", Pattern: `^\+?` + digits + ` *(B|[kKMGT]B|[KMGT]iB)$`, Examples: []any{"100B", "64KiB"}},
	reflect.TypeFor[quantity.Bandwidth](): {Type: "string", Pattern: `^\+?` + digits + ` *([kKMGT]?bps|[kKMG]?B/s|[KMG]iB/s)$`, Examples: []any{"10Mbps", "5MB/s"}},
	reflect.TypeFor[quantity.Share](): {AnyOf: []*jsonschema.Schema{
		{Type: "string", Pattern: `^\+?` + digits + ` *%$`}, {Type: "number", Minimum: "0", Maximum: "1"},
	}, Examples: []any{"5%", 0.05}},
}

// defaultsOf returns the default of the section that has the type.
func defaultsOf(section reflect.Type) *document.Node {
	all := reflect.ValueOf(defaults())
	for i := range all.NumField() {
		if v := reflect.Indirect(all.Field(i)); v.IsValid() && v.Type() == section {
			return encode(v)
		}
	}
	panic("scenarios: no section " + section.Name())
}

// describeDefaults adds to each property what it is if left out.
func describeDefaults(s *jsonschema.Schema, section *document.Node) {
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		n := section.Get(p.Key)
		if n == nil || slices.Contains(s.Required, p.Key) || n.Kind == document.Map && s.Title != "" {
			continue
		}
		p.Value.Default = plainValue(n)
	}
}

// plainValue turns a node into what encodes as JSON.
func plainValue(n *document.Node) any {
	switch n.Kind {
	case document.Map:
		m := map[string]any{}
		for i, key := range n.Keys {
			m[key.Name] = plainValue(n.Items[i])
		}
		return m
	case document.Int, document.Float:
		return json.Number(n.Text)
	}
	return n.Text
}

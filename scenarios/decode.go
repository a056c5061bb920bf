package scenarios

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

// decoder fills the types of file.go from a document. It goes on after a problem,
// so that all of them are found; what could not be read keeps its default.
type decoder struct {
	problems []document.Problem
}

// custom is a type that reads itself.
type custom interface {
	decode(d *decoder, n *document.Node)
}

// checked is a type whose keys depend on each other.
type checked interface {
	check(d *decoder, n *document.Node)
}

// defaulted is a type whose values have defaults of their own, wherever they stand.
type defaulted interface{ setDefaults() }

func (d *decoder) fail(n *document.Node, suggestion, format string, args ...any) {
	d.failAt(n.Position, n.Path(), suggestion, format, args...)
}

func (d *decoder) failAt(at document.Position, path, suggestion, format string, args ...any) {
	if len(d.problems) > maxReported {
		return
	}
	d.problems = append(d.problems, document.Problem{
		Position: at, Path: path, Message: fmt.Sprintf(format, args...), Suggestion: suggestion,
	})
}

// value decodes a node into v, which is addressable.
func (d *decoder) value(n *document.Node, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem())
		return
	}
	target := v.Addr().Interface()
	if t, ok := target.(defaulted); ok {
		t.setDefaults()
	}
	switch t := target.(type) {
	case custom:
		t.decode(d, n)
	case encoding.TextUnmarshaler:
		d.text(n, t)
	default:
		d.builtin(n, v)
	}
}

func (d *decoder) builtin(n *document.Node, v reflect.Value) {
	if v.Kind() == reflect.Struct {
		if forms := formsOf(v.Type()); len(forms) > 0 {
			d.forms(n, v, forms)
			return
		}
		d.structure(n, v)
		return
	}
	if v.Kind() == reflect.Slice {
		d.list(n, v)
		return
	}
	if !n.Kind.Scalar() {
		if w, ok := v.Interface().(word); ok {
			d.notAWord(n, w.words())
			return
		}
		d.fail(n, "", "%s where %s is needed", n.Kind, needs(v.Type()))
		return
	}
	d.scalar(n, v)
}

func needs(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	}
	return "a number"
}

func (d *decoder) text(n *document.Node, target encoding.TextUnmarshaler) {
	if !n.Kind.Scalar() {
		d.fail(n, "", "%s where a quantity is needed", n.Kind)
		return
	}
	if err := target.UnmarshalText([]byte(n.Text)); err != nil {
		d.fail(n, "", "%v", err)
	}
}

func (d *decoder) scalar(n *document.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Text)
		if w, ok := v.Interface().(word); ok && !slices.Contains(w.words(), n.Text) {
			v.SetString("")
			d.notAWord(n, w.words())
		}
	case reflect.Bool:
		if n.Kind != document.Bool {
			d.fail(n, "", "%q where true or false is needed", n.Text)
			return
		}
		v.SetBool(strings.EqualFold(n.Text, "true"))
	case reflect.Int, reflect.Int64, reflect.Uint64:
		d.integer(n, v)
	case reflect.Float64:
		d.float(n, v)
	default:
		panic("scenarios: no way to decode " + v.Type().String())
	}
}

// integer reads a whole number; 1_000 and 1e6 are two of their forms.
func (d *decoder) integer(n *document.Node, v reflect.Value) {
	digits := strings.ReplaceAll(n.Text, "_", "")
	if v.Kind() == reflect.Uint64 {
		if u, err := strconv.ParseUint(digits, 10, 64); err == nil && n.Kind != document.String {
			v.SetUint(u)
			return
		}
	}
	i, ok := wholeNumber(digits)
	f, err := strconv.ParseFloat(digits, 64)
	switch {
	case n.Kind != document.String && !ok && err == nil && math.Abs(f) > 1<<53:
		d.fail(n, "", "%s is more than a file can count", n.Text)
	case n.Kind == document.String || !ok:
		d.fail(n, "", "%q is not a whole number", n.Text)
	case v.Kind() == reflect.Uint64 && i < 0:
		d.fail(n, "", "%s: this is not negative", n.Text)
	case v.Kind() == reflect.Uint64:
		v.SetUint(uint64(i))
	case v.OverflowInt(i):
		d.fail(n, "", "%s is more than this computer can count", n.Text)
	default:
		v.SetInt(i)
	}
}

// wholeNumber also takes floats that are whole, up to where those are exact.
func wholeNumber(digits string) (int64, bool) {
	if i, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return i, true
	}
	f, err := strconv.ParseFloat(digits, 64)
	return int64(f), err == nil && f == math.Trunc(f) && math.Abs(f) <= 1<<53
}

func (d *decoder) float(n *document.Node, v reflect.Value) {
	f, err := strconv.ParseFloat(strings.ReplaceAll(n.Text, "_", ""), 64)
	switch {
	case n.Kind == document.Float && err != nil, err == nil && (math.IsNaN(f) || math.IsInf(f, 0)):
		d.fail(n, "", "%s is not a finite number", n.Text)
	case err != nil || n.Kind == document.String:
		d.fail(n, "", "%q is not a number", n.Text)
	default:
		v.SetFloat(f)
	}
}

func (d *decoder) list(n *document.Node, v reflect.Value) {
	if n.Kind != document.List {
		message := laterValue(n)
		if message == "" {
			message = described(n) + " where a list is needed"
		}
		d.fail(n, "", "%s", message)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items)))
	for i, item := range n.Items {
		d.value(item, v.Index(i))
	}
}

func described(n *document.Node) string {
	if n.Kind.Scalar() {
		return strconv.Quote(n.Text)
	}
	return n.Kind.String()
}

// field is a key of a struct.
type field struct {
	name     string
	index    []int
	required bool
	empty    bool // left out of Effective when it is empty
}

// shapeOf is what reflection says about a struct, looked up once.
type shapeOf struct {
	fields []field
	forms  map[string][]int
}

var shapesOf sync.Map // reflect.Type to shapeOf

func shape(t reflect.Type) shapeOf {
	if known, ok := shapesOf.Load(t); ok {
		return known.(shapeOf)
	}
	s := shapeOf{reflectFields(t), reflectForms(t)}
	shapesOf.Store(t, s)
	return s
}

// fieldsOf lists the keys of a struct, those of embedded structs in their place.
func fieldsOf(t reflect.Type) []field { return shape(t).fields }

// formsOf maps the forms that a value has besides that of a map to the indices of
// their fields.
func formsOf(t reflect.Type) map[string][]int { return shape(t).forms }

func reflectFields(t reflect.Type) []field {
	var list []field
	for _, f := range reflect.VisibleFields(t) {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		required := f.Tag.Get("jsonschema") == "required"
		list = append(list, field{name, f.Index, required, rest == "omitempty"})
	}
	return list
}

func reflectForms(t reflect.Type) map[string][]int {
	forms := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if form := f.Tag.Get("form"); form != "" {
			forms[form] = f.Index
		}
	}
	return forms
}

// forms decodes a value that has several forms. One form replaces another whole.
func (d *decoder) forms(n *document.Node, v reflect.Value, forms map[string][]int) {
	fresh := reflect.New(v.Type())
	if t, ok := fresh.Interface().(defaulted); ok {
		t.setDefaults()
	}
	v.Set(fresh.Elem())
	word, isWord := forms["word"]
	scalar, isScalar := forms["scalar"]
	list, isList := forms["list"]
	var words []string
	if w, ok := v.Interface().(interface{ words() []string }); ok {
		words = w.words()
	}
	switch {
	case isWord && n.Kind.Scalar() && slices.Contains(words, n.Text):
		v.FieldByIndex(word).SetString(n.Text)
	case isScalar && n.Kind.Scalar():
		d.value(n, v.FieldByIndex(scalar))
	case isList && n.Kind == document.List:
		d.value(n, v.FieldByIndex(list))
	case n.Kind == document.Map && len(fieldsOf(v.Type())) > 0:
		d.structure(n, v)
	default:
		d.notAWord(n, words, otherForms(v)...)
	}
}

// exemplified is a type of which not each form of a single key is a value.
type exemplified interface{ forms() []string }

// otherForms lists what a value may be besides a word.
func otherForms(v reflect.Value) []string {
	if e, ok := v.Interface().(exemplified); ok {
		return e.forms()
	}
	t := v.Type()
	var fits []string
	if f, ok := formsOf(t)["scalar"]; ok {
		fits = append(fits, examples[t.FieldByIndex(f).Type.Elem()])
	}
	if formsOf(t)["list"] != nil {
		fits = append(fits, "[…]")
	}
	for _, f := range fieldsOf(t) {
		fits = append(fits, "{"+f.name+": …}")
	}
	return fits
}

// examples are values of scalars.
var examples = map[reflect.Type]string{
	reflect.TypeFor[quantity.Span]():      "40ms",
	reflect.TypeFor[quantity.Bandwidth](): "10Mbps",
	reflect.TypeFor[int]():                "3",
	reflect.TypeFor[string]():             "a name",
}

// notAWord reports a value that is none of the words: one of a later version, or a
// slip. Other forms are what may stand here besides, such as {every: …}.
func (d *decoder) notAWord(n *document.Node, words []string, others ...string) {
	known := slices.Concat(words, others)
	switch message := laterValue(n); {
	case message != "":
		d.fail(n, "", "%s", message)
	case !n.Kind.Scalar():
		d.fail(n, "what fits: "+strings.Join(known, ", "), "%s does not fit here", n.Kind)
	default:
		d.fail(n, nearest.Suggest(n.Text, known), "there is no %s %q", n.Name(), n.Text)
	}
}

// structure decodes a map into the keys of a struct. Nothing at all is a map
// without keys: a section whose lines are all commented out.
func (d *decoder) structure(n *document.Node, v reflect.Value) {
	if n.Kind != document.Map && n.Kind != document.Null {
		d.fail(n, "", "%s where a map is needed", described(n))
		return
	}
	fields := fieldsOf(v.Type())
	meant := map[string]bool{}
	for i, key := range n.Keys {
		at := slices.IndexFunc(fields, func(f field) bool { return f.name == key.Name })
		if at < 0 {
			meant[d.notAKey(n, key, v, fields)] = true
			continue
		}
		target := v.FieldByIndex(fields[at].index)
		if n.Items[i].Kind == document.Null && !hasKeys(target.Type()) {
			d.failAt(key.Position, n.KeyPath(key.Name), "leave the key out for its default", "nothing stands here")
			continue
		}
		d.value(n.Items[i], target)
	}
	d.required(n, fields, meant)
	if t, ok := v.Addr().Interface().(checked); ok && len(meant) == 0 {
		t.check(d, n)
	}
}

// hasKeys reports whether the type is a map of optional keys, for which nothing at
// all is a value.
func hasKeys(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && len(formsOf(t)) == 0 && len(fieldsOf(t)) > 0
}

// anything is what a key of a later version may have been meant to be.
const anything = "*"

// required reports keys that are missing, unless a misspelt one was meant to be
// them.
func (d *decoder) required(n *document.Node, fields []field, meant map[string]bool) {
	for _, f := range fields {
		if f.required && n.Get(f.name) == nil && !meant[f.name] && !meant[anything] {
			d.failAt(n.Position, n.KeyPath(f.name), "", "this key is required")
		}
	}
}

// notAKey reports a key that the value does not have, and returns which one it may have
// been meant to be.
func (d *decoder) notAKey(n *document.Node, key document.Key, v reflect.Value, fields []field) (meant string) {
	path := n.KeyPath(key.Name)
	if w, ok := v.Interface().(word); ok && slices.Contains(w.words(), key.Name) {
		d.failAt(key.Position, path, "write "+key.Name, "%s is a word, and has nothing in it", key.Name)
		return anything
	}
	return d.unknownKey(path, key, fields)
}

// unknownKey reports a key that is not among the fields, and returns which of them
// it may have been meant to be.
func (d *decoder) unknownKey(path string, key document.Key, fields []field) (meant string) {
	if message := laterKey(path); message != "" {
		d.failAt(key.Position, path, "", "%s", message)
		return anything
	}
	var known []string
	for _, f := range fields {
		known = append(known, f.name)
	}
	d.failAt(key.Position, path, nearest.Suggest(key.Name, known), "there is no key %q here", key.Name)
	meant, _ = nearest.Name(key.Name, known)
	return meant
}

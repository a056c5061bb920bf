package value

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// Value is what a row holds. It must not change once made. A nil Value is that of a
// row which does not exist.
type Value interface {
	// Append appends an encoding to b that is the same for equal values only, of
	// whatever type they are.
	Append(b []byte) []byte
	// String is how a client, a table or a story shows the value.
	String() string
}

// Key is the encoding of a value; that of nil is empty.
func Key(v Value) string {
	if v == nil {
		return ""
	}
	return string(v.Append(nil))
}

// Equal tells whether two values are the same.
func Equal(a, b Value) bool { return Key(a) == Key(b) }

// Show is the String of a value, and - for nil.
func Show(v Value) string {
	if v == nil {
		return "-"
	}
	return v.String()
}

// Int is a whole number.
type Int int64

func (i Int) Append(b []byte) []byte { return binary.AppendVarint(append(b, 'i'), int64(i)) }
func (i Int) String() string         { return strconv.FormatInt(int64(i), 10) }

// Text is a string.
type Text string

func (t Text) Append(b []byte) []byte { return AppendText(append(b, 't'), string(t)) }
func (t Text) String() string         { return string(t) }

// AppendText appends a string with its length before it.
func AppendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Parse reads an Int where the text is one, else a Text.
func Parse(s string) Value {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(i, 10) == s {
		return Int(i)
	}
	return Text(s)
}

// List is values in an order that means something.
type List []Value

func (l List) Append(b []byte) []byte { return appendAll(append(b, 'l'), l) }
func (l List) String() string         { return "[" + join(l) + "]" }

// Set is values without an order, each once. Make one by SetOf or With.
type Set []Value

// SetOf makes a set of values given in any order.
func SetOf(values ...Value) Set {
	var s Set
	for _, v := range values {
		s = s.With(v)
	}
	return s
}

func (s Set) find(v Value) (int, bool) {
	key := Key(v)
	return slices.BinarySearchFunc(s, key, func(e Value, key string) int { return strings.Compare(Key(e), key) })
}

// Has tells whether a value is in the set.
func (s Set) Has(v Value) bool { _, ok := s.find(v); return ok }

// With is the set and a value.
func (s Set) With(v Value) Set {
	i, ok := s.find(v)
	if ok {
		return s
	}
	return slices.Insert(slices.Clone(s), i, v)
}

// Without is the set but for a value.
func (s Set) Without(v Value) Set {
	i, ok := s.find(v)
	if !ok {
		return s
	}
	return slices.Delete(slices.Clone(s), i, i+1)
}

func (s Set) Append(b []byte) []byte { return appendAll(append(b, 's'), s) }
func (s Set) String() string         { return "{" + join(s) + "}" }

func appendAll(b []byte, values []Value) []byte {
	b = binary.AppendUvarint(b, uint64(len(values)))
	for _, v := range values {
		b = AppendText(b, Key(v))
	}
	return b
}

func join(values []Value) string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = Show(v)
	}
	return strings.Join(shown, ", ")
}

// Map is named values, such as the columns of a row. Make one by With.
type Map []Field

// Field is one named value of a Map.
type Field struct {
	Name  string
	Value Value
}

func (m Map) find(name string) (int, bool) {
	return slices.BinarySearchFunc(m, name, func(f Field, name string) int { return strings.Compare(f.Name, name) })
}

// Get is the value of a name, nil if there is none.
func (m Map) Get(name string) Value {
	if i, ok := m.find(name); ok {
		return m[i].Value
	}
	return nil
}

// With is the map where a name has a value; nil takes the name away.
func (m Map) With(name string, v Value) Map {
	i, ok := m.find(name)
	m = slices.Clone(m)
	switch {
	case ok && v == nil:
		return slices.Delete(m, i, i+1)
	case ok:
		m[i].Value = v
		return m
	case v == nil:
		return m
	}
	return slices.Insert(m, i, Field{name, v})
}

func (m Map) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'm'), uint64(len(m)))
	for _, f := range m {
		b = AppendText(AppendText(b, f.Name), Key(f.Value))
	}
	return b
}

func (m Map) String() string {
	shown := make([]string, len(m))
	for i, f := range m {
		shown[i] = f.Name + ": " + Show(f.Value)
	}
	return "{" + strings.Join(shown, ", ") + "}"
}

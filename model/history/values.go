package history

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mlrsim/mlrsim/model/value"
)

// Values stand in a record as clients see them: a whole number is a number, a text a
// string, and {"list":[…]}, {"set":[…]} and {"map":{…}} hold others.

func appendValue(line []byte, v value.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(line, "null"...)
	case value.Int:
		return strconv.AppendInt(line, int64(v), 10)
	case value.Text:
		return appendText(line, string(v))
	case value.List:
		return append(appendValues(append(line, `{"list":`...), v), '}')
	case value.Set:
		return append(appendValues(append(line, `{"set":`...), v), '}')
	case value.Map:
		return append(appendFields(append(line, `{"map":`...), v), '}')
	}
	panic(fmt.Sprintf("history: a client cannot see a %T: it is no plain value", v))
}

func appendText(line []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("history: a text that JSON cannot hold: %v", err))
	}
	return append(line, quoted...)
}

func appendValues(line []byte, values []value.Value) []byte {
	line = append(line, '[')
	for i, v := range values {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendValue(line, v)
	}
	return append(line, ']')
}

func appendFields(line []byte, fields value.Map) []byte {
	line = append(line, '{')
	for i, f := range fields {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendValue(append(appendText(line, f.Name), ':'), f.Value)
	}
	return append(line, '}')
}

// deepest is how many values may stand in one another.
const deepest = 100

// value reads what appendValue has written.
func (s *scanner) value() value.Value {
	if s.depth++; s.depth > deepest {
		s.failf("values more than %d deep in one another", deepest)
	}
	defer func() { s.depth-- }()
	switch s.peek() {
	case 0:
		s.failf("no value")
		return nil
	case '"':
		return value.Text(s.quoted())
	case 'n':
		s.word("null")
		return nil
	case '{':
		return s.collection()
	}
	return value.Int(number[int64](s))
}

func (s *scanner) word(word string) {
	for i := range len(word) {
		s.expect(word[i])
	}
}

func (s *scanner) collection() (v value.Value) {
	for s.open('{'); s.field(); {
		switch string(s.name) {
		case "list":
			v = value.List(s.values())
		case "set":
			v = setOf(s.values())
		case "map":
			v = s.fields()
		default:
			s.failf("no such value: %q; one holds others as a list, a set or a map", s.name)
		}
	}
	return v
}

func (s *scanner) values() (values []value.Value) {
	for s.open('['); s.more(']'); {
		values = append(values, s.value())
	}
	return values
}

// setOf is value.SetOf without a copy for each element.
func setOf(values []value.Value) value.Set {
	slices.SortStableFunc(values, func(a, b value.Value) int { return strings.Compare(value.Key(a), value.Key(b)) })
	return slices.CompactFunc(values, value.Equal)
}

func (s *scanner) fields() (m value.Map) {
	for s.open('{'); s.more('}'); {
		name := s.quoted()
		s.expect(':')
		m = append(m, value.Field{Name: name, Value: s.value()})
	}
	slices.SortStableFunc(m, func(a, b value.Field) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(m, func(a, b value.Field) bool { return a.Name == b.Name })
}

// quoted reads a string that may hold escapes.
func (s *scanner) quoted() (text string) {
	s.expect('"')
	begin := s.at - 1
	for s.err == nil && s.at < len(s.line) && s.line[s.at] != '"' {
		if s.line[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	if s.at >= len(s.line) {
		s.failf("the line ends within a string")
	}
	if s.err != nil {
		return ""
	}
	s.at++
	if err := json.Unmarshal(s.line[begin:s.at], &text); err != nil {
		s.failf("no string: %v", err)
	}
	return text
}

var verbs = namesOf(value.Put, value.Add, value.Include, value.Exclude, value.Append,
	value.Insert, value.Remove, value.Enable, value.Disable, value.Clear, value.Delete)

// shows records a value, if there is one.
func (r *Recorder) shows(name string, v value.Value) {
	if v != nil {
		r.field(name)
		r.line = appendValue(r.line, v)
	}
}

// op records what a client did to the values of a row, if that is known.
func (r *Recorder) op(op value.Op) {
	if op.Verb == value.Put && op.Field == "" && op.Value == nil && op.N == 0 && op.At == 0 {
		return
	}
	r.line = append(r.line, `,"op":{"verb":"`...)
	r.line = append(append(r.line, op.Verb.String()...), '"')
	if op.Field != "" {
		r.field("field")
		r.line = appendText(r.line, op.Field)
	}
	r.shows("value", op.Value)
	if op.N != 0 {
		r.number("n", op.N)
	}
	if op.At != 0 {
		r.number("position", op.At)
	}
	r.line = append(r.line, '}')
}

func (s *scanner) op() (op value.Op) {
	for s.open('{'); s.field(); {
		switch string(s.name) {
		case "verb":
			op.Verb = named(s, verbs)
		case "field":
			op.Field = s.quoted()
		case "value":
			op.Value = s.value()
		case "n":
			op.N = number[int64](s)
		case "position":
			op.At = number[int64](s)
		default:
			s.unknownField()
		}
	}
	return op
}

// Shown is a value as it stands in a header.
type Shown struct{ value.Value }

// MarshalJSON writes the value.
func (v Shown) MarshalJSON() ([]byte, error) { return appendValue(nil, v.Value), nil }

// UnmarshalJSON reads it.
func (v *Shown) UnmarshalJSON(text []byte) error {
	s := scanner{line: text}
	v.Value = s.value()
	return s.err
}

package history

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// scanner reads one line of JSON as the Recorder writes it: objects, arrays,
// numbers, true and false, and strings without escapes but in values. The order of the fields
// and the space between them are free, so what went through another program is
// read too. It reads no byte twice and makes nothing; the package's decoder of JSON
// takes ten times as long.
//
// After the first error it yields zeros and ends every object and array.
type scanner struct {
	line []byte
	at   int
	name []byte // of the field that field has come to
	new  bool   // an object or array has just been opened: no comma before what comes
	err  error

	depth int // of values in one another
}

func (s *scanner) failf(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("column %d: "+format, append([]any{s.at + 1}, args...)...)
	}
}

func (s *scanner) unknownField() { s.failf("unknown field %q", s.name) }

// peek is the next byte that is not space, 0 at the end of the line or after an error.
func (s *scanner) peek() byte {
	for s.err == nil && s.at < len(s.line) {
		switch c := s.line[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) expect(c byte) {
	if found := s.peek(); found == c {
		s.at++
	} else if s.at >= len(s.line) {
		s.failf("the line ends where %q should stand", c)
	} else {
		s.failf("%q where %q should stand", found, c)
	}
}

// open begins an object or array.
func (s *scanner) open(bracket byte) {
	s.expect(bracket)
	s.new = true
}

// more comes to the next value of an array or object, past the comma, or leaves it.
func (s *scanner) more(bracket byte) bool {
	first := s.new
	s.new = false
	if s.peek() == bracket {
		s.at++
		return false
	}
	if !first {
		s.expect(',')
	}
	return s.err == nil
}

// field comes to the value of the next field of an object, or leaves the object.
func (s *scanner) field() bool {
	if !s.more('}') {
		return false
	}
	s.name = s.text()
	s.expect(':')
	return s.err == nil
}

// text reads a string; it is valid as long as the line.
func (s *scanner) text() []byte {
	s.expect('"')
	for end := s.at; s.err == nil && end < len(s.line); end++ {
		switch c := s.line[end]; {
		case c == '"':
			text := s.line[s.at:end]
			s.at = end + 1
			return text
		case c == '\\' || c < ' ':
			s.at = end
			s.failf("a name with %q in it", c)
		}
	}
	s.failf("the line ends within a string")
	return nil
}

func (s *scanner) flag() bool {
	s.peek()
	for _, flag := range []string{"true", "false"} {
		if end := s.at + len(flag); end <= len(s.line) && string(s.line[s.at:end]) == flag {
			s.at = end
			return flag == "true"
		}
	}
	s.failf("neither true nor false")
	return false
}

type integer interface {
	~int | ~int32 | ~int64 | ~uint16 | ~uint32 | ~uint64
}

// number reads an integer; one that T cannot hold is an error.
func number[T integer](s *scanner) T {
	negative := s.peek() == '-'
	if negative {
		s.at++
	}
	size, begin := uint64(0), s.at
	for ; s.at < len(s.line) && s.line[s.at]-'0' <= 9; s.at++ {
		next := size*10 + uint64(s.line[s.at]-'0')
		if size > math.MaxUint64/10 || next < size {
			s.failf("a number past 64 bits")
			return 0
		}
		size = next
	}
	if s.at == begin {
		s.failf("no integer")
		return 0
	}
	n, fits := T(size), uint64(T(size)) == size && T(size) >= 0
	if negative {
		n = -n
		fits = n <= 0 && int64(n) == -int64(size) && size <= 1<<63
	}
	if !fits || s.err != nil {
		s.failf("%s does not fit", strconv.Quote(string(s.line[begin:s.at])))
		return 0
	}
	return n
}

// fraction reads a number that need not be an integer.
func (s *scanner) fraction() float64 {
	s.peek()
	begin := s.at
	for s.at < len(s.line) && strings.IndexByte("+-.0123456789Ee", s.line[s.at]) >= 0 {
		s.at++
	}
	n, err := strconv.ParseFloat(string(s.line[begin:s.at]), 64)
	if err != nil {
		s.failf("%q is no number", s.line[begin:s.at])
		return 0
	}
	return n
}

// names maps the names of constants, as String gives them, to the constants.
type names[T any] map[string]T

func named[T any](s *scanner, all names[T]) T {
	text := s.text()
	value, known := all[string(text)]
	if !known {
		s.failf("unknown name %q", text)
	}
	return value
}

func namesOf[T fmt.Stringer](all ...T) names[T] {
	byName := names[T]{}
	for _, value := range all {
		byName[value.String()] = value
	}
	return byName
}

// Package diagnostic has errors that point into a text: file, line and column, the
// line itself with a mark below the place, and what would be right. Scenario files
// and scripts are told of in this one form. Start from Error; Excerpt makes its line.
package diagnostic

import (
	"fmt"
	"strings"
	"unicode"
)

// Error is one thing that is wrong with a file.
type Error struct {
	File       string // as it was given; "--set" for an override; a CSV file's own name
	Line       int    // from 1
	Column     int    // in characters, from 1
	Path       string // of a scenario, the key: faults[2].at; "" where it is no key's
	Message    string // what is wrong
	Excerpt    string // the line, shortened where it is long
	Caret      int    // the character of Excerpt that Column points at, from 0
	Suggestion string // what would be right; "" if Message says it
}

// Error prints the place and the message on one line, below it the line with a
// caret, and what would be right.
func (e *Error) Error() string {
	lines := append([]string{e.Head()}, e.Quote()...)
	if e.Suggestion != "" {
		lines = append(lines, "  = "+e.Suggestion)
	}
	return strings.Join(lines, "\n")
}

// Head is the first line of Error: the place and the message.
func (e *Error) Head() string {
	head := fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Path != "" {
		head += e.Path + ": "
	}
	return head + e.Message
}

// Quote is the line with a caret below the place; none where it is not known.
func (e *Error) Quote() []string {
	if e.Excerpt == "" {
		return nil
	}
	number := fmt.Sprint(e.Line)
	return []string{
		fmt.Sprintf("  %s | %s", number, e.Excerpt),
		fmt.Sprintf("  %s | %s^", strings.Repeat(" ", len(number)), strings.Repeat(" ", e.Caret)),
	}
}

// Errors are all problems of a file.
type Errors []*Error

// Error prints one error after the other.
func (all Errors) Error() string {
	var texts []string
	for _, e := range all {
		texts = append(texts, e.Error())
	}
	return strings.Join(texts, "\n")
}

// excerptWidth is how much of a line is shown.
const excerptWidth = 100

// Excerpt cuts a window of a line round the character at column, from 0, and says
// where that stands in it. Each character takes one place so that a caret can stand below.
func Excerpt(line string, column int) (string, int) {
	line = strings.Map(printable, line)
	if strings.TrimSpace(line) == "" {
		return "", 0
	}
	text := []rune(line)
	column = max(0, min(column, len(text)))
	if len(text) <= excerptWidth {
		return line, column
	}
	from := max(0, min(column-excerptWidth/2, len(text)-excerptWidth))
	window := string(text[from : from+excerptWidth])
	if from > 0 {
		return "…" + window, column - from + 1
	}
	return window + "…", column - from
}

// printable keeps a terminal from taking text for orders: tabs become spaces, and
// what cannot be printed a mark of that.
func printable(r rune) rune {
	switch {
	case r == '\t':
		return ' '
	case unicode.IsPrint(r):
		return r
	default:
		return unicode.ReplacementChar
	}
}

package expect

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sort of a token.
type sort uint8

const (
	end      sort = iota
	name          // converged, visibility.p99
	quantity      // 0, 2%, 250ms
	text          // "B"
	sign          // one of == != < <= > >= ( ) [ ] , .
)

// token is a word of a claim.
type token struct {
	sort sort
	text string // texts without their quotes
	at   int
}

func (t token) is(written string) bool { return t.sort == sign && t.text == written }

// String names the token for an error.
func (t token) String() string {
	switch t.sort {
	case end:
		return "the end"
	case text:
		return strconv.Quote(t.text)
	default:
		return t.text
	}
}

// foreign are signs of other languages, with what they are called here.
var foreign = []struct{ sign, write string }{
	{"&&", "and"}, {"||", "or"}, {"===", "=="}, {"=", "=="}, {"<>", "!="}, {"!", "not"},
	{"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"&", "and"}, {"|", "or"},
}

var signs = []string{"==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ",", "."}

// scan reads the token at or after an offset, and says where it ends.
func scan(from string, at int) (t token, after int, err error) {
	for at < len(from) && strings.IndexByte(" \t\r\n", from[at]) >= 0 {
		at++
	}
	rest := from[at:]
	switch {
	case rest == "":
		return token{end, "", at}, at, nil
	case rest[0] == '"' || rest[0] == '\'':
		return scanText(rest, at)
	case isDigit(rest[0]):
		n := prefix(rest, func(c byte) bool { return isDigit(c) || isLetter(c) || c == '.' || c == '%' })
		return token{quantity, rest[:n], at}, at + n, nil
	case isLetter(rest[0]):
		n := prefix(rest, func(c byte) bool { return isDigit(c) || isLetter(c) || c == '.' || c == '-' })
		return token{name, rest[:n], at}, at + n, nil
	}
	return scanSign(rest, at)
}

func scanSign(rest string, at int) (token, int, error) {
	for _, f := range foreign {
		known := strings.HasPrefix(rest, "==") && f.sign == "=" || strings.HasPrefix(rest, "!=") && f.sign == "!"
		if strings.HasPrefix(rest, f.sign) && !known {
			return token{}, 0, &Error{fmt.Sprintf("write %s instead of %s", f.write, f.sign), at}
		}
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s) {
			return token{sign, s, at}, at + len(s), nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if r == '-' {
		return token{}, 0, &Error{"no metric and no time is ever negative", at}
	}
	return token{}, 0, &Error{fmt.Sprintf("unexpected %q", r), at}
}

func scanText(rest string, at int) (token, int, error) {
	quote := rest[0]
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && quote == '"':
			i++
		case rest[i] == quote && quote == '\'':
			return token{text, rest[1:i], at}, at + i + 1, nil
		case rest[i] == quote:
			s, err := strconv.Unquote(rest[:i+1])
			if err != nil {
				return token{}, 0, &Error{rest[:i+1] + " has an escape that does not exist", at}
			}
			return token{text, s, at}, at + i + 1, nil
		}
	}
	return token{}, 0, &Error{fmt.Sprintf("the text that begins here lacks its closing %c", quote), at}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isLetter takes the bytes of all letters beyond ASCII for letters, µ among them.
func isLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c >= utf8.RuneSelf
}

// prefix is the length of the longest beginning of s of bytes that belong.
func prefix(s string, belongs func(byte) bool) int {
	n := 0
	for n < len(s) && belongs(s[n]) {
		n++
	}
	return n
}

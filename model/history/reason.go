package history

import (
	"errors"

	"github.com/mlrsim/mlrsim/internal/diagnostic"
)

// reason is why a strategy failed, as a record keeps it: what the error said, and the
// place in a script if it was of one.
type reason struct {
	text string
	in   *diagnostic.Error // nil: no script's
}

func (r *reason) Error() string { return r.text }

// Unwrap is the place, for errors.As.
func (r *reason) Unwrap() error {
	if r.in == nil {
		return nil
	}
	return r.in
}

// reason records why a strategy failed, if it did.
func (r *Recorder) reason(name string, why error) {
	if why == nil {
		return
	}
	r.field(name)
	r.line = appendText(append(r.line, `{"text":`...), why.Error())
	var in *diagnostic.Error
	if errors.As(why, &in) {
		r.text("file", in.File)
		r.number("line", int64(in.Line))
		r.number("column", int64(in.Column))
		r.text("message", in.Message)
		r.text("excerpt", in.Excerpt)
		r.number("caret", int64(in.Caret))
		r.text("suggestion", in.Suggestion)
	}
	r.line = append(r.line, '}')
}

func (r *Recorder) text(name, text string) {
	if text != "" {
		r.field(name)
		r.line = appendText(r.line, text)
	}
}

// reason reads what the recorder has written of one.
func (s *scanner) reason() error {
	why, in := &reason{}, diagnostic.Error{}
	for s.open('{'); s.field(); {
		switch string(s.name) {
		case "text":
			why.text = s.quoted()
		case "file":
			in.File, why.in = s.quoted(), &in
		case "line":
			in.Line = number[int](s)
		case "column":
			in.Column = number[int](s)
		case "message":
			in.Message = s.quoted()
		case "excerpt":
			in.Excerpt = s.quoted()
		case "caret":
			in.Caret = number[int](s)
		case "suggestion":
			in.Suggestion = s.quoted()
		default:
			s.unknownField()
		}
	}
	return why
}

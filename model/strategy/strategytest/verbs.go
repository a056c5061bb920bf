package strategytest

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// scripted is a write's operation in the words of scenario files.
func (r *write) scripted() string {
	op := &r.op
	switch {
	case r.version.Delete:
		return "delete: x"
	case op.Verb == value.Enable, op.Verb == value.Disable:
		return op.Verb.String() + ": x"
	case op.Verb == value.Clear:
		return fmt.Sprintf("clear: {x: %s}", op.Field)
	case op.Verb == value.Remove:
		return fmt.Sprintf("erase: {x: {at: %d, count: %d}}", op.At, op.N)
	case op.Verb == value.Insert:
		return typed(op.N, op.Value)
	case r.inserts():
		return "insert: {x: " + argument(op) + "}"
	}
	return fmt.Sprintf("%s: {x: %s}", op.Verb, argument(op))
}

func typed(at int64, text value.Value) string {
	return fmt.Sprintf("type: {x: {at: %d, text: %q}}", at, text)
}

// argument is what is put, included, or added, to the whole or to a field of it.
func argument(op *value.Op) string {
	text := fmt.Sprint(op.N)
	if op.Value != nil {
		text = fmt.Sprintf("%q", op.Value)
	}
	if op.Field != "" {
		return fmt.Sprintf("{%s: %s}", op.Field, text)
	}
	return text
}

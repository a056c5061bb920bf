package value

import (
	"errors"
	"fmt"
)

// Op is one operation of a client on a row.
type Op struct {
	Verb  Verb
	Field string // of a map or row of columns: the name that it is about; "": the whole
	Value Value  // what is put, included, excluded, appended, inserted
	N     int64  // Add: by how much (may be negative); Insert: before which position, from 0; Remove: how many
	At    int64  // Remove: from which position, from 0
}

// Verb says what an operation does.
type Verb uint8

const (
	Put     Verb = iota // the value replaces what is there
	Add                 // N is added
	Include             // the value is put into the set
	Exclude             // the value is taken out of the set
	Append              // the value is put at the end of the list
	Insert              // the value is put into the list or text before position N
	Remove              // N elements from position At on are taken out of the list or text
	Enable              // the flag is set
	Disable             // the flag is unset
	Clear               // a map's Field is taken out
	Delete              // the whole is deleted, where a data type remembers what was deleted
)

func (v Verb) String() string {
	return [...]string{"put", "add", "include", "exclude", "append", "insert", "remove", "enable", "disable", "clear", "delete"}[v]
}

// Type is a data type: it says what an operation makes of a row's state.
type Type interface {
	// Apply is the state after an operation that a client makes at a leader which
	// holds state (nil: nothing yet). An error says why the operation is not possible
	// there, and changes nothing: what the client is told.
	Apply(state Value, op Op, by Author) (Value, error)
	// Read is what a client sees of a state.
	Read(state Value) Value
}

// Merger is a data type whose states can be merged, in any order and any number of
// times: a state-based CRDT (Shapiro et al. 2011, §2.2).
type Merger interface {
	Type
	// Merge is the least upper bound of two states. Neither is nil.
	Merge(a, b Value) Value
}

// noOperation is the error for an operation that a type does not have.
type noOperation struct {
	verb Verb
	on   string
}

func (e noOperation) Error() string { return fmt.Sprintf("%s is no operation of a %s", e.verb, e.on) }

// Impossible is the error for an operation that a type does not have.
func Impossible(op Op, on string) error { return noOperation{op.Verb, on} }

// Deletes tells whether a type has a delete of the whole row, be it not possible on
// every state.
func Deletes(t Type) bool { return Has(t, Op{Verb: Delete}) }

// Has tells whether a type has an operation, be it not possible on every state.
func Has(t Type, op Op) bool {
	_, err := t.Apply(nil, op, Author{})
	return !errors.As(err, new(noOperation))
}

// Guarded is a data type with operations that are possible on some values only,
// whatever the states are that stand behind what is shown.
type Guarded interface {
	// Allows says why an operation is not possible on what a client reads; nil: it is.
	Allows(shown Value, op Op) error
}

// Shared is a data type whose states depend on how many leaders share them.
type Shared interface{ Among(leaders int) Type }

// Fitting is a data type that can be put over any plain one, whose operations then make
// its values. By itself it is a register.
type Fitting interface{ Over(plain Type) Type }

// Authored is a data type that knows which writes have a part in a state. In states of
// others all writes have one that were merged into them.
type Authored interface {
	Authors(state Value) (dots []Dot, tells bool)
}

// AuthorsOf are the writes that have a part in a state, if its type can tell.
func AuthorsOf(t Type, state Value) (dots []Dot, tells bool) {
	if named, ok := t.(Authored); ok && state != nil {
		return named.Authors(state)
	}
	return nil, false
}

// Columnar is a plain type whose operations can be said of a row's columns.
type Columnar interface{ ByColumn(op Op) Op }

// Combiner is a data type for which an application knows what to make of siblings: the
// state that a client finds who meets several.
type Combiner interface {
	Combine(siblings []Value) Value
}

// Combine is what a client finds of several siblings, given in the order of their
// writes: what the type says, or else the last of them. It is nil if there is none.
func Combine(t Type, siblings []Value) Value {
	if len(siblings) == 0 {
		return nil
	}
	if c, ok := t.(Combiner); ok && len(siblings) > 1 {
		return c.Combine(siblings)
	}
	return siblings[len(siblings)-1]
}

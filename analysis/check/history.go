package check

import "fmt"

// Operation is a read or a write of a variable, as its client saw it.
type Operation struct {
	Write    bool   // else a read
	Variable string // such as the name of a row
	Value    uint64 // what was written or returned; 0 is what every variable holds at first
}

// Write is an operation that sets the variable to the value.
func Write(variable string, value uint64) Operation {
	return Operation{Write: true, Variable: variable, Value: value}
}

// Read is an operation that found the value in the variable, 0 if it found none.
func Read(variable string, value uint64) Operation {
	return Operation{Variable: variable, Value: value}
}

// String is the operation as the literature writes it: "w(x)1", "r(x)0".
func (o Operation) String() string {
	kind := "r"
	if o.Write {
		kind = "w"
	}
	return fmt.Sprintf("%s(%s)%d", kind, o.Variable, o.Value)
}

// Session is what one client did, in order: each operation was answered before the
// next began.
type Session []Operation

// History is the sessions of a run, side by side. Nothing is known of when an
// operation of one took place by the clock of another.
type History []Session

// Event is an operation and its place: it is history[Session][Index].
type Event struct {
	Operation
	Session, Index int
}

// String is the place and the operation: "0:2 w(x)1" is the third of the first session.
func (e Event) String() string {
	return fmt.Sprintf("%d:%d %s", e.Session, e.Index, e.Operation)
}

package strategy

// Type says of a conflict what the change does and what it meets.
type Type uint8

const (
	UpdateUpdate  Type = iota // an update meets another version of the row
	InsertInsert              // an insert meets a row that is there
	InsertDelete              // an insert meets a row that was deleted
	UpdateDelete              // an update meets a row that was deleted
	UpdateMissing             // an update meets no row, and no memory of one
	DeleteUpdate              // a delete meets a version that it did not see
	DeleteDelete              // a delete meets a row that was deleted
	DeleteMissing             // a delete meets no row, and no memory of one
	Unique                    // another row has the value that must be unique
	UniqueSeveral             // several rows are in the way: of the key, and of the unique value
	Types                     // how many there are
)

var typeNames = [Types]string{
	"update-update", "insert-insert", "insert-delete", "update-delete", "update-missing",
	"delete-update", "delete-delete", "delete-missing", "unique", "unique-several",
}

func (t Type) String() string { return typeNames[t] }

// TypeNames are the names of all types, by number.
func TypeNames() []string { return typeNames[:] }

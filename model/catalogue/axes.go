package catalogue

import "slices"

// Axis is a question about conflicts that a scenario answers with some keys.
type Axis struct {
	Name string
	Asks string // how the question goes
}

// axes are the five axes, which are orthogonal, and what stands beside them.
var axes = []Axis{
	{"detect", "how does a leader find that a change conflicts with what it holds?"},
	{"strategy", "what does it do about it?"},
	{"granularity", "what is a conflict of?"},
	{"deletes", "what is left of a row that is gone?"},
	{"propagation", "how do changes travel, and when are clients answered?"},
	{"clock", "what are timestamps made of?"},
	{"own_writes", "and if a leader's own write is the loser?"},
	{"own_inserts", "and if a leader's own insert meets a row that is there?"},
	{"type", "what does the change do, and what does it meet?"},
}

// Axes lists the five axes, and then what stands beside them.
func Axes() []Axis { return slices.Clone(axes) }

// Entry explains a value that a key of the scenario file can have: a word, or the name
// of a number that stands there.
type Entry struct {
	Axis   string
	Key    string // of the scenario file: "conflicts.detect"
	Name   string // of the value: "version-vector"
	Short  string // one line
	Long   string // what it does, what it costs, who does it
	Source string // paper or documentation
}

// Entries lists all values of all axes but strategy, whose values are rules.
func Entries() []Entry {
	return slices.Concat(detectEntries, granularityEntries, deletesEntries, propagationEntries, clockEntries, ownWritesEntries, ownInsertsEntries, typeEntries)
}

// entriesOf are values of one key, of an axis.
func entriesOf(axis, key string, entries ...Entry) []Entry {
	for i := range entries {
		entries[i].Axis, entries[i].Key = axis, key
	}
	return entries
}

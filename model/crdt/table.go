package crdt

import "github.com/mlrsim/mlrsim/model/value"

// Entry is a data type with its name and story.
type Entry struct {
	Name   string
	Short  string   // one line
	Long   string   // what it does, what it loses, who uses it
	Source string   // paper
	Kinds  []string // the kinds of workload that it serves; all if its type is value.Fitting
	Type   value.Merger
}

// entries is the table of all types, in the order in which they are best explained.
var entries = []Entry{
	gCounterEntry, pnCounterEntry, boundedCounterEntry,
	lwwRegisterEntry, deleteWinsRegisterEntry, mvRegisterEntry,
	gSetEntry, twoPhaseSetEntry, lwwSetEntry, orSetEntry, removeWinsSetEntry,
	enableWinsFlagEntry, disableWinsFlagEntry,
	orMapEntry, cartEntry,
	rgaEntry, rgaTextEntry, fugueEntry, fugueTextEntry,
}

// All returns every type, in the order in which they are best explained.
func All() []Entry { return append([]Entry(nil), entries...) }

// Names returns the names of all types.
func Names() []string {
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name
	}
	return names
}

// Lookup finds a type by its name.
func Lookup(name string) (Entry, bool) {
	for _, e := range entries {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}

// held is a state as what it is; nil is the type's zero state.
func held[T value.Value](state value.Value) (s T) {
	if state != nil {
		s = state.(T)
	}
	return s
}

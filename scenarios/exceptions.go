package scenarios

import (
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// Exceptions says in brackets which types of conflict have a strategy of their own, as
// " (error for insert-insert, unique; discard for delete-delete)"; "" if none has.
func (s *Scenario) Exceptions() string {
	if s.file.Conflicts.Resolve == nil {
		return ""
	}
	var names []string
	types := map[string][]string{}
	for t, name := range s.file.Conflicts.Resolve.list() {
		if name == "" || name == s.file.Conflicts.Strategy {
			continue
		}
		if types[string(name)] == nil {
			names = append(names, string(name))
		}
		types[string(name)] = append(types[string(name)], strategy.Type(t).String())
	}
	for i, name := range names {
		names[i] = name + " for " + strings.Join(types[name], ", ")
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, "; ") + ")"
}

// ByColumn tells whether each column of a row is settled by itself.
func (s *Scenario) ByColumn() bool { return s.file.Conflicts.Granularity == "column" }

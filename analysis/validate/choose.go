package validate

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/results"
)

// IDs lists the rows of the suite by name.
func IDs() []string {
	var ids []string
	for _, row := range Suite() {
		ids = append(ids, row.ID)
	}
	return ids
}

// Choose picks rows of the suite by their IDs, in capitals or not; all if none is
// named. The error of an unknown ID gives the nearest that there is, or all.
func Choose(ids []string) ([]Row, error) {
	wanted := map[string]bool{}
	for _, id := range ids {
		known, ok := knownID(id)
		if !ok {
			return nil, unknownID(id)
		}
		wanted[known] = true
	}
	var chosen []Row
	for _, row := range Suite() {
		if len(ids) == 0 || wanted[row.ID] {
			chosen = append(chosen, row)
		}
	}
	return chosen, nil
}

func knownID(word string) (string, bool) {
	for _, id := range IDs() {
		if strings.EqualFold(id, word) {
			return id, true
		}
	}
	return "", false
}

func unknownID(id string) error {
	if near, ok := results.Nearest(id, IDs()); ok {
		return fmt.Errorf("there is no row %q; did you mean %s?", id, near)
	}
	return fmt.Errorf("there is no row %q; there are %s", id, strings.Join(IDs(), ", "))
}

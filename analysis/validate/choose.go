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

// Choose picks rows of the suite by their IDs, or several by what their IDs have before
// a hyphen, in capitals or not; all if none is named. The error of an unknown ID gives
// the nearest that there is, or all.
func Choose(ids []string) ([]Row, error) {
	all := Suite()
	wanted := make([]bool, len(all))
	for _, id := range ids {
		found := false
		for i, row := range all {
			if isCalled(row.ID, id) {
				wanted[i], found = true, true
			}
		}
		if !found {
			return nil, unknownID(id)
		}
	}
	var chosen []Row
	for i, row := range all {
		if len(ids) == 0 || wanted[i] {
			chosen = append(chosen, row)
		}
	}
	return chosen, nil
}

// isCalled tells whether a word means the row of an ID.
func isCalled(id, word string) bool {
	family, _, _ := strings.Cut(id, "-")
	return strings.EqualFold(id, word) || strings.EqualFold(family, word)
}

func unknownID(id string) error {
	if near, ok := results.Nearest(id, IDs()); ok {
		return fmt.Errorf("there is no row %q; did you mean %s?", id, near)
	}
	return fmt.Errorf("there is no row %q; there are %s", id, strings.Join(IDs(), ", "))
}

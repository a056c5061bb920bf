package scenarios

import (
	"embed"
	"strings"
)

//go:embed validation
var validation embed.FS

const (
	validationFolder = "validation"
	validationPrefix = validationFolder + "/" // of the names of its scenarios
)

// Validation lists the scenarios of the validation suite by the names under which
// Load, Builtin and Source find them: validation/c1.
func Validation() []string {
	names := namesIn(validation, validationFolder)
	for i := range names {
		names[i] = validationPrefix + names[i]
	}
	return names
}

// Seeded returns a built-in scenario with another seed.
func Seeded(name string, seed uint64) (*Scenario, error) {
	return loadBuiltin(name, Options{Seed: &seed})
}

// isRow tells whether a word is meant as a scenario of the validation suite.
func isRow(word string) bool { return strings.HasPrefix(word, validationPrefix) }

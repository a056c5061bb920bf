// Package scenarios reads scenario files: one YAML file describes one experiment.
// Load reads a file or a scenario of the built-in library and returns a Scenario,
// whose Config is checked and complete; a program runs it with package model.
//
// What is wrong is reported all at once, as Errors: each with file, line, column,
// the key, the line itself, what would be right, and the nearest known name.
// Overrides (Options.Set) change single keys by path before anything is checked.
// Effective prints the whole scenario with every default filled in, and Schema the
// JSON Schema that editors complete and check with.
//
// Inside: file.go, with file_replication.go and file_faults.go, mirrors the format key
// by key and is what decoding, printing and the schema are derived from; defaults.go
// holds all defaults; build.go and its neighbours turn the file into a model.Config and
// check what depends on more than one key; contrasts.go builds the same text again with
// other values; later.go lists what the format knows and this version does not run.
// YAML itself is behind internal/document, units are in quantity; the tables of
// latencies between real regions are in package network.
package scenarios

import (
	"github.com/mlrsim/mlrsim/model"
)

// Scenario is one experiment as its file describes it.
type Scenario struct {
	Config      model.Config // checked, with all defaults
	Path        string       // of the file; "" for built-in scenarios
	Name        string
	Description string
	Tags        []string
	Expect      []Expectation
	Sweep       *Sweep   // nil: none; a single run ignores it
	Preset      *Preset  // the real system that it names; nil: none
	Departures  []string // settings that make of that system what the scenario has, as for --set
	Contrasts   []Contrast

	file     *file // with all defaults filled in
	readings []reading
}

// Expectation is an entry of expect and where its text begins. Line and Column are
// 0 if it came from --set.
type Expectation struct {
	Text         string
	Line, Column int
}

// Contrast is the same experiment with other values, on the same luck, to be run beside
// it and compared. No two of a scenario, and none and the scenario itself, have one name.
type Contrast struct {
	Name   string
	Config model.Config // checked; its Name is the scenario's

	readings []reading
}

// Sweep is the grid of all axes times the seeds.
type Sweep struct {
	Seeds int // 1 or more, counted from Config.Seed
	Over  []Axis
}

// Options change how a scenario is read. The zero value changes nothing.
type Options struct {
	Seed *uint64  // instead of the file's; nil keeps that
	Set  []string // overrides in order, path=value: "network.latency=80ms", "faults[0].at=5s"
	Dir  string   // for Read: what paths in the scenario are relative to; "" is the current directory
	// CheckExpect judges the text of an expectation. If its error has a method
	// Offset() int, that many bytes into the text is where the problem is; with
	// Suggestion() string it says what would be right.
	CheckExpect func(text string) error
}

package main

import (
	"fmt"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// maxFaults is how many faults a summary tells one by one.
const maxFaults = 4

// faultLines tell what went wrong and when; of more than a few faults, those of a
// kind together.
func faultLines(faults []results.Interval) []string {
	var lines []string
	if len(faults) <= maxFaults {
		for _, f := range faults {
			lines = append(lines, faultLine(f))
		}
		return lines
	}
	var kinds []string
	of := map[string][]results.Interval{}
	for _, f := range faults {
		if of[f.Kind] == nil {
			kinds = append(kinds, f.Kind)
		}
		of[f.Kind] = append(of[f.Kind], f)
	}
	for _, kind := range kinds {
		lines = append(lines, faultsLine(of[kind]))
	}
	return lines
}

func faultLine(f results.Interval) string {
	from := results.Duration(int64(f.From))
	if f.Instant() {
		return "at " + from + ": " + f.Label
	}
	return from + " to " + results.Duration(int64(f.To)) + ": " + f.Label
}

// faultsLine tells of several faults of one kind how many, when, and how long; and
// whom they strike if that is always the same.
func faultsLine(faults []results.Interval) string {
	if len(faults) == 1 {
		return faultLine(faults[0])
	}
	first, last, sum, what := sim.Never, sim.Time(0), sim.Time(0), faults[0].Label
	for _, f := range faults {
		first, last, sum = min(first, f.From), max(last, f.To), sum+f.To-f.From
		if f.Label != what {
			what = f.Kind
		}
	}
	line := fmt.Sprintf("%s to %s: %d × %s", results.Duration(int64(first)), results.Duration(int64(last)), len(faults), what)
	if sum > 0 {
		line += ", " + results.Duration(int64(sum)) + " in all"
	}
	return line
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// impersonation is a scenario run as a real system.
type impersonation struct {
	preset   scenarios.Preset
	scenario *scenarios.Scenario // nil: the system cannot run it
	why      string              // and that is why
	run      *results.Run
	err      error
}

// notOfPresets are what of a scenario speaks of its own way to settle conflicts.
var notOfPresets = []string{"expect=null", "contrast=null", "sweep=null"}

// comparePresets runs a scenario as each of some real systems, all by default, and
// prints what each would log and what really happened.
func (c *cli) comparePresets(ctx context.Context, file string, only []string) error {
	presets, err := choosePresets(only)
	if err != nil {
		return err
	}
	read, err := c.reader(file)
	if err != nil {
		return err
	}
	base, err := c.readAs(read, "")
	if err != nil {
		return err
	}
	all := make([]*impersonation, len(presets))
	for i, p := range presets {
		if all[i], err = c.impersonate(read, p); err != nil {
			return err
		}
	}
	if err := c.runPresets(ctx, all); err != nil {
		return err
	}
	if c.flags.format != "text" {
		return c.list(comparisonEntries(all))
	}
	return c.print(comparison(c.style(), base, all))
}

// choosePresets finds presets by name, in their own order.
func choosePresets(only []string) ([]scenarios.Preset, error) {
	for _, name := range only {
		if _, err := findPreset(name); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(scenarios.Presets(), func(p scenarios.Preset) bool {
		return len(only) > 0 && !slices.Contains(only, p.Name)
	}), nil
}

// readAs reads a scenario as that of a real system, or as it is for none. What --set
// says goes over both.
func (c *cli) readAs(read func(scenarios.Options) (*scenarios.Scenario, error), preset string) (*scenarios.Scenario, error) {
	options, err := c.readOptions()
	if err != nil {
		return nil, err
	}
	set := slices.Clone(notOfPresets)
	if preset != "" {
		set = append(set, "conflicts={preset: "+preset+"}")
	}
	options.Set = append(set, options.Set...)
	s, err := read(options)
	if err != nil {
		return nil, &exitError{wrongUse, err}
	}
	return s, nil
}

// impersonate reads a scenario as that of a real system, and finds out whether that can
// run it.
func (c *cli) impersonate(read func(scenarios.Options) (*scenarios.Scenario, error), p scenarios.Preset) (*impersonation, error) {
	s, err := c.readAs(read, p.Name)
	var wrong scenarios.Errors
	if errors.As(err, &wrong) {
		return &impersonation{preset: p, why: reasonOf(wrong[0])}, nil
	}
	if err != nil {
		return nil, err
	}
	if s.Preset == nil || s.Preset.Name != p.Name {
		return nil, misuse("presets --on runs each system as itself, and --set names another for all; leave out --set conflicts.preset, or say --only")
	}
	if _, err := model.New(s.Config); err != nil {
		return &impersonation{preset: p, why: strings.TrimPrefix(err.Error(), "model: ")}, nil
	}
	return &impersonation{preset: p, scenario: s}, nil
}

// reasonOf is an error without the place in a file, of which the user wrote nothing.
func reasonOf(e *scenarios.Error) string {
	text := e.Message
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	if e.Suggestion != "" {
		text += " (" + e.Suggestion + ")"
	}
	return text
}

// runPresets runs all that can be run, several at a time.
func (c *cli) runPresets(ctx context.Context, all []*impersonation) error {
	var names []string
	for _, p := range all {
		names = append(names, p.preset.Name)
	}
	line := c.progress(names, "systems")
	var first error
	inOrder(c.flags.jobs, len(all), func(i int) {
		all[i].err = guarded(func() error { return all[i].measure(ctx, func(done float64) { line.report(i, done) }) })
		line.report(i, 1)
	}, func(i int) {
		if first == nil && all[i].err != nil {
			first = fmt.Errorf("%s: %w", all[i].preset.Name, all[i].err)
		}
	})
	line.clear()
	return first
}

func (p *impersonation) measure(ctx context.Context, progress func(float64)) error {
	if p.scenario == nil {
		return nil
	}
	run, _, err := analysis.Measure(ctx, p.scenario.Config, analysis.Options{Plain: true, Progress: progress})
	if err != nil {
		return err
	}
	run.System = systemOf(p.scenario, run)
	p.run = run
	return nil
}

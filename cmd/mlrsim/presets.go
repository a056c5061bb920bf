package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/scenarios"
)

func (c *cli) presetsCommand() *cobra.Command {
	var file string
	var only []string
	cmd := takes(&cobra.Command{
		Use:   "presets [NAME]",
		Short: "List the real systems that can be modelled, explain one, or compare all",
		Long: `Lists real systems, each a named tuple of the five axes (mlrsim strategies) that
is modelled from the documentation of one version, for a scenario's
conflicts.preset. With a NAME, tells what is modelled and what is not, which
keys of a scenario the system is, and what it calls conflicts.

With --on, runs one scenario as each of them, on the same luck, and prints what
each would log, in its own words, and what really happened. The scenario's
conflicts give way to the preset's; keys of replication that it sets stay, and
--set goes over both. A system that cannot run it is told, with the reason.
Nothing is written.`,
		Example: `  mlrsim presets
  mlrsim presets postgresql-18
  mlrsim run atlantic-cut --set 'conflicts={preset: postgresql-18}'
  mlrsim presets --on atlantic-cut
  mlrsim presets --on my.yaml --only mysql,galera,riak --seed 2`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(presetNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case file != "" && len(args) > 0:
				return misuse("--on runs all presets, or those of --only: mlrsim presets --on %s --only %s", file, args[0])
			case file != "":
				return c.comparePresets(cmd.Context(), file, only)
			}
			if err := onlyWith(cmd, "on", "only", "seed", "set", "jobs", "quiet"); err != nil {
				return err
			}
			return c.tellPresets(args)
		},
	}, "seed", "set", "json", "format", "jobs", "quiet", "color")
	cmd.Flags().StringVar(&file, "on", "", "run this `FILE`, or scenario of the library, as each of the systems")
	cmd.Flags().StringSliceVar(&only, "only", nil, "with --on, as these alone: `NAME,…`")
	return cmd
}

// onlyWith refuses flags that have an effect beside another only.
func onlyWith(cmd *cobra.Command, other string, flags ...string) error {
	for _, name := range flags {
		if f := cmd.Flag(name); f != nil && f.Changed {
			return misuse("--%s has no effect on `%s` without --%s", name, cmd.CommandPath(), other)
		}
	}
	return nil
}

// tellPresets lists all presets, or explains one.
func (c *cli) tellPresets(args []string) error {
	presets := scenarios.Presets()
	if len(args) > 0 {
		p, err := findPreset(args[0])
		if err != nil {
			return err
		}
		presets = []scenarios.Preset{p}
	}
	switch {
	case c.flags.format != "text":
		return c.list(presetEntries(presets))
	case len(args) > 0:
		return c.print(explainPreset(c.style(), &presets[0]))
	}
	return c.print(presetList(presets))
}

func presetNames() []string {
	var names []string
	for _, p := range scenarios.Presets() {
		names = append(names, p.Name)
	}
	return names
}

func findPreset(name string) (scenarios.Preset, error) {
	p, ok := scenarios.LookupPreset(name)
	if !ok {
		return p, misuse("there is no preset %q; `mlrsim presets` lists them%s", name, didYouMean(name, presetNames()))
	}
	return p, nil
}

// presetList has a line for each preset: its name, the version, the system.
func presetList(presets []scenarios.Preset) string {
	names, versions := 0, 0
	for _, p := range presets {
		names, versions = max(names, len(p.Name)), max(versions, len(p.Version))
	}
	var b strings.Builder
	indent := strings.Repeat(" ", names+versions+4)
	for _, p := range presets {
		fmt.Fprintf(&b, "%-*s  %-*s  ", names, p.Name, versions, p.Version)
		b.WriteString(wrap(p.System, listWidth-len(indent), indent)[len(indent):])
	}
	return b.String() + "\n`mlrsim presets NAME` explains one; `mlrsim presets --on FILE` runs a scenario as each of them.\n"
}

// presetEntry is a preset for other programs.
type presetEntry struct {
	*scenarios.Preset
	Axes string `json:"axes"` // as YAML
}

func (e presetEntry) cells() []string {
	return []string{e.Name, e.System, e.Version, e.Summary, e.Conflicts(), e.Replication(), e.Logs}
}

func presetEntries(presets []scenarios.Preset) (listing, []entry) {
	var entries []entry
	for i := range presets {
		entries = append(entries, presetEntry{&presets[i], presets[i].YAML()})
	}
	return listing{"name", "system", "version", "summary", "conflicts", "replication", "logs"}, entries
}

package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// runOptions are the flags of run that the other commands do not share.
type runOptions struct {
	window  [2]sim.Time
	row     string
	noPlots bool
}

func (c *cli) runCommand() *cobra.Command {
	var options runOptions
	var window string
	cmd := takes(&cobra.Command{
		Use:   "run FILE...",
		Short: "Run scenarios: print what happened, and write a results folder for each",
		Long: `Runs each FILE, a scenario file, the name of a scenario of the library, or -
for standard input, and prints a summary: what was run, what it measured, and
whether the scenario's expectations hold.

Each run leaves a folder OUTPUT/<scenario>/seed-<n>/ with summary.json (what
--json prints), metrics.csv (figures over time), final.csv (what the leaders
hold at the end), scenario.yaml (the scenario with every default filled in) and
the files that it names, its figures as SVG and PNG, and report.html, one file
with everything. What stands in the folder can be run again from there. A rerun
replaces its folder. OUTPUT/latest leads to the newest.

The exit code is 1 if an expectation does not hold (one about something that
was not measured does not), 2 if a file or flag is wrong (then nothing is
run), 3 if the program or the disk failed, 130 after Ctrl-C.`,
		Example: `  mlrsim run atlantic-cut
  mlrsim run my.yaml --seed 2 --set network.latency=80ms -o /tmp/results
  mlrsim run my.yaml --window 10s..12s --row title    what the diagram shows
  mlrsim run *.yaml -q                                only what does not hold
  mlrsim run atlantic-cut --json | jq .metrics.conflict_rate`,
		Args:              someArguments("a scenario file, or a name that `mlrsim scenarios` lists"),
		ValidArgsFunction: completeScenarios,
		RunE: func(cmd *cobra.Command, files []string) error {
			var err error
			if options.window, err = parseWindow(window); err != nil {
				return err
			}
			return c.runFiles(cmd.Context(), files, options)
		},
	}, "seed", "set", "output", "json", "format", "jobs", "quiet", "history", "final", "check-determinism", "color")
	cmd.Flags().StringVar(&window, "window", "", "what time the space-time diagram shows, as in `10s..12s`; without it, a conflict")
	cmd.Flags().StringVar(&options.row, "row", "", "which `key` the space-time diagram shows; without it, one in conflict")
	cmd.Flags().BoolVar(&options.noPlots, "no-plots", false, "write no figures and no report")
	return cmd
}

// parseWindow reads FROM..TO.
func parseWindow(text string) (window [2]sim.Time, err error) {
	if text == "" {
		return window, nil
	}
	ends := strings.Split(text, "..")
	for i, end := range ends {
		d, err := time.ParseDuration(end)
		if err != nil || len(ends) != 2 || d < 0 {
			return window, misuse("--window %s: write two times as in 10s..12s", text)
		}
		window[i] = sim.Time(d)
	}
	if window[0] >= window[1] {
		return window, misuse("--window %s: it ends before it begins", text)
	}
	return window, nil
}

// runFiles loads all scenarios, and runs them if nothing is wrong with any.
func (c *cli) runFiles(ctx context.Context, files []string, options runOptions) error {
	scenarios, err := c.loadAll(files)
	if err == nil {
		err = c.apart(scenarios)
	}
	if err == nil {
		err = options.suit(scenarios)
	}
	if err != nil {
		return err
	}
	return c.batch(ctx, scenarios, options).run(c.flags.jobs)
}

// apart makes sure that no two scenarios write the same folder.
func (c *cli) apart(scenarios []*loaded) error {
	taken := map[string]*loaded{}
	for _, s := range scenarios {
		folder := results.FolderPath(c.flags.output, s.Name, s.Config.Seed)
		if other := taken[folder]; other != nil {
			return misuse("%s and %s would both write %s; give one of them another name", other.shown, s.shown, folder)
		}
		taken[folder] = s
	}
	return nil
}

// suit checks that the window lies within the runs.
func (o runOptions) suit(scenarios []*loaded) error {
	for _, s := range scenarios {
		if end := sim.Time(s.Config.Duration + s.Config.Settle); o.window[0] >= end {
			return misuse("--window begins at %v, and %s ends at %v at the latest", o.window[0], s.shown, end)
		}
	}
	return nil
}

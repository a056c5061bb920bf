package main

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/analysis/plot"
	"github.com/mlrsim/mlrsim/analysis/validate"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// validation is one call of mlrsim validate.
type validation struct {
	cli    *cli
	rows   []validate.Row
	quick  bool
	folder string
	found  results.Validation
}

func (c *cli) validateCommand() *cobra.Command {
	var only []string
	v := &validation{cli: c}
	cmd := takes(&cobra.Command{
		Use:   "validate",
		Short: "Hold results that are known exactly against what is measured",
		Long: `Reproduces closed forms and published results: conflict rates, Gray's law,
partitions, staleness, convergence, quorums. Each row runs a scenario many
times, with seeds from 1 on, and compares the mean with the exact value. A
figure

  holds         if it is within three standard errors of the exact value, or
                within the tolerance if that is more, and the standard error is
                at most a third of the tolerance;
  underpowered  if the first is so and the second is not: it is where it should
                be, but the runs were too few to tell if it were not;
  fails         otherwise.

The rows' scenarios have names such as validation/c1: run them, print them,
change them. What was found is written to results/validation (or to the folder
that --output names): validation.json, validation.txt, and figures.

The exit code is 1 if a figure fails.`,
		Example: `  mlrsim validate                      all rows: some minutes
  mlrsim validate --quick              all rows, with a small part of the load
  mlrsim validate --only C8,GRAY
  mlrsim run validation/c8             one of the runs behind a row`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v.folder = c.flags.output
			if !cmd.Flags().Changed("output") {
				v.folder = filepath.Join(c.flags.output, "validation")
			}
			if cmd.Flags().Changed("only") && len(only) == 0 {
				return misuse("--only needs the ID of a row; there are %s", strings.Join(validate.IDs(), ", "))
			}
			var err error
			if v.rows, err = validate.Choose(only); err != nil {
				return misuse("--only: %w", err)
			}
			return v.run(cmd.Context())
		},
	}, "output", "json", "format", "jobs", "quiet", "color")
	cmd.Flags().StringSliceVar(&only, "only", nil, "only these rows: `IDs` with commas between; CC means CC-a and its like")
	cmd.Flags().BoolVar(&v.quick, "quick", false, "a small part of the load: shows what is broken, not what is right")
	must(cmd.RegisterFlagCompletionFunc("only", complete(validate.IDs)))
	return cmd
}

// must is for what can only go wrong by a mistake in the program.
func must(err error) {
	if err != nil {
		panic("mlrsim: " + err.Error())
	}
}

// run validates, and tells each row as soon as it and those before it are judged.
func (v *validation) run(ctx context.Context) error {
	if err := results.CheckFolder(v.folder); err != nil {
		return err
	}
	v.found = results.Validation{Version: version, Quick: v.quick}
	p := v.cli.progress(validateNames(v.rows), "rows")
	table := &validationTable{style: v.cli.style(), quiet: v.cli.flags.quiet, quick: v.quick}
	options := validate.Options{Quick: v.quick, Workers: v.cli.flags.jobs, Progress: p.report}
	err := validate.Run(ctx, v.rows, seeded, options, func(row results.ValidationRow) error {
		p.clear()
		v.found.Rows = append(v.found.Rows, row)
		if v.cli.flags.format != "text" {
			return nil
		}
		return v.cli.print(table.row(row))
	})
	p.clear()
	if err != nil {
		return err
	}
	if err := v.write(); err != nil {
		return err
	}
	if err := v.finish(table); err != nil {
		return err
	}
	if v.found.Count(results.Fails) > 0 {
		return &exitError{code: notAsClaimed}
	}
	return nil
}

// seeded loads a built-in scenario for the suite.
func seeded(name string, seed uint64) (model.Config, error) {
	s, err := scenarios.Seeded(name, seed)
	if err != nil {
		return model.Config{}, err
	}
	return s.Config, nil
}

func validateNames(rows []validate.Row) []string {
	var names []string
	for _, row := range rows {
		names = append(names, row.ID)
	}
	return names
}

// finish prints what follows the rows: the sum of it all, or everything in another
// form.
func (v *validation) finish(table *validationTable) error {
	switch v.cli.flags.format {
	case "text":
		return v.cli.print(table.end(&v.found, v.folder))
	case "json":
		return v.found.WriteJSON(v.cli.out)
	}
	return v.cli.list(validationEntries(v.found.Rows))
}

// write leaves the folder of results.
func (v *validation) write() error {
	var text strings.Builder
	table := &validationTable{}
	for _, row := range v.found.Rows {
		text.WriteString(table.row(row))
	}
	text.WriteString(table.end(&v.found, ""))
	var json strings.Builder
	if err := v.found.WriteJSON(&json); err != nil {
		return err
	}
	files := []results.File{{Name: "validation.txt", Content: []byte(text.String())}, {Name: "validation.json", Content: []byte(json.String())}}
	figures, err := plot.Validation(&v.found)
	if err != nil {
		return err
	}
	for _, f := range figures {
		files = append(files, results.File{Name: f.Name + ".svg", Content: f.SVG})
	}
	return results.WriteFiles(v.folder, files)
}

// validationEntry is a figure for other programs.
type validationEntry struct {
	Row    string                   `json:"row"`
	Figure results.ValidationFigure `json:"figure"`
}

func (e validationEntry) cells() []string {
	f := e.Figure
	cells := []string{e.Row, f.Name, f.Unit, f.Scenario}
	if f.Stated != "" {
		return append(cells, f.Stated, f.Found, "", "", "", f.Verdict)
	}
	for _, x := range []float64{f.Expected, f.Measured, f.Error, f.Tolerance} {
		cells = append(cells, strconv.FormatFloat(x, 'g', -1, 64))
	}
	return append(cells, strconv.Itoa(f.Replications), f.Verdict)
}

func validationEntries(rows []results.ValidationRow) (listing, []entry) {
	var entries []entry
	for _, row := range rows {
		for _, f := range row.Figures {
			entries = append(entries, validationEntry{row.ID, f})
		}
	}
	return listing{"row", "figure", "unit", "scenario", "expected", "measured", "standard_error", "tolerance", "replications", "verdict"}, entries
}

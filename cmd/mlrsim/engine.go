package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/analysis/plot"
	"github.com/mlrsim/mlrsim/analysis/report"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// measure runs the scenario and writes its history if that is asked for.
func (j *job) measure(draft *results.Draft) (results.Effort, error) {
	options := analysis.Options{
		Final: j.cli.flags.final, Glimpses: j.scenario.glimpses(""),
		Window: j.options.window, Row: j.options.row, Progress: j.part(0),
	}
	var history io.WriteCloser
	if j.cli.flags.history {
		var err error
		if history, err = draft.Open("history.jsonl"); err != nil {
			return results.Effort{}, err
		}
		options.History = history
	}
	run, cost, err := analysis.Measure(j.ctx, j.scenario.Config, options)
	if history != nil {
		err = cmp.Or(err, history.Close()) // the first error is the cause of the second
	}
	if err != nil {
		return results.Effort{}, err
	}
	if j.options.row != "" && run.Story == nil {
		return results.Effort{}, misuse("--row %s: there is no such row", j.options.row)
	}
	run.Scenario, run.Description = j.scenario.Name, j.scenario.Description
	yaml, files := j.scenario.Packed()
	run.YAML = yaml
	for _, f := range files {
		run.Inputs = append(run.Inputs, results.Input(f))
	}
	run.System = systemOf(j.scenario.Scenario, run)
	j.run = run
	return results.Effort(cost), nil
}

// contrast runs the scenario's contrasts, one after another.
func (j *job) contrast() error {
	for i, other := range j.scenario.Contrasts {
		run, _, err := analysis.Measure(j.ctx, other.Config, analysis.Options{
			Final: j.cli.flags.final, Glimpses: j.scenario.glimpses(other.Name), Untold: true, Progress: j.part(i + 1),
		})
		if err != nil {
			return fmt.Errorf("contrast %s: %w", other.Name, err)
		}
		j.run.Contrasts = append(j.run.Contrasts, results.Contrast{
			Name: other.Name, Fingerprint: run.Fingerprint, Leaders: run.Leaders, Metrics: run.Metrics, Series: run.Series,
			Final: run.Final, Glimpses: run.Glimpses, Failures: run.Failures,
		})
	}
	return nil
}

// part reports the progress of the scenario itself, 0, or of a contrast, counted
// from 1, as a part of the job's.
func (j *job) part(i int) func(done float64) {
	whole := float64(1 + len(j.scenario.Contrasts))
	return func(done float64) { j.report((float64(i) + done) / whole) }
}

// sameTwice runs everything twice if that is asked for, and fails if the runs
// differ.
func (j *job) sameTwice() error {
	if !j.cli.flags.determinism {
		return nil
	}
	configs := []model.Config{j.scenario.Config}
	for _, other := range j.scenario.Contrasts {
		configs = append(configs, other.Config)
	}
	for _, config := range configs {
		if err := analysis.CheckDeterminism(j.ctx, config); err != nil {
			return fmt.Errorf("two runs of the same scenario differ, which is a mistake in mlrsim: %w", err)
		}
	}
	return nil
}

// draw writes the figures of the run and its report.
func (j *job) draw(draft *results.Draft) error {
	if j.options.noPlots {
		return nil
	}
	figures, err := plot.Draw(j.run)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if err := writeFigure(f, draft); err != nil {
			return err
		}
	}
	j.figures = len(figures)
	page, err := report.HTML(j.run, figures, version)
	if err != nil {
		return err
	}
	return draft.File("report.html", bytesOf(page))
}

func writeFigure(f plot.Figure, draft *results.Draft) error {
	png, err := f.PNG()
	if err != nil {
		return err
	}
	if err := draft.File(f.Name+".svg", bytesOf(f.SVG)); err != nil {
		return err
	}
	return draft.File(f.Name+".png", bytesOf(png))
}

// bytesOf writes what is in memory already.
func bytesOf(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

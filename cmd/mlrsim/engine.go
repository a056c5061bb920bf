package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/mlrsim/mlrsim/analysis"
	"github.com/mlrsim/mlrsim/analysis/plot"
	"github.com/mlrsim/mlrsim/analysis/report"
	"github.com/mlrsim/mlrsim/results"
)

// measure runs the scenario, writes its history if that is asked for, and judges
// what the scenario expects.
func (j *job) measure(draft *results.Draft, progress func(float64)) (results.Effort, error) {
	options := analysis.Options{Final: j.cli.flags.final, Window: j.options.window, Row: j.options.row, Progress: progress}
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
	run.Scenario, run.Description, run.YAML = j.scenario.Name, j.scenario.Description, j.scenario.effective
	run.Verdicts = j.scenario.judge(run)
	j.run = run
	return results.Effort(cost), nil
}

// sameTwice runs the scenario twice if that is asked for, and fails if the runs
// differ.
func (j *job) sameTwice() error {
	if !j.cli.flags.determinism {
		return nil
	}
	if err := analysis.CheckDeterminism(j.ctx, j.scenario.Config); err != nil {
		return fmt.Errorf("two runs of the same scenario differ, which is a mistake in mlrsim: %w", err)
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

package main

import (
	"context"

	"github.com/mlrsim/mlrsim/results"
)

// job is one run: what to do, and what became of it.
type job struct {
	ctx      context.Context
	cli      *cli
	options  runOptions
	scenario *loaded
	report   func(done float64) // of the progress

	run     *results.Run
	folder  string // where the results are
	figures int    // that are in it
	err     error
}

// do makes the run and its results folder. Whatever goes wrong leaves nothing.
func (j *job) do() error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	draft, err := results.Begin(j.cli.flags.output, j.scenario.Name, j.scenario.Config.Seed)
	if err != nil {
		return err
	}
	defer draft.Discard()
	if err := j.sameTwice(); err != nil {
		return err
	}
	effort, err := j.measure(draft)
	if err != nil {
		return err
	}
	if err := j.contrast(); err != nil {
		return err
	}
	j.run.Verdicts = j.scenario.judge(j.run)
	if err := j.draw(draft); err != nil {
		return err
	}
	if err := draft.WriteRun(j.run, version, effort); err != nil {
		return err
	}
	if err := j.ctx.Err(); err != nil {
		return err
	}
	j.folder, err = draft.Commit()
	return err
}

// allHold reports whether every expectation holds; one of which that is not known
// does not.
func (j *job) allHold() bool {
	for _, v := range j.run.Verdicts {
		if v.Holds != "holds" {
			return false
		}
	}
	return true
}

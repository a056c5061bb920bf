package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/mlrsim/mlrsim/results"
)

// batch does jobs, several at a time, and tells of them in order, so that what is
// printed does not depend on which was done first.
type batch struct {
	cli      *cli
	jobs     []*job
	progress *progress
}

func (c *cli) batch(ctx context.Context, scenarios []*loaded, options runOptions) *batch {
	b := &batch{cli: c, progress: c.progressOver(scenarios)}
	for i, s := range scenarios {
		report := func(done float64) { b.progress.report(i, done) }
		b.jobs = append(b.jobs, &job{ctx: ctx, cli: c, options: options, scenario: s, report: report})
	}
	return b
}

// each does all jobs on a number of workers and hands each on when it is done, in
// the order of the batch.
func (b *batch) each(workers int, tell func(*job)) {
	inOrder(workers, len(b.jobs), func(i int) {
		b.jobs[i].err = guarded(b.jobs[i].do)
		b.progress.report(i, 1)
	}, func(i int) { tell(b.jobs[i]) })
}

// inOrder does n things on a number of workers and tells of each in order, as early as
// that allows.
func inOrder(workers, n int, do, tell func(i int)) {
	done := make([]chan struct{}, n)
	for i := range done {
		done[i] = make(chan struct{})
	}
	next := make(chan int)
	var crew sync.WaitGroup
	for range min(workers, n) {
		crew.Go(func() {
			for i := range next {
				do(i)
				close(done[i])
			}
		})
	}
	crew.Go(func() {
		defer close(next)
		for i := range n {
			next <- i
		}
	})
	for i := range n {
		<-done[i]
		tell(i)
	}
	crew.Wait()
}

// run does everything and prints it in the form asked for. The error that it
// returns carries the exit code, and the message if that has not been told.
func (b *batch) run(workers int) error {
	p := b.cli.printer(len(b.jobs))
	code := allWell
	b.each(workers, func(j *job) {
		b.progress.clear()
		code = worse(code, b.tell(p, j))
	})
	if err := p.end(); err != nil {
		return err
	}
	switch code {
	case allWell:
		return nil
	case interrupted:
		return context.Canceled
	}
	return &exitError{code: code}
}

// tell prints one job and returns what it means for the exit code.
func (b *batch) tell(p *printer, j *job) int {
	err := j.err
	if err == nil {
		err = p.print(j)
	}
	if err == nil {
		err = results.PointLatest(b.cli.flags.output, j.folder)
	}
	switch {
	case err == nil && j.allHold():
		return allWell
	case err == nil:
		return notAsClaimed
	case exitCode(err) == interrupted: // told once, at the end
	case len(b.jobs) > 1:
		b.cli.complain(fmt.Errorf("%s: %w", j.scenario.shown, err))
	default:
		b.cli.complain(err)
	}
	return exitCode(err)
}

package validate

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/mlrsim/mlrsim/results"
)

// Options says how the suite is run. None but Quick changes what it finds.
type Options struct {
	Quick    bool                         // a small part of the load: to see that nothing is broken
	Workers  int                          // runs at a time; 0: one
	Progress func(row int, share float64) // told what share of a row's runs is done, from any goroutine; may be nil
}

// Run makes all runs of the rows, several at a time, and hands each row on when it
// is judged, in the order of the rows. It ends early if the context is cancelled, a
// scenario cannot be run, or tell fails.
func Run(ctx context.Context, rows []Row, load Loader, o Options, tell func(results.ValidationRow) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	s := newSchedule(rows, load, o)
	var crew sync.WaitGroup
	for range max(1, o.Workers) {
		crew.Go(func() { s.work(ctx, cancel) })
	}
	for i := range rows {
		select {
		case <-s.done[i]:
			if err := tell(s.judged(i)); err != nil {
				cancel(err)
			}
		case <-ctx.Done():
		}
	}
	crew.Wait()
	err := context.Cause(ctx)
	cancel(nil)
	if mistake, ok := err.(*mistake); ok {
		panic(mistake.Error()) // here, where the caller can deal with it
	}
	return err
}

// mistake is a panic of a worker.
type mistake struct {
	value any
	stack []byte
}

func (m *mistake) Error() string { return fmt.Sprintf("%v\n%s", m.value, m.stack) }

// schedule is what is to be run, and what has come of it.
type schedule struct {
	rows    []Row
	load    Loader
	options Options
	jobs    []job
	next    atomic.Int64 // of jobs
	found   [][]found    // by row and trial
	left    []atomic.Int32
	all     []int           // jobs of each row
	done    []chan struct{} // by row: closed when none is left
}

// job is one run.
type job struct{ row, trial, run int }

// found is what the runs of a trial gave: values by run and figure, or words.
type found struct {
	values [][]float64
	words  []string
	curves []results.ValidationCurve // of the first run
}

func newSchedule(rows []Row, load Loader, o Options) *schedule {
	s := &schedule{
		rows: rows, load: load, options: o, found: make([][]found, len(rows)),
		left: make([]atomic.Int32, len(rows)), all: make([]int, len(rows)), done: make([]chan struct{}, len(rows)),
	}
	for row := range rows {
		s.done[row] = make(chan struct{})
		s.found[row] = make([]found, len(rows[row].Trials))
		for trial := range rows[row].Trials {
			runs := rows[row].Trials[trial].runs(o.Quick)
			s.found[row][trial].values = make([][]float64, runs)
			for run := range runs {
				s.jobs = append(s.jobs, job{row, trial, run})
			}
			s.all[row] += runs
		}
		s.left[row].Store(int32(s.all[row]))
	}
	return s
}

// runs is how many times the trial is made.
func (t *Trial) runs(quick bool) int {
	switch {
	case t.Words != nil:
		return 1
	case quick && t.QuickRuns > 0:
		return t.QuickRuns
	}
	return t.Runs
}

// work does jobs until there are no more.
func (s *schedule) work(ctx context.Context, cancel context.CancelCauseFunc) {
	for ctx.Err() == nil {
		i := int(s.next.Add(1)) - 1
		if i >= len(s.jobs) {
			return
		}
		if err := s.do(ctx, s.jobs[i]); err != nil {
			cancel(err)
			return
		}
		s.finish(s.jobs[i].row)
	}
}

// do makes one run. Runs are seeded from 1.
func (s *schedule) do(ctx context.Context, j job) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &mistake{value, debug.Stack()}
		}
	}()
	trial, found := &s.rows[j.row].Trials[j.trial], &s.found[j.row][j.trial]
	bench := Bench{Seed: uint64(j.run) + 1, load: s.load}
	if s.options.Quick {
		bench.shorter = trial.Shorter
	}
	if j.run == 0 {
		bench.curves = &found.curves
	}
	if trial.Words != nil {
		found.words, err = trial.Words(ctx, bench)
	} else {
		found.values[j.run], err = trial.Once(ctx, bench)
	}
	return err
}

func (s *schedule) finish(row int) {
	left := int(s.left[row].Add(-1))
	if s.options.Progress != nil {
		s.options.Progress(row, 1-float64(left)/float64(s.all[row]))
	}
	if left == 0 {
		close(s.done[row])
	}
}

// judged is what came of a row.
func (s *schedule) judged(row int) results.ValidationRow {
	r := &s.rows[row]
	judged := results.ValidationRow{ID: r.ID, Section: r.Section, Title: r.Title, Source: r.Source}
	for t := range r.Trials {
		judged.Figures = append(judged.Figures, r.Trials[t].judge(&s.found[row][t])...)
		judged.Curves = append(judged.Curves, s.found[row][t].curves...)
	}
	return judged
}

func (t *Trial) judge(found *found) []results.ValidationFigure {
	var judged []results.ValidationFigure
	for i, figure := range t.Figures {
		one := results.ValidationFigure{}
		if t.Words != nil {
			one = figure.compare(found.words[i])
		} else {
			one = figure.judge(column(found.values, i))
		}
		if len(t.Scenarios) == 1 {
			one.Scenario = t.Scenarios[0]
		}
		judged = append(judged, one)
	}
	return judged
}

func column(values [][]float64, i int) []float64 {
	all := make([]float64, len(values))
	for run := range values {
		all[run] = values[run][i]
	}
	return all
}

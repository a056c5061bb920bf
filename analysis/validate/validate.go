// Package validate holds what is known exactly against what mlrsim measures:
// results of papers and closed forms that any simulator of these systems must
// reproduce.
//
// Start from Suite, the rows, and Run, which makes the runs that each row needs and
// judges its figures. A Row is data: the scenario files that it runs, what it
// measures of each, the exact value, computed from the closed form where there is
// one, and the tolerance. Verdicts follow one rule, in judge.go. The rule has power:
// a figure that the runs could not tell from a wrong one is underpowered, not right.
//
// Each of the other files holds the rows of one theme, with their closed forms and
// why they hold. What is found depends on the rows alone, not on the number of
// workers.
package validate

import (
	"context"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// Row is one known result.
type Row struct {
	ID      string
	Section string
	Title   string
	Source  string // paper and section
	Trials  []Trial
}

// Trial is an experiment that is made several times, each time with another seed. It
// gives one value for each of its figures.
type Trial struct {
	Scenarios []string // that it runs, as a Loader knows them
	Runs      int      // replications
	QuickRuns int      // instead, if the suite is quick; 0: Runs
	Shorter   int      // by what a quick suite divides the load of each run; 0: 1
	Figures   []Figure
	Once      func(context.Context, Bench) ([]float64, error)
	Words     func(context.Context, Bench) ([]string, error) // instead of Runs and Once: it has no luck, and gives words
}

// Figure is one number of a trial, or some words.
type Figure struct {
	Name      string
	Unit      string
	Exact     float64
	Tolerance float64 // as a share of Exact
	Margin    float64 // instead of Tolerance: in the figure's own unit
	Stated    string  // instead of Exact: the words to be found
}

// tolerance is by what the figure may be off, in its own unit.
func (f Figure) tolerance() float64 {
	if f.Margin > 0 {
		return f.Margin
	}
	return f.Tolerance * f.Exact
}

// Loader gives the configuration of a scenario by its name, with another seed.
type Loader func(name string, seed uint64) (model.Config, error)

// Bench is where a trial is made once.
type Bench struct {
	Seed    uint64
	shorter int
	load    Loader
	curves  *[]results.ValidationCurve // nil: nobody looks at them
}

// keep puts a distribution beside the row's figures, if it is the first run's.
func (b Bench) keep(label string, d results.Distribution) {
	if b.curves != nil {
		*b.curves = append(*b.curves, results.NewValidationCurve(label, d))
	}
}

// Load gives the configuration of a scenario with the bench's seed, and with so much
// less load as a quick suite asks for.
func (b Bench) Load(name string) (model.Config, error) {
	config, err := b.load(name, b.Seed)
	load := config.Duration - config.Warmup
	config.Duration = config.Warmup + load/time.Duration(max(1, b.shorter))
	return config, err
}

// times is how often a script repeats its story, less if the suite is quick.
func (b Bench) times(n int) int { return n / max(1, b.shorter) }

// Suite lists all rows, in the order in which they are told.
func Suite() []Row {
	return slices.Concat(
		conflictRows(), []Row{grayRow()}, divergenceRows(), stalenessRows(), convergenceRows(), pbsRows(),
		causalRows(), statisticsRows(), []Row{determinismRow()},
	)
}

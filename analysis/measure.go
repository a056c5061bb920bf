// Package analysis says what a run was like: it simulates a configuration with the
// oracle looking on, and gathers all that a results folder holds and the plots
// draw.
//
// Start from Measure. What the words mean is defined in package oracle and told by
// the table of metrics in package results; subpackages draw the plots and write
// the report. Nothing in here feeds back into the simulated database.
package analysis

import (
	"context"
	"io"
	"runtime/metrics"
	"time"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// Options says what to record of a run beside its metrics. The zero value records
// what a results folder holds by default.
type Options struct {
	Bare     bool               // conflicts, visibility and convergence only, at less than half the cost; no story
	History  io.Writer          // every event as JSON Lines; nil: not kept
	Final    bool               // the final state however large; otherwise up to FinalRows lines
	Glimpses []results.Glimpse  // to be taken; of the rows that there are then, and the leaders that replicate them
	Window   [2]sim.Time        // of the space-time diagram; zero: around a conflict worth seeing
	Row      string             // the key that it shows; "": one with a conflict in the window
	Untold   bool               // no diagram
	Plain    bool               // nothing but metrics, series and distributions: no final state, no diagram
	Progress func(done float64) // called now and then with the share of the load that is over
}

// FinalRows is how many lines of final state are kept unless all are asked for.
const FinalRows = 100_000

// Cost is what a run took of the machine. It is never part of compared results.
type Cost struct {
	Events          int64
	WallSeconds     float64
	PeakMemoryBytes int64 // of the process, as far as it has come
}

// Measure simulates a configuration and returns all that is to be known of the
// run. It fails if the configuration is impossible, the context is cancelled or
// the history cannot be written.
func Measure(ctx context.Context, config model.Config, opts Options) (*results.Run, Cost, error) {
	began := time.Now()
	cluster, err := model.New(config)
	if err != nil {
		return nil, Cost{}, err
	}
	looks := oracleConfig(cluster)
	looks.Bare = opts.Bare
	watch := oracle.New(looks)
	cluster.Observe(watch, !opts.Bare)
	var record *history.Recorder
	if opts.History != nil {
		record = history.NewRecorder(opts.History, history.HeaderOf(cluster))
		cluster.Observe(record, true)
	}
	if err := cluster.Run(pause(ctx, config, opts.Progress)); err != nil {
		return nil, Cost{}, err
	}
	if record != nil {
		if err := record.Close(); err != nil {
			return nil, Cost{}, err
		}
	}
	run := gather(cluster, watch)
	if opts.Plain || opts.Bare {
		return run, costOf(cluster, began), nil
	}
	run.Final = finalRows(cluster, opts.Final)
	if run.Glimpses, err = glimpses(config, opts.Glimpses); err != nil || opts.Untold {
		return run, costOf(cluster, began), err
	}
	if run.Story, err = story(cluster, watch, opts); err != nil {
		return nil, Cost{}, err
	}
	return run, costOf(cluster, began), nil
}

func costOf(c *model.Cluster, began time.Time) Cost {
	return Cost{c.Events(), time.Since(began).Seconds(), peakMemory()}
}

// pause lets a run be cancelled, and reports how far it has come.
func pause(ctx context.Context, config model.Config, progress func(float64)) func(sim.Time) error {
	return func(now sim.Time) error {
		if progress != nil {
			progress(min(1, float64(now)/float64(config.Duration)))
		}
		return ctx.Err()
	}
}

// peakMemory is the most memory that the process has had from the system.
func peakMemory() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// story tells what the space-time diagram shows: the window and row that were
// asked for, or those of a conflict that the oracle found worth seeing.
func story(c *model.Cluster, watch *oracle.Oracle, opts Options) (*results.Story, error) {
	s, ok, err := sceneOf(c, watch, opts)
	if !ok || err != nil {
		return nil, err
	}
	return tell(c.Config(), s)
}

func sceneOf(c *model.Cluster, watch *oracle.Oracle, opts Options) (scene, bool, error) {
	from, to := opts.Window[0], min(opts.Window[1], c.Now())
	if to == 0 {
		row, from, to, ok := watch.Story()
		if isTold(c.Config()) || opts.Row != "" {
			from, to, ok = 0, c.Now(), ok || isTold(c.Config())
		}
		if opts.Row != "" {
			row, ok = c.Row(opts.Row)
		}
		return scene{row, from, to}, ok, nil
	}
	if opts.Row != "" {
		row, ok := c.Row(opts.Row)
		return scene{row, from, to}, ok, nil
	}
	return findScene(c.Config(), from, to)
}

// isTold tells whether a run is a story that its author wrote step by step, which
// is shown whole.
func isTold(config model.Config) bool {
	const longest = 60
	return config.Workload.Keys == 0 && len(config.Script) > 0 && len(config.Script) <= longest
}

package oracle

import (
	"errors"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// failures are where the strategy could not decide.
type failures results.Failures

// halt notes that an applier has stopped: it has met a conflict, and delivered nothing.
func (o *Oracle) halt(a *model.Apply) {
	o.until(a.At)
	if o.config.Bare {
		return
	}
	if a.At >= o.config.Warmup {
		o.judgeMeeting(a)
	}
	f := &o.failures
	stop := failure(a.Write, a.Leader, a.Why)
	stop.At, stop.From, stop.Type = a.At, a.From, a.Type.String()
	if !slices.ContainsFunc(f.Stops, func(g results.Failure) bool { return stop.SameApplier(&g) }) {
		f.Stops = append(f.Stops, stop)
	}
}

// commit notes an own write about which the strategy could not decide.
func (f *failures) commit(c *model.Commit) {
	if c.Failed == nil {
		return
	}
	if f.Own++; f.FirstOwn == nil {
		first := failure(c.Write, int(c.Write.Origin), c.Failed)
		first.At, first.From = c.Write.At, results.OwnWrite
		f.FirstOwn = &first
	}
}

// failure is one at a leader, but for when it was, and who sent the write.
func failure(w *model.Write, leader int, why error) results.Failure {
	f := results.Failure{Leader: leader, Write: uint64(w.ID), Row: w.Row}
	if why != nil {
		f.Why = why.Error()
		errors.As(why, &f.Script)
	}
	return f
}

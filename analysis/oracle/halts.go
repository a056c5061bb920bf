package oracle

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// halts are the appliers that have stopped, in the order in which they did.
type halts []results.Stop

// halt notes that an applier has stopped: it has met a conflict, and delivered nothing.
func (o *Oracle) halt(a *model.Apply) {
	o.until(a.At)
	if o.config.Bare {
		return
	}
	if a.At >= o.config.Warmup {
		o.judgeMeeting(a)
	}
	stop := results.Stop{At: a.At, From: a.From, Leader: a.Leader, Write: uint64(a.Write.ID), Row: a.Write.Row, Type: a.Type.String()}
	if !slices.ContainsFunc(o.halts, stop.SameApplier) {
		o.halts = append(o.halts, stop)
	}
}

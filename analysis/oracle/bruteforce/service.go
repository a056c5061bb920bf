package bruteforce

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/sim"
)

// judgeVisibility takes the time from each commit to each other leader, and to the
// last of them.
func (j *Judgement) judgeVisibility(r *relations) {
	j.Truths["complete"] = len(r.arrived) == (len(r.writes)-1)*r.Leaders
	for _, w := range r.writes[1:] {
		if !r.measured(w.At) {
			continue
		}
		var last sim.Time
		seen := 1
		for leader := range r.Leaders {
			position, came := r.arrived[place{w.ID, leader}]
			if !came || leader == int(w.Origin) {
				continue
			}
			at := timeOf(r.events[position])
			j.note("visibility", int64(at-w.At))
			last = max(last, at)
			seen++
		}
		if seen == r.Leaders && seen > 1 {
			j.note("full_visibility", int64(last-w.At))
		}
	}
}

// judgeService looks at what clients were told.
func (j *Judgement) judgeService(r *relations) {
	var attempted, acknowledged int64
	for _, event := range r.events {
		d, ok := event.(*model.Done)
		if !ok || !r.measured(d.Began) {
			continue
		}
		attempted++
		if !d.OK {
			continue
		}
		acknowledged++
		if d.Kind == model.Read || d.Kind == model.Scan {
			j.note("read_latency", int64(d.Ended-d.Began))
		} else {
			j.note("write_latency", int64(d.Ended-d.Began))
		}
	}
	j.Shares["availability"] = Share{acknowledged, attempted}
}

func timeOf(event history.Event) sim.Time {
	switch e := event.(type) {
	case *model.Commit:
		return e.Write.At
	case *model.Apply:
		return e.At
	case *model.ReadSeen:
		return e.At
	case *model.Done:
		return e.Ended
	case *model.Message:
		return e.At
	case *model.FaultEvent:
		return e.At
	case history.End:
		return e.At
	}
	panic(fmt.Sprintf("bruteforce: %T is no event", event))
}

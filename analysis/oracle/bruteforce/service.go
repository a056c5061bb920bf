package bruteforce

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/sim"
)

// judgeVisibility takes the time from each commit to each other leader, and until it was
// at the last replica.
func (j *Judgement) judgeVisibility(r *relations) {
	j.Truths["complete"] = true
	for _, w := range r.writes[1:] {
		j.Truths["complete"] = j.Truths["complete"] && r.everywhere(w, len(r.events))
		if !r.measured(w.At) {
			continue
		}
		for leader := range r.Leaders {
			if position, came := r.first[place{w.ID, leader}]; came && leader != int(w.Origin) && !joins(r.events[position]) {
				j.note("visibility", int64(timeOf(r.events[position])-w.At))
			}
		}
		j.countIf("undelivered_writes", !r.everywhere(w, len(r.events)))
		if at := r.lastArrival(w); at != sim.Never {
			j.note("full_visibility", int64(at-w.At))
		}
	}
}

// joins says that the event is the copy that a leader begins with.
func joins(event history.Event) bool {
	x, ok := event.(*model.Transfer)
	return ok && x.Why == model.ByJoin
}

// lastArrival is when the write first came to be everywhere by coming to a leader that
// was there before.
func (r *relations) lastArrival(w *model.Write) sim.Time {
	for i, event := range r.events {
		if r.comes(w, i) && !joins(event) && r.everywhere(w, i+1) && !r.everywhere(w, i) {
			return timeOf(event)
		}
	}
	return sim.Never
}

// comes says that the event at a position brings the write to a leader's replica.
func (r *relations) comes(w *model.Write, position int) bool {
	switch e := r.events[position].(type) {
	case *model.Apply:
		return starts(r.applied[place{w.ID, e.Leader}], position)
	case *model.Transfer:
		return starts(r.applied[place{w.ID, e.Leader}], position)
	}
	return false
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
		j.countIf("aborted", d.Refused && !d.OK)
		if !d.OK {
			continue
		}
		acknowledged++
		if d.Refused {
			j.Counts["refused"]++
			continue
		}
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
	case *model.Transfer:
		return e.At
	case *model.Answer:
		return e.At
	case *model.Probe:
		return e.At
	case history.End:
		return e.At
	}
	panic(fmt.Sprintf("bruteforce: %T is no event", event))
}

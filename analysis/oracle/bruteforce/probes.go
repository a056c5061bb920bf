package bruteforce

import (
	"math"

	"github.com/mlrsim/mlrsim/model"
)

// never is the figure of what never came to be: larger than all others.
const never = math.MaxInt64

// judgeProbes finds how long after its acknowledgement a write of a quorum had to be
// left alone for a read to find it, if a read could have been answered at all.
func (j *Judgement) judgeProbes(r *relations) {
	var zero, all int64
	for i, event := range r.events {
		p, ok := event.(*model.Probe)
		if !ok || len(p.Legs) == 0 || !r.measured(r.writes[p.Write].At) {
			continue
		}
		t := int64(never)
		for _, leg := range p.Legs {
			t = min(t, r.wait(p, leg, i))
		}
		j.note("t_visibility", t)
		all++
		if t == 0 {
			zero++
		}
	}
	j.Shares["consistent_at_zero"] = Share{zero, all}
}

// wait is how long after the probe a read must begin to find the write at the leader
// of a leg.
func (r *relations) wait(p *model.Probe, leg model.ProbeLeg, position int) int64 {
	at := place{p.Write, leg.Leader}
	if during(r.applied[at], position) {
		return 0
	}
	for _, s := range r.applied[at] {
		if s.after > position {
			return max(0, int64(timeOf(r.events[s.after])-p.At)-int64(leg.Read))
		}
	}
	return never
}

package strategytest

import (
	"fmt"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model/value"
)

// step is one event of a history that is told again, and what came of it.
type step struct {
	event   event
	outcome outcome
	after   *state
	sent    int           // of a delivery: which step put the change on its way
	left    [][]int       // of the last: by link, the steps whose changes will never be applied
	when    time.Duration // after the beginning, on a perfect clock
	opening bool          // it is before the history began
	rest    bool          // it is after what the history shows
}

// tick is the time between two deliveries, and the shortest delay.
const tick = 10 * time.Millisecond

// replay tells a history again, and then delivers what was still under way.
func (w *world) replay(h *history) []step {
	p := &player{world: w, state: w.empty(), under: make([][]int, w.options.Leaders*w.options.Leaders)}
	for _, e := range h.opening {
		p.play(e).opening = true
	}
	for _, e := range h.events {
		p.play(e)
	}
	for !p.state.quiet() {
		p.play(w.appendDeliveries(nil, p.state)[0]).rest = true
	}
	p.steps[len(p.steps)-1].left = p.under
	setTimes(p.steps)
	return p.steps
}

// player goes through a history, and remembers by which step each change was sent.
type player struct {
	*world
	state *state
	steps []step
	under [][]int // as state.links
}

func (p *player) play(e event) *step {
	after, o, _ := p.next(p.state, e)
	st := step{event: e, outcome: o, after: after}
	if e.deliver {
		link := e.from*p.options.Leaders + e.at
		st.sent = p.under[link][e.place]
		p.under[link] = slices.Delete(p.under[link], e.place, e.place+1)
	}
	for link, queue := range after.links {
		if len(queue) > len(p.under[link]) {
			p.under[link] = append(p.under[link], len(p.steps))
		}
	}
	p.state, p.steps = after, append(p.steps, st)
	return &p.steps[len(p.steps)-1]
}

// setTimes lets commits come at equal gaps, wide enough for all deliveries between
// any two of them, each of which comes a tick after what was before it. What all had
// in the beginning comes to all at once.
func setTimes(steps []step) {
	between := beat(steps)
	var now time.Duration
	commits := 0
	for i := range steps {
		switch {
		case !steps[i].event.deliver:
			now = time.Duration(commits) * between
			commits++
		case i == 0 || !steps[i].opening || !steps[i-1].opening || !steps[i-1].event.deliver:
			now += tick
		}
		steps[i].when = now
	}
}

// busiest is the largest number of deliveries between two commits.
func busiest(steps []step) int {
	most, run := 0, 0
	for _, st := range steps {
		if run++; !st.event.deliver {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// beat is the time between two commits.
func beat(steps []step) time.Duration {
	return 10 * tick * (1 + time.Duration(busiest(steps))/10)
}

func (w *world) leader(i int) string { return fmt.Sprint("n", i+1) }

// called is how a story calls a write.
func (w *world) called(s *state, id int) string {
	r := s.write(id)
	return w.leader(int(r.version.Stamp.Origin)) + "'s " + r.does()
}

// does is a write's operation in words.
func (r *write) does() string {
	if r.version.Delete {
		return "delete"
	}
	text := r.op.Verb.String()
	if r.inserts() {
		text = "insert"
	}
	if r.op.Field != "" {
		text += " " + r.op.Field
	}
	switch {
	case r.op.Value != nil:
		text += " " + r.op.Value.String()
	case r.op.N != 0:
		text += fmt.Sprint(" ", r.op.N)
	}
	return text
}

// inserts tells whether a write is the insert of a row.
func (r *write) inserts() bool { return r.insert && r.op.Verb == value.Put && r.op.Field == "" }

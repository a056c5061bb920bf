package strategytest

import "github.com/mlrsim/mlrsim/model/value"

// event is one step of a history: a leader commits a write, or a change is applied.
type event struct {
	at      int // the leader
	deliver bool
	op      value.Op // of a commit, unless it deletes
	delete  bool
	from    int // of a delivery: who sent it
	place   int // and which it is of what is under way on that link
}

// outcome is what became of an event, for the story.
type outcome struct {
	write    int // that was committed, or came
	verdict  string
	reported bool // the detector saw a conflict
	shadowed bool
	crashed  bool  // by a mistake of the strategy
	err      error // why it stopped, or crashed
}

// next is the state after an event. It is false if the event is not possible: the
// data type has no such operation.
func (w *world) next(s *state, e event) (*state, outcome, bool) {
	c := s.clone()
	if e.deliver {
		return c, w.deliver(c, e), true
	}
	o, ok := w.commit(c, e)
	return c, o, ok
}

// events lists what can happen in a state. May says who may commit.
func (w *world) events(s *state, may func(*state, int) bool) []event {
	var list []event
	for at := range s.leaders {
		if len(s.writes) < w.options.Writes+s.loaded.size() && may(s, at) {
			list = w.appendCommits(list, s, at)
		}
	}
	return w.appendDeliveries(list, s)
}

func (w *world) appendCommits(list []event, s *state, at int) []event {
	held := w.sees(s, at)
	for _, op := range w.options.Ops(len(s.writes), held) {
		list = append(list, event{at: at, op: op})
	}
	if w.options.deletes && held != nil {
		list = append(list, event{at: at, delete: true})
	}
	return list
}

// appendDeliveries appends what may come next on each link: the first that was sent,
// or any where links do not keep order.
func (w *world) appendDeliveries(list []event, s *state) []event {
	n := len(s.leaders)
	for link, queue := range s.links {
		if s.stopped.has(link) {
			continue
		}
		for place := range queue {
			if place == 0 || w.options.Datagram {
				list = append(list, event{deliver: true, from: link / n, at: link % n, place: place})
			}
		}
	}
	return list
}

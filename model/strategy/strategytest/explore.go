package strategytest

// search goes through all histories of a world, breadth first: the shortest first,
// and each state once. What breaks the law first is among the shortest that do.
type search struct {
	*world
	law      *law
	nodes    []node
	states   []*state // of the nodes of the present length
	first    int      // the node of states[0]
	seen     map[string]struct{}
	buffer   []byte
	complete int // states that ended a history
}

// node is how the search came to a state.
type node struct {
	parent int // -1: a history begins here
	event  event
}

// history is a list of events, and what is wrong with it.
type history struct {
	opening []event // by which all leaders came to hold the row before it began
	events  []event
	wrong   string
}

// explore looks for the shortest history that breaks the law; nil: there is none.
func (s *search) explore() (*history, error) {
	s.seen = map[string]struct{}{}
	for _, opening := range s.openings() {
		begun := s.run(opening)
		begun.loaded = begun.leaders[0].known
		s.add(begun, node{parent: -1})
	}
	for len(s.states) > 0 {
		present, first := s.states, s.first
		s.first, s.states = len(s.nodes), nil
		for i, st := range present {
			if found := s.expand(st, first+i); found != nil {
				return found, nil
			}
			if err := s.bounded(i); err != nil {
				return nil, err
			}
			present[i] = nil // it is not needed again
		}
	}
	return nil, nil
}

// bounded is an error where the search is to end: it has too many states, or the user
// wants no more of it.
func (s *search) bounded(expanded int) error {
	const stride = 1 << 8
	if len(s.nodes) > s.options.States {
		return tooMany(s.options.States)
	}
	if expanded%stride == 0 {
		return s.options.pause()
	}
	return nil
}

// expand tries all that can happen in a state.
func (s *search) expand(st *state, at int) *history {
	if st.quiet() && len(st.writes) > st.loaded.size() {
		s.complete++
		if wrong := s.law.atEnd(s.world, st); wrong != "" {
			return s.history(at, wrong)
		}
	}
	for _, e := range s.events(st, s.law.mayCommit) {
		after, o, ok := s.next(st, e)
		if !ok {
			continue
		}
		if wrong := s.law.atStep(s.world, st, after, e, o); wrong != "" {
			s.nodes = append(s.nodes, node{at, e})
			return s.history(len(s.nodes)-1, wrong)
		}
		s.add(after, node{at, e})
	}
	return nil
}

// add notes a state, unless the search has been there.
func (s *search) add(st *state, n node) {
	s.buffer = s.key(s.buffer[:0], st)
	if _, ok := s.seen[string(s.buffer)]; ok {
		return
	}
	s.seen[string(s.buffer)] = struct{}{}
	s.nodes = append(s.nodes, n)
	s.states = append(s.states, st)
}

// history goes back from a node to where its history began.
func (s *search) history(at int, wrong string) *history {
	h := &history{wrong: wrong}
	for ; s.nodes[at].parent >= 0; at = s.nodes[at].parent {
		h.events = append([]event{s.nodes[at].event}, h.events...)
	}
	h.opening = s.openings()[at]
	return h
}

// openings are the ways in which a history begins: without the row, and with one that
// the first leader inserted and all have heard of.
func (w *world) openings() [][]event {
	var list [][]event
	if w.options.Begin != Loaded {
		list = append(list, nil)
	}
	if w.options.Begin != Absent {
		list = append(list, w.loading()...)
	}
	return list
}

// loading is how all leaders come to hold the row: by the first operation that is
// possible, if there is one.
func (w *world) loading() [][]event {
	for _, op := range w.options.Ops(0, nil) {
		insert := event{op: op}
		if s, _, ok := w.next(w.empty(), insert); ok {
			return [][]event{append([]event{insert}, w.appendDeliveries(nil, s)...)}
		}
	}
	return nil
}

// run is the state that events lead to from nothing.
func (w *world) run(events []event) *state {
	s := w.empty()
	for _, e := range events {
		s, _, _ = w.next(s, e)
	}
	return s
}

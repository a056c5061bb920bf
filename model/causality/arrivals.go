package causality

// arrivals remembers in which order the writes of a hot row came to each leader, so
// that all that a leader had at some moment is a place in a list. It is kept from
// when somebody first asks for a row's.
type arrivals struct {
	generation uint64     // of the row's hot times, over all rows
	lists      []Sequence // by leader: what has come there and is not everywhere
	complete   [][]int    // by leader and other leader: a place before which the other has all
}

// Arrivals tells how much of a row a leader has had by now, as a place to be given
// to LacksArrivals. It is false for rows that are not hot.
func (t *Tracker) Arrivals(row uint32, leader int) (generation uint64, place int, ok bool) {
	at := t.place(row)
	if at&hotMark == 0 {
		return 0, 0, false
	}
	h := t.hot[at&^hotMark]
	if h.arrivals == nil {
		h.arrivals = t.newArrivals(h)
	}
	return h.arrivals.generation, h.arrivals.lists[leader].End(), true
}

// LacksArrivals tells whether a leader misses something that another one had when
// Arrivals told its place.
func (t *Tracker) LacksArrivals(row uint32, generation uint64, other, place, leader int) bool {
	at := t.place(row)
	if at&hotMark == 0 {
		return false
	}
	a := t.hot[at&^hotMark].arrivals
	if a == nil || a.generation != generation {
		return false // All that was in flight then is everywhere now.
	}
	if a.complete[other] == nil {
		a.complete[other] = make([]int, t.leaders)
	}
	list := &a.lists[other]
	from := max(a.complete[other][leader], list.Front())
	for from < place && t.Delivered(list.At(from), leader) {
		from++
	}
	a.complete[other][leader] = from
	return from < place
}

func (t *Tracker) newArrivals(h *hotRow) *arrivals {
	t.generations++
	a := &arrivals{generation: t.generations, lists: make([]Sequence, t.leaders), complete: make([][]int, t.leaders)}
	for leader := range a.lists {
		for at := h.writes.Front(); at < h.writes.End(); at++ {
			if id := h.writes.At(at); t.window.delivered(id, leader) {
				a.lists[leader].Append(id)
			}
		}
	}
	return a
}

// arrive notes that a write has come to a leader.
func (t *Tracker) arrive(h *hotRow, id uint64, leader int) {
	list := &h.arrivals.lists[leader]
	for list.Front() < list.End() && t.Stable(list.At(list.Front())) {
		list.Drop()
	}
	list.Append(id)
}

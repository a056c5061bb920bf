package bruteforce

import (
	"math"

	"github.com/mlrsim/mlrsim/model"
)

// arrivals is who had what, from when until when.
type arrivals struct {
	has     map[place][]span // from the commit or Apply at a leader, or from a copy of a replica that it was in
	applied map[place][]span // likewise, but where a write was only coordinated from its Apply on
	first   map[place]int    // position of the commit at the origin, elsewhere of what first brought it to the leader: an Apply, or a copy of a replica
	in      map[int][]span   // by leader: when it was a member
}

// place is a write at a leader.
type place struct {
	write  model.WriteID
	leader int
}

// span is a part of the record: what follows the event at one position, up to and
// including that at another.
type span struct{ after, upTo int }

func newArrivals(run Run) *arrivals {
	a := &arrivals{has: map[place][]span{}, applied: map[place][]span{}, first: map[place]int{}, in: map[int][]span{}}
	for leader := range run.Leaders {
		a.in[leader] = []span{{-1, math.MaxInt}}
	}
	for _, leader := range run.Absent {
		a.in[leader] = nil
	}
	return a
}

func (a *arrivals) commit(c *model.Commit, position int) {
	at := place{c.Write.ID, int(c.Write.Origin)}
	a.reach(at, position)
	put(a.has, at, true, position)
	put(a.applied, at, !c.Late, position)
}

func (a *arrivals) apply(e *model.Apply, position int) {
	if !e.Verdict.Dealt() {
		return
	}
	at := place{e.Write.ID, e.Leader}
	a.reach(at, position)
	put(a.has, at, true, position)
	put(a.applied, at, true, position)
}

// transfer makes a leader have what the replica that it copied had. Writes is how many
// there are.
func (a *arrivals) transfer(e *model.Transfer, writes, position int) {
	for id := model.WriteID(1); int(id) <= writes; id++ {
		copied := e.From != model.Nobody && open(a.applied[place{id, e.From}])
		at := place{id, e.Leader}
		if copied {
			a.reach(at, position)
		}
		put(a.has, at, copied, position)
		put(a.applied, at, copied, position)
	}
	put(a.in, e.Leader, e.Why != model.ByLeave, position)
}

// reach notes that a write is at a leader, if it never was before.
func (a *arrivals) reach(at place, position int) {
	if _, before := a.first[at]; !before {
		a.first[at] = position
	}
}

// put makes something so or not from an event on.
func put[T comparable](spans map[T][]span, of T, so bool, position int) {
	list := spans[of]
	switch was := open(list); {
	case so && !was:
		spans[of] = append(list, span{position, math.MaxInt})
	case was && !so:
		list[len(list)-1].upTo = position
	}
}

// open says that it is so as far as the record has been read.
func open(spans []span) bool { return len(spans) > 0 && spans[len(spans)-1].upTo == math.MaxInt }

// during says that it was so just before a position of the record.
func during(spans []span, position int) bool {
	for _, s := range spans {
		if s.after < position && position <= s.upTo {
			return true
		}
	}
	return false
}

// starts says that it came to be so by the event at a position.
func starts(spans []span, position int) bool {
	for _, s := range spans {
		if s.after == position {
			return true
		}
	}
	return false
}

package bruteforce

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/sim"
)

// relations holds who had been delivered where, and who saw whom.
type relations struct {
	Run
	events    []history.Event
	writes    []*model.Write // by ID; 0 is none
	committed []int          // by ID: position of the commit in the record
	*arrivals
	sawRow [][]bool // [a][b]: b saw a; both of one row
	sawAny [][]bool // [a][b]: b happened after a, through whatever rows
	erased map[model.WriteID][]span
}

func relate(run Run, events []history.Event) *relations {
	r := &relations{Run: run, events: events, writes: make([]*model.Write, 1), committed: make([]int, 1), arrivals: newArrivals(run)}
	for i, event := range events {
		switch e := event.(type) {
		case *model.Commit:
			r.writes = append(r.writes, e.Write)
			r.committed = append(r.committed, i)
			r.commit(e, i)
		case *model.Apply:
			r.apply(e, i)
		case *model.Transfer:
			r.transfer(e, len(r.writes)-1, i)
		}
	}
	r.sawRow = closure(r.related(func(a, b *model.Write) bool { return a.Row == b.Row && r.delivered(a, b) }))
	r.sawAny = closure(r.related(r.delivered))
	r.erased = r.erasures()
	return r
}

// there says that just before a position of the record the leader had dealt with the
// write.
func (r *relations) there(w *model.Write, leader, position int) bool {
	return during(r.has[place{w.ID, leader}], position)
}

// reflected says that just before a position of the record the write had been dealt
// with at the leader's replica.
func (r *relations) reflected(w *model.Write, leader, position int) bool {
	return during(r.applied[place{w.ID, leader}], position)
}

// firstTime says that the event at a position is the change's first at the leader.
func (r *relations) firstTime(a *model.Apply, position int) bool {
	return r.first[place{a.Write.ID, a.Leader}] == position
}

// everywhere says that just before a position of the record all replicas of its row
// had the write.
func (r *relations) everywhere(w *model.Write, position int) bool {
	for leader := range r.Leaders {
		if during(r.in[leader], position) && r.keeps(w.Row, leader) && !r.reflected(w, leader, position) {
			return false
		}
	}
	return true
}

// delivered says that a had itself been dealt with at b's origin when b was committed.
func (r *relations) delivered(a, b *model.Write) bool {
	return r.there(a, int(b.Origin), r.committed[b.ID])
}

func (r *relations) saw(a, b *model.Write) bool { return r.sawRow[a.ID][b.ID] }

func (r *relations) concurrent(a, b *model.Write) bool {
	return a.Row == b.Row && a != b && !r.saw(a, b) && !r.saw(b, a)
}

func (r *relations) unseen(a, b *model.Write) bool {
	return a.Row == b.Row && a != b && !r.delivered(a, b) && !r.delivered(b, a)
}

func (r *relations) measured(at sim.Time) bool { return at >= r.Warmup }

// related writes a relation out as a matrix.
func (r *relations) related(relation func(a, b *model.Write) bool) [][]bool {
	matrix := make([][]bool, len(r.writes))
	for i := range matrix {
		matrix[i] = make([]bool, len(r.writes))
	}
	for _, a := range r.writes[1:] {
		for _, b := range r.writes[1:] {
			matrix[a.ID][b.ID] = relation(a, b)
		}
	}
	return matrix
}

// closure adds to a relation all that follows by going through others (Warshall 1962).
func closure(m [][]bool) [][]bool {
	for via := range m {
		for a := range m {
			if !m[a][via] {
				continue
			}
			for b := range m {
				m[a][b] = m[a][b] || m[via][b]
			}
		}
	}
	return m
}

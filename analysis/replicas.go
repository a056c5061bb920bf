package analysis

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
)

// replicas are what the leaders hold of one row, and which of its writes they have
// dealt with.
type replicas struct {
	keeps  []bool // by leader: it keeps a replica of the row
	member []bool // it has joined, and has not left
	held   [][]model.WriteID
	writes []told
	at     map[model.WriteID]int // in writes
}

// told is a write of the row with what decides whether it is lost.
type told struct {
	id       model.WriteID
	replaced []model.WriteID
	dealt    leaderSet
	acked    bool
	late     bool // its origin coordinated it, and it replaced nothing there
	awaited  bool // and it has not come to its origin's own replica
}

// leaderSet is a set of leaders, a bit each.
type leaderSet []uint64

func (s leaderSet) has(leader int) bool { return s[leader>>6]>>(leader&63)&1 != 0 }

func (s leaderSet) put(leader int, in bool) {
	s[leader>>6] &^= 1 << (leader & 63)
	if in {
		s[leader>>6] |= 1 << (leader & 63)
	}
}

func newReplicas(c *model.Cluster, row uint32) *replicas {
	leaders := c.Config().Leaders
	r := &replicas{held: make([][]model.WriteID, len(leaders)), at: map[model.WriteID]int{}}
	for i, l := range leaders {
		r.keeps = append(r.keeps, c.Replicates(row, i))
		r.member = append(r.member, !l.Joins)
	}
	return r
}

func (r *replicas) has(id model.WriteID) bool { _, ok := r.at[id]; return ok }

func (r *replicas) dealt(id model.WriteID, leader int) bool {
	return r.writes[r.at[id]].dealt.has(leader)
}

// ids are all writes of the row.
func (r *replicas) ids() []model.WriteID {
	ids := make([]model.WriteID, len(r.writes))
	for i := range r.writes {
		ids[i] = r.writes[i].id
	}
	return ids
}

func (r *replicas) commit(m *model.Commit) {
	w, origin := m.Write, int(m.Write.Origin)
	t := told{id: w.ID, replaced: slices.Clone(m.Replaced), dealt: make(leaderSet, len(r.held)/64+1), late: m.Late, awaited: m.Late}
	t.dealt.put(origin, true)
	r.at[w.ID] = len(r.writes)
	r.writes = append(r.writes, t)
	if !m.Shadowed && !m.Late {
		r.hold(origin, m.Replaced, w.ID)
	}
}

// apply lets a leader deal with a change. One that was late overwrites what it
// replaces at any replica, if it saw that.
func (r *replicas) apply(a *model.Apply, saw func(earlier model.WriteID) bool) {
	w := &r.writes[r.at[a.Write.ID]]
	w.dealt.put(a.Leader, true)
	w.awaited = w.awaited && a.Leader != int(a.Write.Origin)
	for _, id := range a.Removed {
		if w.late && saw(id) && !slices.Contains(w.replaced, id) {
			w.replaced = append(w.replaced, id)
		}
	}
	if a.Verdict.Holds() {
		r.hold(a.Leader, a.Removed, a.Write.ID)
	}
}

// transfer lets a leader hold, and have dealt with, what the source does.
func (r *replicas) transfer(x *model.Transfer) {
	r.member[x.Leader] = x.Why != model.ByLeave
	for i := range r.writes {
		r.writes[i].dealt.put(x.Leader, x.From != model.Nobody && r.writes[i].dealt.has(x.From))
	}
	r.held[x.Leader] = nil
	if x.From != model.Nobody {
		r.held[x.Leader] = slices.Clone(r.held[x.From])
	}
}

func (r *replicas) acknowledge(id model.WriteID) {
	if i, ok := r.at[id]; ok {
		r.writes[i].acked = true
	}
}

// hold lets a leader hold a write, and not those that it removed.
func (r *replicas) hold(leader int, removed []model.WriteID, id model.WriteID) {
	kept := []model.WriteID{id}
	for _, h := range r.held[leader] {
		if !slices.Contains(removed, h) && h != id {
			kept = append(kept, h)
		}
	}
	r.held[leader] = kept
}

// lost tells by write whether it was acknowledged and cannot survive: no leader
// holds it or can still come to, and no write that survives overwrote it.
func (r *replicas) lost(aloft map[model.WriteID]bool) []bool {
	alive, lost := make([]bool, len(r.writes)), make([]bool, len(r.writes))
	for leader, held := range r.held {
		if r.member[leader] {
			r.revive(alive, held)
		}
	}
	for i := len(r.writes) - 1; i >= 0; i-- {
		w := &r.writes[i]
		alive[i] = alive[i] || r.mayCome(w, aloft[w.id])
		if alive[i] {
			r.revive(alive, w.replaced)
		}
		lost[i] = w.acked && !alive[i]
	}
	return lost
}

func (r *replicas) revive(alive []bool, ids []model.WriteID) {
	for _, id := range ids {
		if at, ok := r.at[id]; ok {
			alive[at] = true
		}
	}
}

// mayCome tells whether a write may still come to a leader that has not dealt with
// it: out of the air, or from one that has.
func (r *replicas) mayCome(w *told, aloft bool) bool {
	lacking := false
	for leader, member := range r.member {
		dealt := w.dealt.has(leader)
		aloft = aloft || member && dealt
		lacking = lacking || member && r.keeps[leader] && !dealt
	}
	return aloft && lacking || w.awaited
}

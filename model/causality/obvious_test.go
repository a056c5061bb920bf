package causality

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// obvious computes everything from the definitions: sets of numbers, every pair.
type obvious struct {
	leaders  int
	replicas int      // of a row
	in       []bool   // by leader: it is a member
	writes   []*Write // by ID; 0 is none
	at       [][]bool // [id][leader]: arrived, or committed there
	applied  [][]bool // [id][leader]: arrived, or committed there and not late
	saw      []map[uint64]bool
	to       []map[uint64]bool // delivered to it
	erased   map[uint64]bool
	isPair   [3]map[uint64]bool
	partners [3]int // by kind: writes with which the last is concurrent
}

const (
	pairUnseen = iota
	pairConcurrent
	pairLoser
)

func newObvious(leaders int) *obvious {
	o := &obvious{leaders: leaders, replicas: leaders, in: make([]bool, leaders), writes: make([]*Write, 1)}
	o.at, o.applied, o.erased = make([][]bool, 1), make([][]bool, 1), map[uint64]bool{}
	for i := range o.in {
		o.in[i] = true
	}
	o.saw, o.to = make([]map[uint64]bool, 1), make([]map[uint64]bool, 1)
	for i := range o.isPair {
		o.isPair[i] = map[uint64]bool{}
	}
	return o
}

func (o *obvious) commit(w Write) (c Counts) {
	saw, to := map[uint64]bool{}, map[uint64]bool{}
	o.partners = [3]int{}
	for _, u := range o.writes[1:] {
		if u.Row == w.Row && o.at[u.ID][w.Origin] {
			to[u.ID], saw[u.ID] = true, true
			for id := range o.saw[u.ID] {
				saw[id] = true
			}
		}
	}
	for _, u := range o.writes[1:] {
		if u.Row != w.Row || to[u.ID] || o.erased[u.ID] {
			continue
		}
		c.Unseen++
		c.UnseenWrites += o.mark(pairUnseen, u) + o.mark(pairUnseen, &w)
		if !saw[u.ID] {
			c.Concurrent++
			o.partners[u.Kind]++
			c.ConcurrentWrites += o.mark(pairConcurrent, u) + o.mark(pairConcurrent, &w)
		}
		if u.Stamp.Less(w.Stamp) {
			c.Losers += o.mark(pairLoser, u)
		} else if w.Stamp.Less(u.Stamp) {
			c.Losers += o.mark(pairLoser, &w)
		}
	}
	o.writes = append(o.writes, &w)
	o.at = append(o.at, make([]bool, o.leaders))
	o.applied = append(o.applied, make([]bool, o.leaders))
	o.at[w.ID][w.Origin], o.applied[w.ID][w.Origin] = true, !w.Late
	o.saw, o.to = append(o.saw, saw), append(o.to, to)
	return c
}

func (o *obvious) mark(kind int, w *Write) int {
	if !w.Measured || o.isPair[kind][w.ID] {
		return 0
	}
	o.isPair[kind][w.ID] = true
	return 1
}

func (o *obvious) relation(a, b uint64) Order {
	switch {
	case a == b:
		return Same
	case b == 0 || a != 0 && o.saw[a][b]:
		return Saw
	case a == 0 || o.saw[b][a]:
		return SeenBy
	}
	return Concurrent
}

func (o *obvious) deliver(id uint64, leader int) {
	o.at[id][leader], o.applied[id][leader] = true, true
	for known := range o.erased {
		if o.remembered(known) {
			delete(o.erased, known)
		}
	}
}

// transfer makes a leader have what the replica of another does, or nothing, and
// erases what nobody knows of after that.
func (o *obvious) transfer(leader, from int) {
	before := map[uint64]bool{}
	for _, w := range o.writes[1:] {
		before[w.ID] = o.remembered(w.ID)
	}
	o.replace(leader, from)
	for _, w := range o.writes[1:] {
		if before[w.ID] && !o.remembered(w.ID) {
			o.erased[w.ID] = true
		}
	}
}

func (o *obvious) replace(leader, from int) {
	for id := range o.at[1:] {
		has := from >= 0 && o.applied[id+1][from]
		o.at[id+1][leader], o.applied[id+1][leader] = has, has
	}
}

// remembered says that the write or one that saw it is at some leader.
func (o *obvious) remembered(id uint64) bool {
	for _, w := range o.writes[1:] {
		if (w.ID == id || o.saw[w.ID][id]) && slices.Contains(o.at[w.ID], true) {
			return true
		}
	}
	return false
}

func (o *obvious) keeps(row uint32, leader int) bool {
	return (leader-int(row)%o.leaders+o.leaders)%o.leaders < o.replicas
}

// knows says that the write or one that saw it has been applied.
func (o *obvious) knows(id uint64, leader int) bool {
	for _, w := range o.writes[1:] {
		if o.applied[w.ID][leader] && (w.ID == id || o.saw[w.ID][id]) {
			return true
		}
	}
	return false
}

func (o *obvious) missed(row uint32, leader int) (ids []uint64) {
	for _, w := range o.writes[1:] {
		if w.Row == row && !o.knows(w.ID, leader) {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

// lacking is at how many replicas a write is not.
func (o *obvious) lacking(id uint64) (n int) {
	for leader := range o.leaders {
		if o.in[leader] && o.keeps(o.writes[id].Row, leader) && !o.applied[id][leader] {
			n++
		}
	}
	return n
}

func (o *obvious) stable(id uint64) bool { return o.lacking(id) == 0 }

func (o *obvious) awaits(id uint64, leader int) bool {
	return !o.at[id][leader] && o.keeps(o.writes[id].Row, leader)
}

func (o *obvious) oldest(leader int) uint64 {
	for _, w := range o.writes[1:] {
		if o.awaits(w.ID, leader) {
			return w.ID
		}
	}
	return uint64(len(o.writes))
}

func stampOf(time int64, origin int) strategy.Stamp {
	return strategy.Stamp{L: time, Origin: uint16(origin)}
}

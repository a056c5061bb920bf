package oracle

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
)

// sessions finds what breaks the guarantees of Terry et al. 1994: the order in
// which leaders get to know what one session has written and read. It remembers
// only what is not everywhere yet.
type sessions struct {
	all            []session // by number
	list           []uint64
	long           int   // from this length on a journal remembers how far each leader has it
	ownWrites      int64 // reads that missed an own write
	wentBack       int64 // reads that missed what an earlier one had reflected
	writesDisorder int64 // changes that came before an earlier write of their session
	followDisorder int64 // changes that came before what their session had read
}

// session is a client. As long as one leader serves it, by itself, that leader has all
// that it has written and read, and all its writes depend on that. So only its changes
// that come early in general can come early for it.
type session struct {
	served bool
	moved  bool // between leaders, or its leader began anew, or serves with others
	leader int
	own    journal   // its writes
	read   journal   // what reads returned to it
	seen   []uint64  // what reads reflected, of rows that were not hot
	pruned int       // length of seen when it was last pruned
	hot    []hotRead // what reads reflected of hot rows
}

// hotRead is what reads of a hot row reflected.
type hotRead struct {
	row  uint32
	view causality.View
}

// journal is a list of writes that not every leader has yet.
type journal struct {
	causality.Sequence
	complete []int // by leader: a place before which it has all but what is erased; nil while the journal is short
	recalls  int   // how often something erased had come back when that was noted
}

// at is the session with a number, or nil for none.
func (s *sessions) at(number int32) *session {
	if number < 0 {
		return nil
	}
	for int(number) >= len(s.all) {
		s.all = append(s.all, session{})
	}
	return &s.all[number]
}

// serve notes which leader deals with the session.
func (s *session) serve(leader int) {
	if s.served && s.leader != leader {
		s.moved = true
	}
	s.served, s.leader = true, leader
}

func (s *sessions) commit(o *Oracle, c *model.Commit, e *entry) {
	w := c.Write
	client := s.at(w.Session)
	if client == nil {
		return
	}
	client.serve(int(w.Origin))
	client.moved = client.moved || c.Late
	e.own = uint32(client.own.add(o, uint64(w.ID)))
	e.read = uint32(client.read.End())
}

// checkSession looks for what its session had written or read before a change, and
// the leader to which it comes has not.
func (o *Oracle) checkSession(a *model.Apply, e *entry, early bool) {
	client := o.sessions.at(e.session)
	if client == nil || !early && !client.moved {
		return
	}
	if client.own.lacks(o, a.Leader, int(e.own)) {
		o.sessions.writesDisorder++
	}
	if client.read.lacks(o, a.Leader, int(e.read)) {
		o.sessions.followDisorder++
	}
}

// transfer notes that a leader has no longer what it had.
func (s *sessions) transfer(leader int) {
	for i := range s.all {
		client := &s.all[i]
		client.moved = client.moved || client.served && client.leader == leader
		client.own.transfer(leader)
		client.read.transfer(leader)
	}
}

func (j *journal) transfer(leader int) {
	j.Recall()
	if j.complete != nil {
		j.complete[leader] = 0
	}
}

// add adds a write and drops from the front what every leader has: for good, unless
// they may lose it again.
func (j *journal) add(o *Oracle, id uint64) (place int) {
	for j.Front() < j.End() && o.saw.Stable(j.At(j.Front())) {
		j.Drop()
	}
	if o.config.Repeats {
		return j.AppendKept(id)
	}
	return j.Append(id)
}

// lacks tells whether a leader awaits a write in the places before one. What is erased
// can be awaited by nobody.
func (j *journal) lacks(o *Oracle, leader, before int) bool {
	from := j.Front()
	if j.recalls != o.saw.Recalls() {
		j.recalls = o.saw.Recalls()
		clear(j.complete)
	}
	if j.complete != nil {
		from = max(from, j.complete[leader])
	} else if before-from > o.sessions.long {
		j.complete = make([]int, o.config.Leaders)
	}
	at := from
	for at < before && (!o.saw.Awaits(j.At(at), leader) || o.saw.Erased(j.At(at))) {
		at++
	}
	if j.complete != nil {
		j.complete[leader] = at
	}
	return at < before
}

// readRow looks whether a read misses what its session has written, or has seen
// reflected in an earlier read, and notes what this one reflects. The row has
// writes under way.
func (s *sessions) readRow(o *Oracle, r *model.ReadSeen, missing, measured bool) {
	client := s.at(r.Session)
	if client == nil {
		return
	}
	if measured && missing && client.moved {
		s.ownWrites += count(client.missesOwn(o, r))
		s.wentBack += count(client.goesBack(o, r))
	}
	for _, id := range r.Returned {
		client.returned(o, uint64(id))
	}
	if client.reflectHot(o, r) {
		return
	}
	s.list = o.saw.Unstable(r.Row, s.list[:0])
	client.reflect(o, r.Leader, s.list)
}

// missesOwn tells whether a read misses a write of its own session to its row. One that
// its origin gets later must be done, as far as the session has been told.
func (s *session) missesOwn(o *Oracle, r *model.ReadSeen) bool {
	for place := s.own.Front(); place < s.own.End(); place++ {
		id := s.own.At(place)
		if o.misses(id, r) && (!o.ledger.at(id).is(isLate) || o.ledger.at(id).is(isAcknowledged)) {
			return true
		}
	}
	return false
}

// goesBack tells whether a read misses what an earlier one of its session reflected.
func (s *session) goesBack(o *Oracle, r *model.ReadSeen) bool {
	for i := range s.hot {
		if h := &s.hot[i]; h.row == r.Row && o.saw.Lacks(&h.view, r.Row, r.Leader) {
			return true
		}
	}
	for _, id := range s.seen {
		if o.misses(id, r) {
			return true
		}
	}
	return false
}

// misses tells whether the leader of a read does not know of a write of its row.
func (o *Oracle) misses(id uint64, r *model.ReadSeen) bool {
	return !o.saw.Stable(id) && o.ledger.at(id).row == r.Row && !o.saw.Knows(id, r.Leader)
}

// reflectHot notes how much of a row its leader knew when it was read, if it is hot.
func (s *session) reflectHot(o *Oracle, r *model.ReadSeen) bool {
	for i := range s.hot {
		if h := &s.hot[i]; h.row == r.Row {
			return o.saw.Extend(&h.view, r.Row, r.Leader)
		}
	}
	var first causality.View
	if !o.saw.Extend(&first, r.Row, r.Leader) {
		return false
	}
	s.hot = append(s.hot, hotRead{r.Row, first})
	return true
}

// returned notes that a read returned a version.
func (s *session) returned(o *Oracle, id uint64) {
	if o.saw.Stable(id) && !o.config.Repeats {
		return
	}
	for place := s.read.End() - 1; place >= max(s.read.Front(), s.read.End()-8); place-- {
		if s.read.At(place) == id {
			return
		}
	}
	s.read.add(o, id)
}

// reflect notes which writes under way were known where a read was served.
func (s *session) reflect(o *Oracle, leader int, underWay []uint64) {
	known := underWay[:0]
	for _, id := range underWay {
		if o.saw.Knows(id, leader) {
			known = append(known, id)
		}
	}
	s.remember(o, known)
}

// remember notes writes that a read reflected.
func (s *session) remember(o *Oracle, ids []uint64) {
	sorted := len(s.seen)
	for _, id := range ids {
		if _, found := slices.BinarySearch(s.seen[:sorted], id); !found {
			s.seen = append(s.seen, id)
		}
	}
	if len(s.seen) > sorted {
		slices.Sort(s.seen)
	}
	if len(s.seen) > 2*s.pruned+32 {
		s.seen = slices.DeleteFunc(s.seen, o.saw.Stable)
		s.pruned = len(s.seen)
	}
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

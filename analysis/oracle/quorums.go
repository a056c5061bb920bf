package oracle

import (
	"cmp"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/sim"
)

// quorums keeps what the replicas that answer a read know, each when it does. What the
// read is held to is what was before the first answer that it reflects: the writes that
// the replica did not know of then, unless the others did.
type quorums struct {
	inquiries map[question]*inquiry
	over      map[uint64]uint64 // reads that have ended, 64 a word
	spare     []*inquiry
	list      []uint64
}

// question is what a read of a quorum asks.
type question struct {
	read uint64
	row  uint32
}

// inquiry is a question under way, with the answers so far.
type inquiry struct {
	answers []answer
	count   int // of them; the others are room
}

// answer is what one replica knew.
type answer struct {
	leader int
	missed []missed // what it did not know of, oldest first
	seen   []uint64 // what it reflected, where the row was not hot
	view   causality.View
}

// missed is a write that a read may miss.
type missed struct {
	id   uint64
	at   sim.Time // from when on reads must know it: W replicas have it; Never if not, or it is erased
	own  bool     // of the session that reads, which has been told that it is done
	seen bool     // reflected in an earlier read of that
}

func newQuorums() quorums {
	return quorums{inquiries: map[question]*inquiry{}, over: map[uint64]uint64{}}
}

// Answer implements model.Observer.
func (o *Oracle) Answer(a *model.Answer) {
	if o.config.Bare {
		return
	}
	o.until(a.At)
	s, q := &o.quorums, question{a.Read, a.Row}
	i := s.inquiries[q]
	if i == nil {
		if s.over[a.Read>>6]>>(a.Read&63)&1 != 0 {
			return // it came too late
		}
		i = s.open(q)
	}
	r := i.next(a.Leader)
	r.list(o, a)
	if a.Session >= 0 && !o.saw.Extend(&r.view, a.Row, a.Leader) {
		r.reflect(o, a)
	}
}

func (s *quorums) open(q question) *inquiry {
	if len(s.spare) == 0 {
		s.spare = append(s.spare, &inquiry{})
	}
	i := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	i.count = 0
	s.inquiries[q] = i
	return i
}

// next makes room for an answer.
func (i *inquiry) next(leader int) *answer {
	if i.count == len(i.answers) {
		i.answers = append(i.answers, answer{})
	}
	r := &i.answers[i.count]
	i.count++
	r.leader, r.missed, r.seen = leader, r.missed[:0], r.seen[:0]
	r.view.Reset()
	return r
}

// list lists what the replica does not know of.
func (r *answer) list(o *Oracle, a *model.Answer) {
	client := o.sessions.at(a.Session)
	o.quorums.list = o.saw.Missed(a.Row, a.Leader, o.quorums.list[:0])
	for _, id := range o.quorums.list {
		e := o.ledger.at(id)
		m := missed{id: id, at: o.ledger.reached(id)}
		if o.saw.Erased(id) {
			m.at = sim.Never
		}
		if client != nil {
			m.own, m.seen = e.session == a.Session && e.is(isAcknowledged), client.reflects(o, a.Row, id)
		}
		r.missed = append(r.missed, m)
	}
}

// reflects tells whether a read of the session reflected a write of a row.
func (s *session) reflects(o *Oracle, row uint32, id uint64) bool {
	for i := range s.hot {
		if h := &s.hot[i]; h.row == row && o.saw.Shows(&h.view, row, id) {
			return true
		}
	}
	_, found := slices.BinarySearch(s.seen, id)
	return found
}

// reflect notes which writes under way the replica knows.
func (r *answer) reflect(o *Oracle, a *model.Answer) {
	o.quorums.list = o.saw.Unstable(a.Row, o.quorums.list[:0])
	for _, id := range o.quorums.list {
		if o.saw.Knows(id, a.Leader) {
			r.seen = append(r.seen, id)
		}
	}
}

// lacks tells whether the replica did not know of a write that is older than its answer.
func (r *answer) lacks(m missed) bool {
	_, found := slices.BinarySearchFunc(r.missed, m.id, func(m missed, id uint64) int { return cmp.Compare(m.id, id) })
	return found
}

// readOfQuorum judges a read by the answers that it reflects.
func (o *Oracle) readOfQuorum(r *model.ReadSeen, client *session, measured bool) {
	q := question{r.Read, r.Row}
	i := o.quorums.inquiries[q]
	if i == nil || !i.hear(r.Heard) {
		panic("oracle: a read of a quorum that nobody answered")
	}
	delete(o.quorums.inquiries, q)
	o.quorums.over[r.Read>>6] |= 1 << (r.Read & 63)
	if missed := i.missed(); measured && len(missed) > 0 {
		o.judgeMissed(r, missed, client)
	}
	if client != nil {
		client.moved = true
		for _, id := range r.Returned {
			client.returned(o, uint64(id))
		}
		for k := range i.answers[:i.count] {
			client.take(o, r.Row, &i.answers[k])
		}
	}
	o.quorums.spare = append(o.quorums.spare, i)
}

// hear drops the answers that were not heard in time, and tells whether there are others.
func (i *inquiry) hear(heard []int) bool {
	kept := 0
	for k := range i.answers[:i.count] {
		if slices.Contains(heard, i.answers[k].leader) {
			i.answers[kept], i.answers[k] = i.answers[k], i.answers[kept]
			kept++
		}
	}
	i.count = kept
	return kept > 0
}

// missed is what the first replica did not know of, and no other.
func (i *inquiry) missed() []missed {
	first := &i.answers[0]
	for k := 1; k < i.count && len(first.missed) > 0; k++ {
		other := &i.answers[k]
		first.missed = slices.DeleteFunc(first.missed, func(m missed) bool { return !other.lacks(m) })
	}
	return first.missed
}

// judgeMissed counts what a read missed that it should have known.
func (o *Oracle) judgeMissed(r *model.ReadSeen, missed []missed, client *session) {
	n, since, own, seen := 0, sim.Never, false, false
	for _, m := range missed {
		if m.at < r.Began {
			n++
			since = min(since, m.at)
		}
		own, seen = own || m.own, seen || m.seen
	}
	if n > 0 {
		o.reads.missed(n, r.At-since)
	}
	if client != nil {
		o.sessions.ownWrites += count(own)
		o.sessions.wentBack += count(seen)
	}
}

// take notes what an answer to a read of the session reflected.
func (s *session) take(o *Oracle, row uint32, r *answer) {
	s.remember(o, r.seen)
	if r.view.Empty() {
		return
	}
	for k := range s.hot {
		if h := &s.hot[k]; h.row == row {
			h.view.Merge(&r.view)
			return
		}
	}
	var first causality.View
	first.Merge(&r.view)
	s.hot = append(s.hot, hotRead{row, first})
}

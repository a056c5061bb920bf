package oracle

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/sim"
)

// quorums gathers what the replicas that answer a read know, each when it does. What
// the read is held to is what was before the first of them: the writes that this one
// does not know of are listed, and taken off the list by the others.
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

// inquiry is a question under way.
type inquiry struct {
	missed []missed // what no answer so far knows of, oldest first
	seen   []uint64 // what answers reflect, where the row was not hot
	view   causality.View
}

// missed is a write that a read may miss.
type missed struct {
	id   uint64
	at   sim.Time
	own  bool // of the session that reads
	seen bool // reflected in an earlier read of that
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
	switch {
	case i != nil:
		i.missed = slices.DeleteFunc(i.missed, func(m missed) bool { return o.saw.Knows(m.id, a.Leader) })
	case s.over[a.Read>>6]>>(a.Read&63)&1 != 0:
		return // it came too late
	default:
		i = s.open(q)
		o.listMissed(i, a)
	}
	if a.Session >= 0 && !o.saw.Extend(&i.view, a.Row, a.Leader) {
		i.reflect(o, a)
	}
}

func (s *quorums) open(q question) *inquiry {
	if len(s.spare) == 0 {
		s.spare = append(s.spare, &inquiry{})
	}
	i := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	i.missed, i.seen = i.missed[:0], i.seen[:0]
	i.view.Reset()
	s.inquiries[q] = i
	return i
}

// listMissed lists what the first replica that answers does not know of.
func (o *Oracle) listMissed(i *inquiry, a *model.Answer) {
	client := o.sessions.at(a.Session)
	o.quorums.list = o.saw.Missed(a.Row, a.Leader, o.quorums.list[:0])
	for _, id := range o.quorums.list {
		e := o.ledger.at(id)
		m := missed{id: id, at: e.at}
		if client != nil {
			m.own, m.seen = e.session == a.Session, client.reflects(o, a.Row, id)
		}
		i.missed = append(i.missed, m)
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

// reflect notes which writes under way a replica knows that answers.
func (i *inquiry) reflect(o *Oracle, a *model.Answer) {
	o.quorums.list = o.saw.Unstable(a.Row, o.quorums.list[:0])
	for _, id := range o.quorums.list {
		if o.saw.Knows(id, a.Leader) && !slices.Contains(i.seen, id) {
			i.seen = append(i.seen, id)
		}
	}
}

// readOfQuorum judges a read by its answers.
func (o *Oracle) readOfQuorum(r *model.ReadSeen, client *session, measured bool) {
	q := question{r.Read, r.Row}
	i := o.quorums.inquiries[q]
	if i == nil {
		panic("oracle: a read of a quorum that nobody answered")
	}
	delete(o.quorums.inquiries, q)
	o.quorums.over[r.Read>>6] |= 1 << (r.Read & 63)
	if measured && len(i.missed) > 0 {
		o.judgeInquiry(r, i, client)
	}
	if client != nil {
		client.moved = true
		for _, id := range r.Returned {
			client.returned(o, uint64(id))
		}
		client.take(o, r.Row, i)
	}
	o.quorums.spare = append(o.quorums.spare, i)
}

// judgeInquiry counts what a read missed that it should have known.
func (o *Oracle) judgeInquiry(r *model.ReadSeen, i *inquiry, client *session) {
	n, own, seen := 0, false, false
	for _, m := range i.missed {
		if m.at < r.Began {
			n++
		}
		own, seen = own || m.own, seen || m.seen
	}
	if n > 0 {
		o.reads.missed(n, r.At-i.missed[0].at)
	}
	if client != nil {
		o.sessions.ownWrites += count(own)
		o.sessions.wentBack += count(seen)
	}
}

// take notes what a read of a quorum reflected.
func (s *session) take(o *Oracle, row uint32, i *inquiry) {
	s.remember(o, i.seen)
	if i.view.Empty() {
		return
	}
	for k := range s.hot {
		if h := &s.hot[k]; h.row == row {
			h.view.Merge(&i.view)
			return
		}
	}
	var first causality.View
	first.Merge(&i.view)
	s.hot = append(s.hot, hotRead{row, first})
}

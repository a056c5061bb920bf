package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/causality"
)

// survival decides, while the run goes on, which writes survive: those that are
// current at some leader at the end, and those that a survivor overwrote.
//
// A node is a write of which that is undecided. It can still survive by itself
// while a leader holds it, while it is under way (and may be taken somewhere), or
// while its client waits (until then it is unknown whether it counts). It can
// survive through its children, the writes that overwrote it and may survive. When
// all that has ended it is lost, and its parents have a child less. If just one
// child is left, the two share one fate: the node is merged into the child, with
// what it counts for and its parents. So there are as many nodes as versions held
// and writes under way, and a few where histories fork.
type survival struct {
	ledger *ledger
	nodes  []node
	spare  uint32 // the first free node, a list by next; 0: none
	rows   []uint32
	edges  links
	cells  links
	work   []uint32 // nodes to look at again
	mark   uint32
	lost   []int64 // by key: acknowledged writes that are lost
	back   int64   // deletes that were undone by who had not seen them
	grave  bool    // something was deleted
}

// node is number 0 for none.
type node struct {
	id       uint64
	row      uint32
	holders  uint32 // leaders where it is current
	children uint32
	child    uint32 // all children's numbers xored: the child, if there is one
	parents  uint32 // in survival.edges: what it overwrote
	next     uint32 // of the nodes of the row whose writes have left the ledger
	key      uint32 // of its own weight
	weight   uint32 // acknowledged writes that it stands for, with that key
	more     uint32 // in survival.cells: others, by key
	moreEnd  uint32
	moreSize uint32
	mark     uint32
	flags    uint8
}

// What a node's flags say, beside isInFlight and isPending.
const (
	isDelete = 1 << (iota + 3)
	isUndone // a delete that was counted as undone
	isDrawn  // a candidate for the story
)

// keyOf tells lost writes apart by the bin of their commit, and in it by whether
// they are measured.
func keyOf(e *entry) uint32 { return e.bin<<1 | uint32(e.flags&isMeasured) }

func newSurvival(l *ledger) survival {
	return survival{ledger: l, nodes: make([]node, 1), edges: newLinks(), cells: newLinks()}
}

func (s *survival) commit(c *model.Commit, e *entry) {
	w := c.Write
	number := s.add()
	e.node = number
	n := &s.nodes[number]
	n.id, n.row, n.key = uint64(w.ID), w.Row, keyOf(e)
	n.flags = e.flags & (isInFlight | isPending)
	if w.Delete {
		n.flags |= isDelete
		s.grave = true
	}
	if !c.Shadowed && !c.Late {
		n.holders = 1
	}
	for _, id := range c.Replaced {
		if parent := s.find(w.Row, uint64(id)); parent != 0 {
			s.overwrite(number, parent)
			s.nodes[parent].holders -= uint32(count(!c.Late))
		}
	}
}

// overwrite makes a node a child of what it replaces at its origin.
func (s *survival) overwrite(number, parent uint32) {
	p := &s.nodes[parent]
	p.children++
	p.child ^= number
	n := &s.nodes[number]
	n.parents = s.edges.add(parent, 0, n.parents)
}

// deleted tells whether all of some versions that a leader holds of a row are deletes.
func (s *survival) deleted(row uint32, versions []model.WriteID) bool {
	for _, id := range versions {
		if !s.grave || s.nodes[s.find(row, uint64(id))].flags&isDelete == 0 {
			return false
		}
	}
	return true
}

func (s *survival) apply(o *Oracle, a *model.Apply, measured bool) {
	id := uint64(a.Write.ID)
	if measured && a.Verdict == model.Blended {
		s.judgeMerged(o, a)
	}
	if a.Verdict.Holds() {
		if n := s.find(a.Write.Row, id); n != 0 {
			s.nodes[n].holders++
		}
	}
	for _, gone := range a.Removed {
		n := s.find(a.Write.Row, uint64(gone))
		if n == 0 {
			continue
		}
		if s.nodes[n].flags&(isDelete|isUndone) == isDelete && !a.Write.Delete && measured {
			s.judgeReturn(o, &s.nodes[n], id)
		}
		s.nodes[n].holders--
		s.review(o, n)
	}
	s.displace(o, a.Displaced)
}

// displace takes versions of rows from a leader that has removed these.
func (s *survival) displace(o *Oracle, rows []model.TransferRow) {
	for i := range rows {
		for _, id := range rows[i].Removed {
			if n := s.find(rows[i].Row, uint64(id)); n != 0 {
				s.nodes[n].holders--
				s.review(o, n)
			}
		}
	}
}

// transfer lets a leader hold other versions. While transfers can come nothing is
// decided, so that all writes are found.
func (s *survival) transfer(x *model.Transfer) {
	for i := range x.Rows {
		row := &x.Rows[i]
		for _, id := range row.Added {
			s.nodes[s.find(row.Row, uint64(id))].holders++
		}
		for _, id := range row.Removed {
			s.nodes[s.find(row.Row, uint64(id))].holders--
		}
	}
}

// judgeMerged counts the deletes that a change undoes by being merged with them into
// what is a row again.
func (s *survival) judgeMerged(o *Oracle, a *model.Apply) {
	if a.Write.Delete || a.Value == nil || !s.deleted(a.Write.Row, a.Met) {
		return
	}
	for _, id := range a.Met {
		if n := &s.nodes[s.find(a.Write.Row, uint64(id))]; n.flags&isUndone == 0 {
			s.judgeReturn(o, n, uint64(a.Write.ID))
		}
	}
}

// judgeReturn counts a delete that a change undoes which has not seen it.
func (s *survival) judgeReturn(o *Oracle, deleted *node, id uint64) {
	if o.saw.Relation(id, deleted.id) != causality.Saw {
		deleted.flags |= isUndone
		s.back++
	}
}

// answer notes whether a write was acknowledged.
func (s *survival) answer(o *Oracle, e *entry, ok bool) {
	n := &s.nodes[e.node]
	n.flags &^= isPending
	if ok {
		n.weight++
	}
	s.review(o, e.node)
}

// settle notes that a write has been dealt with everywhere.
func (s *survival) settle(o *Oracle, e *entry) {
	if e.node != 0 {
		s.nodes[e.node].flags &^= isInFlight
		s.review(o, e.node)
	}
}

// file keeps the nodes of writes that leave the ledger by row.
func (s *survival) file(from, to uint64) {
	for id := from; id < to; id++ {
		number := s.ledger.at(id).node
		if number == 0 {
			continue
		}
		n := &s.nodes[number]
		for int(n.row) >= len(s.rows) {
			s.rows = append(s.rows, 0)
		}
		n.next = s.rows[n.row]
		s.rows[n.row] = number
	}
}

// find is the node of a write of a row, or 0.
func (s *survival) find(row uint32, id uint64) uint32 {
	if id >= s.ledger.base {
		return s.ledger.at(id).node
	}
	if int(row) >= len(s.rows) {
		return 0
	}
	number := s.rows[row]
	for number != 0 && s.nodes[number].id != id {
		number = s.nodes[number].next
	}
	return number
}

// end lets nothing be under way any more: what no leader holds and no survivor
// overwrote is lost.
func (s *survival) end(o *Oracle) {
	for id := s.ledger.base; id < s.ledger.next; id++ {
		if number := s.ledger.at(id).node; number != 0 {
			s.nodes[number].flags &^= isInFlight | isPending
			s.review(o, number)
		}
	}
}

// review decides what has become decidable by a change of a node.
func (s *survival) review(o *Oracle, number uint32) {
	if n := &s.nodes[number]; n.holders > 0 || n.flags&(isInFlight|isPending) != 0 || n.children > 1 {
		return
	}
	s.work = append(s.work[:0], number)
	for len(s.work) > 0 {
		number = s.work[len(s.work)-1]
		s.work = s.work[:len(s.work)-1]
		n := &s.nodes[number]
		switch {
		case n.id == 0 || n.holders > 0 || n.flags&(isInFlight|isPending) != 0:
		case n.children == 0:
			s.lose(o, number)
		case n.children == 1:
			s.merge(o, number)
		}
	}
}

// lose ends a node of which nothing is left.
func (s *survival) lose(o *Oracle, number uint32) {
	n := &s.nodes[number]
	if n.flags&isDrawn != 0 {
		o.story.lost(number, n.weight > 0 || n.more != 0, s.ledger.now)
	}
	s.countLost(n.key, n.weight)
	for cell := n.more; cell != 0; cell = s.cells.drop(cell) {
		s.countLost(s.cells.all[cell].what, s.cells.all[cell].count)
	}
	for edge := n.parents; edge != 0; edge = s.edges.drop(edge) {
		parent := s.edges.all[edge].what
		s.nodes[parent].children--
		s.nodes[parent].child ^= number
		s.work = append(s.work, parent)
	}
	s.remove(number)
}

func (s *survival) countLost(key, weight uint32) {
	if weight == 0 {
		return
	}
	for int(key) >= len(s.lost) {
		s.lost = append(s.lost, 0)
	}
	s.lost[key] += int64(weight)
}

// merge ends a node that survives if and only if its one child does.
func (s *survival) merge(o *Oracle, number uint32) {
	n := &s.nodes[number]
	heir := n.child
	if n.flags&isDrawn != 0 {
		o.story.inherit(number, heir)
		s.nodes[heir].flags |= isDrawn
	}
	s.bequeath(n, &s.nodes[heir])
	s.handOver(number, heir)
	s.remove(number)
}

// handOver makes a node's parents its child's, each once, in place of the node.
func (s *survival) handOver(number, heir uint32) {
	n, h := &s.nodes[number], &s.nodes[heir]
	s.unlink(h, number)
	if n.parents == 0 {
		return
	}
	s.mark++
	for edge := h.parents; edge != 0; edge = s.edges.all[edge].next {
		s.nodes[s.edges.all[edge].what].mark = s.mark
	}
	for edge := n.parents; edge != 0; edge = s.edges.drop(edge) {
		parent := s.edges.all[edge].what
		p := &s.nodes[parent]
		p.child ^= number
		if p.mark == s.mark {
			p.children--
			s.work = append(s.work, parent)
			continue
		}
		p.child ^= heir
		h.parents = s.edges.add(parent, 0, h.parents)
	}
}

// unlink takes a node off another's parents.
func (s *survival) unlink(h *node, number uint32) {
	link := &h.parents
	for s.edges.all[*link].what != number {
		link = &s.edges.all[*link].next
	}
	*link = s.edges.drop(*link)
}

// bequeath adds what a node counts for to another.
func (s *survival) bequeath(n, h *node) {
	if n.more != 0 {
		if h.more == 0 {
			h.more, h.moreEnd, h.moreSize = n.more, n.moreEnd, n.moreSize
		} else {
			s.cells.all[n.moreEnd].next = h.more
			h.more = n.more
			h.moreSize += n.moreSize
			s.thin(h)
		}
	}
	switch {
	case n.weight == 0:
	case n.key == h.key:
		h.weight += n.weight
	case h.more != 0 && s.cells.all[h.more].what == n.key:
		s.cells.all[h.more].count += n.weight
	default:
		h.more = s.cells.add(n.key, n.weight, h.more)
		if h.moreSize++; h.moreSize == 1 {
			h.moreEnd = h.more
		}
	}
}

// thin adds up a node's cells by key when there are many more than there can be keys.
func (s *survival) thin(h *node) {
	keys := 0
	for id := h.more; id != 0; id = s.cells.all[id].next {
		keys = max(keys, int(s.cells.all[id].what)+1)
	}
	if int(h.moreSize) <= 2*keys {
		return
	}
	sums := make([]uint32, keys)
	for cell := h.more; cell != 0; cell = s.cells.drop(cell) {
		sums[s.cells.all[cell].what] += s.cells.all[cell].count
	}
	h.more, h.moreEnd, h.moreSize = 0, 0, 0
	for key, sum := range sums {
		if sum > 0 {
			h.more = s.cells.add(uint32(key), sum, h.more)
			if h.moreSize++; h.moreSize == 1 {
				h.moreEnd = h.more
			}
		}
	}
}

func (s *survival) add() uint32 {
	number := s.spare
	if number == 0 {
		s.nodes = append(s.nodes, node{})
		return uint32(len(s.nodes) - 1)
	}
	s.spare = s.nodes[number].next
	s.nodes[number] = node{}
	return number
}

// remove frees a node and makes its write find none.
func (s *survival) remove(number uint32) {
	n := &s.nodes[number]
	if n.id >= s.ledger.base {
		s.ledger.at(n.id).node = 0
	} else {
		link := &s.rows[n.row]
		for *link != number {
			link = &s.nodes[*link].next
		}
		*link = n.next
	}
	*n = node{next: s.spare}
	s.spare = number
}

// links are pooled lists: each element names something, counts, and names the next.
type links struct {
	all   []link
	spare uint32
}

type link struct{ what, count, next uint32 }

func newLinks() links { return links{all: make([]link, 1)} }

// add puts an element before a list and returns the new list.
func (l *links) add(what, count, next uint32) uint32 {
	i := l.spare
	if i == 0 {
		l.all = append(l.all, link{what, count, next})
		return uint32(len(l.all) - 1)
	}
	l.spare = l.all[i].next
	l.all[i] = link{what, count, next}
	return i
}

// drop frees the first element of a list and returns the rest, which is to be
// read before anything is added.
func (l *links) drop(i uint32) uint32 {
	next := l.all[i].next
	l.all[i].next = l.spare
	l.spare = i
	return next
}

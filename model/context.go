package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Context says which versions a client's write replaces.
type Context uint8

const (
	ContextHeld Context = iota // all that its leader holds
	ContextRead                // those that its session's last read of the row returned, and what they had replaced
)

func (c Context) String() string { return [...]string{"held", "read"}[c] }

// contexts are what sessions have read and what writes cover, where clients send the
// context of their last read along (DeCandia et al. 2007, §4.4). A context is a
// version vector of one row: by origin, the last of its writes that is covered.
//
// With dotted version vectors a write covers just that, however old it is. Without
// dots all siblings share one vector: a write whose context is behind what its leader
// holds covers nothing, not even what its client had read.
type contexts struct {
	on    bool
	dots  bool
	read  map[readBy]reading
	cover map[uint64][]upTo // by write
}

type readBy struct {
	session int32
	row     uint32
}

// reading is what a session's last read of a row returned.
type reading struct {
	covers []upTo
	state  value.Value // where rows hold values
}

// upTo covers the writes of an origin up to one.
type upTo struct {
	origin uint16
	last   uint64
}

func (c *Cluster) startContexts() {
	c.contexts = contexts{
		on:   c.config.Workload.Context == ContextRead,
		dots: !c.rule.Undotted,
		read: map[readBy]reading{}, cover: map[uint64][]upTo{},
	}
}

// noteRead keeps what a session has read.
func (c *Cluster) noteRead(op *operation, row uint32) {
	held := c.rows.held(row, op.leader)
	r := reading{}
	for i := range 1 + len(held.more) {
		v := held.at(i)
		if v.ID == 0 {
			continue
		}
		r.covers = raise(r.covers, upTo{v.Stamp.Origin, v.ID})
		for _, b := range c.contexts.cover[v.ID] {
			r.covers = raise(r.covers, b)
		}
	}
	if c.contents.on {
		r.state = c.found(held)
	}
	c.contexts.read[readBy{op.session, row}] = r
}

// raise makes a context cover the writes that it names too.
func raise(covers []upTo, b upTo) []upTo {
	i, ok := slices.BinarySearchFunc(covers, b, func(x, y upTo) int { return int(x.origin) - int(y.origin) })
	if !ok {
		return slices.Insert(covers, i, b)
	}
	covers[i].last = max(covers[i].last, b.last)
	return covers
}

func covered(covers []upTo, v *strategy.Version) bool {
	return slices.ContainsFunc(covers, func(b upTo) bool { return b.origin == v.Stamp.Origin && v.ID <= b.last })
}

// takeContext gives a new write the context of its session, and says which of the
// versions held stay beside it.
func (c *Cluster) takeContext(r *record, held *state) (stays func(i int) bool) {
	covers := c.contexts.read[readBy{r.Session, r.Row}].covers
	behind := false
	for i := range 1 + len(held.more) {
		v := held.at(i)
		behind = behind || v.ID != 0 && !covered(covers, v)
	}
	if behind && !c.contexts.dots {
		covers = nil
	}
	c.contexts.cover[r.version.ID] = slices.Clone(covers)
	return func(i int) bool { return held.at(i).ID != 0 && !covered(covers, held.at(i)) }
}

// relation is who saw whom of two versions, as far as the database knows.
func (c *Cluster) relation(a, b *strategy.Version) causality.Order {
	switch {
	case b.ID == 0 && a.ID != 0: // all have seen what was loaded
		return causality.Saw
	case !c.contexts.on:
		return c.saw.Relation(a.ID, b.ID)
	case a.ID == b.ID:
		return causality.Same
	case covered(c.contexts.cover[a.ID], b):
		return causality.Saw
	case covered(c.contexts.cover[b.ID], a):
		return causality.SeenBy
	}
	return causality.Concurrent
}

// holdBeside lets the origin hold its new write beside the versions that its client
// had not read.
func (c *Cluster) holdBeside(r *record, held *state, leader int) {
	stays := c.takeContext(r, held)
	c.commit.Replaced, c.commit.Beside = c.commit.Replaced[:0], c.commit.Beside[:0]
	for i := range 1 + len(held.more) {
		switch id := WriteID(held.at(i).ID); {
		case stays(i):
			c.commit.Beside = append(c.commit.Beside, id)
		case id != 0:
			c.commit.Replaced = append(c.commit.Replaced, id)
		}
	}
	c.sibling(held, stays, r)
	c.rows.openRow(r.Row).hold(leader, &c.contents.state)
}

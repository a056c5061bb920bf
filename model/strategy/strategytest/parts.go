package strategytest

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// Some data types know which writes have a part in a state. In those of registers,
// such as a row of columns, later writes have taken the place of others that they did
// not see, and leaders do not hold what has no part.

// hasPart tells whether a write has a part in a state, as far as the type can tell.
func (w *world) hasPart(v value.Value, r *write) bool {
	dots, tells := value.AuthorsOf(w.data, v)
	return !tells || slices.Contains(dots, r.dot())
}

func (r *write) dot() value.Dot {
	return value.Dot{Origin: r.version.Stamp.Origin, Seq: r.version.Seq}
}

// blend is the item that a change makes of another and itself: of all writes that have
// a part in the value and that the change did not see.
func (w *world) blend(s *state, it item, r *write, v value.Value) item {
	own := int(r.version.ID)
	ids := it.ids.with(own)
	dots, tells := value.AuthorsOf(w.data, v)
	if tells {
		ids = s.withParts(ids, own, dots)
	}
	ids &^= r.seen
	if tells && w.data.Read(v) == nil {
		ids = s.onlyDeletes(ids)
	}
	return item{ids: ids, value: v, made: string(value.AppendText(nil, value.Key(v)))}
}

// onlyDeletes are those of a set that make the row gone; the set itself if there are none.
func (s *state) onlyDeletes(ids set) set {
	var deletes set
	for id := range ids.each {
		if s.write(id).version.Delete {
			deletes = deletes.with(id)
		}
	}
	if deletes == 0 {
		return ids
	}
	return deletes
}

// withParts keeps of a set the writes that are parts, and a change of one's own. Who
// saw a part stays where nobody else in the set did.
func (s *state) withParts(ids set, own int, parts []value.Dot) set {
	kept := setOf(own)
	var list []int
	for _, dot := range parts {
		if id := s.find(dot); id != 0 {
			list = append(list, id)
			kept |= setOf(id) & ids
		}
	}
	for _, part := range list {
		if !s.covers(kept, part) {
			kept |= s.firstCover(ids, part)
		}
	}
	return kept
}

// find is the write of a dot; 0: there is none.
func (s *state) find(dot value.Dot) int {
	return 1 + slices.IndexFunc(s.writes, func(r write) bool { return r.dot() == dot })
}

// covers tells whether a write is in a set, or was seen by one that is.
func (s *state) covers(ids set, id int) bool { return s.firstCover(ids, id) != 0 }

// firstCover is the first of a set that is a write or saw it; 0: there is none.
func (s *state) firstCover(ids set, id int) set {
	for other := range ids.each {
		if other == id || s.write(other).seen.has(id) {
			return setOf(other)
		}
	}
	return 0
}

package oracle

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// claims finds, where names are unique, the pairs of writes that claim one name for
// different rows and of which neither was known at the other's origin. A write claims
// the name that its row has with it. A claim is kept while its change is under way: what
// is known everywhere forms no more pairs, and what has come everywhere meets nothing.
type claims struct {
	of    map[uint64]*claim       // by write; nil: names are not unique
	named map[value.Text][]*claim // by name, by rising identity
	pairs int64
}

type claim struct {
	id     uint64
	row    uint32
	name   value.Text
	rivals []uint64 // with which it forms pairs
}

func newClaims(config *Config) claims {
	if config.Kind != model.UniqueKind.String() {
		return claims{}
	}
	return claims{of: map[uint64]*claim{}, named: map[value.Text][]*claim{}}
}

// nameBy is the name that a row has with a write: what that puts there, or else what its
// origin shows; "" if none.
func nameBy(c *model.Commit) value.Text {
	if c.Write.Delete {
		return ""
	}
	if name := namePut(c.Op); name != "" {
		return name
	}
	return model.NameIn(c.Value)
}

func namePut(op value.Op) value.Text {
	switch {
	case op.Verb == value.Put && op.Field == "":
		return model.NameIn(op.Value)
	case op.Verb == value.Put && op.Field == model.NameField:
		name, _ := op.Value.(value.Text)
		return name
	}
	return ""
}

func (s *claims) commit(o *Oracle, c *model.Commit, measured bool) {
	if s.of == nil {
		return
	}
	name := nameBy(c)
	if name == "" {
		return
	}
	made := &claim{id: uint64(c.Write.ID), row: c.Write.Row, name: name}
	for _, other := range s.named[name] {
		if other.row != made.row && o.escapes(other, int(c.Write.Origin)) {
			made.rivals = append(made.rivals, other.id)
			other.rivals = append(other.rivals, made.id)
		}
	}
	if measured {
		s.pairs += int64(len(made.rivals))
	}
	s.of[made.id] = made
	s.named[name] = append(s.named[name], made)
}

// escapes tells whether a claim is not known at a leader, that could know it.
func (o *Oracle) escapes(c *claim, leader int) bool {
	return o.saw.Places(c.row, leader) && !o.saw.Knows(c.id, leader) && !o.saw.Erased(c.id)
}

// contests tells whether two writes form a pair, of which the first is under way.
func (s *claims) contests(id, other model.WriteID) bool {
	made := s.of[uint64(id)]
	return made != nil && slices.Contains(made.rivals, uint64(other))
}

// settle forgets a claim whose change has come everywhere.
func (s *claims) settle(id uint64) {
	made := s.of[id]
	if made == nil {
		return
	}
	delete(s.of, id)
	rest := slices.DeleteFunc(s.named[made.name], func(c *claim) bool { return c == made })
	if s.named[made.name] = rest; len(rest) == 0 {
		delete(s.named, made.name)
	}
}

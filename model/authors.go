package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/causality"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// A state of most data types has in it all that was merged. In one of registers, such
// as a row of columns, later writes have taken the place of others that they did not
// see: those have no part in it, and are lost.

// partsIn are the writes that have a part in a state, if its data type can tell.
func (c *Cluster) partsIn(s *content) (parts []WriteID, tells bool) {
	dots, tells := value.AuthorsOf(c.contents.data, s.value())
	for _, dot := range dots {
		if id, ok := c.contents.ids[dot]; ok {
			parts = append(parts, id)
		}
	}
	return parts, tells
}

// hasNoPart tells whether later writes have taken the place of all that a write did.
func (c *Cluster) hasNoPart(after *content, of value.Dot) bool {
	dots, tells := value.AuthorsOf(c.contents.data, after.value())
	return tells && !slices.Contains(dots, of)
}

// withoutParts takes out of a list of writes those that have no part in a state. Who
// saw a part stays where nobody else in the list did.
func (c *Cluster) withoutParts(list []strategy.Version, parts []WriteID, r *record) []strategy.Version {
	kept := make([]strategy.Version, 0, len(list))
	for i := range list {
		if id := WriteID(list[i].ID); id == r.ID || slices.Contains(parts, id) {
			kept = append(kept, list[i])
		}
	}
	for _, part := range parts {
		if !c.covers(kept, part) {
			if i := slices.IndexFunc(list, func(v strategy.Version) bool { return c.covers([]strategy.Version{v}, part) }); i >= 0 {
				kept = insertVersion(kept, &list[i])
			}
		}
	}
	return kept
}

// onlyDeletes are those of a list that make a row gone; the list itself if there are none.
func onlyDeletes(list []strategy.Version) []strategy.Version {
	puts := func(v strategy.Version) bool { return !v.Delete }
	if !slices.ContainsFunc(list, func(v strategy.Version) bool { return v.Delete }) {
		return list
	}
	return slices.DeleteFunc(list, puts)
}

// covers tells whether a write is in a list, or was seen by one that is.
func (c *Cluster) covers(list []strategy.Version, id WriteID) bool {
	return slices.ContainsFunc(list, func(v strategy.Version) bool {
		return v.ID == uint64(id) || v.ID != 0 && c.saw.Relation(uint64(id), v.ID) == causality.SeenBy
	})
}

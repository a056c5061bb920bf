package model

import (
	"strconv"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// Rows is how many rows there are; they are numbered from 0.
func (c *Cluster) Rows() int { return c.rows.count() }

// Held appends to list the versions that a leader holds of a row, by rising
// identity: none if the row is absent there, one whose ID is 0 if it is as it was
// loaded. A tombstone counts as absent, and so does
// everything at a leader that keeps no replica of the row, or is no member.
func (c *Cluster) Held(list []strategy.Version, leader int, row uint32) []strategy.Version {
	from := len(list)
	if !c.rows.keepers.counts(row, leader) {
		return list
	}
	list = c.rows.held(row, leader).appendVersions(list)
	kept := list[:from]
	for _, v := range list[from:] {
		if !v.Delete && (v.ID != 0 || int(row) < c.config.Workload.Keys) {
			kept = append(kept, v)
		}
	}
	return kept
}

// Shown is what a reader would see of a row at a leader, one text for each sibling:
// none if the row is absent there.
func (c *Cluster) Shown(leader int, row uint32) (shown []string) {
	held := c.Held(nil, leader, row)
	if !c.contents.on {
		for _, v := range held {
			shown = append(shown, c.ValueName(v))
		}
		return shown
	}
	if !c.rows.keepers.counts(row, leader) {
		return nil
	}
	s := c.rows.held(row, leader)
	if s.merged {
		return c.appendShown(shown, s.content.value())
	}
	for i := range 1 + len(s.more) {
		shown = c.appendShown(shown, s.valueAt(i).value())
	}
	return shown
}

func (c *Cluster) appendShown(shown []string, state value.Value) []string {
	if v := c.contents.read(state); v != nil {
		return append(shown, v.String())
	}
	return shown
}

// Diverged tells whether two leaders differ on a row.
func (c *Cluster) Diverged(row uint32) bool { return c.rows.distinct(row) > 1 }

// ValueName is what a reader would see of a version: the value that a script or
// trace wrote, or the write's dot, "tokyo#57"; "initial" for what was loaded.
func (c *Cluster) ValueName(v strategy.Version) string {
	if v.ID == 0 {
		return "initial"
	}
	if n, ok := c.named.written[v.ID]; ok {
		return c.named.values[n]
	}
	return c.config.Leaders[v.Stamp.Origin].Name + "#" + strconv.Itoa(int(v.Seq))
}

// WriteName is ValueName for a write.
func (c *Cluster) WriteName(w *Write) string { return c.ValueName(c.versionOf(w)) }

package model

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// unique is each leader's index of the names that rows have, for the kind of workload
// where no two rows of a leader may have the same. A client is refused a name that is
// taken; of a change with such a name, the strategy decides. If it lets the change in,
// both rows have the name there.
type unique struct {
	on    bool
	rows  []map[value.Text][]uint32 // by leader and name: the rows that have it, by rising number
	names []map[uint32]value.Text   // by leader and row: the name that the index has of it
}

func (c *Cluster) startUnique() {
	c.unique.on = c.config.Workload.Kind == UniqueKind
	if !c.unique.on {
		return
	}
	for range c.leaders {
		c.unique.rows = append(c.unique.rows, map[value.Text][]uint32{})
		c.unique.names = append(c.unique.names, map[uint32]value.Text{})
	}
}

// NameIn is the name that a row of kind unique shows, "" if it has none.
func NameIn(shown value.Value) value.Text {
	row, _ := shown.(value.Map)
	name, _ := row.Get(NameField).(value.Text)
	return name
}

// index keeps the name of a row that a leader holds another state of than before.
func (c *Cluster) index(row uint32, leader int) {
	if c.unique.on {
		c.unique.put(leader, row, NameIn(c.seen(row, leader)))
	}
}

func (u *unique) put(leader int, row uint32, name value.Text) {
	old := u.names[leader][row]
	if old == name {
		return
	}
	u.names[leader][row] = name
	rows := u.rows[leader]
	if old != "" {
		rows[old] = slices.DeleteFunc(rows[old], func(r uint32) bool { return r == row })
	}
	if name != "" {
		at, _ := slices.BinarySearch(rows[name], row)
		rows[name] = slices.Insert(rows[name], at, row)
	}
}

// others are the rows that have a row's name at a leader, beside that row.
func (u *unique) others(leader int, row uint32, name value.Text) (others []uint32) {
	if !u.on || name == "" {
		return nil
	}
	for _, r := range u.rows[leader][name] {
		if r != row {
			others = append(others, r)
		}
	}
	return others
}

// free tells why an operation may not give a row the name that it would.
func (c *Cluster) free(op *operation, i int, after value.Value) error {
	name := NameIn(c.contents.read(after))
	if others := c.unique.others(op.leader, op.rows[i], name); len(others) > 0 {
		return fmt.Errorf("%s is taken, by %s", name, c.RowName(others[0]))
	}
	return nil
}

// judgeName decides about a change whose name another row has at the leader, as the
// strategy would about a change of that row; clash is false if none has. What becomes
// of the change if it is not dropped, decided says.
func (c *Cluster) judgeName(decided strategy.Decision, held *state, r *record, at int) (d strategy.Decision, clash bool) {
	ch := c.contents.changes[r.ID]
	others := c.unique.others(at, r.Row, NameIn(c.contents.read(ch.after.value())))
	key := r.makes && !c.absent(&held.version, r.Row)
	c.apply.Rivals = c.apply.Rivals[:0]
	if len(others) == 0 || decided == strategy.Keep && !key {
		return decided, false
	}
	for _, row := range others {
		c.apply.Rivals = c.rows.held(row, at).appendIDs(c.apply.Rivals)
	}
	meeting := c.meeting
	other := c.rows.held(others[0], at)
	c.showValues(other.content, ch)
	c.meeting.Type = strategy.Unique
	if key || len(others) > 1 {
		c.meeting.Type = strategy.UniqueSeveral
	}
	meeting.Type = c.meeting.Type
	switch d := c.prefer(other.latest(), &r.version); d {
	case strategy.Keep, strategy.Stop:
		return d, true
	}
	c.meeting = meeting
	return decided, true
}

// copyNames indexes anew the rows of a leader of whose replica some have changed.
func (c *Cluster) copyNames(leader int, rows []TransferRow) {
	for _, r := range rows {
		c.index(r.Row, leader)
	}
}

package model

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// unique is each leader's index of the names that rows have, for the kind of workload
// where no two rows of a leader may have the same. A client is refused a name that is
// taken; of a change with such a name, the strategy decides: the change is dropped, or
// takes the place of the rows in its way, or both have the name there.
type unique struct {
	on       bool
	rows     []map[value.Text][]uint32 // by leader and name: the rows that have it, by rising number
	names    []map[uint32]value.Text   // by leader and row: the name that the index has of it
	inTheWay []uint32                  // rows that are to give way to the change that is being judged, if it is held
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

// judgeName decides about a change whose name other rows have at the leader, as the
// strategy would about a change of each of them; clash is false if none has. What becomes
// of the change if it is not dropped, decided says. The others give way to it if the
// strategy would let it replace them all.
func (c *Cluster) judgeName(decided strategy.Decision, held *state, r *record, at int) (d strategy.Decision, clash bool) {
	ch := c.contents.changes[r.ID]
	others := c.unique.others(at, r.Row, NameIn(c.contents.read(ch.after.value())))
	key := r.makes && !c.absent(&held.version, r.Row)
	c.apply.Rivals, c.unique.inTheWay = c.apply.Rivals[:0], nil
	if len(others) == 0 || decided == strategy.Keep && !key {
		return decided, false
	}
	for _, row := range others {
		c.apply.Rivals = c.rows.held(row, at).appendIDs(c.apply.Rivals)
	}
	meeting := c.meeting
	meeting.Type = strategy.Unique
	if key || len(others) > 1 {
		meeting.Type = strategy.UniqueSeveral
	}
	replaces := true
	for _, row := range others {
		c.meeting.Type = meeting.Type
		switch d := c.preferOf(row, r, at); d {
		case strategy.Keep, strategy.Stop:
			return d, true
		default:
			replaces = replaces && d == strategy.Take
		}
	}
	c.meeting = meeting
	if replaces {
		c.unique.inTheWay = others
	}
	return decided, true
}

// preferOf lets the strategy decide between what a leader holds of another row and a change.
func (c *Cluster) preferOf(row uint32, r *record, at int) strategy.Decision {
	other := c.rows.held(row, at)
	c.showValues(other.content, c.contents.changes[r.ID])
	return c.prefer(other.latest(), &r.version)
}

// displace removes the rows that give way to a change which a leader now holds, if it
// has their name. It does so on its own account, as a database does that overwrites the
// row in the way: nobody is told, and nothing remembers that there was a row.
func (c *Cluster) displace(r *record, at int) {
	if len(c.unique.inTheWay) == 0 || !c.apply.Verdict.Holds() {
		return
	}
	name := NameIn(c.seen(r.Row, at))
	for _, row := range c.unique.inTheWay {
		if NameIn(c.seen(row, at)) == name {
			c.apply.Displaced = append(c.apply.Displaced, c.remove(row, at))
			c.fingerprint.Add(c.now, uint64(r.ID)<<placeBits|uint64(at), uint64(row))
		}
	}
	c.unique.inTheWay = nil
}

// remove lets a leader hold a row no longer, and no tombstone of it.
func (c *Cluster) remove(row uint32, at int) TransferRow {
	o := c.rows.openRow(row)
	removed := o.held(at).appendIDs(nil)
	o.hold(at, &state{version: removedVersion})
	told := TransferRow{Row: row, Removed: removed, Distinct: int(o.distinct)}
	c.rows.settle(o)
	c.index(row, at)
	return told
}

// copyNames indexes anew the rows of a leader of whose replica some have changed.
func (c *Cluster) copyNames(leader int, rows []TransferRow) {
	for _, r := range rows {
		c.index(r.Row, leader)
	}
}

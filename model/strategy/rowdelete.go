package strategy

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// byTime is a Strategy by which the later time stays. To such a one a delete of a row
// is a delete of each of its cells: those stay that are later, as in Cassandra. To any
// other it is a question about the row.
type byTime interface{ byTime() }

func (lastWriteWins) byTime()            {}
func (lastWriteWinsByValue) byTime()     {}
func (lastWriteWinsLowerOrigin) byTime() {}
func (lastWriteWinsStrict) byTime()      {}

// goesByTime tells whether deletes of rows meet cells, in conflicts of a type.
func (c columns) goesByTime(t Type) bool {
	_, ok := ofType(c.inner.Strategy, t).(byTime)
	return ok
}

// outlived tells whether the leader holds a row although the latest version of it is a
// delete, and the change is none.
func outlived(m *Meeting) bool {
	local, _ := m.LocalValue.(*value.Row)
	return local != nil && len(local.Cells) > 0 && !m.Incoming.Delete
}

// resolveDelete is about a delete of the row that comes, or that has come before.
func (c columns) resolveDelete(m *Meeting) Decision {
	against := c.against(m)
	var d Decision
	switch follows, settled := m.Settled(); {
	case c.goesByTime(m.Type):
		d = c.resolveCells(m, func(*cellMeeting) {})
	case settled && !c.inner.Always:
		d = m.choose(follows)
	default:
		d = c.askAbout(m, against)
	}
	if len(against) == 0 {
		return m.Agree(d)
	}
	return d
}

// against are the meetings of the delete with what it is in conflict with: another
// delete, or the cells of which neither side saw the other.
func (c columns) against(m *Meeting) (list []*cellMeeting) {
	local, incoming := c.rows(m)
	base, _ := m.BaseValue.(*value.Row)
	switch {
	case m.Type == DeleteDelete:
		return []*cellMeeting{meetingOf(local.Gone, incoming.Gone, nil)}
	case m.Type == DeleteUpdate:
		for i := range local.Cells {
			list = append(list, meetingOf(&local.Cells[i], incoming.Gone, base.Cell(local.Cells[i].Name)))
		}
	case c.inner.Detect != DetectBeforeImage || c.inner.Always || c.read(m.BaseValue) != nil: // else there was no row before, and is none
		for i := range incoming.Cells {
			list = append(list, meetingOf(local.Gone, &incoming.Cells[i], base.Cell(incoming.Cells[i].Name)))
		}
	}
	return slices.DeleteFunc(list, func(one *cellMeeting) bool { return !c.inner.Always && !c.collide(one) })
}

// askAbout asks the inner rule about rows. To stay, a delete must win against all that it
// is in conflict with. What the rule would make of a row and its delete is the row.
func (c columns) askAbout(m *Meeting, against []*cellMeeting) Decision {
	wins := takeIf(m.Incoming.Delete || len(against) == 0)
	for _, one := range against {
		switch d := c.ask(m, m.Type, &one.Local, &one.Incoming); d {
		case wins:
		case Merged:
			return m.choose(takeIf(!m.Incoming.Delete))
		default:
			return m.choose(d)
		}
	}
	return m.choose(wins)
}

// remains is what two rows have of cells when each has met the other's last delete.
type remains struct {
	local, incoming, base *value.Row
	gone                  []*cellMeeting // of incoming cells with the delete that took them away
	stopped               bool
}

// meetDeletes lets the cells of two rows meet the deletes that are in the past of the
// other row. Of what is not later than such a delete nobody can say any more if it was
// seen, and it goes. The inner rule is asked about what is.
func (c columns) meetDeletes(m *Meeting) (r remains) {
	local, incoming := c.rows(m)
	r.base, _ = m.BaseValue.(*value.Row)
	r.local, r.incoming = local.Without(incoming.Gone), incoming.Without(local.Gone)
	switch last := r.local.Gone; {
	case last == nil || sameCell(local.Gone, incoming.Gone):
	case sameCell(last, incoming.Gone):
		r.local = r.survivors(c, m, r.local, DeleteUpdate, func(cell *value.Cell) *cellMeeting { return meetingOf(cell, last, nil) })
	default:
		r.incoming = r.survivors(c, m, r.incoming, UpdateDelete, func(cell *value.Cell) *cellMeeting { return meetingOf(last, cell, nil) })
		for i := range incoming.Cells {
			cell := &incoming.Cells[i]
			if r.incoming.Cell(cell.Name) == nil {
				r.gone = append(r.gone, meetingOf(last, cell, r.base.Cell(cell.Name)))
			}
		}
	}
	return r
}

// survivors is a row without the cells that lose against the other row's last delete.
func (r *remains) survivors(c columns, m *Meeting, row *value.Row, t Type, met func(*value.Cell) *cellMeeting) *value.Row {
	if c.goesByTime(t) {
		return row
	}
	made := &value.Row{Gone: row.Gone}
	for i := range row.Cells {
		one := met(&row.Cells[i])
		switch c.ask(m, t, &one.Local, &one.Incoming) {
		case Stop:
			r.stopped = true
			return row
		case takeIf(t == DeleteUpdate): // the delete wins
		default:
			made.Cells = append(made.Cells, row.Cells[i])
		}
	}
	return made
}

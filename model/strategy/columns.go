package strategy

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// Columns is a rule that settles each column of a row by itself, by an inner rule,
// which sees a cell as it would see a row: who wrote it, when, and its value.
//
// What a change did to a cell conflicts if the cell is not the one that it replaced,
// unless the inner rule's detection is by origin, by timestamp or none. A rule by
// timestamp compares whole states, and so mends cells whose own change was lost; for
// other rules the cells that a change did not write say nothing.
//
// Cells are compared by timestamp under DetectTimestampBeforeImage too.
//
// A delete of the row is a question about the row, which the inner rule answers as it
// would without columns, or, of a rule by time, one about each cell (rowdelete.go).
//
// The inner rule's rows must hold plain values; otherwise Columns panics.
func Columns(inner Rule) Rule {
	if inner.Data != nil {
		panic("strategy: " + inner.Name + " has a data type of its own, and no columns")
	}
	if inner.Detect == DetectTimestampBeforeImage {
		inner.Detect = DetectTimestamp
	}
	r, data := inner, value.RowType{Raw: inner.Local, Blends: inner.Blends}
	r.Values, r.Always, r.Data = true, true, data
	r.Strategy = columns{inner, data}
	return r
}

type columns struct {
	inner Rule
	data  value.RowType
}

// Resolve settles cells, unless it is about whether there may be such a row.
func (c columns) Resolve(m *Meeting) Decision {
	switch m.Type {
	case UpdateMissing, DeleteMissing, Unique, UniqueSeveral:
		return c.resolveWhole(m)
	case UpdateDelete, InsertDelete, DeleteUpdate, DeleteDelete:
		if !outlived(m) {
			return c.resolveDelete(m)
		}
	}
	agreed := true
	d := c.resolveCells(m, func(one *cellMeeting) { agreed = agreed && !c.collide(one) })
	if agreed {
		return m.Agree(d)
	}
	return d
}

// resolveWhole asks the inner rule about whole rows. What it would merge of them is
// merged by cells.
func (c columns) resolveWhole(m *Meeting) Decision {
	d := c.ask(m, m.Type, &m.Local, &m.Incoming)
	if d == Merged {
		return c.resolveCells(m, func(*cellMeeting) {})
	}
	return d
}

// ask asks the inner rule about two versions of the rows that meet.
func (c columns) ask(m *Meeting, t Type, local, incoming *Version) Decision {
	rows := Meeting{
		Type: t, Local: *local, Incoming: *incoming,
		LocalValue: c.read(m.LocalValue), IncomingValue: c.read(m.IncomingValue), BaseValue: c.read(m.BaseValue),
	}
	d := c.inner.Strategy.Resolve(&rows)
	m.err, m.crashed = rows.err, rows.crashed
	return d
}

// read is a row as the inner rule would see it without columns.
func (c columns) read(row value.Value) value.Value {
	if row == nil {
		return nil
	}
	return c.data.Read(row)
}

// resolveCells goes through the cells of the incoming row that no delete has taken away.
func (c columns) resolveCells(m *Meeting, look func(*cellMeeting)) Decision {
	r := c.meetDeletes(m)
	if r.stopped {
		return Stop
	}
	for _, one := range r.gone {
		look(one)
	}
	local, incoming, base := r.local, r.incoming, r.base
	made, merged := local, false
	for i := range incoming.Cells {
		cell := &incoming.Cells[i]
		one := meetingOf(local.Cell(cell.Name), cell, base.Cell(cell.Name))
		look(one)
		switch c.decide(one) {
		case Take:
			made = made.With(*cell)
		case Merged:
			made, merged = made.With(one.cell()), true
		case Both:
			return Both
		case Stop:
			m.err, m.crashed = ofColumn(cell.Name, one.err), one.crashed
			return Stop
		}
	}
	if merged {
		return m.Merge(made)
	}
	return m.settle(made)
}

// ofColumn tells which column an error is about, unless it is the only one of a plain row.
func ofColumn(name string, err error) error {
	if name == "" || err == nil {
		return err
	}
	return fmt.Errorf("column %s: %w", name, err)
}

// rows are what meets. A row that was deleted as a whole, and not by an operation of
// its data type, is one with such a delete.
func (c columns) rows(m *Meeting) (local, incoming *value.Row) {
	local, _ = m.LocalValue.(*value.Row)
	incoming, _ = m.IncomingValue.(*value.Row)
	if local == nil {
		local = c.absent(&m.Local, nil)
	}
	if incoming == nil {
		incoming = c.absent(&m.Incoming, m.BaseValue)
	}
	return local, incoming
}

// absent is a row that is not there: never written, or deleted when it was as before.
func (c columns) absent(v *Version, before value.Value) *value.Row {
	if !v.Delete {
		return &value.Row{}
	}
	by := value.Author{Dot: value.Dot{Origin: v.Stamp.Origin, Seq: v.Seq}, Stamp: v.Stamp, Priority: v.Priority}
	row, _ := c.data.Apply(before, value.Op{Verb: value.Delete}, by)
	return row.(*value.Row)
}

// cellMeeting is a Meeting of two cells.
type cellMeeting struct {
	Meeting
	local, incoming, base *value.Cell // local and base are nil where there is none
}

func meetingOf(local, incoming, base *value.Cell) *cellMeeting {
	m := &cellMeeting{local: local, incoming: incoming, base: base}
	m.Local, m.LocalValue = headerOf(local)
	m.Incoming, m.IncomingValue = headerOf(incoming)
	_, m.BaseValue = headerOf(base)
	m.Type = m.kind()
	return m
}

// headerOf is a cell as if it were a row. Its identity is its dot.
func headerOf(c *value.Cell) (Version, value.Value) {
	if c == nil {
		return Version{}, nil
	}
	return Version{
		ID:       (uint64(c.By.Seq)+1)<<16 | uint64(c.By.Origin),
		Stamp:    c.By.Stamp,
		Seq:      c.By.Seq,
		Priority: c.By.Priority,
		Delete:   c.Value == nil,
	}, c.Value
}

func (m *cellMeeting) kind() Type {
	switch {
	case m.Local.Delete && m.Incoming.Delete:
		return DeleteDelete
	case m.Incoming.Delete:
		return DeleteUpdate
	case m.Local.Delete && m.BaseValue != nil:
		return UpdateDelete
	case m.Local.Delete:
		return InsertDelete
	case m.BaseValue == nil:
		return InsertInsert
	default:
		return UpdateUpdate
	}
}

// decide asks the inner rule where there is something to decide.
func (c columns) decide(m *cellMeeting) Decision {
	switch {
	case sameCell(m.incoming, m.local), sameCell(m.incoming, m.base) && c.inner.Detect != DetectTimestamp:
		return Keep
	case c.conflict(m):
		return c.inner.Strategy.Resolve(&m.Meeting)
	default:
		return Take
	}
}

// conflict tells whether the inner rule is to be asked about two different cells.
func (c columns) conflict(m *cellMeeting) bool {
	switch {
	case c.inner.Always:
		return true
	case m.local == nil:
		return false
	}
	return c.inner.Detect == DetectNone || c.inner.Detect == DetectTimestamp || c.detects(m)
}

// detects is detection of two different cells by what the change says of the other.
func (c columns) detects(m *cellMeeting) bool {
	if c.inner.Detect == DetectOrigin {
		return m.Local.Stamp.Origin != m.Incoming.Stamp.Origin
	}
	return !sameCell(m.local, m.base)
}

// collide tells whether what a change did to a cell conflicts with what is there.
func (c columns) collide(m *cellMeeting) bool {
	switch {
	case m.local == nil, sameCell(m.incoming, m.local), sameCell(m.incoming, m.base):
		return false
	case c.inner.Detect == DetectTimestamp:
		return m.Local.Stamp.Compare(m.Incoming.Stamp) > 0
	default:
		return c.inner.Detect == DetectNone || c.detects(m)
	}
}

// sameCell tells whether two cells are one version with one value; merged cells may
// have the version in common and not the value.
func sameCell(a, b *value.Cell) bool {
	return a != nil && b != nil && a.By.Dot == b.By.Dot && value.Equal(a.Value, b.Value)
}

// cell is the merged cell. It goes by the later of the two that it was made of.
func (m *cellMeeting) cell() value.Cell {
	by := m.incoming.By
	if m.local != nil && (lastWriteWins{}).Resolve(&m.Meeting) == Keep {
		by = m.local.By
	}
	return value.Cell{Name: m.incoming.Name, Value: m.Made(), By: by}
}

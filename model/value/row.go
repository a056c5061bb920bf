package value

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Row is a row of columns, each of which knows who wrote it: the state of a RowType.
type Row struct {
	Cells []Cell // by name
	Gone  *Cell  // the last delete of the whole row, which has neither name nor value; nil: none
}

// Cell is one column of a row. A cell without a value is a tombstone.
type Cell struct {
	Name  string
	Value Value
	By    Author
}

// Cell is the cell of a name, nil if there is none.
func (r *Row) Cell(name string) *Cell {
	if r == nil {
		return nil
	}
	if i, ok := r.find(name); ok {
		return &r.Cells[i]
	}
	return nil
}

func (r *Row) find(name string) (int, bool) {
	return slices.BinarySearchFunc(r.Cells, name, func(c Cell, name string) int { return strings.Compare(c.Name, name) })
}

// With is the row and a cell, in place of that of the same name.
func (r *Row) With(c Cell) *Row {
	made := &Row{Gone: r.Gone, Cells: slices.Clone(r.Cells)}
	if i, ok := r.find(c.Name); ok {
		made.Cells[i] = c
	} else {
		made.Cells = slices.Insert(made.Cells, i, c)
	}
	return made
}

// Without is the row after a delete of the whole, which takes away all cells that
// are not later than it. A delete earlier than one before it changes nothing.
func (r *Row) Without(gone *Cell) *Row {
	if gone == nil || r.Gone != nil && gone.before(r.Gone) {
		gone = r.Gone
	}
	made := &Row{Gone: gone}
	for _, c := range r.Cells {
		if gone == nil || c.By.Stamp.CompareTimes(gone.By.Stamp) > 0 {
			made.Cells = append(made.Cells, c)
		}
	}
	return made
}

// before orders deletes of the whole by time, then author.
func (c *Cell) before(d *Cell) bool {
	if order := c.By.Stamp.Compare(d.By.Stamp); order != 0 {
		return order < 0
	}
	return c.By.Dot.Compare(d.By.Dot) < 0
}

// Append encodes the columns and who wrote them.
func (r *Row) Append(b []byte) []byte {
	b = binary.AppendUvarint(append(b, 'c'), uint64(len(r.Cells)))
	for i := range r.Cells {
		b = r.Cells[i].append(b)
	}
	if r.Gone != nil {
		b = r.Gone.append(b)
	}
	return b
}

func (c *Cell) append(b []byte) []byte {
	b = AppendText(AppendText(b, c.Name), Key(c.Value))
	b = binary.AppendUvarint(b, uint64(c.By.Seq))
	b = binary.AppendUvarint(b, uint64(c.By.Origin))
	b = binary.AppendVarint(b, c.By.Stamp.L)
	return binary.AppendUvarint(b, uint64(c.By.Stamp.C))
}

func (r *Row) String() string { return Show(r.read()) }

// read is the columns that have values, nil if there are none.
func (r *Row) read() Value {
	var columns Map
	for _, c := range r.Cells {
		columns = columns.With(c.Name, c.Value)
	}
	if len(columns) == 0 {
		return nil
	}
	return columns
}

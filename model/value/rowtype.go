package value

import "fmt"

// RowType is the data type of rows whose columns are written, and resolved, one by
// one; its states are Rows.
type RowType struct {
	// Raw takes the clock as it is: a write stamped earlier than a delete of the row
	// which its client had seen is shadowed by it, as in Cassandra, and a delete
	// stamped earlier than a cell leaves that alone. Otherwise a write is stamped
	// later than what it replaces, be it only by a count, as a hybrid clock would.
	Raw bool
	// Blends says that a cell's value may be made of several writes.
	Blends bool
	// Whole is the type of rows that have no columns: such a row is one cell without a
	// name. Nil: there are none.
	Whole Type
}

// Apply writes one column (Put with a Field), several (Put of a Map), takes one away
// (Clear), adds to one (Add with a Field), or deletes the row.
func (t RowType) Apply(state Value, op Op, by Author) (Value, error) {
	row, _ := state.(*Row)
	if row == nil {
		row = &Row{}
	}
	if whole, ok := t.Whole.(Columnar); ok {
		op = whole.ByColumn(op)
	}
	switch columns, several := op.Value.(Map); {
	case op.Verb == Delete:
		return row.Without(t.tombstone(row, by)), nil
	case op.Verb == Clear && op.Field != "":
		return t.put(row, Map{{op.Field, nil}}, by), nil
	case op.Verb == Put && op.Field != "":
		return t.put(row, Map{{op.Field, op.Value}}, by), nil
	case op.Verb == Put && several:
		return t.put(row, columns, by), nil
	case op.Verb == Add && op.Field != "":
		return t.add(row, op, by)
	case op.Field == "" && t.Whole != nil:
		return t.whole(row, op, by)
	}
	return nil, Impossible(op, "row of columns")
}

// whole changes a row that has no columns.
func (t RowType) whole(row *Row, op Op, by Author) (Value, error) {
	var held Value
	if c := row.Cell(""); c != nil {
		held = c.Value
	}
	after, err := t.Whole.Apply(held, op, by)
	if err != nil {
		return nil, err
	}
	return t.put(row, Map{{"", after}}, by), nil
}

// put writes columns.
func (t RowType) put(row *Row, columns Map, by Author) *Row {
	for _, f := range columns {
		row = row.With(Cell{f.Name, f.Value, t.after(t.after(by, row.Gone), row.Cell(f.Name))})
	}
	return row.Without(nil)
}

// after is the author of a write over a cell, stamped later than it unless the clock
// is to be taken as it is.
func (t RowType) after(by Author, held *Cell) Author {
	if held != nil && !t.Raw && by.Stamp.CompareTimes(held.By.Stamp) <= 0 {
		by.Stamp.L, by.Stamp.C = held.By.Stamp.L, held.By.Stamp.C+1
	}
	return by
}

func (t RowType) add(row *Row, op Op, by Author) (Value, error) {
	var held Value
	if c := row.Cell(op.Field); c != nil {
		held = c.Value
	}
	n, ok := held.(Int)
	if !ok && held != nil {
		return nil, fmt.Errorf("column %s holds %q, which is no whole number", op.Field, held)
	}
	return t.put(row, Map{{op.Field, n + Int(op.N)}}, by), nil
}

// tombstone is the delete of a row as it is.
func (t RowType) tombstone(row *Row, by Author) *Cell {
	by = t.after(by, row.Gone)
	for i := range row.Cells {
		by = t.after(by, &row.Cells[i])
	}
	return &Cell{By: by}
}

// Authors are the writers of the row's cells, and of the last delete. Cells that are
// merged have several, and cannot tell.
func (t RowType) Authors(state Value) (dots []Dot, tells bool) {
	row := state.(*Row)
	for i := range row.Cells {
		dots = append(dots, row.Cells[i].By.Dot)
	}
	if row.Gone != nil {
		dots = append(dots, row.Gone.By.Dot)
	}
	return dots, !t.Blends
}

// Read is the row's columns, or its one value if it has none.
func (t RowType) Read(state Value) Value {
	row, _ := state.(*Row)
	if row == nil {
		return nil
	}
	if c := row.Cell(""); c != nil && c.Value != nil && t.Whole != nil {
		return t.Whole.Read(c.Value)
	}
	return row.read()
}

package strategy

import (
	"fmt"

	"github.com/mlrsim/mlrsim/model/value"
)

// byValue resolves two versions by their values, and rows of several columns column
// by column. What is deleted has no value: DeleteWins stands before it.
type byValue struct {
	// resolve says what becomes of two values, neither of which is nil.
	resolve func(local, incoming value.Value) (value.Value, error)
}

// Resolve takes what comes to a row that is not there.
func (b byValue) Resolve(m *Meeting) Decision {
	if m.LocalValue == nil {
		return Take
	}
	made, err := eachColumn(m, b.column, b.resolve)
	if err != nil {
		return m.Fail(err)
	}
	return m.settle(made)
}

// column resolves one column: the side that changed it wins, and if both did it is
// resolved, unless one took it away.
func (b byValue) column(local, incoming, base value.Value) (value.Value, error) {
	switch {
	case value.Equal(incoming, base):
		return local, nil
	case value.Equal(local, base):
		return incoming, nil
	case local == nil || incoming == nil:
		return nil, nil
	default:
		return b.resolve(local, incoming)
	}
}

// eachColumn resolves two rows of columns by column, and two plain values by whole. A
// row that is not there has no columns.
func eachColumn(
	m *Meeting,
	column func(local, incoming, base value.Value) (value.Value, error),
	whole func(local, incoming value.Value) (value.Value, error),
) (value.Value, error) {
	local, ok := m.LocalValue.(value.Map)
	incoming, too := m.IncomingValue.(value.Map)
	if !too || !ok && m.LocalValue != nil {
		return whole(m.LocalValue, m.IncomingValue)
	}
	base, _ := m.BaseValue.(value.Map)
	made := local
	for _, name := range columnsOf(local, incoming) {
		v, err := column(local.Get(name), incoming.Get(name), base.Get(name))
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
		made = made.With(name, v)
	}
	return made, nil
}

// columnsOf are the names of the columns of two rows.
func columnsOf(a, b value.Map) []string {
	var names []string
	for _, f := range a {
		names = append(names, f.Name)
	}
	for _, f := range b {
		if a.Get(f.Name) == nil {
			names = append(names, f.Name)
		}
	}
	return names
}

// settle decides for a value that was made of both: it is one of theirs, or a new one.
func (m *Meeting) settle(made value.Value) Decision {
	local, incoming := value.Equal(made, m.LocalValue), value.Equal(made, m.IncomingValue)
	switch {
	case local && incoming:
		return takeIf(m.Incoming.ID > m.Local.ID)
	case local:
		return Keep
	case incoming:
		return Take
	default:
		return m.Merge(made)
	}
}

// numbers are values as whole numbers; what is not there counts as 0.
func numbers(rule string, values ...value.Value) ([]value.Int, error) {
	list := make([]value.Int, len(values))
	for i, v := range values {
		n, ok := v.(value.Int)
		if !ok && v != nil {
			return nil, fmt.Errorf("%s is for whole numbers, and %q is none: choose another strategy for such rows", rule, v)
		}
		list[i] = n
	}
	return list, nil
}

package strategy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model/value"
)

// PriorityGroup keeps, of two conflicting versions, the one whose value has the
// higher priority, with all its columns; of equals the later write.
type PriorityGroup struct {
	Column string        // the column that decides; "": the whole value
	Levels []value.Value // from the lowest priority to the highest; none: a larger value has a higher one
}

// Resolve fails on a value without a priority, as Oracle does.
func (p PriorityGroup) Resolve(m *Meeting) Decision {
	if m.LocalValue == nil {
		return Take
	}
	c, err := p.compare(p.priority(m.IncomingValue), p.priority(m.LocalValue))
	if err != nil {
		return m.Fail(err)
	}
	return takeIf(cmp.Or(c, m.Incoming.Stamp.Compare(m.Local.Stamp), cmp.Compare(m.Incoming.ID, m.Local.ID)) > 0)
}

// priority is the value that has the priority.
func (p PriorityGroup) priority(v value.Value) value.Value {
	if row, ok := v.(value.Map); ok && p.Column != "" {
		return row.Get(p.Column)
	}
	return v
}

// compare is positive if a has a higher priority than b.
func (p PriorityGroup) compare(a, b value.Value) (int, error) {
	if len(p.Levels) == 0 {
		return value.Compare(a, b), nil
	}
	i, err := p.level(a)
	j, too := p.level(b)
	return cmp.Compare(i, j), cmp.Or(err, too)
}

func (p PriorityGroup) level(v value.Value) (int, error) {
	i := slices.IndexFunc(p.Levels, func(level value.Value) bool { return value.Equal(level, v) })
	if i < 0 {
		return i, fmt.Errorf("%q has no priority; those with one are, from the lowest, %s", value.Show(v), value.List(p.Levels))
	}
	return i, nil
}

var priorityGroupRule = Rule{
	Name:  "priority-group",
	Short: "of two conflicting rows the one whose value has the higher priority wins",
	Long: "Oracle's PRIORITY GROUP: each value that a column may have is given a priority, for what goes " +
		"through stages, such as ordered, shipped, paid; the row with the higher one wins with all its columns. " +
		"Here a larger value has a higher priority; a list of your own is strategy.PriorityGroup in Go. Between " +
		"equals the later timestamp wins. If priorities only rise it converges with any number of leaders, else " +
		"three may differ for ever. Oracle has no method for deletes; here they win.",
	Source:   "Oracle8i Replication, Conflict Resolution Concepts: priority groups; DBMS_REPCAT.ADD_PRIORITY_datatype",
	Detect:   DetectBeforeImage,
	Values:   true,
	Stops:    true,
	Strategy: DeleteWins{PriorityGroup{}},
}

package crdt

import (
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// join is the strategy of a data type: the leader holds what both states come to.
type join struct{ of value.Merger }

// Join makes the strategy that merges the states of rows. A delete of the row is none
// of the type's operations: against one, the later timestamp wins.
func Join(of value.Merger) strategy.Strategy { return join{of} }

func (j join) Resolve(m *strategy.Meeting) strategy.Decision {
	switch {
	case m.Local.Delete || m.Incoming.Delete:
		return laterStamp(m)
	case m.IncomingValue == nil:
		return strategy.Keep
	case m.LocalValue == nil:
		return strategy.Take
	}
	both := j.of.Merge(m.LocalValue, m.IncomingValue)
	switch key := value.Key(both); key {
	case value.Key(m.LocalValue):
		return strategy.Keep
	case value.Key(m.IncomingValue):
		return strategy.Take
	}
	return m.Merge(both)
}

func laterStamp(m *strategy.Meeting) strategy.Decision {
	if c := m.Incoming.Stamp.Compare(m.Local.Stamp); c > 0 || c == 0 && m.Incoming.ID > m.Local.ID {
		return strategy.Take
	}
	return strategy.Keep
}

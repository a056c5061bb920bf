package strategy

import "github.com/mlrsim/mlrsim/model/value"

// Join merges the states of a data type that can be merged. One side that is there no
// longer has no state to merge: then the later write stays.
type Join struct{ value.Merger }

// Resolve says Keep or Take where one state has all of the other already.
func (j Join) Resolve(m *Meeting) Decision {
	switch {
	case m.Local.Delete || m.Incoming.Delete:
		return lastWriteWins{}.Resolve(m)
	case m.IncomingValue == nil:
		return Keep
	case m.LocalValue == nil:
		return Take
	}
	return m.settle(j.Merge(m.LocalValue, m.IncomingValue))
}

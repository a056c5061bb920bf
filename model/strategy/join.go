package strategy

import "github.com/mlrsim/mlrsim/model/value"

// Join merges the states of a data type that can be merged. One side that is there no
// longer has no state to merge: then the later write stays.
type Join struct{ value.Merger }

// Resolve says Keep or Take where one state has all of the other already.
func (j Join) Resolve(m *Meeting) Decision {
	localGone, incomingGone := m.LocalValue == nil, m.IncomingValue == nil
	switch {
	case localGone && m.Local.Delete || incomingGone && m.Incoming.Delete:
		return lastWriteWins{}.Resolve(m)
	case incomingGone:
		return Keep
	case localGone:
		return Take
	}
	return m.settle(j.Merge(m.LocalValue, m.IncomingValue))
}

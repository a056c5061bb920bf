package strategy

import "github.com/mlrsim/mlrsim/model/value"

// additive adds to what is there by how much the change's origin changed what it
// had. It is asked about every change, so what it makes is always new: nothing of
// what is there is replaced.
type additive struct{}

// Resolve drops what comes to a deleted row, unless it is a new row of that name.
func (additive) Resolve(m *Meeting) Decision {
	switch {
	case m.Type == InsertDelete && m.BaseValue == nil:
		return Take
	case m.Local.Delete || m.Incoming.Delete:
		return DeleteWins{}.Resolve(m)
	}
	made, err := eachColumn(m, m.addColumn, m.addWhole)
	if err != nil {
		return m.Fail(err)
	}
	return m.Merge(made)
}

// numeric are the kinds of workload whose values are numbers, or columns of them.
var numeric = []string{"register", "counter", "cart", "map"}

// addWhole is local + (incoming − base) of rows that are one number.
func (m *Meeting) addWhole(local, incoming value.Value) (value.Value, error) {
	return add(local, incoming, m.BaseValue)
}

func add(local, incoming, base value.Value) (value.Value, error) {
	n, err := numbers("additive", local, incoming, base)
	if err != nil {
		return nil, err
	}
	return n[0] + (n[1] - n[2]), nil
}

// addColumn adds what can be added. Of other columns the side that changed it wins,
// and if both did the later one. A column that one side took away is gone.
func (m *Meeting) addColumn(local, incoming, base value.Value) (value.Value, error) {
	if m.LocalValue != nil && base != nil && (local == nil || incoming == nil) {
		return nil, nil
	}
	if sum, err := add(local, incoming, base); err == nil {
		return sum, nil
	}
	switch {
	case value.Equal(incoming, base):
		return local, nil
	case local == nil, value.Equal(local, base), lastWriteWins{}.Resolve(m) == Take:
		return incoming, nil
	default:
		return local, nil
	}
}

var additiveRule = Rule{
	Name:  "additive",
	Short: "the difference that a change made is added to what is there, column by column",
	Long: "Oracle's ADDITIVE, GoldenGate's USEDELTA, Spock's delta-apply columns: local + (new − old). It " +
		"converges with any number of leaders and loses no increment, as long as each change comes once to " +
		"each leader; but nothing keeps a balance above zero. A row that is not there counts as 0. A row that is " +
		"no whole number stops the applier; of a row's other columns the later change wins. Oracle has no " +
		"method for deletes; here they win, and what others add meanwhile is lost with the row.",
	Source:    "Oracle7 Server Distributed Systems, vol. II, ch. 6: additive and average; Oracle GoldenGate, RESOLVECONFLICT: USEDELTA; pgEdge Spock, Conflict-free delta-apply columns",
	Detect:    DetectBeforeImage,
	Values:    true,
	Kinds:     numeric,
	Always:    true,
	Existence: true,
	Blends:    true,
	Stops:     true,
	Strategy:  additive{},
}

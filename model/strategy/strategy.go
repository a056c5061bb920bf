// Package strategy holds the rules by which a leader resolves a conflict between
// what it holds of a row and a change that arrives.
//
// Start from Strategy, one method that answers a Meeting with a Decision. A Meeting
// shows of both versions identity, timestamp, origin, priority, and, if the rule asks
// for them, the values. A strategy keeps no state, so that one value serves all leaders.
//
// A Rule is a Strategy with its name, and says when it is asked: how conflicts are
// detected, and whether a leader's own writes are judged. Only Name and Strategy are
// needed. A rule of your own is handed to a run by the method Use of model.Conflicts, and
// package strategytest has the laws by which to test it; docs/your-own-strategy.md goes
// through it step by step.
//
// The rules here are one file each: a type with the method Resolve, and its Rule. Adding
// that to the table in rules.go is all that makes it known to scenario files, help and
// tests.
package strategy

import "github.com/mlrsim/mlrsim/model/value"

// Strategy decides what a leader holds of a row after a conflict.
type Strategy interface {
	// Resolve says what becomes of what the leader holds and what has arrived. It
	// must be a function of the meeting alone, which is valid during the call.
	Resolve(m *Meeting) Decision
}

// Meeting is an incoming change of a row and what a leader holds of it. Where its Type is
// Unique or UniqueSeveral, Local is another row in its way: to Take is to remove that.
type Meeting struct {
	Type            Type
	Local, Incoming Version

	// The values are there if Rule.Values asks for them, and nil otherwise, and for
	// rows and versions that are deleted.
	LocalValue    value.Value // that the leader holds
	IncomingValue value.Value // that the change's origin held after the write
	BaseValue     value.Value // that it held before: the before-image

	made    value.Value
	err     error
	agreed  bool
	chosen  bool
	settled bool
	follows Decision // of what is settled
	crashed bool
}

// Decision is the answer of a Strategy.
type Decision uint8

const (
	Keep   Decision = iota // local stays, incoming is dropped
	Take                   // incoming replaces local
	Both                   // both are kept, side by side
	Merged                 // a value made of both replaces local: see Meeting.Merge
	Stop                   // an error: nothing of the change's sender is applied from here on
)

// Ask lets a strategy decide anew.
func (m *Meeting) Ask(s Strategy) Decision {
	m.Forget()
	return s.Resolve(m)
}

// AskAnyway lets a strategy decide anew although detection sees no conflict, and d
// follows from that.
func (m *Meeting) AskAnyway(s Strategy, d Decision) Decision {
	m.Forget()
	m.settled, m.follows = true, d
	return s.Resolve(m)
}

// Forget is the beginning of a meeting about which nothing has been decided.
func (m *Meeting) Forget() {
	m.agreed, m.chosen, m.settled, m.crashed, m.err = false, false, false, false, nil
}

func (d Decision) String() string { return [...]string{"keep", "take", "both", "merge", "stop"}[d] }

// Merge is the decision that the leader is to hold a value made of both. It must be
// a function of the values, so that leaders which merge the same hold the same.
func (m *Meeting) Merge(v value.Value) Decision {
	m.made = v
	return Merged
}

// Fail is the decision to stop, with a reason.
func (m *Meeting) Fail(err error) Decision {
	m.err, m.crashed = err, false
	return Stop
}

// Crash is to stop for a mistake of the strategy's own, which knows no answer and did not
// mean to have none. A run goes on as after Fail; the laws demand that it never happens.
func (m *Meeting) Crash(err error) Decision {
	m.err, m.crashed = err, true
	return Stop
}

// Crashed tells whether the last decision to stop was a mistake.
func (m *Meeting) Crashed() bool { return m.crashed }

// Agree is the decision about two versions that, looked at more closely than detection
// does, do not conflict. Nothing is reported.
func (m *Meeting) Agree(d Decision) Decision {
	m.agreed = true
	return d
}

// Settled is what follows if detection sees no conflict; ok is false where it sees one,
// or cannot tell.
func (m *Meeting) Settled() (d Decision, ok bool) { return m.follows, m.settled }

// Agreed tells whether the last decision was that there is no conflict.
func (m *Meeting) Agreed() bool { return m.agreed }

// choose is the decision that one of two rows stays as it is, of which the other says
// that there is none: nothing of that is joined to it.
func (m *Meeting) choose(d Decision) Decision {
	m.chosen = true
	return d
}

// Chosen tells whether the last decision was to keep or take one state of a data type
// without what is in the other.
func (m *Meeting) Chosen() bool { return m.chosen }

// Made is the value of the last decision to merge.
func (m *Meeting) Made() value.Value { return m.made }

// Err is the reason of the last decision to fail; nil: none was given.
func (m *Meeting) Err() error { return m.err }

// Detect says how a leader finds out that an arriving change conflicts with the
// version that it holds.
type Detect uint8

const (
	DetectDefault       Detect = iota // the rule's own
	DetectNone                        // it does not: the rule is asked each time, nothing is reported
	DetectBeforeImage                 // the version (or, where rows hold values, the value) held is not the one that the change replaced
	DetectOrigin                      // the version held was written by another leader than the change
	DetectTimestamp                   // the version held is stamped later than the change
	DetectVersionVector               // neither version saw the other

	// An update conflicts if the version held is not stamped earlier, whatever it
	// replaced; a delete if the version held is not the one that it deleted.
	DetectTimestampBeforeImage
)

// Of is how a change is compared that deletes its row, or does not.
func (d Detect) Of(deletes bool) Detect {
	if d == DetectTimestampBeforeImage && deletes {
		return DetectBeforeImage
	}
	return d
}

// Rule is a Strategy with its name and story, and when it is asked.
type Rule struct {
	Name   string
	Short  string // one line
	Long   string // what it does, what it loses, who uses it
	Source string // paper or documentation
	Detect Detect // how its conflicts are detected, unless asked otherwise; zero: DetectNone
	// Local asks the Strategy about a leader's own writes too, where detection is none
	// or by timestamp: one that it would not take is shadowed at once. Otherwise a
	// leader's own write always replaces what the leader holds.
	Local bool
	// Values says that the Strategy looks at values, so rows must hold some.
	Values bool
	// Ties says that the Strategy is to decide between versions of two leaders with equal
	// times. Otherwise detection by timestamp takes the one of the larger leader number
	// for the later. Rules with Values are asked too.
	Ties bool
	// Always asks the Strategy at every meeting; detection only reports. It is for
	// rules whose changes are what was done and not what came of it.
	Always bool
	// Existence makes it a conflict, whatever detection says, that a row is inserted
	// which is there (InsertInsert), or one changed which is not, nor remembered as
	// deleted (UpdateMissing, DeleteMissing). Otherwise the change is applied.
	Existence bool
	// Blends says that the Strategy may answer with a value made of both.
	Blends bool
	// Stops says that the Strategy may decide to Stop.
	Stops bool
	// Undotted keeps one version vector for all siblings of a row instead of a dot for
	// each, so that a write whose client read less than is there replaces nothing.
	Undotted bool
	// Certify lets a write commit only once it has its place in one total order, and
	// if nothing was ordered before it that it should have seen. No conflict is left
	// for the Strategy.
	Certify bool
	// Kinds are the kinds of workload whose values the rule can deal with; none: all.
	// Bank and inventory are counters, and unique is a register.
	Kinds []string
	// Data is the data type whose states the rows hold; nil: plain values.
	Data     value.Type
	Strategy Strategy
}

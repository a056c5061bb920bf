// Package strategy holds the rules by which a leader resolves a conflict between
// the version of a row that it holds and one that arrives.
//
// A rule is one file here: a type with the method Resolve, and a Rule that names
// it, says what it is for, where it comes from, and how its conflicts are
// detected when nothing else is asked for. Adding the Rule to the table in
// rules.go is all that makes it known to scenario files, help and tests.
//
// A rule sees two Versions: identity, timestamp, origin, priority. It keeps no
// state, so that one value serves all leaders.
package strategy

// Strategy decides between two versions of a row that conflict.
type Strategy interface {
	// Resolve says what becomes of local, which a leader holds, and incoming,
	// which has arrived. It must be a function of its arguments alone.
	Resolve(local, incoming Version) Decision
}

// Decision is the answer of a Strategy.
type Decision uint8

const (
	Keep Decision = iota // local stays, incoming is dropped
	Take                 // incoming replaces local
	Both                 // both are kept, side by side
)

// Detect says how a leader finds out that an arriving change conflicts with the
// version that it holds.
type Detect uint8

const (
	DetectDefault       Detect = iota // the rule's own
	DetectNone                        // it does not: the rule is asked each time, nothing is reported
	DetectBeforeImage                 // the version held is not the one that the change replaced
	DetectOrigin                      // the version held was written by another leader than the change
	DetectTimestamp                   // the version held is stamped later than the change
	DetectVersionVector               // neither version saw the other
)

// Rule is a Strategy with its name and story.
type Rule struct {
	Name   string
	Short  string // one line
	Long   string // what it does, what it loses, who uses it
	Source string // paper or documentation
	Detect Detect // how its conflicts are detected, unless asked otherwise
	// Local asks the Strategy about a leader's own writes too, so that a write
	// stamped earlier than the version it meets is shadowed at once; otherwise
	// a leader's own write always replaces what the leader holds.
	Local    bool
	Strategy Strategy
}

// Package strategytest has laws for whoever writes a strategy for conflicts: what a
// rule must obey so that leaders which have had the same changes hold the same.
//
// A test of one line is enough:
//
//	func TestMyRuleObeysTheLaws(t *testing.T) { strategytest.Laws(t, myRule) }
//
// It takes a Rule and not a Strategy alone, since how conflicts are detected, and
// whether a leader's own writes are compared, decide as much about convergence as
// Resolve does: the same "latest timestamp wins" converges under one and not under
// another. Check gives the same as data.
//
// # How it works
//
// Most laws are checked on every history of a small world (state.go): a few leaders
// that hold one row, commit a few writes, and hear of each other's in every order that
// links allow. The search (explore.go) goes breadth first and comes to each state
// once, so that what it finds is the shortest history there is, and finding nothing is
// a proof for that size. The world means what package model means (meet.go, commit.go),
// with sets of writes where that has something faster. Larger histories are drawn at
// random and run in the simulator itself, with faults (large.go).
//
// A law that is broken is shown by a Counterexample: a story that can be read, and a
// scenario file that replays it.
//
// # A promise and its limit
//
// The laws are looked at through a rule's own eyes: values where it asks for values,
// identities where it does not. They say nothing about what is lost: a rule may obey
// them all and lose every other write.
package strategytest

// Package model is the simulated database with several leaders: what each leader
// holds, how changes travel between them, what the conflict rule makes of them,
// and what clients ask and are told.
//
// Start from Config, make a Cluster with New, let Observers look on, and Run it.
// A run goes through these steps, each in a file of its own:
//
//	workload.go, script.go   clients issue operations
//	client.go                an operation finds a leader, and its answer the client
//	commit.go                the leader commits and acknowledges (acknowledge.go)
//	ship.go                  the change leaves, at once, in batches, or peer by peer
//	receive.go               it arrives, waits for its turn, and is passed on
//	resolve.go               it meets what the leader holds: detection and strategy
//	                         (halt.go where that stops, unique.go where a name is taken)
//	rows.go                  what all leaders hold, in space that follows divergence
//	fault.go                 what goes wrong: process.go draws it, disk and copies in
//	                         transfer.go, who is there and joined to whom in members.go
//
// Writes of several leaders are the usual mode. Two others stand in its place:
//
//	succession.go            one leader, and who leads when it is lost
//	quorum.go                N replicas of which R or W must answer, quorum_read.go,
//	                         and hints.go for those out of reach
//
//	certify.go               a write commits only in its place of one total order, that
//	                         a sequencer makes (sequencer.go), if it has seen all it should
//
// and changes may spread otherwise than by shipping, in messages of packet.go:
//
//	gossip.go                rumours told to random neighbours
//	antientropy.go           rows compared with a random neighbour's
//
// Where rows hold values there is more to do, and it is done apart, so that what is
// known by who wrote it alone costs nothing:
//
//	kinds.go, drawing.go     what clients of each kind of workload ask for
//	outcome.go               what an operation makes of what its leader holds
//	contents.go              what a write carries, and what a leader holds
//	meetvalues.go            a change meets a value, one of several, or one that was merged
//	authors.go               who still has a part in that
//	context.go               what clients have read, which their writes replace
//
// The database decides by what it can see: versions with identity, timestamp and
// causal metadata. Who really saw what is the business of the oracle, which is an
// Observer like any other and lives above, in package analysis/oracle.
//
// Promise: a run is a function of its Config. Events are totally ordered by time
// and content (event.go), every random draw is keyed by what it belongs to, and
// nothing here starts a goroutine, reads a clock or walks a map.
package model

// Package causality tells who saw whom: of two writes of one row, whether one
// happened before the other or the two are concurrent.
//
// Start from Tracker. It is told of every commit and of every delivery, the first
// arrival of a write at a leader, and answers Relation and, at each commit, with
// how many writes of the row the new one is concurrent. It is used twice, in
// separate instances: by the simulated database, where that detects conflicts by
// version vectors, and by the oracle.
//
// Two relations are kept apart. Write a was delivered to write b if a itself had
// arrived at b's origin when b was committed. Write b saw a if a was delivered to
// it, or to some write that was delivered to it, and so on (Lamport 1978, happens
// before, taken for each row alone). Version vectors kept for each row compute the
// second (Parker et al. 1983); the closed forms for conflict rates speak of the
// first.
//
// # How it stays fast
//
// Nothing is enumerated at a delivery. What a write saw is computed once, at its
// commit, and only against the writes of its row that are active: those that
// somebody may still be found concurrent with. A row of which nothing is in flight
// has no state at all.
//
//   - A cool row has few active writes, at most 64. Each owns a bit, and what a
//     write saw is a mask (cool.go).
//   - A hot row has more, up to millions when many write one row during a
//     partition. There a version vector stands for the mask: what a leader has seen
//     of a row is a prefix of each origin's writes of it, because a write saw all
//     earlier ones of its own origin (hot.go).
//
// Pairs are told apart by what their writes do to the row, insert, update or delete it,
// in the same way, by masks and by numbers (kinds.go); that costs nothing while all are
// updates.
//
// # Why it may forget
//
// An active write retires when it is stable, that is delivered at every leader, and
// no unstable write is concurrent with it. From then on it is concurrent with no
// unstable write: those that were unstable then are not, and those committed later
// found it delivered at their origin. So when a change in flight meets a retired
// version, one of the two saw the other, and it is the later one that did. This is
// why Relation needs no memory of versions that are merely still current.
//
// The argument fails where a leader deals with a change again after all have dealt
// with it once; KeepAll is for such databases.
//
// # Replicas that are replaced, and quorums
//
// A leader may lose what it had and go on from a copy of another's replica
// (transfer.go), and may join and leave (members.go). What it writes afterwards has
// not seen its own lost writes, so it counts under another number in vectors: a line.
// Everything may come again then, so this needs KeepAll.
//
// A write is erased once a transfer has taken it, and every write that saw it, from the
// last leader that knew of it (erased.go). Until one knows of it again, because it was
// still under way, it forms no pair with what is committed and is missing nowhere: there
// is nothing left that anybody could have seen. That a leader leaves erases nothing, for
// what it has sent still comes to the others.
//
// With quorums a row has replicas at some leaders only; stable means delivered at
// these. A leader may coordinate a write and get it into its own replica later: it
// counts as delivered there from the commit on for those who write, which is what a
// vector clock of the coordinator says, and from the Deliver on for those who read.
package causality

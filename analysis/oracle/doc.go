// Package oracle measures a run: it sees the whole simulation, knows what truly
// happened before what, and folds that into the metrics, series and distributions
// that a run reports. It never feeds back into the simulated database.
//
// Start from New and hand the Oracle to a cluster as an observer, live or from a
// saved record; after the end of the run, Fill puts what it found into a
// results.Run. Every figure is exact, streamed, and computed in integers, and what
// must be remembered is in proportion to what is undecided, not to the length of
// the run. What each metric means stands in package results, in the table of
// metrics; here is how it is found:
//
//   - visible.go tells how old writes are where they come, latency.go keeps laws of
//     durations.
//   - ledger.go remembers each write until it has been dealt with everywhere and its
//     client has been answered.
//   - conflicts.go holds what the database detected against package causality, which
//     knows who saw whom.
//   - survival.go follows what overwrote what, for lost updates and resurrections.
//   - order.go finds changes that were applied before a change they depend on.
//   - sessions.go, reads.go and quorums.go find what clients could notice, and probes.go
//     what a read after a write of a quorum would, if it could be answered.
//   - agreement.go follows on how many rows leaders differ, gauge.go averages such
//     numbers over time.
//   - series.go cuts the run into bins, lag.go follows what leaders miss.
//   - story.go chooses the conflict that is worth drawing.
//   - report.go puts it all into the results.
//
// Readings of the definitions that had to be chosen:
//
//   - A write is measured if it was committed at or after the warm-up, a pair of
//     writes if its later write was. A measured write with an unmeasured partner is a
//     conflicting write. Reads and operations are measured by when the client began,
//     what happens when a change is applied by that moment.
//   - Conflicts are counted between committed writes, acknowledged or not.
//   - A change is delivered when a leader first deals with it, whatever the verdict. A
//     leader whose replica is replaced has been delivered what the copied one had, which
//     makes that visible there, unless it joins: it was no member when that was
//     committed. It is not judged a second time what it then gets again. A write that its origin only
//     coordinates is delivered there at once, and read there from its Apply on.
//   - Everywhere means at all replicas of the row at leaders that are members.
//   - A write is erased from a transfer on, other than that a leader leaves, after which
//     no leader knows of it and before which one did, until one knows of it again. It
//     forms no pairs meanwhile with what is committed, no read is stale for it, and the
//     changes of its session may come without it.
//   - A read of a quorum is held to what was before its first answer: to writes whose W-th
//     acknowledgement (model.Probe) came before the read began, and to own ones that the
//     session had been told are done.
//   - A delete is a write, and its tombstone a version. A row is resurrected when a
//     change that is no delete removes the tombstone of a delete that it did not see;
//     each delete counts once, however many leaders undo it.
//   - What a leader misses, for the lag, stands with results.NoLag.
//   - Averages over time are taken from the warm-up to the end of the load.
package oracle

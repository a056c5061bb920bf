// Package invariant counts by how much a run broke what its workload kind promises to
// clients: that no increment is lost, no money made, no name taken twice.
//
// Start from New, which makes a Watch for a kind, or none for a kind that promises
// nothing. Tell it what an observer is told, and at the end ask it for the violations.
// It judges by operations and by the values that clients see, whatever strategy or data
// type is underneath. Each kind's promise stands in a file of its own; what is counted
// is defined in package results, with the metric invariant_violations.
//
// All promises have in common:
//
//   - What was acknowledged must show. What was committed and never acknowledged may show
//     or not.
//   - They are about the whole run, its warm-up included, and most of them about what
//     leaders show at its end: the leader counts that breaks its promise by most, of
//     those that are members, on the rows that it keeps a replica of.
package invariant

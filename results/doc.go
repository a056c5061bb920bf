// Package results holds what a run of mlrsim leaves behind, and writes it down.
//
// Start from [Run]: everything that one run measured, ready to be drawn, judged and
// saved. Its numbers are a [Summary] over the one table of metrics ([Metrics]),
// where each has its exact definition. The notions that definitions use are in the
// [Glossary].
//
// A summary holds integers and exact quotients, and is written in integer
// arithmetic, so that equal runs leave equal bytes on every machine. What could not
// be measured is undefined, with the reason, and never a silent 0.
//
// A [Document] is the summary as other programs read it; a [Draft] becomes the
// results folder of a run, whole or not at all. Subpackage expect reads and judges
// the claims that scenarios make about their runs.
package results

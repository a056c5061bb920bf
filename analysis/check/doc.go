// Package check judges recorded histories of sessions by the consistency models of
// the literature, from what clients wrote and read alone.
//
// Start from Causal: it takes a History and says of each of three models whether the
// history holds to it, with the pattern and the operations that break it where it
// does not. The models are those of Bouajjani, Enea, Guerraoui and Hamza, "On
// Verifying Causal Consistency" (POPL 2017):
//
//   - CC, causal consistency: what a session has seen, and what that had seen, it sees.
//   - CCv, causal convergence: moreover, all sessions order concurrent writes alike.
//   - CM, causal memory (Ahamad et al. 1995): moreover, each session's reads fit into
//     one order of what it has seen, another for each session.
//
// CCv and CM each imply CC, and neither implies the other; Figure3 has a history of
// each kind. A history satisfies a model if none of the model's bad patterns occurs in
// it (Patterns lists them). That is polynomial where the definitions ask for orders
// that exist, and it is exact as long as no variable is written the same value twice,
// so that every read names its write. Where one is, the verdict is Unknown.
//
// A walk through the files:
//
//   - history.go is the problem, report.go the answer, pattern.go what is looked for.
//   - catalogue.go numbers the operations and finds the write of each read.
//   - relation.go is program order, reads-from and what is added to them; it finds
//     what precedes what, or the cycle that makes the question void.
//   - causal.go looks for the patterns of CC, conflict.go for that of CCv, and
//     happened.go for those of CM.
//   - figure3.go has the paper's examples.
//
// The tests hold the patterns to the definitions: to orders found by exhaustive search
// on small histories, and to matrices written as the paper writes them.
package check

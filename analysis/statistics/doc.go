// Package statistics is what a simulation study needs to say how sure it is of a
// number: intervals from independent replications, where the warm-up ends, and how
// strongly observations of one run depend on each other.
//
// Start from Estimate, with one figure of each replication: the same scenario under so
// many seeds. Observations of one run are not independent (a long queue stays long for
// a while), and an interval made of them as if they were is too narrow, often by
// several times: Lag1 shows how dependent they are, BatchMeans is what can be done where
// there is one long run only, and the tests show how often either is right.
//
// The textbook is Law, "Simulation Modeling and Analysis" (5th edition, 2015), chapter 9.
// Floating point is rounded as each processor does it, so figures agree between
// machines to about fourteen digits and not to the bit.
package statistics

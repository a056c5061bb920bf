// Package sim is the core of the simulator: the clock, the order of events, and
// all randomness. It knows nothing of networks or databases, and imports nothing
// but the standard library.
//
// # A run
//
// A run is one loop over a [Queue]: pop an event, do what its key says, push what
// follows from it.
//
//	queue := sim.NewQueue()
//	queue.Push(0, key)
//	for e, ok := queue.Pop(); ok; e, ok = queue.Pop() {
//		// … queue.Push(e.At.Add(latency.Draw(link.At(message))), key)
//	}
//
// Instants are a [Time], spans a [time.Duration], both integer nanoseconds. Events
// come in the order of their time, and those of one instant in the order of
// their keys: since a key says what the event is, the order of a run does not
// depend on the order of pushing.
//
// # Luck
//
// Randomness has no state here. A [Stream] is a function of a seed and a name,
// and its n-th draw a function of the stream and of n. Who needs luck takes a
// stream of its own and numbers its draws by what they are for (the message on
// this link, the write and its destination), never by the order in which they
// happen to be taken. Then a change of one thing in a scenario leaves the luck of
// all others as it was, and variants can be compared draw by draw.
//
// A draw is 64 uniform bits. What they mean is told by
//
//   - [Below], a number in a range, and [Probability], a chance, of several [AnyOf];
//   - [Stream.Shuffled], a random order;
//   - a [Law], a duration: [Exponential], [Lognormal], [Pareto] and others, their
//     [Mixture], any of them above a [Floor];
//   - a [Factor], the jitter about a duration;
//   - a [Picker], a row chosen by popularity.
//
// # The promise
//
// The same calls give the same bits on every machine. Everything that happens
// during a run is integer arithmetic. Floating point serves to compute tables, and
// to pick by the formulas of YCSB; it is our own logarithm and powers, in which no
// compiler can fuse two roundings into one. The tests named Pinned hold the
// results, and are run on several architectures. A [Fingerprint] sums up a run so
// that two can be compared.
//
// # The rooms
//
// Queue is in queue.go and late.go. Laws are made in laws.go and drawn from in
// law.go, by the tables of quantiles.go, whose entries normal.go and gamma.go
// compute. Pickers are in picker.go, zipf.go (with alias.go) and ycsb.go. The
// arithmetic is in portable.go, power.go and zeta.go. None of the rest of the
// simulator knows how any of them works.
package sim

package crdt

import "github.com/mlrsim/mlrsim/model/value"

// fieldCounter is a counter that can be taken away, as one that is the field of a map.
// Each Add keeps its own dot. Folding the Adds of a leader into one, as Riak does, takes
// less room; but a removal that is concurrent with the leader's next Add then takes away
// nothing of what it had added (Baquero, Almeida, Lerche 2016, The problem with embedded
// CRDT counters and a solution).
type fieldCounter struct{}

func (fieldCounter) tag() byte { return 'n' }

func (fieldCounter) apply(s store, op value.Op, by value.Author) (store, error) {
	if op.Verb != value.Add {
		return nil, value.Impossible(op, "counter")
	}
	return as[dots](s).with(dotted{by.Dot, value.Int(op.N)}), nil
}

func (fieldCounter) read(s store) value.Value {
	var sum value.Int
	for _, d := range as[dots](s) {
		sum += d.what.(value.Int)
	}
	return sum
}

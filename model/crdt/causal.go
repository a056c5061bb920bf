package crdt

import "github.com/mlrsim/mlrsim/model/value"

// store is a dot store: what is left of the writes of a row, each known by its dot
// (Almeida, Shoker, Baquero 2018, Delta state replicated data types). A store is
// never empty; nil stands for that.
type store interface {
	// join keeps the dots that both stores have, and of each those that the other
	// one's side has not seen. The other may be nil.
	join(with store, seen, seenThere vector) store
	append(b []byte) []byte
}

// joined is the join of two stores that may be nil.
func joined(a, b store, seenA, seenB vector) store {
	if a == nil {
		a, b, seenA, seenB = b, a, seenB, seenA
	}
	if a == nil {
		return nil
	}
	return a.join(b, seenA, seenB)
}

// as is a store as what its kind keeps, of which nil is the zero value.
func as[S store](s store) S {
	kept, _ := s.(S)
	return kept
}

// kind is a data type whose states are dot stores. Kinds nest: the fields of a map are
// of a kind themselves.
type kind interface {
	apply(s store, op value.Op, by value.Author) (store, error)
	read(s store) value.Value
	tag() byte // tells the encodings of kinds apart
}

// causal is a data type of a kind's stores, each with its causal context: the last
// write of each leader that it has seen (Almeida et al. 2018). A dot that the
// context covers and the store has not was removed, so that no tombstone need say so.
type causal struct{ kind kind }

// observed is a dot store and its context.
type observed struct {
	kind kind
	seen vector
	left store
}

func (c causal) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	s := held[observed](state)
	left, err := c.kind.apply(s.left, op, by)
	if err != nil {
		return nil, err
	}
	return observed{c.kind, s.seen.with(uint32(by.Origin), int64(by.Seq)), left}, nil
}

func (c causal) Read(state value.Value) value.Value {
	return c.kind.read(held[observed](state).left)
}

func (c causal) Merge(a, b value.Value) value.Value {
	s, t := a.(observed), b.(observed)
	return observed{c.kind, s.seen.join(t.seen), joined(s.left, t.left, s.seen, t.seen)}
}

func (o observed) Append(b []byte) []byte {
	b = o.seen.append(append(b, 'O', o.kind.tag()))
	if o.left == nil {
		return append(b, 0)
	}
	return o.left.append(append(b, 1))
}

func (o observed) String() string { return value.Show(o.kind.read(o.left)) }

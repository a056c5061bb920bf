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
// So a delete of the row leaves its context behind, and nothing else.
type causal struct{ kind kind }

// observed is a dot store and its context.
type observed struct {
	presence
	kind kind
	left store
}

func (c causal) Apply(state value.Value, op value.Op, by value.Author) (value.Value, error) {
	s := held[observed](state)
	left, err := c.change(s.left, op, by)
	if err != nil {
		return nil, err
	}
	return observed{s.after(op, by), c.kind, left}, nil
}

func (c causal) change(s store, op value.Op, by value.Author) (store, error) {
	if op.Verb == value.Delete {
		return nil, nil
	}
	return c.kind.apply(s, op, by)
}

func (c causal) Read(state value.Value) value.Value {
	s := held[observed](state)
	if s.absent() {
		return nil
	}
	return c.kind.read(s.left)
}

func (c causal) Merge(a, b value.Value) value.Value {
	s, t := a.(observed), b.(observed)
	return observed{s.join(t.presence), c.kind, joined(s.left, t.left, s.seen, t.seen)}
}

func (o observed) Append(b []byte) []byte {
	b = o.presence.append(append(b, 'O', o.kind.tag()))
	if o.left == nil {
		return append(b, 0)
	}
	return o.left.append(append(b, 1))
}

func (o observed) String() string { return value.Show(causal{o.kind}.Read(o)) }

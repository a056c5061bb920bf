package strategy

// ByType resolves each type of conflict by a strategy of its own: what most
// relational systems do. Types without one are the business of Else.
type ByType struct {
	Of   [Types]Strategy
	Else Strategy
}

// Base is the strategy that is asked where there is no conflict: about a leader's own
// write, and by rules that are always asked.
func Base(s Strategy) Strategy {
	switch s := s.(type) {
	case *ByType:
		return s.Else
	case columns:
		s.inner.Strategy = Base(s.inner.Strategy)
		return s
	default:
		return s
	}
}

// Wrap puts something round a strategy: round each of those by type, so that Base is still
// what it was.
func Wrap(s Strategy, round func(Strategy) Strategy) Strategy {
	b, ok := s.(*ByType)
	if !ok {
		return round(s)
	}
	w := &ByType{Else: round(b.Else)}
	for t, one := range b.Of {
		if one != nil {
			w.Of[t] = round(one)
		}
	}
	return w
}

// Resolve asks the strategy of the conflict's type.
func (b *ByType) Resolve(m *Meeting) Decision { return ofType(b, m.Type).Resolve(m) }

// ofType is the strategy that a strategy has for a type of conflict, or that itself.
func ofType(s Strategy, t Type) Strategy {
	b, ok := s.(*ByType)
	switch {
	case !ok:
		return s
	case b.Of[t] != nil:
		return b.Of[t]
	default:
		return b.Else
	}
}

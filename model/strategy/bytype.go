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
	case wrapped:
		return s.base
	default:
		return s
	}
}

// wrapped is a strategy of columns with something round it, and round its Base.
type wrapped struct {
	Strategy
	base Strategy
}

// Wrap puts something round a strategy: round each of those by type, and by column round
// what is asked in a conflict and what is Base.
func Wrap(s Strategy, round func(Strategy) Strategy) Strategy {
	switch s := s.(type) {
	case *ByType:
		return s.wrap(round)
	case columns:
		return wrapped{round(s), round(Base(s))}
	case wrapped:
		return wrapped{round(s.Strategy), round(s.base)}
	default:
		return round(s)
	}
}

func (b *ByType) wrap(round func(Strategy) Strategy) *ByType {
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

package strategy

// ByType resolves each type of conflict by a strategy of its own: what most
// relational systems do. Types without one are the business of Else.
type ByType struct {
	Of   [Types]Strategy
	Else Strategy
}

// Resolve asks the strategy of the conflict's type.
func (b *ByType) Resolve(m *Meeting) Decision {
	if s := b.Of[m.Type]; s != nil {
		return s.Resolve(m)
	}
	return b.Else.Resolve(m)
}

package invariant

import (
	"iter"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// difference is by how much an operation meant to change a number: what it added, or
// else what it put there less what its origin showed.
func difference(c *model.Commit, before value.Value) int64 {
	switch {
	case c.Write.Delete:
		return -number(before)
	case c.Op.Verb == value.Add:
		return c.Op.N
	case c.Op.Verb == value.Put:
		return number(c.Op.Value) - number(before)
	}
	return 0
}

// sum is what numbers add up to: at least and at most, as some may be in it or not.
type sum struct{ low, high int64 }

// surely adds a number, and maybe one that may be in the sum or not.
func (s *sum) surely(n int64) { s.low, s.high = s.low+n, s.high+n }
func (s *sum) maybe(n int64)  { s.low, s.high = s.low+min(n, 0), s.high+max(n, 0) }

// misses is how far a number is from what the sum can be.
func (s *sum) misses(n int64) int64 { return max(s.low-n, n-s.high, 0) }

// counter promises that each row shows its initial number and all that was added.
type counter struct {
	config *Config
	rows   map[uint32]*sum
	open   map[model.WriteID]addition // not acknowledged
}

type addition struct {
	row uint32
	n   int64
}

func newCounter(c *Config) promise {
	return &counter{config: c, rows: map[uint32]*sum{}, open: map[model.WriteID]addition{}}
}

func (p *counter) commit(c *model.Commit, before value.Value) {
	row := c.Write.Row
	if p.rows[row] == nil {
		p.rows[row] = &sum{}
		p.rows[row].surely(number(p.config.initial(row)))
	}
	p.open[c.Write.ID] = addition{row, difference(c, before)}
}

func (p *counter) answer(id model.WriteID) {
	if a, ok := p.open[id]; ok {
		p.rows[a.row].surely(a.n)
		delete(p.open, id)
	}
}

func (p *counter) broken(shows iter.Seq2[uint32, value.Value]) (all int64) {
	rows := map[uint32]sum{}
	for row, s := range p.rows {
		rows[row] = *s
	}
	for _, a := range p.open {
		s := rows[a.row]
		s.maybe(a.n)
		rows[a.row] = s
	}
	for row, v := range shows {
		s := rows[row]
		all += s.misses(number(v))
	}
	return all
}

// bank promises that all accounts together hold what they held at first and what was
// paid in since, and that none is overdrawn.
type bank struct {
	config *Config
	total  sum
	rows   map[uint32]bool
	open   map[model.WriteID]payment // not acknowledged
}

// payment is a part of the transaction whose first write is the unit.
type payment struct {
	unit model.WriteID
	n    int64
}

func newBank(c *Config) promise {
	return &bank{config: c, rows: map[uint32]bool{}, open: map[model.WriteID]payment{}}
}

func (p *bank) commit(c *model.Commit, before value.Value) {
	row := c.Write.Row
	if !p.rows[row] {
		p.rows[row] = true
		p.total.surely(number(p.config.initial(row)))
	}
	p.open[c.Write.ID] = payment{c.Write.First, difference(c, before)}
}

func (p *bank) answer(id model.WriteID) {
	if paid, ok := p.open[id]; ok {
		p.total.surely(paid.n)
		delete(p.open, id)
	}
}

func (p *bank) broken(shows iter.Seq2[uint32, value.Value]) int64 {
	units, total := map[model.WriteID]int64{}, p.total
	for _, paid := range p.open {
		units[paid.unit] += paid.n
	}
	for _, n := range units {
		total.maybe(n)
	}
	money, overdrawn := int64(0), int64(0)
	for _, v := range shows {
		money += number(v)
		if number(v) < 0 {
			overdrawn++
		}
	}
	return total.misses(money) + overdrawn
}

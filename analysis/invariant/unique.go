package invariant

import (
	"iter"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// unique promises that of two clients who claim one name for different rows, one is
// told no, unless the other's row had been deleted, or named otherwise, before.
type unique struct {
	config    *Config
	owners    map[string][]*claim // by name: claims that have not been given up
	named     map[uint32][]*claim // by row, likewise
	open      map[model.WriteID]*claim
	contested []*claim // those that met others
}

// claim is a write that gives a row a name.
type claim struct {
	id     model.WriteID
	row    uint32
	name   string
	told   bool     // its client was told that the name is its
	rivals []*claim // of the same name, made before
}

func newUnique(c *Config) promise {
	return &unique{config: c, owners: map[string][]*claim{}, named: map[uint32][]*claim{}, open: map[model.WriteID]*claim{}}
}

// nameOf is the name that an operation gives a row; "" if it gives none.
func nameOf(op value.Op) string {
	v := op.Value
	if m, ok := v.(value.Map); ok && op.Field == "" {
		v = m.Get("name")
	}
	name, _ := v.(value.Text)
	if op.Verb != value.Put || op.Field != "" && op.Field != "name" {
		return ""
	}
	return string(name)
}

func (p *unique) commit(c *model.Commit, _ value.Value) {
	name, w := nameOf(c.Op), c.Write
	if name != "" || w.Delete {
		p.giveUp(w, name)
	}
	if name == "" || w.Delete {
		return
	}
	made := &claim{id: w.ID, row: w.Row, name: name}
	for _, other := range p.owners[name] {
		if other.row != w.Row {
			made.rivals = append(made.rivals, other)
		}
	}
	if len(made.rivals) > 0 {
		p.contested = append(p.contested, made)
	}
	p.owners[name] = append(p.owners[name], made)
	p.named[w.Row] = append(p.named[w.Row], made)
	p.open[w.ID] = made
}

// giveUp ends the claims of a row that a write has seen, and that it takes the name
// from.
func (p *unique) giveUp(w *model.Write, name string) {
	p.named[w.Row] = slices.DeleteFunc(p.named[w.Row], func(old *claim) bool {
		if old.name == name || !p.config.saw(w.ID, old.id) {
			return false
		}
		p.owners[old.name] = slices.DeleteFunc(p.owners[old.name], func(c *claim) bool { return c == old })
		return true
	})
}

func (p *unique) answer(id model.WriteID) {
	if c := p.open[id]; c != nil {
		c.told = true
		delete(p.open, id)
	}
}

func (p *unique) broken(iter.Seq2[uint32, value.Value]) (twice int64) {
	for _, c := range p.contested {
		if c.told && slices.ContainsFunc(c.rivals, func(r *claim) bool { return r.told }) {
			twice++
		}
	}
	return twice
}

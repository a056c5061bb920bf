package invariant

import (
	"iter"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// set promises that an element is there which was included after all excludes of it,
// and that one is not whose includes have all been excluded by who saw them. Between a
// concurrent include and exclude either may win.
type set struct {
	config   *Config
	elements func(v value.Value) []string // that a value shows
	about    func(op value.Op) (name string, what effect)
	rows     map[uint32]*members
	open     map[model.WriteID][]claimed // not acknowledged
}

// effect is what an operation does to an element.
type effect uint8

const (
	nothing  effect = iota
	includes        // it is there
	excludes        // it is not
	lessens         // there is less of it, perhaps nothing
	replaces        // all others are not
)

// members are the elements of a row.
type members struct {
	all  map[string]*element
	wide []model.WriteID // excludes of whatever was there
}

// element is what became of one. Of includes, and of excludes, only those need be
// remembered that no later one saw: who saw the later saw the earlier.
type element struct {
	live     []model.WriteID // includes that no acknowledged exclude saw; 0: it was there at first
	excluded []model.WriteID // by whom, acknowledged or not
	fresh    []model.WriteID // includes that saw all excludes, and are not acknowledged
	stands   bool            // such an include has been acknowledged
}

// claimed is what an operation does to an element once it is acknowledged.
type claimed struct {
	element  *element
	kills    []model.WriteID // of an exclude: the includes that it saw
	excludes bool
}

func newSet(c *Config) promise {
	return &set{config: c, elements: elementsOf, about: aboutElement, rows: map[uint32]*members{}, open: map[model.WriteID][]claimed{}}
}

func newCart(c *Config) promise {
	return &set{config: c, elements: itemsOf, about: aboutItem, rows: map[uint32]*members{}, open: map[model.WriteID][]claimed{}}
}

func elementsOf(v value.Value) (names []string) {
	s, _ := v.(value.Set)
	for _, e := range s {
		names = append(names, value.Key(e))
	}
	return names
}

func aboutElement(op value.Op) (string, effect) {
	switch op.Verb {
	case value.Include:
		return value.Key(op.Value), includes
	case value.Exclude:
		return value.Key(op.Value), excludes
	case value.Put:
		return "", replaces
	}
	return "", nothing
}

// itemsOf are the items of which a cart holds some.
func itemsOf(v value.Value) (names []string) {
	m, _ := v.(value.Map)
	for _, f := range m {
		if n, ok := f.Value.(value.Int); !ok || n > 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

func aboutItem(op value.Op) (string, effect) {
	name := op.Field
	if name == "" {
		name = value.Show(op.Value)
	}
	switch {
	case op.Verb == value.Add && op.N > 0, op.Verb == value.Include, op.Verb == value.Put && op.Field != "":
		return name, includes
	case op.Verb == value.Add:
		return name, lessens
	case op.Verb == value.Exclude || op.Verb == value.Clear:
		return name, excludes
	case op.Verb == value.Put:
		return "", replaces
	}
	return "", nothing
}

func (p *set) commit(c *model.Commit, _ value.Value) {
	id, row := c.Write.ID, p.row(c.Write.Row)
	name, what := p.about(c.Op)
	if c.Write.Delete {
		what = replaces
	}
	switch what {
	case includes:
		p.include(id, p.element(row, name))
	case excludes:
		p.exclude(id, p.element(row, name))
	case lessens:
		p.dispute(id, p.element(row, name))
	case replaces:
		for _, e := range row.all {
			p.exclude(id, e)
		}
		row.wide = p.front(id, row.wide)
		for _, name := range p.elements(c.Op.Value) {
			p.include(id, p.element(row, name))
		}
	}
}

func (p *set) row(number uint32) *members {
	row := p.rows[number]
	if row == nil {
		row = &members{all: map[string]*element{}}
		for _, name := range p.elements(p.config.initial(number)) {
			row.all[name] = &element{live: []model.WriteID{0}, stands: true}
		}
		p.rows[number] = row
	}
	return row
}

func (p *set) element(row *members, name string) *element {
	e := row.all[name]
	if e == nil {
		e = &element{excluded: slices.Clone(row.wide)}
		row.all[name] = e
	}
	return e
}

func (p *set) include(id model.WriteID, e *element) {
	e.live = p.front(id, e.live)
	if !slices.ContainsFunc(e.excluded, func(x model.WriteID) bool { return !p.config.saw(id, x) }) {
		e.fresh = append(e.fresh, id)
	}
	p.open[id] = append(p.open[id], claimed{element: e})
}

func (p *set) exclude(id model.WriteID, e *element) {
	kills := slices.DeleteFunc(slices.Clone(e.live), func(i model.WriteID) bool { return !p.config.saw(id, i) })
	p.dispute(id, e)
	p.open[id] = append(p.open[id], claimed{e, kills, true})
}

// dispute notes an exclude: no include until now need win over it.
func (p *set) dispute(id model.WriteID, e *element) {
	e.excluded = p.front(id, e.excluded)
	e.fresh, e.stands = e.fresh[:0], false
}

// front is a list of writes with another one, and without those that it saw.
func (p *set) front(id model.WriteID, list []model.WriteID) []model.WriteID {
	return append(slices.DeleteFunc(list, func(i model.WriteID) bool { return p.config.saw(id, i) }), id)
}

func (p *set) answer(id model.WriteID) {
	for _, c := range p.open[id] {
		e := c.element
		if c.excludes {
			e.live = slices.DeleteFunc(e.live, func(i model.WriteID) bool { return slices.Contains(c.kills, i) })
		} else if slices.Contains(e.fresh, id) {
			e.fresh, e.stands = e.fresh[:0], true
		}
	}
	delete(p.open, id)
}

func (p *set) broken(shows iter.Seq2[uint32, value.Value]) (wrong int64) {
	for number, v := range shows {
		there := p.elements(v)
		for name, e := range p.rows[number].all {
			if in := slices.Contains(there, name); e.stands && !in || len(e.live) == 0 && in {
				wrong++
			}
		}
	}
	return wrong
}

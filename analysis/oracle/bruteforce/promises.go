package bruteforce

import (
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
)

// judgePromises counts by how much the run broke what the workload's kind promises: at
// each leader by what it shows at the end, or in another way.
func (j *Judgement) judgePromises(r *relations) {
	p := &promises{relations: r, told: r.acknowledged(), before: map[model.WriteID]value.Value{}, states: newStates(r.Run)}
	broken := map[string]func(leader int) int64{
		"counter":   p.miscounted,
		"bank":      p.misplaced,
		"set":       func(leader int) int64 { return p.misplacedElements(leader, setEffects, setNames) },
		"cart":      func(leader int) int64 { return p.misplacedElements(leader, cartEffects, cartNames) },
		"inventory": func(leader int) int64 { return p.oversold() + p.miscounted(leader) + p.below },
		"unique":    func(int) int64 { return p.takenTwice() },
		"append":    func(leader int) int64 { return p.mislaid(leader, listParts, true) },
		"text":      func(leader int) int64 { return p.mislaid(leader, textParts, false) },
	}[r.Kind]
	if j.Promises = broken != nil; broken == nil {
		return
	}
	p.replay()
	for leader := range r.Leaders {
		j.Counts["invariant_violations"] = max(j.Counts["invariant_violations"], broken(leader))
	}
	if j.Sells = r.Kind == "inventory"; j.Sells {
		j.Counts["oversold"] = p.oversold()
	}
}

// promises is what the judge of promises must know: what was acknowledged, what each
// origin showed before a write, and what leaders show at the end.
type promises struct {
	*relations
	told   set[model.WriteID]
	before map[model.WriteID]value.Value
	states *states
	below  int64 // how often a leader came to show less than nothing
}

// replay finds what leaders show from event to event.
func (p *promises) replay() {
	for _, event := range p.events {
		switch e := event.(type) {
		case *model.Commit:
			at := replica{e.Write.Row, int(e.Write.Origin)}
			p.before[e.Write.ID] = p.states.shows(at)
			p.watch(event, func() { p.states.commit(e) })
		case *model.Apply:
			p.watch(event, func() { p.states.apply(e) })
		case *model.Transfer:
			p.watch(event, func() { p.states.transfer(e) })
		}
	}
}

// watch counts the replicas that come to show less than nothing by an event.
func (p *promises) watch(event any, happens func()) {
	before := p.negative()
	happens()
	for at := range p.negative() {
		if !before.has(at) && p.measured(timeOf(event)) {
			p.below++
		}
	}
}

// negative are the replicas, also of leaders that are no members, that show less than
// nothing.
func (p *promises) negative() set[replica] {
	found := set[replica]{}
	for _, row := range p.states.all() {
		for leader := range p.Leaders {
			if at := (replica{row, leader}); amount(p.states.shows(at)) < 0 {
				found.add(at)
			}
		}
	}
	return found
}

func amount(v value.Value) int64 {
	n, _ := v.(value.Int)
	return int64(n)
}

func (p *promises) commitOf(w *model.Write) *model.Commit {
	return p.events[p.committed[w.ID]].(*model.Commit)
}

// of are the writes of a row.
func (p *promises) of(row uint32) (writes []*model.Write) {
	for _, w := range p.writes[1:] {
		if w.Row == row {
			writes = append(writes, w)
		}
	}
	return writes
}

// kept are the written rows that a leader keeps, and counts for.
func (p *promises) kept(leader int) (rows []uint32) {
	for row := range p.states.rows {
		if p.states.counts(row, leader) {
			rows = append(rows, row)
		}
	}
	return rows
}

// means is by how much a write meant to change a number.
func (p *promises) means(w *model.Write) int64 {
	op := p.commitOf(w).Op
	switch {
	case w.Delete:
		return -amount(p.before[w.ID])
	case op.Verb == value.Add:
		return op.N
	case op.Verb == value.Put:
		return amount(op.Value) - amount(p.before[w.ID])
	}
	return 0
}

// beyond is how far a number is from a range.
func beyond(n, low, high int64) int64 { return max(low-n, n-high, 0) }

func (p *promises) miscounted(leader int) (all int64) {
	for _, row := range p.kept(leader) {
		low := amount(p.initial(row))
		high := low
		for _, w := range p.of(row) {
			n := p.means(w)
			if p.told.has(w.ID) || n < 0 {
				low += n
			}
			if p.told.has(w.ID) || n > 0 {
				high += n
			}
		}
		all += beyond(amount(p.states.shows(replica{row, leader})), low, high)
	}
	return all
}

// oversold: at each write of a row all writes of it until then are added up.
func (p *promises) oversold() (units int64) {
	for row := range p.states.rows {
		worst, writes := int64(0), p.of(row)
		for i := range writes {
			left := max(amount(p.initial(row)), 0)
			for _, w := range writes[:i+1] {
				if n := p.means(w); n > 0 || p.told.has(w.ID) {
					left += n
				}
			}
			worst = max(worst, -left)
		}
		units += worst
	}
	return units
}

// misplaced: a transaction that was not acknowledged shows as a whole or not at all.
func (p *promises) misplaced(leader int) int64 {
	var low, high, money, overdrawn int64
	for row := range p.states.rows {
		low += amount(p.initial(row))
		high = low
	}
	for _, first := range p.writes[1:] {
		if first.First != first.ID {
			continue
		}
		open := int64(0)
		for _, w := range p.writes[1:] {
			switch {
			case w.First != first.ID:
			case p.told.has(w.ID):
				low, high = low+p.means(w), high+p.means(w)
			default:
				open += p.means(w)
			}
		}
		low, high = low+min(open, 0), high+max(open, 0)
	}
	for _, row := range p.kept(leader) {
		n := amount(p.states.shows(replica{row, leader}))
		money += n
		if n < 0 {
			overdrawn++
		}
	}
	return beyond(money, low, high) + overdrawn
}

// What an operation does to an element of a set or cart.
type effects struct{ includes, excludes, lessens bool }

func setEffects(c *model.Commit, name string) effects {
	op := c.Op
	this := value.Key(op.Value) == name
	return effects{
		includes: !c.Write.Delete && (op.Verb == value.Include && this || op.Verb == value.Put && slices.Contains(setNames(op.Value), name)),
		excludes: c.Write.Delete || op.Verb == value.Exclude && this || op.Verb == value.Put,
	}
}

func setNames(v value.Value) (names []string) {
	s, _ := v.(value.Set)
	for _, e := range s {
		names = append(names, value.Key(e))
	}
	return names
}

func cartEffects(c *model.Commit, name string) effects {
	op, whole := c.Op, c.Op.Verb == value.Put && c.Op.Field == ""
	this := name != "" && (op.Field == name || op.Field == "" && value.Show(op.Value) == name)
	return effects{
		includes: !c.Write.Delete && (whole && slices.Contains(cartNames(op.Value), name) ||
			!whole && this && (op.Verb == value.Include || op.Verb == value.Put || op.Verb == value.Add && op.N > 0)),
		excludes: c.Write.Delete || whole || this && (op.Verb == value.Exclude || op.Verb == value.Clear),
		lessens:  this && op.Verb == value.Add && op.N <= 0,
	}
}

func cartNames(v value.Value) (names []string) {
	m, _ := v.(value.Map)
	for _, f := range m {
		if n, ok := f.Value.(value.Int); !ok || n > 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

// misplacedElements are those that must be there and are not, and those that must not.
func (p *promises) misplacedElements(leader int, of func(*model.Commit, string) effects, names func(value.Value) []string) (wrong int64) {
	for _, row := range p.kept(leader) {
		shown := names(p.states.shows(replica{row, leader}))
		for name := range p.namesIn(row, names) {
			there := slices.Contains(shown, name)
			if must, may := p.element(row, name, of, names); must && !there || !may && there {
				wrong++
			}
		}
	}
	return wrong
}

// namesIn are the elements that clients had to do with.
func (p *promises) namesIn(row uint32, names func(value.Value) []string) set[string] {
	all := set[string]{}
	for _, name := range names(p.initial(row)) {
		all.add(name)
	}
	for _, w := range p.of(row) {
		c := p.commitOf(w)
		for _, name := range append(names(c.Op.Value), c.Op.Field, value.Key(c.Op.Value), value.Show(c.Op.Value)) {
			all.add(name)
		}
	}
	return all
}

// element says whether one must be there, and whether it may be. It must if an
// acknowledged include (or the row as it began) saw all excludes before it and none
// follows; it may if an include was seen by no acknowledged exclude.
func (p *promises) element(row uint32, name string, of func(*model.Commit, string) effects, names func(value.Value) []string) (must, may bool) {
	writes := p.of(row)
	first := slices.Contains(names(p.initial(row)), name)
	touched := slices.ContainsFunc(writes, func(w *model.Write) bool {
		e := of(p.commitOf(w), name)
		return e.includes || e.excludes || e.lessens
	})
	if !first && !touched {
		return false, true
	}
	must, may = first, first
	for _, x := range writes {
		if e := of(p.commitOf(x), name); e.excludes || e.lessens {
			must = false
			may = may && !(e.excludes && p.told.has(x.ID))
		}
	}
	for _, i := range writes {
		if !of(p.commitOf(i), name).includes {
			continue
		}
		stands, lives := p.told.has(i.ID), true
		for _, x := range writes {
			e := of(p.commitOf(x), name)
			switch {
			case x == i || !e.excludes && !e.lessens:
			case p.saw(i, x):
				stands = false
				lives = lives && !(e.excludes && p.told.has(x.ID))
			default:
				stands = stands && p.saw(x, i)
			}
		}
		must, may = must || stands, may || lives
	}
	return must, may
}

// claimed is the name that a write gives its row; "" if none.
func (p *promises) claimed(w *model.Write) string {
	op := p.commitOf(w).Op
	if w.Delete || op.Verb != value.Put || op.Field != "" && op.Field != "name" {
		return ""
	}
	v := op.Value
	if m, ok := v.(value.Map); ok && op.Field == "" {
		v = m.Get("name")
	}
	name, _ := v.(value.Text)
	return string(name)
}

func (p *promises) takenTwice() (twice int64) {
	for _, b := range p.writes[1:] {
		if p.claimed(b) == "" || !p.told.has(b.ID) {
			continue
		}
		if slices.ContainsFunc(p.writes[1:b.ID], func(a *model.Write) bool {
			return a.Row != b.Row && p.told.has(a.ID) && p.claimed(a) == p.claimed(b) && !p.givenUp(a, b)
		}) {
			twice++
		}
	}
	return twice
}

// givenUp says that before b a write of a's row that saw a deleted the row or gave it
// another name.
func (p *promises) givenUp(a, b *model.Write) bool {
	return slices.ContainsFunc(p.writes[1:b.ID], func(w *model.Write) bool {
		other := w.Delete || p.claimed(w) != "" && p.claimed(w) != p.claimed(a)
		return w.Row == a.Row && other && p.saw(a, w)
	})
}

func listParts(v value.Value) (parts []string) {
	list, _ := v.(value.List)
	for _, e := range list {
		parts = append(parts, value.Key(e))
	}
	return parts
}

func textParts(v value.Value) (parts []string) {
	text, _ := v.(value.Text)
	for _, r := range string(text) {
		parts = append(parts, string(r))
	}
	return parts
}

// mislaid are the parts of lists or texts that are missing, and those that are there
// more often than somebody put them there, if that counts.
func (p *promises) mislaid(leader int, parts func(value.Value) []string, surplus bool) (wrong int64) {
	for _, row := range p.kept(leader) {
		told, made, removed := tally{}, tally{}, tally{}
		told.add(parts(p.initial(row)))
		made.add(parts(p.initial(row)))
		whole := false
		for _, w := range p.of(row) {
			op := p.commitOf(w).Op
			put := parts(op.Value)
			if surplus {
				put = []string{value.Key(op.Value)}
			}
			switch {
			case w.Delete || op.Verb == value.Put || op.Verb == value.Clear:
				whole = true
			case op.Verb == value.Remove:
				removed.add(stretch(parts(p.before[w.ID]), int(op.At), int(op.N)))
			case op.Verb == value.Append || op.Verb == value.Insert:
				made.add(put)
				if p.told.has(w.ID) {
					told.add(put)
				}
			}
		}
		there := tally{}
		there.add(parts(p.states.shows(replica{row, leader})))
		for part, n := range told {
			if !whole {
				wrong += max(n-removed[part]-there[part], 0)
			}
		}
		for part, n := range there {
			if !whole && surplus {
				wrong += max(n-made[part], 0)
			}
		}
	}
	return wrong
}

// stretch is n parts from a position on, as far as they are there.
func stretch(parts []string, at, n int) (found []string) {
	for i, part := range parts {
		if i >= at && i < at+n {
			found = append(found, part)
		}
	}
	return found
}

// tally counts parts.
type tally map[string]int64

func (t tally) add(parts []string) {
	for _, part := range parts {
		t[part]++
	}
}

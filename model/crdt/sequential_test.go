package crdt

import (
	"slices"
	"strings"
	"testing"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// plain is a row of a database with one leader: the obvious types, all in one.
type plain struct {
	put    value.Value
	count  int64
	set    value.Set
	flag   bool
	list   []value.Value
	counts map[string]int64
	fields map[string]*plain
	used   map[string]bool // the kinds that a field has been used as

	deleted bool
}

func newPlain() *plain {
	return &plain{counts: map[string]int64{}, fields: map[string]*plain{}, used: map[string]bool{}}
}

// apply does an operation to the row of a kind. One that was deleted is there again
// with the next write.
func (p *plain) apply(kind string, op value.Op) {
	if op.Verb == value.Delete {
		*p = *newPlain()
		p.deleted = true
		return
	}
	p.deleted = false
	switch kind {
	case "cart":
		p.toCart(op)
	case "map":
		p.toMap(op)
	case "append", "text":
		p.toList(kind, op)
	default:
		p.toOne(op)
	}
}

func (p *plain) toOne(op value.Op) {
	switch op.Verb {
	case value.Put:
		p.put = op.Value
	case value.Add:
		p.count += op.N
	case value.Include:
		p.set = p.set.With(op.Value)
	case value.Exclude:
		p.set = p.set.Without(op.Value)
	case value.Enable:
		p.flag = true
	case value.Disable:
		p.flag = false
	}
}

func (p *plain) toCart(op value.Op) {
	switch op.Verb {
	case value.Include:
		p.counts[value.Show(op.Value)]++
	case value.Exclude:
		delete(p.counts, value.Show(op.Value))
	case value.Add:
		p.counts[op.Field] += op.N
	}
}

func (p *plain) toList(kind string, op value.Op) {
	if op.Verb == value.Remove {
		p.list = slices.Delete(slices.Clone(p.list), int(op.At), int(op.At+op.N))
		return
	}
	parts := []value.Value{op.Value}
	if kind == "text" {
		parts = nil
		for _, c := range string(op.Value.(value.Text)) {
			parts = append(parts, value.Text(c))
		}
	}
	i := len(p.list)
	if op.Verb == value.Insert {
		i = int(op.N)
	}
	p.list = slices.Insert(slices.Clone(p.list), i, parts...)
}

func (p *plain) toMap(op value.Op) {
	if op.Verb == value.Clear {
		delete(p.fields, op.Field)
		return
	}
	f := p.fields[op.Field]
	if f == nil {
		f = newPlain()
		p.fields[op.Field] = f
	}
	f.toOne(op)
	f.used["register"] = f.used["register"] || op.Verb == value.Put
	f.used["counter"] = f.used["counter"] || op.Verb == value.Add
	f.used["set"], f.used["flag"] = len(f.set) > 0, f.flag
}

func (p *plain) read(kind string) string {
	if p.deleted {
		return value.Show(nil)
	}
	switch kind {
	case "register":
		return value.Show(p.put)
	case "counter":
		return value.Int(p.count).String()
	case "set":
		return p.set.String()
	case "flag":
		return value.Show(truth(p.flag))
	case "append":
		return value.List(p.list).String()
	case "text":
		return strings.ReplaceAll(strings.Trim(value.List(p.list).String(), "[]"), ", ", "")
	case "cart":
		return p.readCart()
	}
	return p.readMap()
}

func (p *plain) readCart() string {
	var m value.Map
	for item, n := range p.counts {
		if n > 0 {
			m = m.With(item, value.Int(n))
		}
	}
	return m.String()
}

func (p *plain) readMap() string {
	var m value.Map
	for name, f := range p.fields {
		var as value.Map
		for kind, used := range f.used {
			if used {
				as = as.With(kind, value.Text(f.read(kind)))
			}
		}
		switch len(as) {
		case 0:
		case 1:
			m = m.With(name, as[0].Value)
		default:
			m = m.With(name, as)
		}
	}
	return m.String()
}

// With one leader a type is the plain one, but for what it refuses.
func TestAloneATypeIsThePlainOne(t *testing.T) {
	for _, e := range All() {
		if e.Name == "2p-set" {
			continue
		}
		kind := e.Kinds[0]
		t.Run(e.Name, rapid.MakeCheck(func(t *rapid.T) {
			h, model := &history{of: e.Type, leaders: make([]leader, 1)}, newPlain()
			for range rapid.IntRange(1, 20).Draw(t, "operations") {
				op, ok := h.write(t, &h.leaders[0], kind)
				if ok {
					model.apply(kind, op)
				}
				require.Equal(t, model.read(kind), value.Show(e.Type.Read(h.leaders[0].state)))
			}
		}))
	}
}

// A 2p-set alone is a set to which what was taken out is never put again.
func TestAlone2PSetsForgetNoRemoval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{of: twoPhaseSet{}, leaders: make([]leader, 1)}
		var model, gone value.Set
		for range rapid.IntRange(1, 20).Draw(t, "operations") {
			op, _ := h.write(t, &h.leaders[0], "set")
			switch {
			case op.Verb == value.Exclude && model.Has(op.Value):
				model, gone = model.Without(op.Value), gone.With(op.Value)
			case op.Verb == value.Include && !gone.Has(op.Value):
				model = model.With(op.Value)
			}
			require.Equal(t, model.String(), value.Show(twoPhaseSet{}.Read(h.leaders[0].state)))
		}
	})
}

// undeletable are the types that have no delete of the row.
var undeletable = []string{"g-counter", "pn-counter", "bounded-counter", "g-set", "2p-set", "lww-set"}

// What a type alone refuses is what it is known to refuse.
func TestOnlyKnownRefusals(t *testing.T) {
	for _, e := range All() {
		t.Run(e.Name, rapid.MakeCheck(func(t *rapid.T) {
			h := &history{of: e.Type, leaders: make([]leader, 1)}
			for range 10 {
				op, ok := h.write(t, &h.leaders[0], e.Kinds[0])
				known := op.Verb == value.Delete && slices.Contains(undeletable, e.Name) || e.Name == "g-set" && op.Verb == value.Exclude ||
					(e.Name == "g-counter" || e.Name == "bounded-counter") && op.N < 0
				require.True(t, ok || known, "%s: %v", e.Name, op)
			}
		}))
	}
}

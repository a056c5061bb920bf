package scenarios

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// check of a step: it does one thing.
func (s *step) check(d *decoder, n *document.Node) {
	var given, all []string
	for _, v := range verbs {
		all = append(all, v.name)
		if n.Get(v.name) != nil {
			given = append(given, v.name)
		}
	}
	switch {
	case len(given) == 0 && n.Kind == document.Map:
		d.fail(n, "one of "+strings.Join(all, ", "), "the step does nothing")
	case len(given) > 1:
		d.fail(n, "one step for each", "a step does one thing, not %s", strings.Join(given, " and "))
	}
}

// script turns the steps, which are in order of time, into operations. Their paths
// are those of the file, where the order may be another.
func (b *builder) script() []model.Step {
	var list []model.Step
	for i := range b.file.Script {
		path := indexed("script", b.steps[i])
		s := &b.file.Script[i]
		b.within(path+".at", s.At)
		leader, _ := b.leader(path+".leader", s.Leader)
		step := model.Step{At: time.Duration(s.At), Leader: leader, Session: s.Session}
		b.perform(path, s, &step)
		list = append(list, step)
	}
	return list
}

// perform says what a step does.
func (b *builder) perform(path string, s *step, to *model.Step) {
	for _, v := range verbs {
		if entries := v.of(s); len(entries) > 0 {
			to.Kind = v.kind
			b.suitsStep(join(path, v.name), &v)
			parts := b.parts(join(path, v.name), &v, entries)
			b.offered(join(path, v.name), &v, parts)
			to.Key, to.Value, to.Op = parts[0].Key, parts[0].Value, parts[0].Op
			if len(parts) > 1 {
				to.Also = parts[1:]
			}
		}
	}
	if t := s.Transfer; t != nil {
		b.transfer(join(path, "transfer"), t)
	}
}

func (b *builder) transfer(path string, t *transfer) {
	if t.Amount < 1 && b.ok(join(path, "amount")) {
		b.fail(join(path, "amount"), "1 or more", "%d is no amount of money", t.Amount)
	}
	if t.From == t.To && b.ok(path) {
		b.fail(join(path, "to"), "another row", "it goes from %s to itself", t.From)
	}
}

// suitsStep reports a step that rows of the workload's kind do not know.
func (b *builder) suitsStep(path string, v *verb) {
	k := b.kind()
	if len(v.kinds) == 0 || slices.Contains(v.kinds, k) || !b.ok("workload.kind") {
		return
	}
	var names []string
	for _, other := range v.kinds {
		names = append(names, other.String())
	}
	b.fail(path, "workload.kind: "+names[0], "%s is for workloads of kind %s, and this is of kind %s", v.name, strings.Join(names, ", "), k)
}

// offered reports a step that writes whole rows where the strategy's data type has no such
// thing: it could only be refused. That a set knows no way to take out an element is another
// matter, and what a client of it is to be told.
func (b *builder) offered(path string, v *verb, parts []model.Part) {
	if v.verb != value.Put || !v.writes() || !b.ok(path) {
		return
	}
	for i := range parts {
		if !b.offers(&parts[i]) {
			b.fail(path, b.insteadOf(), "%s have no %s", b.rowsHere(), v.name)
		}
	}
}

// offers tells whether rows know what is written, as far as that is known.
func (b *builder) offers(p *model.Part) bool {
	k := b.kind()
	return b.ruled == nil || !b.ok("workload.kind") || !k.Suits(b.ruled) || k.Offers(b.ruled, p)
}

// rowsHere names the rows by what says what they hold.
func (b *builder) rowsHere() string {
	if b.ruled.Data == nil {
		return "rows of kind " + b.kind().String()
	}
	return "rows under the strategy " + b.ruled.Name
}

// insteadOf says which verbs the rows know.
func (b *builder) insteadOf() string {
	k, names := b.kind(), []string(nil)
	for _, v := range verbs {
		sample := model.Part{Op: value.Op{Verb: v.verb, Field: "f", Value: value.Text("v")}}
		known := len(v.kinds) > 0 && slices.Contains(v.kinds, k) && b.offers(&sample)
		if known && v.name != "transfer" {
			names = append(names, v.name)
		}
	}
	return strings.Join(names, ", ")
}

// parts are what a step does to its rows, one or more.
func (b *builder) parts(path string, v *verb, entries []entry) []model.Part {
	var parts []model.Part
	for i := range entries {
		e := &entries[i]
		if e.Key == "" && b.ok(path) {
			b.fail(path, "", "the key is empty")
		}
		op, label, problem := v.op(e, b.kind())
		if op != (value.Op{}) && b.file.Replication.Mode.Quorum != nil {
			problem = "in mode quorum rows hold no values that could be changed: they are put as a whole"
		}
		if problem != "" && b.ok(path) {
			b.fail(path, v.example, "%s", problem)
		}
		parts = append(parts, model.Part{Key: e.Key, Value: label, Op: op})
	}
	return parts
}

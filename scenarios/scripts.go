package scenarios

import (
	"strconv"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// decode reads a map of one key.
func (p *pair) decode(d *decoder, n *document.Node) {
	switch {
	case n.Kind != document.Map:
		d.fail(n, "{key: value}", "%s where a key and a value are needed", described(n))
	case len(n.Keys) == 0:
		d.fail(n, "{key: value}", "there is no key to write")
	case len(n.Keys) > 1:
		d.fail(n, "write one step for each, at the same time", "several keys in one step would be a transaction, which is not in this version; this version writes one row a step")
	case !n.Items[0].Kind.Scalar():
		d.fail(n.Items[0], "a text or a number", "%s where a value is needed", n.Items[0].Kind)
	default:
		p.Key, p.Value = n.Keys[0].Name, n.Items[0].Text
	}
}

func (p pair) node() *document.Node {
	n := &document.Node{Kind: document.Map}
	n.Put(document.Key{Name: p.Key}, scalarNode(p.Value))
	return n
}

// check of a step: it does one thing.
func (s *step) check(d *decoder, n *document.Node) {
	var given []string
	for _, key := range []string{"put", "insert", "delete", "read"} {
		if n.Get(key) != nil {
			given = append(given, key)
		}
	}
	switch {
	case len(given) == 0 && n.Kind == document.Map:
		d.fail(n, "one of put, insert, delete, read", "the step does nothing")
	case len(given) > 1:
		d.fail(n, "one step for each", "a step does one thing, not %s", strings.Join(given, " and "))
	}
}

// script turns the steps, which are in order of time, into operations. Their paths
// are those of the file, where the order may be another.
func (b *builder) script() []model.Step {
	var list []model.Step
	for i, s := range b.file.Script {
		path := indexed("script", b.steps[i])
		b.within(path+".at", s.At)
		leader, _ := b.leader(path+".leader", s.Leader)
		kind, key, value := s.operation()
		if key == "" && b.ok(path) {
			b.fail(path, "", "the key is empty")
		}
		list = append(list, model.Step{
			At: time.Duration(s.At), Leader: leader, Session: s.Session,
			Kind: kind, Key: key, Value: value,
		})
	}
	return list
}

func (s step) operation() (kind model.OpKind, key, value string) {
	switch {
	case s.Put != nil:
		return model.Update, s.Put.Key, s.Put.Value
	case s.Insert != nil:
		return model.Insert, s.Insert.Key, s.Insert.Value
	case s.Delete != nil:
		return model.Delete, *s.Delete, ""
	case s.Read != nil:
		return model.Read, *s.Read, ""
	}
	return model.Read, "", ""
}

// decode reads a map from paths to lists of values.
func (a *axes) decode(d *decoder, n *document.Node) {
	if n.Kind != document.Map {
		d.fail(n, "conflicts.strategy: [last-write-wins, siblings]", "%s where paths and lists of values are needed", described(n))
		return
	}
	for i, key := range n.Keys {
		values := n.Items[i]
		axis := Axis{Path: key.Name}
		if err := document.CheckPath(key.Name); err != nil {
			d.failAt(key.Position, n.KeyPath(key.Name), "paths look like faults[0].at", "%v", err)
		}
		if values.Kind != document.List || len(values.Items) == 0 {
			d.fail(values, "[10ms, 20ms, 40ms]", "%s where a list of values is needed", described(values))
			continue
		}
		for _, value := range values.Items {
			axis.Values = append(axis.Values, document.Flow(value))
		}
		*a = append(*a, axis)
	}
}

func (a axes) node() *document.Node {
	n := &document.Node{Kind: document.Map}
	for _, axis := range a {
		list := &document.Node{Kind: document.List}
		for _, value := range axis.Values {
			list.Append(readBack(value))
		}
		n.Put(document.Key{Name: axis.Path}, list)
	}
	return n
}

const maxSeeds = 1_000_000

func (b *builder) sweep() {
	if s := b.file.Sweep; s != nil && b.given("sweep.seeds") {
		b.between("sweep.seeds", float64(s.Seeds), 1, maxSeeds)
	}
}

package scenarios

import "github.com/mlrsim/mlrsim/scenarios/internal/document"

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

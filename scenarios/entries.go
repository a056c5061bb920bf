package scenarios

import "github.com/mlrsim/mlrsim/scenarios/internal/document"

// decode reads a map from keys to scalars or maps of scalars.
func (e *entries) decode(d *decoder, n *document.Node) {
	switch {
	case n.Kind != document.Map:
		d.fail(n, "{key: value}", "%s where a key and a value are needed", described(n))
		return
	case len(n.Keys) == 0:
		d.fail(n, "{key: value}", "there is no key to write")
		return
	}
	for i, key := range n.Keys {
		one := entry{Key: key.Name}
		if one.decode(d, n.Items[i]) {
			*e = append(*e, one)
		}
	}
}

func (e *entry) decode(d *decoder, n *document.Node) bool {
	switch {
	case n.Kind.Scalar():
		e.Text = n.Text
		return true
	case n.Kind != document.Map || len(n.Keys) == 0:
		d.fail(n, "a text, a number, or {column: value}", "%s where a value is needed", n.Kind)
		return false
	}
	for i, key := range n.Keys {
		if !n.Items[i].Kind.Scalar() {
			d.fail(n.Items[i], "a text or a number", "%s where a value is needed", n.Items[i].Kind)
			return false
		}
		e.Columns = append(e.Columns, column{key.Name, n.Items[i].Text})
	}
	return true
}

func (e entries) node() *document.Node {
	n := &document.Node{Kind: document.Map}
	for _, one := range e {
		n.Put(document.Key{Name: one.Key}, one.node())
	}
	return n
}

func (e *entry) node() *document.Node {
	if e.Columns == nil {
		return scalarNode(e.Text)
	}
	n := &document.Node{Kind: document.Map}
	for _, c := range e.Columns {
		n.Put(document.Key{Name: c.Name}, scalarNode(c.Text))
	}
	return n
}

// get is the text of a column.
func (e *entry) get(name string) (text string, ok bool) {
	for _, c := range e.Columns {
		if c.Name == name {
			return c.Text, true
		}
	}
	return "", false
}

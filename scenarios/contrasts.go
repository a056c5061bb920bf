package scenarios

import (
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

// maxContrasts is how many other experiments one file may describe.
const maxContrasts = 20

// notContrasted are the keys that belong to a file as a whole, and ofLuck those on which
// its luck depends: with another seed or other times two experiments differ in both.
var (
	notContrasted = []string{"name", "description", "tags", "expect", "contrast", "sweep"}
	ofLuck        = []string{"seed", "duration", "warmup", "settle"}
)

// decode reads a map from paths to values.
func (s *settings) decode(d *decoder, n *document.Node) {
	*s = settings{}
	if n.Kind != document.Map {
		d.fail(n, "{replication.mode: single-leader}", "%s where paths and values are needed", described(n))
		return
	}
	if len(n.Keys) == 0 {
		d.fail(n, "{replication.mode: single-leader}", "the same experiment with the same values is no contrast")
	}
	for i, key := range n.Keys {
		section, err := document.FirstName(key.Name)
		switch {
		case err != nil:
			d.failAt(key.Position, n.KeyPath(key.Name), "paths look like faults[0].at", "%v", err)
		case slices.Contains(notContrasted, section):
			d.failAt(key.Position, n.KeyPath(key.Name), "", "a contrast is the same scenario with other values; it has no %s of its own", section)
		case slices.Contains(ofLuck, section):
			d.failAt(key.Position, n.KeyPath(key.Name), "the scenario's own stands for all; --set "+section+"=… changes it",
				"a contrast meets the luck of its scenario; it has no %s of its own", section)
		}
		*s = append(*s, setting{key.Name, document.Flow(n.Items[i])})
	}
}

func (s settings) node() *document.Node {
	n := &document.Node{Kind: document.Map}
	for _, one := range s {
		n.Put(document.Key{Name: one.Path}, readBack(one.Value))
	}
	return n
}

// contrastNames reports names that do not tell experiments apart.
func (b *builder) contrastNames() {
	if n := len(b.file.Contrast); n > maxContrasts {
		b.fail("contrast", "", "%d contrasts are too many; %d is the most", n, maxContrasts)
		return
	}
	first := map[string]int{}
	for i, c := range b.file.Contrast {
		path := indexed("contrast", i) + ".name"
		before, twice := first[c.Name]
		switch {
		case !isName(c.Name):
			b.fail(path, "letters, digits and '-', at most 100", "%q cannot name a results folder", c.Name)
		case c.Name == b.file.Name:
			b.fail(path, "", "%s is the scenario itself", c.Name)
		case twice:
			b.fail(path, "", "the name %s is taken by contrast[%d]", c.Name, before)
		default:
			first[c.Name] = i
		}
	}
}

// contrasts builds the scenario's contrasts. In its file their settings become what
// differs between the two whole scenarios, so that what Effective prints does not
// depend on what this file happened to leave out.
func (e *experiment) contrasts(s *Scenario, root *document.Node) (all []Contrast, problems []document.Problem) {
	for i := range s.file.Contrast {
		c := &s.file.Contrast[i]
		other, wrong := e.contrast(i)
		problems = append(problems, e.into(root.Find(indexed("contrast", i)), wrong)...)
		if len(wrong) == 0 {
			all = append(all, Contrast{c.Name, other.Config, other.readings})
			c.Set = c.Set.whole(s.file, other.file)
		}
	}
	return all, problems
}

// contrast reads the text again, with the settings of its i-th contrast over it.
func (e *experiment) contrast(i int) (*Scenario, []document.Problem) {
	root, _ := e.tree()
	set := root.Find(indexed("contrast", i) + ".set")
	root.Remove("contrast")
	var problems []document.Problem
	for j, key := range set.Keys {
		problems = append(problems, document.Place(root, key, set.Items[j], known)...)
	}
	return e.scenario(root, problems, nil)
}

// into tells problems of a contrast at its entry of the file: where a value of its
// own stands, or else at its settings.
func (e *experiment) into(entry *document.Node, problems []document.Problem) []document.Problem {
	set := entry.Get("set")
	own := set.Positions()
	for i := range problems {
		p := &problems[i]
		if slices.Contains(e.sources, p.Source) && !own[p.Position] {
			p.Position = set.Position
		}
		p.Path, p.Message = entry.Path(), strings.TrimPrefix(p.Path+": "+p.Message, ": ")
	}
	return problems
}

// whole are settings that make of one whole scenario what s makes of its file. Where
// that is nothing, since an override has done so already, they say again what is.
func (s settings) whole(from, to *file) settings {
	all := differences(from, to)
	if len(all) > 0 {
		return all
	}
	section, err := document.FirstName(s[0].Path)
	if err != nil {
		panic("scenarios: a path that has been followed: " + err.Error())
	}
	value := encodeFile(to).Get(section)
	if value == nil {
		return settings{{section, "null"}}
	}
	return settings{{section, document.Flow(value)}}
}

// differences are the settings that make one whole scenario another.
func differences(from, to *file) settings {
	return differ("", encodeFile(from), encodeFile(to))
}

// differ compares maps key by key: the file, and the sections in it. What lies deeper
// is told as a whole.
func differ(path string, from, to *document.Node) settings {
	var all settings
	for i, key := range to.Keys {
		before, after := from.Get(key.Name), to.Items[i]
		name := strings.TrimPrefix(path+"."+key.Name, ".")
		switch {
		case path == "" && slices.Contains(notContrasted, key.Name):
		case path == "" && before != nil && before.Kind == document.Map && after.Kind == document.Map:
			all = append(all, differ(name, before, after)...)
		case before == nil || document.Flow(before) != document.Flow(after):
			all = append(all, setting{name, document.Flow(after)})
		}
	}
	for _, key := range from.Keys {
		if to.Get(key.Name) == nil && !(path == "" && slices.Contains(notContrasted, key.Name)) {
			all = append(all, setting{strings.TrimPrefix(path+"."+key.Name, "."), "null"})
		}
	}
	return all
}

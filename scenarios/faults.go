package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

var faultKinds = []string{"partition", "cut", "crash", "pause"}

// check of a fault: it is of one kind.
func (f *fault) check(d *decoder, n *document.Node) {
	if n.Kind != document.Map {
		return
	}
	var given []string
	for _, key := range faultKinds {
		if n.Get(key) != nil {
			given = append(given, key)
		}
	}
	switch {
	case len(given) == 0:
		d.fail(n, "one of "+strings.Join(faultKinds, ", "), "nothing goes wrong")
	case len(given) > 1:
		d.fail(n, "one fault for each", "a fault is of one kind, not %s", strings.Join(given, " and "))
	case n.Get("disk") != nil && f.Crash == nil:
		d.failAt(n.KeyAt("disk"), n.KeyPath("disk"), "", "disk goes with crash")
	}
}

func (b *builder) faults(c network.Config) []model.Fault {
	links := b.cuttable(c)
	var list []model.Fault
	for i, f := range b.file.Faults {
		path := indexed("faults", i)
		b.within(path+".at", f.At)
		m := model.Fault{At: time.Duration(f.At)}
		if f.For != nil {
			b.positive(path+".for", *f.For, "leave it out for a fault that lasts to the end of the load")
			m.For = time.Duration(*f.For)
		}
		b.strike(path, f, &m, links)
		list = append(list, m)
	}
	return list
}

// strike says what the fault strikes.
func (b *builder) strike(path string, f fault, m *model.Fault, links func(from, to int) bool) {
	switch {
	case f.Partition != nil:
		m.Kind, m.Groups = model.Partition, b.groups(path+".partition", f.Partition)
	case f.Cut != nil:
		m.Kind, m.Links = model.Cut, b.cut(path+".cut", *f.Cut, links)
	case f.Crash != nil:
		m.Kind, m.Leaders = model.Crash, b.struck(path+".crash", *f.Crash)
	case f.Pause != nil:
		m.Kind, m.Leaders = model.Pause, b.struck(path+".pause", *f.Pause)
	}
}

func (b *builder) groups(path string, groups [][]string) [][]int {
	seen := map[int]bool{}
	list := make([][]int, 0, len(groups))
	for i, names := range groups {
		at := indexed(path, i)
		if len(names) == 0 {
			b.fail(at, "", "the group is empty")
		}
		list = append(list, b.distinct(at, names, seen))
	}
	switch all := len(b.file.Leaders.List); {
	case len(groups) == 0:
		b.fail(path, "[[a], [b, c]]", "there is no group")
	case len(groups) == 1 && len(seen) == all && b.known():
		b.fail(path, "", "a single group of all leaders divides nobody")
	}
	return list
}

// distinct finds leaders by name and reports those that come twice.
func (b *builder) distinct(path string, names []string, seen map[int]bool) []int {
	var list []int
	for j, name := range names {
		at := indexed(path, j)
		leader, ok := b.leader(at, name)
		if ok && seen[leader] {
			b.fail(at, "", "%s is named twice", name)
		}
		if ok {
			seen[leader] = true
			list = append(list, leader)
		}
	}
	return list
}

func (b *builder) cut(path string, c cut, links func(from, to int) bool) [][2]int {
	from, ok1 := b.leader(path+".from", c.From)
	to, ok2 := b.leader(path+".to", c.To)
	switch {
	case !ok1 || !ok2:
		return nil
	case from == to:
		b.fail(path, "", "%s has no link to itself", c.From)
	case !links(from, to) && !(c.BothWays && links(to, from)):
		b.fail(path, "", "there is no link from %s to %s in this topology", c.From, c.To)
	}
	if c.BothWays {
		return [][2]int{{from, to}, {to, from}}
	}
	return [][2]int{{from, to}}
}

func (b *builder) struck(path string, names leaderNames) []int {
	if names.One != nil {
		leader, _ := b.leader(path, *names.One)
		return []int{leader}
	}
	if len(names.List) == 0 && b.ok(path) {
		b.fail(path, "a leader, or a list of leaders", "nobody is named")
	}
	return b.distinct(path, names.List, map[int]bool{})
}

// cuttable tells which links there are. While the network is not sound, all are
// taken to be there.
func (b *builder) cuttable(c network.Config) func(from, to int) bool {
	everywhere := func(int, int) bool { return true }
	cuts := slices.ContainsFunc(b.file.Faults, func(f fault) bool { return f.Cut != nil })
	if !cuts || !b.sound || c.Topology.Name == allToAll {
		return everywhere
	}
	net := b.net(c)
	return func(from, to int) bool { return slices.Contains(net.Neighbours(from), to) }
}

package scenarios

import (
	"slices"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
)

const maxFactor = 1e6 // of delays: a second becomes twelve days

var faultKinds = []string{"partition", "cut", "crash", "pause", "slow", "loss", "clock", "join", "leave", "random"}

// check of a fault: it is of one kind, and what stands beside goes with that.
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
	if n.Get("at") == nil && f.Random == nil {
		d.failAt(n.Position, n.KeyPath("at"), "", "this key is required")
	}
	switch {
	case len(given) == 0:
		d.fail(n, "one of "+strings.Join(faultKinds, ", "), "nothing goes wrong")
	case len(given) > 1:
		d.fail(n, "one fault for each", "a fault is of one kind, not %s", strings.Join(given, " and "))
	case n.Get("disk") != nil && f.Crash == nil:
		d.failAt(n.KeyAt("disk"), n.KeyPath("disk"), "", "disk goes with crash")
	case n.Get("for") != nil && forGoesWith[given[0]] != "":
		d.failAt(n.KeyAt("for"), n.KeyPath("for"), forGoesWith[given[0]], "%s has no for", given[0])
	}
}

// forGoesWith says what there is instead where `for` means nothing.
var forGoesWith = map[string]string{
	"join":   "to take the leader away again, let it leave in a fault of its own",
	"leave":  "to have a leader again, let another join in a fault of its own",
	"random": "write random: {kind: …, every: …, for: …} for how long each lasts",
}

// wiring is what faults need to know of the network.
type wiring struct {
	network.Config
	links func(from, to int) bool // that can be cut
}

func (b *builder) faults(c network.Config) []model.Fault {
	w := wiring{c, b.cuttable(c)}
	var list []model.Fault
	for i, f := range b.file.Faults {
		path := indexed("faults", i)
		b.within(path+".at", f.At)
		m := model.Fault{At: time.Duration(f.At)}
		if f.For != nil {
			b.positive(path+".for", *f.For, "leave it out for a fault that lasts to the end of the load")
			m.For = time.Duration(*f.For)
		}
		b.strike(path, f, &m, w)
		list = append(list, m)
	}
	b.attendance(list)
	return list
}

// strike says what the fault strikes.
func (b *builder) strike(path string, f fault, m *model.Fault, w wiring) {
	switch {
	case f.Partition != nil:
		m.Kind = model.Partition
		b.partition(path+".partition", *f.Partition, m)
	case f.Cut != nil:
		m.Kind, m.Links = model.Cut, b.cut(path+".cut", *f.Cut, w.links)
	case f.Crash != nil:
		m.Kind, m.Leaders, m.DiskLost = model.Crash, b.struck(path+".crash", *f.Crash), f.Disk == diskLost
	case f.Pause != nil:
		m.Kind, m.Leaders = model.Pause, b.struck(path+".pause", *f.Pause)
	case f.Slow != nil:
		m.Kind, m.Links, m.Factor = model.Slow, b.line(path+".slow", f.Slow.line, anyLink), f.Slow.Factor
		b.factor(path+".slow.factor", m.Factor)
	case f.Loss != nil:
		m.Kind, m.Links, m.Share = model.Loss, b.line(path+".loss", f.Loss.line, w.links), float64(f.Loss.Share)
		b.lossy(path+".loss.share", m, w)
	case f.Clock != nil:
		m.Kind = model.Clock
		b.clockFault(path+".clock", *f.Clock, m)
	case f.Join != nil:
		m.Kind, m.Leaders = model.Join, []int{b.number(path + ".join")}
	case f.Leave != nil:
		leader, _ := b.leader(path+".leave", *f.Leave)
		m.Kind, m.Leaders = model.Leave, []int{leader}
	case f.Random != nil:
		b.random(path+".random", *f.Random, m, w)
	}
}

// number is that of the member whose entry the path is.
func (b *builder) number(path string) int {
	return slices.IndexFunc(b.members, func(m member) bool { return m.path == path })
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
	switch {
	case len(groups) == 0:
		b.fail(path, "[[a], [b, c]]", "there is no group")
	case len(groups) == 1 && len(seen) == len(b.members) && b.known():
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

// line gives the links that are meant, none for all.
func (b *builder) line(path string, l line, links func(from, to int) bool) [][2]int {
	switch {
	case l.From != "" && l.To != "":
		return b.cut(path, cut(l), links)
	case l.From != "" || l.To != "":
		b.fail(path, "leave both out for all links", "from and to go together")
	case l.BothWays:
		b.fail(path+".both_ways", "all links are meant where neither is given", "both_ways goes with from and to")
	}
	return nil
}

// anyLink takes all links to be there: where there is none clients have their way.
func anyLink(int, int) bool { return true }

func (b *builder) factor(path string, factor float64) {
	if factor <= 0 || factor > maxFactor {
		b.fail(path, "10 makes a delay of 40ms one of 400ms", "%g is out of range; it is more than 0 and at most %s", factor, plainNumber(maxFactor))
	}
}

// lossy checks the share of a fault against what the links do about losses.
func (b *builder) lossy(path string, m *model.Fault, w wiring) {
	resends := w.resends(m.Links)
	switch never := slices.Contains(resends, network.Never); {
	case m.Share <= 0 || m.Share >= 1:
		b.fail(path, "a cut loses everything", "%s is out of range; it is between 0%% and 100%%, both excluded", quantity.Share(m.Share))
	case never && w.Ordering == network.FIFO && b.ok("network"):
		b.fail(path, "ordering: datagram, or a retransmit that is a time", "a FIFO link loses nothing for good, so what it loses must be sent again")
	case m.Share > network.MaxLoss && slices.ContainsFunc(resends, func(d time.Duration) bool { return d != network.Never }):
		b.fail(path, "", "a loss of %s takes too many attempts; %s is the most, unless nothing is sent again", quantity.Share(m.Share), quantity.Share(network.MaxLoss))
	}
}

// resends lists after how long the links send again what they lost; no links are all.
func (w wiring) resends(links [][2]int) []time.Duration {
	if len(links) == 0 {
		list := []time.Duration{w.Resend}
		for _, l := range w.Links {
			if l.Resend != nil {
				list = append(list, *l.Resend)
			}
		}
		return list
	}
	var list []time.Duration
	for _, ends := range links {
		resend := w.Resend
		for _, l := range w.Links {
			if l.Resend != nil && [2]int{l.From, l.To} == ends {
				resend = *l.Resend
			}
		}
		list = append(list, resend)
	}
	return list
}

func (b *builder) clockFault(path string, c clockFault, m *model.Fault) {
	const most = quantity.Duration(maxSpan)
	leader, _ := b.leader(path+".leader", c.Leader)
	m.Leaders = []int{leader}
	if c.Step != nil {
		m.Step = time.Duration(*c.Step)
	}
	if c.Drift != nil {
		m.Drift = int64(*c.Drift)
	}
	switch {
	case m.Step == 0 && m.Drift == 0:
		b.fail(path, "{leader: …, step: -3s} or {leader: …, drift: 500ppm}", "the clock stays as it is")
	case quantity.Duration(m.Step) > most || quantity.Duration(m.Step) < -most:
		b.fail(path+".step", "", "%s is more than a clock can be wrong (%s)", *c.Step, most)
	}
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

// cuttable tells which links there are. While the network is not sound, and where
// leaders come and go and the topology with them, all are taken to be there.
func (b *builder) cuttable(c network.Config) func(from, to int) bool {
	given := func(is func(fault) bool) bool { return slices.ContainsFunc(b.file.Faults, is) }
	strikesLinks := given(func(f fault) bool { return f.Cut != nil || f.Loss != nil || f.Random != nil })
	if !strikesLinks || !b.sound || c.Topology.Name == allToAll || given(fault.changesMembers) {
		return anyLink
	}
	net := b.net(c)
	return func(from, to int) bool { return slices.Contains(net.Neighbours(from), to) }
}

func (f fault) changesMembers() bool { return f.Join != nil || f.Leave != nil }

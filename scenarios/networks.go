package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/scenarios/quantity"
	"github.com/mlrsim/mlrsim/sim"
)

func (b *builder) network() network.Config {
	n := b.file.Network
	c := network.Config{
		Nodes:     b.leaderNames(),
		Topology:  b.topology(n.Topology),
		Latency:   b.latency(n.Latency),
		Ordering:  network.Ordering(max(0, index(n.Ordering))),
		Loss:      float64(n.Loss),
		Duplicate: float64(n.Duplicate),
		Resend:    b.resend("network.retransmit", n.Retransmit),
		Bandwidth: b.bandwidth("network.bandwidth", n.Bandwidth),
	}
	for i, l := range n.Links {
		for _, way := range b.link(indexed("network.links", i), l) {
			c.Links, b.entries = append(c.Links, way), append(b.entries, i)
		}
	}
	hasDelays := c.Latency.Law != nil || c.Latency.Matrix != nil
	if b.ok("network") && b.known() && len(c.Nodes) > 0 && hasDelays {
		b.wired(c)
	}
	return c
}

// wired asks the network what else is wrong, and whether everybody can be reached.
func (b *builder) wired(c network.Config) {
	named := true
	for _, invalid := range c.Check() {
		if invalid.Key == "nodes" { // names of leaders are checked where they stand
			named = false
			continue
		}
		b.fail("network."+b.linkKey(invalid.Key), "", "%s", invalid.Problem)
	}
	b.sound = named && b.ok("network")
	if !b.sound || c.Topology.Name == allToAll {
		return
	}
	net := b.net(c)
	if from, to, ok := net.Unreachable(); ok {
		b.fail("network.topology", "every leader must reach every other, directly or through others",
			"what %s writes never reaches %s", c.Nodes[from], c.Nodes[to])
	}
}

// linkKey turns the number of a link in the network's key into that of the file,
// where an entry may stand for both ways.
func (b *builder) linkKey(key string) string {
	number := linkNumber.FindStringSubmatch(key)
	if number == nil {
		return key
	}
	rank, err := strconv.Atoi(number[1])
	if err != nil || rank >= len(b.entries) {
		panic("scenarios: the network knows no link " + key)
	}
	return indexed("links", b.entries[rank]) + key[len(number[0]):]
}

var linkNumber = regexp.MustCompile(`^links\[(\d+)\]`)

// net makes the network of a configuration that has passed its check.
func (b *builder) net(c network.Config) *network.Network {
	net, err := network.New(c, b.file.Seed, sim.NewQueue())
	if err != nil {
		panic(fmt.Sprintf("scenarios: a network that passed its check: %v", err))
	}
	return net
}

// split takes joined errors apart.
func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func (b *builder) topology(t topology) network.Topology {
	const path = "network.topology"
	c := network.Topology{Name: t.name()}
	b.topologyKeys(path, t)
	if t.Edges != nil {
		c.Name, c.Directed = edges, t.Directed != nil && *t.Directed
		c.Edges = b.edges(path+".edges", t.Edges)
		return c
	}
	if t.Hub != "" {
		c.Hub, _ = b.leader(path+".hub", t.Hub)
	}
	if t.Fanout != nil {
		b.between(path+".fanout", float64(*t.Fanout), 1, MaxLeaders)
		c.Fanout = *t.Fanout
	}
	if t.Degree != nil {
		b.between(path+".degree", float64(*t.Degree), 1, MaxLeaders)
		c.Degree = *t.Degree
	}
	if t.Rewire != nil {
		b.between(path+".rewire", *t.Rewire, 0, 1)
		if c.Rewire = *t.Rewire; c.Rewire == 0 {
			c.Rewire = -1 // network's way to say none; 0 is its default
		}
	}
	return c
}

// topologyKeys reports keys that the topology has no use for.
func (b *builder) topologyKeys(path string, t topology) {
	uses := map[string][]string{
		"star": {"hub"}, "tree": {"fanout"}, "random": {"degree"}, "small-world": {"degree", "rewire"},
		edges: {"edges", "directed"},
	}
	name := t.name()
	if t.Edges != nil && name == "" {
		name = edges
	}
	if name == "" && b.ok(path) {
		b.fail(path, "{name: star, hub: …} or {edges: [[a, b], …]}", "no topology is named")
	}
	for _, key := range []string{"hub", "fanout", "degree", "rewire", "edges", "directed"} {
		if b.given(path+"."+key) && !slices.Contains(uses[name], key) && b.ok(path+".name") {
			b.failKey(path, key, "", "a topology %s has no %s", name, key)
		}
	}
}

func (b *builder) edges(path string, list [][]string) [][2]int {
	if len(list) == 0 {
		b.fail(path, "[[a, b], …]", "there is no edge")
	}
	var c [][2]int
	for i, edge := range list {
		at := indexed(path, i)
		if len(edge) != 2 {
			b.fail(at, "[from, to]", "an edge joins two leaders, not %d", len(edge))
			continue
		}
		from, ok1 := b.leader(at+"[0]", edge[0])
		to, ok2 := b.leader(at+"[1]", edge[1])
		if ok1 && ok2 && from == to {
			b.fail(at, "", "%s is joined to itself", edge[0])
		}
		c = append(c, [2]int{from, to})
	}
	return c
}

func (b *builder) latency(l latency) network.Latency {
	const path = "network.latency"
	switch {
	case l.Regions != "":
		return b.regions(path, l)
	case l.Jitter != nil:
		b.failKey(path, "jitter", "a law has a spread of its own: lognormal, for one", "jitter goes with regions")
	}
	return network.Latency{Law: b.law(path, l.Plain, l.lawKeys)}
}

func (b *builder) resend(path string, r retransmit) time.Duration {
	if r.After == nil {
		return network.Never
	}
	b.positive(path, *r.After, "such as 200ms, or never")
	return time.Duration(*r.After)
}

func (b *builder) bandwidth(path string, w bandwidth) int64 {
	if w.Value == nil {
		return 0
	}
	if *w.Value == 0 {
		b.fail(path, "such as 10Mbps, or unlimited", "nothing passes at %s", *w.Value)
	}
	return int64(*w.Value)
}

// link gives one entry, or two if it holds both ways.
func (b *builder) link(path string, l link) []network.LinkConfig {
	from, ok1 := b.leader(path+".from", l.From)
	to, ok2 := b.leader(path+".to", l.To)
	if ok1 && ok2 && from == to {
		b.fail(path, "", "%s has no link to itself", l.From)
	}
	c := network.LinkConfig{From: from, To: to, Loss: ratio(l.Loss), Duplicate: ratio(l.Duplicate)}
	if l.Latency != nil {
		c.Latency = b.law(path+".latency", l.Latency.Plain, l.Latency.lawKeys)
	}
	if l.Retransmit != nil {
		c.Resend = new(b.resend(path+".retransmit", *l.Retransmit))
	}
	if l.Bandwidth != nil {
		c.Bandwidth = new(b.bandwidth(path+".bandwidth", *l.Bandwidth))
	}
	if !l.BothWays {
		return []network.LinkConfig{c}
	}
	back := c
	back.From, back.To = to, from
	return []network.LinkConfig{c, back}
}

func ratio(s *quantity.Share) *float64 {
	if s == nil {
		return nil
	}
	return new(float64(*s))
}

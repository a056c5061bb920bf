package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/scenarios/internal/nearest"
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
		c.Links = append(c.Links, b.link(fmt.Sprintf("network.links[%d]", i), l)...)
	}
	if len(b.problems) == 0 {
		b.wired(c)
	}
	return c
}

// wired asks the network what else is wrong, and whether everybody can be reached.
func (b *builder) wired(c network.Config) {
	net, err := network.New(c, b.file.Seed, sim.NewQueue())
	for _, err := range split(err) {
		if invalid := (*network.Invalid)(nil); errors.As(err, &invalid) {
			b.fail("network."+invalid.Key, "", "%s", invalid.Problem)
		} else {
			b.fail("network", "", "%v", err)
		}
	}
	if err != nil {
		return
	}
	if from, to, ok := net.Unreachable(); ok {
		b.fail("network.topology", "every leader must reach every other, directly or through others",
			"what %s writes never reaches %s", c.Nodes[from], c.Nodes[to])
	}
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
	c := network.Topology{Name: t.Word + t.Name}
	b.topologyKeys(path, t)
	if t.Edges != nil {
		c.Name, c.Directed = edges, t.Directed != nil && *t.Directed
		c.Edges = b.edges(path+".edges", t.Edges)
		return c
	}
	if t.Name != "" && !slices.Contains(shapes(), t.Name) {
		b.fail(path+".name", nearest.Suggest(t.Name, shapes()), "there is no topology %q", t.Name)
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
		c.Rewire = *t.Rewire
	}
	return c
}

// topologyKeys reports keys that the topology has no use for.
func (b *builder) topologyKeys(path string, t topology) {
	uses := map[string][]string{
		"star": {"hub"}, "tree": {"fanout"}, "random": {"degree"}, "small-world": {"degree", "rewire"},
		edges: {"edges", "directed"},
	}
	name := t.Word + t.Name
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
		at := fmt.Sprintf("%s[%d]", path, i)
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

package scenarios

import (
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
)

const maxInterest = 1 << 20 // contacts in vain

// check of stop that is a map: one way to lose interest.
func (s *stop) check(d *decoder, n *document.Node) {
	if (s.Counter == nil) == (s.Coin == nil) {
		d.fail(n, "{counter: 3}, {coin: 4} or never", "interest is lost by count or by chance, one of the two")
	}
}

// gossip is nil where changes are shipped to neighbours.
func (b *builder) gossip() *model.Gossip {
	const path = "replication.propagation.gossip"
	r := b.file.Replication
	g := r.Propagation.Gossip
	if g == nil {
		return nil
	}
	c := &model.Gossip{
		Style: model.GossipStyle(max(0, index(g.Style))), Every: time.Duration(g.Every),
		Poisson: g.Rounds == "poisson", Peers: g.Peers,
	}
	b.positive(path+".every", g.Every, "such as 1s")
	if others := len(b.members) - 1; b.known() {
		b.between(path+".peers", float64(g.Peers), 1, float64(max(1, others)))
	}
	if g.Stop.Counter != nil {
		c.Counter = *g.Stop.Counter
		b.between(path+".stop.counter", float64(c.Counter), 1, maxInterest)
	}
	if g.Stop.Coin != nil {
		c.Coin = *g.Stop.Coin
		b.between(path+".stop.coin", float64(c.Coin), 1, maxInterest)
	}
	b.demand("gossip", []demand{
		{r.Ship.Every == nil, "replication.ship", "immediately; gossip has an every of its own", "does not ship to neighbours"},
		{r.FanOut.Serial == nil, "replication.fan_out", "parallel; gossip has peers", "does not ship to neighbours"},
		{r.LoopPrevention == "version-vector" || r.LoopPrevention == "", "replication.loop_prevention", "version-vector", "must know what is news to a leader"},
		{r.Forward != "never", "replication.forward", "auto", "passes on the changes of others"},
	})
	return c
}

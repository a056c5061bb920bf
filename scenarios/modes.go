package scenarios

import (
	"fmt"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/scenarios/internal/document"
	"github.com/mlrsim/mlrsim/sim"
)

// check of a mode that is a map: it is one.
func (m *mode) check(d *decoder, n *document.Node) {
	if (m.Single == nil) == (m.Quorum == nil) {
		d.fail(n, "multi-leader, {single-leader: …} or {quorum: …}", "there is one mode")
	}
}

// mode fills in who accepts writes, and checks that all else goes with it.
func (b *builder) mode(c *model.Replication) {
	const path = "replication.mode"
	switch m := b.file.Replication.Mode; {
	case m.Single != nil:
		c.Mode, c.Single = model.SingleLeaderMode, b.single(path+".single-leader", *m.Single)
		b.demand("a single leader", []demand{b.directly(), b.beside()})
	case m.Quorum != nil:
		c.Mode, c.Quorum = model.QuorumMode, b.quorum(path+".quorum", *m.Quorum)
		b.demand("a quorum", b.ofQuorums(*m.Quorum))
	}
}

func (b *builder) single(path string, s singleLeader) model.SingleLeader {
	leader, known := b.leader(path+".leader", s.Leader)
	if known && b.members[leader].joins {
		b.fail(path+".leader", "", "%s is not there from the beginning", s.Leader)
	}
	c := model.SingleLeader{Leader: leader, Fenced: s.Fenced}
	if s.Failover.Time != nil {
		b.positive(path+".failover", *s.Failover.Time, "such as 10s, or never")
		c.Failover = time.Duration(*s.Failover.Time)
	}
	return c
}

func (b *builder) quorum(path string, q quorum) model.Quorum {
	c := model.Quorum{
		N: *q.N, R: *q.R, W: *q.W,
		ReadRepair: q.ReadRepair, HintedHandoff: q.HintedHandoff, Sloppy: q.Sloppy, Partial: q.Partial,
	}
	leaders := len(b.file.Leaders.List)
	switch {
	case leaders < 2 && b.known():
		b.fail(path, "at least 2", "a quorum is one of several leaders; there is %d", leaders)
	case b.known():
		b.replicas(path+".n", c.N, leaders, "leaders")
	}
	if b.ok(path + ".n") {
		b.answering(path, c, leaders)
	}
	if q.Legs != nil {
		c.Legs = model.Legs{
			Write: b.leg(path+".legs.write", q.Legs.Write), Ack: b.leg(path+".legs.ack", q.Legs.Ack),
			Read: b.leg(path+".legs.read", q.Legs.Read), Response: b.leg(path+".legs.response", q.Legs.Response),
		}
	}
	return c
}

// answering checks who must answer of the n replicas that a row has, and who may for
// them.
func (b *builder) answering(path string, c model.Quorum, leaders int) {
	b.replicas(path+".r", c.R, c.N, "replicas")
	b.replicas(path+".w", c.W, c.N, "replicas")
	switch {
	case c.Partial && c.HintedHandoff:
		b.fail(path+".partial", "partial or hinted_handoff, not both", "partial asks no more replicas than must answer, so hinted_handoff has nothing to hand over")
	case c.Partial && c.Sloppy:
		b.fail(path+".partial", "partial or sloppy, not both", "partial asks no more replicas than must answer, so sloppy has nobody to replace")
	case c.Sloppy && c.N >= leaders:
		b.fail(path+".sloppy", "n below the number of leaders", "every leader is a replica; there is nobody to stand in")
	}
}

// replicas checks that a number is one of so many.
func (b *builder) replicas(path string, n, most int, of string) {
	if n < 1 || n > most {
		b.fail(path, "", "%d is out of range; it is between 1 and %d, the number of %s", n, max(1, most), of)
	}
}

func (b *builder) leg(path string, l *law) *sim.Law {
	if l == nil {
		return nil
	}
	return b.law(path, l.Plain, l.lawKeys)
}

// demand is what a mode or gossip needs of another key.
type demand struct {
	met        bool
	path       string
	suggestion string
	why        string // after the name of what demands it
}

// demand reports what is not as it must be.
func (b *builder) demand(who string, all []demand) {
	for _, d := range all {
		if !d.met {
			b.fail(d.path, d.suggestion, "%s %s", who, d.why)
		}
	}
}

// directly: nothing but the mode says how writes travel.
func (b *builder) directly() demand {
	return demand{b.file.Replication.Propagation.Gossip == nil, "replication.propagation", "direct, or mode: multi-leader", "does not gossip"}
}

// beside: clients ask who is near, and the mode says where the operation goes then.
func (b *builder) beside() demand {
	w := b.file.Workload
	met := w == nil || w.Routing == "" || w.Routing == "nearest" || w.Routing == "sticky"
	return demand{met, "workload.routing", "nearest or sticky", "is asked through the replica beside the client"}
}

// ofQuorums is what a quorum needs: its coordinator talks to each replica itself,
// and w says when the client is answered.
func (b *builder) ofQuorums(q quorum) []demand {
	r := b.file.Replication
	all := []demand{
		{b.file.Network.Topology.name() == allToAll, "network.topology", allToAll, "has a coordinator that talks to each replica itself"},
		b.directly(),
		b.beside(),
		{r.Ship.Every == nil, "replication.ship", "immediately", "asks its replicas at once"},
		{r.FanOut.Serial == nil, "replication.fan_out", "parallel", "asks its replicas together"},
		{r.Order == "arrival" || r.Order == "", "replication.order", "arrival", "has no order among rows"},
		{r.Acknowledge.Word == "local", "replication.acknowledge", "local, and w for how many replicas", "says with w when a write is acknowledged"},
		{r.Reroute.After == nil, "replication.reroute", "never", "has no neighbours to join"},
		{r.Apply.Time.Plain != nil && *r.Apply.Time.Plain == 0, "replication.apply.time", "legs.write for what a replica takes", "applies at once"},
	}
	for i, f := range b.file.Faults {
		all = append(all,
			demand{f.Join == nil, indexed("faults", i) + ".join", "", "has a fixed ring of leaders; none can join"},
			demand{f.Leave == nil, indexed("faults", i) + ".leave", "", "has a fixed ring of leaders; none can leave"})
	}
	if w := b.file.Workload; w != nil && *q.N < len(b.file.Leaders.List) && b.ok("replication.mode.quorum.n") {
		rows := fmt.Sprintf("of n: %d among %d leaders keeps rows in different places", *q.N, len(b.file.Leaders.List))
		all = append(all,
			demand{w.Transaction == nil || *w.Transaction <= 1, "workload.transaction", "1, or n as large as there are leaders", rows + ", and cannot write several together"},
			demand{!w.scans(), b.mixPath(), "no scan, or n as large as there are leaders", rows + ", and cannot scan"})
	}
	return all
}

func (w *workload) scans() bool { return w.Mix != nil && w.Mix.Scan > 0 }

// mixPath is where the shares of operations stand.
func (b *builder) mixPath() string {
	if b.given("workload.preset") && !b.given("workload.mix") {
		return "workload.preset"
	}
	return "workload.mix.scan"
}

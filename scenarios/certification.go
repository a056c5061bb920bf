package scenarios

import "github.com/mlrsim/mlrsim/model/strategy"

// certification checks that all else goes with a strategy that certifies: it says itself
// how writes travel, and when their clients are answered.
func (b *builder) certification() {
	if rule, _ := strategy.Lookup(string(b.file.Conflicts.Strategy)); !rule.Certify {
		return
	}
	r, n := b.file.Replication, b.file.Network
	all := []demand{
		{r.Mode.Single == nil && r.Mode.Quorum == nil, "replication.mode", "multi-leader", "lets every leader write"},
		{n.Topology.name() == allToAll, "network.topology", allToAll, "sends every write-set from one leader to each other itself"},
		{n.Retransmit.Word != "never", "network.retransmit", "such as 200ms", "cannot do without a write-set that is lost for good"},
		{r.Propagation.Gossip == nil, "replication.propagation", "direct", "does not gossip"},
		{r.Ship.Every == nil, "replication.ship", "immediately", "has clients that wait for every change"},
		{r.FanOut.Serial == nil, "replication.fan_out", "parallel", "sends each change to all at once"},
		{r.Order == "arrival" || r.Order == "", "replication.order", "arrival", "has one order of its own, in which no effect comes before its cause"},
		{r.Forward != "always", "replication.forward", "auto", "forwards nothing"},
		{r.LoopPrevention == "version-vector" || r.LoopPrevention == "", "replication.loop_prevention", "version-vector", "has no loops to prevent"},
		{r.Acknowledge.Word == "local", "replication.acknowledge", "local", "answers a client when a majority has the write, and its own leader has applied it"},
		{r.AntiEntropy.Every == nil, "replication.anti_entropy", "never", "leaves nothing to repair"},
		{r.Reroute.After == nil, "replication.reroute", "never", "has no neighbours to join"},
		{b.file.Conflicts.Detect == "none", "conflicts.detect", "none", "leaves no conflict to detect when changes meet"},
	}
	for i, l := range n.Links {
		met := l.Retransmit == nil || l.Retransmit.Word != "never"
		all = append(all, demand{met, indexed("network.links", i) + ".retransmit", "such as 200ms", "cannot do without a write-set that is lost for good"})
	}
	b.demand("certification", all)
}

package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
)

// replicationOf says who accepts writes and how changes travel, where that is not
// simply every leader, and from each to its neighbours.
func replicationOf(c model.Config) string {
	r := c.Replication
	var parts []string
	switch r.Mode {
	case model.MultiLeaderMode:
	case model.SingleLeaderMode:
		parts = append(parts, singleOf(r.Single, c.Leaders)...)
	case model.QuorumMode:
		parts = append(parts, quorumOf(r.Quorum, len(c.Leaders))...)
	default:
		panic(fmt.Sprintf("mlrsim: no mode %d", r.Mode))
	}
	if r.Gossip != nil {
		parts = append(parts, gossipOf(*r.Gossip))
	}
	if r.AntiEntropy > 0 {
		parts = append(parts, "anti-entropy every "+span(r.AntiEntropy))
	}
	if r.Reroute > 0 {
		parts = append(parts, "rerouted after "+span(r.Reroute))
	}
	return strings.Join(parts, ", ")
}

// holderOf is what one of those is called who hold the rows.
func holderOf(c model.Config) string {
	if c.Replication.Mode == model.SingleLeaderMode {
		return "replica"
	}
	return "leader"
}

func span(d time.Duration) string { return results.Duration(int64(d)) }

// singleOf says "single leader virginia", "failover after 10 s".
func singleOf(s model.SingleLeader, leaders []model.LeaderConfig) []string {
	parts := []string{"single leader " + leaders[s.Leader].Name}
	if s.Failover == 0 {
		return append(parts, "no failover")
	}
	parts = append(parts, "failover after "+span(s.Failover))
	if !s.Fenced {
		parts = append(parts, "not fenced")
	}
	return parts
}

// quorumOf says "quorum n 3, r 2, w 2 of 5", "read repair".
func quorumOf(q model.Quorum, leaders int) []string {
	parts := []string{fmt.Sprintf("quorum n %d, r %d, w %d of %d", q.N, q.R, q.W, leaders)}
	for _, extra := range []struct {
		on   bool
		name string
	}{
		{q.Sloppy, "sloppy"}, {q.ReadRepair, "read repair"}, {q.HintedHandoff, "hinted handoff"}, {q.Partial, "asking no more than must answer"},
	} {
		if extra.on {
			parts = append(parts, extra.name)
		}
	}
	return parts
}

// gossipOf says "gossip by push every 1 s with 1 peer, until 3 contacts in vain".
func gossipOf(g model.Gossip) string {
	text := fmt.Sprintf("gossip by %s every %s with %s", g.Style, span(g.Every), plural(g.Peers, "peer"))
	switch {
	case g.Counter > 0:
		return text + ", until " + plural(g.Counter, "contact") + " in vain"
	case g.Coin > 0:
		return text + fmt.Sprintf(", until a contact in vain with chance 1/%d", g.Coin)
	}
	return text
}

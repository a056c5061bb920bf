package scenarios

import (
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

const maxWorkers = 1 << 16

func (b *builder) replication() model.Replication {
	r := b.file.Replication
	c := model.Replication{
		Apply:          b.applyTime(r.Apply),
		Workers:        r.Apply.Workers,
		Order:          model.Order(max(0, index(r.Order))),
		Forward:        model.Forward(max(0, index(r.Forward))),
		LoopPrevention: model.LoopPrevention(max(0, index(r.LoopPrevention))),
		Acknowledge:    b.acknowledge(r.Acknowledge),
		RefuseReads:    r.MinorityReads == refuse,
	}
	if every := r.Ship.Every; every != nil {
		b.positive("replication.ship.every", *every, "such as 1s, or ship: immediately")
		c.Ship = time.Duration(*every)
	}
	if serial := r.FanOut.Serial; serial != nil {
		b.positive("replication.fan_out.serial", *serial, "such as 10ms, or fan_out: parallel")
		c.SerialFanOut = time.Duration(*serial)
	}
	if every := r.AntiEntropy.Every; every != nil {
		b.positive("replication.anti_entropy.every", *every, "such as 10s, or anti_entropy: never")
		c.AntiEntropy = time.Duration(*every)
	}
	if after := r.Reroute.After; after != nil {
		b.positive("replication.reroute.after", *after, "such as 5s, or reroute: never")
		c.Reroute = time.Duration(*after)
	}
	c.Gossip = b.gossip()
	b.mode(&c)
	b.between("replication.apply.workers", float64(r.Apply.Workers), 1, maxWorkers)
	return c
}

// applyTime is nil where applying takes no time.
func (b *builder) applyTime(a apply) *sim.Law {
	if a.Time.Plain != nil && *a.Time.Plain == 0 {
		return nil
	}
	return b.law("replication.apply.time", a.Time.Plain, a.Time.lawKeys)
}

func (b *builder) acknowledge(a acknowledge) model.Acknowledge {
	const path = "replication.acknowledge.peers"
	c := model.Acknowledge{All: a.Word == "all"}
	if a.Peers == nil {
		return c
	}
	c.Peers = *a.Peers
	others := len(b.members) - 1
	switch {
	case c.Peers < 1:
		b.fail(path, "at least 1, or acknowledge: local", "%d peers", c.Peers)
	case c.Peers > others && b.known():
		b.fail(path, "", "%d peers are more than the %d other leaders", c.Peers, others)
	}
	return c
}

// keysUnique tells whether a leader refuses to insert a row that it holds. Where a preset
// meets quorums nobody does.
func (b *builder) keysUnique(rule *strategy.Rule) bool {
	f := &b.file.Conflicts
	asked := f.OwnInserts == "refuse" || f.OwnInserts == "" && (rule.Existence || rule.Certify)
	quorum := b.file.Replication.Mode.Quorum != nil
	if quorum && f.OwnInserts == "refuse" && f.Preset == "" {
		b.fail("conflicts.own_inserts", "upsert", "a coordinator of a quorum may have no replica of the row, and cannot say whether it is there")
	}
	return asked && !quorum
}

func (b *builder) conflicts() model.Conflicts {
	f := b.file.Conflicts
	own, _ := about(f.Strategy)
	c := model.Conflicts{
		Strategy:   string(f.Strategy),
		Clock:      model.ClockKind(max(0, index(f.Clock))),
		Detect:     model.Detect(index(f.Detect) + 1),
		Compare:    f.OwnWrites == "strategy" && !own.Local,
		Overwrite:  f.OwnWrites == "overwrite" && own.Local,
		Abort:      f.OwnWrites == "abort",
		Tombstones: model.TombstonesKept,
	}
	switch {
	case f.Deletes.Word == "none":
		c.Tombstones = 0
	case f.Deletes.Tombstones != nil:
		b.positive("conflicts.deletes.tombstones", *f.Deletes.Tombstones, "such as 10m, or deletes: none")
		c.Tombstones = time.Duration(*f.Deletes.Tombstones)
	}
	rule, ok := b.rule()
	if ok {
		b.ruled = &rule
		b.valuesInQuorums(rule)
		c.KeysUnique = b.keysUnique(&rule)
	}
	if ok && !b.plainRule() {
		c.Rule = &rule
	}
	return c
}

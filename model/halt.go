package model

import "github.com/mlrsim/mlrsim/model/strategy"

// way is from one leader to another.
type way struct{ from, to int }

// stops tells whether the applier of what comes from a leader stands still at another,
// or does so now because it cannot apply a unit. It stays so: what has come and what
// comes later waits for somebody to see to it, which nobody does.
func (c *Cluster) stops(r *record, from, at int) bool {
	if c.halted[way{from, at}] {
		return true
	}
	for id := r.ID; id < r.ID+WriteID(r.Size); id++ {
		if one := c.writes.get(id); c.cannotApply(one, at) {
			c.halted[way{from, at}] = true
			c.tellStop(one, from, at)
			return true
		}
	}
	return false
}

// cannotApply tells whether the strategy would stop at a change.
func (c *Cluster) cannotApply(r *record, at int) bool {
	held := c.rows.openRow(r.Row).held(at)
	if c.contents.on {
		if c.holdsWrite(held, r) || len(held.more) > 0 && !held.merged {
			return false
		}
		d, _ := c.judgeWhole(held, r, at)
		return d == strategy.Stop
	}
	if len(held.more) > 0 {
		return false
	}
	d, _ := c.judge(&held.version, r, at)
	return d == strategy.Stop
}

func (c *Cluster) tellStop(r *record, from, at int) {
	a := &c.apply
	row := c.rows.openRow(r.Row)
	a.From, a.Verdict, a.Reported = from, Stopped, true
	a.Met, a.Removed = row.held(at).appendIDs(a.Met[:0]), a.Removed[:0]
	c.fingerprint.Add(c.now, uint64(r.ID)<<placeBits|uint64(at), uint64(Stopped))
	c.tellApply(r, at, int(row.distinct))
}

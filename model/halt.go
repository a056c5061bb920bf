package model

import (
	"cmp"
	"errors"

	"github.com/mlrsim/mlrsim/model/strategy"
)

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
		if c.stopsAt(c.writes.get(id), from, at) {
			return true
		}
	}
	return false
}

// stopsAt is stops for one write.
func (c *Cluster) stopsAt(r *record, from, at int) bool {
	if c.halted[way{from, at}] {
		return true
	}
	if !c.cannotApply(r, at) {
		return false
	}
	c.halted[way{from, at}] = true
	c.tellStop(r, from, at)
	return true
}

// cannotApply tells whether the strategy would stop at a change.
func (c *Cluster) cannotApply(r *record, at int) bool {
	held := c.rows.openRow(r.Row).held(at)
	c.apply.Rivals = c.apply.Rivals[:0]
	if c.holdsWrite(held, r) {
		return false
	}
	if c.contents.on && (len(held.more) == 0 || held.merged) {
		d, _ := c.judgeAll(held, r, at)
		return d == strategy.Stop
	}
	for i := range 1 + len(held.more) {
		switch c.judgeOne(held, i, r, at) {
		case strategy.Keep:
			return false
		case strategy.Stop:
			return true
		}
	}
	return false
}

// judgeOne decides between one version that a leader holds and a change.
func (c *Cluster) judgeOne(held *state, i int, r *record, at int) (d strategy.Decision) {
	if c.contents.on {
		d, _ = c.judgeSibling(held, i, r, at)
	} else {
		d, _ = c.judge(held.at(i), r, at)
	}
	return d
}

// failure is why the strategy has just stopped.
func (c *Cluster) failure() error {
	return cmp.Or(c.meeting.Err(), errUnexplained)
}

var errUnexplained = errors.New("the strategy gives no reason")

func (c *Cluster) tellStop(r *record, from, at int) {
	a := &c.apply
	row := c.rows.openRow(r.Row)
	a.From, a.Verdict, a.Reported, a.Why = from, Stopped, true, c.failure()
	a.Met, a.Removed, a.Displaced = row.held(at).appendIDs(a.Met[:0]), a.Removed[:0], a.Displaced[:0]
	c.fingerprint.Add(c.now, uint64(r.ID)<<placeBits|uint64(at), uint64(Stopped))
	c.tellApply(r, at, int(row.distinct))
	a.Why = nil
}

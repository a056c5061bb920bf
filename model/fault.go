package model

import (
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// declareFaults schedules all faults, and tells the network which links they
// touch. A fault is over after its time, or when the load is; one that would begin
// no earlier than that does not begin.
func (c *Cluster) declareFaults() {
	for i := range c.config.Faults {
		f := &c.config.Faults[i]
		if sim.Time(f.At) >= c.loadEnd {
			continue
		}
		c.eachLink(f, func(l network.Link) {
			c.net.MayBeCut(l)
			c.cutable = true
		})
		end := c.loadEnd
		if f.For > 0 {
			end = min(end, sim.Time(f.At+f.For))
		}
		c.schedule(sim.Time(f.At), keyOf(kindStrike, uint64(i), 0))
		c.schedule(end, keyOf(kindMend, uint64(i), 0))
	}
}

// eachLink calls a function for every link that a fault cuts, in order.
func (c *Cluster) eachLink(f *Fault, do func(network.Link)) {
	switch f.Kind {
	case Partition:
		side := c.sides(f)
		for a := range side {
			for b := range side {
				if side[a] != side[b] {
					do(c.net.LinkOf(a, b))
				}
			}
		}
	case Cut:
		for _, l := range f.Links {
			do(c.net.LinkOf(l[0], l[1]))
		}
	case Crash:
		for _, a := range f.Leaders {
			for b := range c.leaders {
				if a != b {
					do(c.net.LinkOf(a, b))
					do(c.net.LinkOf(b, a))
				}
			}
		}
	}
}

// sides is by leader the group that a partition puts it in; leaders of no group
// form one more.
func (c *Cluster) sides(f *Fault) []int {
	side := make([]int, len(c.leaders))
	for g, group := range f.Groups {
		for _, leader := range group {
			side[leader] = g + 1
		}
	}
	return side
}

// strike lets a fault begin.
func (c *Cluster) strike(i int) {
	f := &c.config.Faults[i]
	c.tellFault(i, true)
	c.eachLink(f, func(l network.Link) { c.net.Cut(c.now, l) })
	switch f.Kind {
	case Partition, Cut:
		c.eachLink(f, func(l network.Link) { c.clients.severed[l]++ })
	case Crash:
		for _, at := range f.Leaders {
			c.leaders[at].down++
			c.standing++
			c.breakOff(at)
		}
	case Pause:
		for _, at := range f.Leaders {
			c.leaders[at].paused++
			c.standing++
		}
	}
}

// mend lets a fault end.
func (c *Cluster) mend(i int) {
	f := &c.config.Faults[i]
	switch f.Kind {
	case Partition, Cut:
		c.eachLink(f, func(l network.Link) {
			if c.clients.severed[l]--; c.clients.severed[l] == 0 {
				delete(c.clients.severed, l)
			}
		})
	case Crash:
		for _, at := range f.Leaders {
			c.leaders[at].down--
			c.standing--
		}
	case Pause:
		for _, at := range f.Leaders {
			c.leaders[at].paused--
			c.standing--
		}
	}
	c.eachLink(f, func(l network.Link) { c.net.Heal(c.now, l) })
	c.tellFault(i, false)
	for _, at := range f.Leaders {
		c.resume(at)
	}
}

func (c *Cluster) tellFault(i int, begin bool) {
	e := FaultEvent{At: c.now, Index: i, Fault: &c.config.Faults[i], Begin: begin}
	for _, o := range c.observers {
		o.Fault(&e)
	}
}

// isDeferred tells whether a leader stands still, and if so keeps what happens
// there until it goes on.
func (c *Cluster) isDeferred(at int, k key) bool { return c.standing > 0 && c.deferred(at, k) }

func (c *Cluster) deferred(at int, k key) bool {
	l := &c.leaders[at]
	if !l.standsStill() {
		return false
	}
	l.deferred = append(l.deferred, k)
	return true
}

func (l *leader) standsStill() bool { return l.paused > 0 || l.down > 0 }

// resume lets a leader that runs again do what it could not do, in the order in
// which it came.
func (c *Cluster) resume(at int) {
	l := &c.leaders[at]
	if l.standsStill() {
		return
	}
	waiting := l.deferred
	l.deferred = nil
	for _, k := range waiting {
		c.redo(k)
	}
}

// redo handles an event that was deferred; what a message brought has already come.
func (c *Cluster) redo(k key) {
	switch k.kind() {
	case kindArrive:
		c.come(k)
	case kindBatch:
		c.comeBatch(k)
	case kindAck:
		c.comeAck(k)
	default:
		c.handle(k)
	}
}

package model

import (
	"time"

	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// declareFaults schedules all faults, and tells the network which links they
// touch. A fault is over after its time, or when the load is; one that would begin
// no earlier than that does not begin.
func (c *Cluster) declareFaults() {
	for i := range c.faults {
		f := &c.faults[i]
		if sim.Time(f.At) >= c.loadEnd {
			continue
		}
		c.eachLink(f, func(l network.Link) {
			c.net.MayBeCut(l)
			c.cutable = true
		})
		if f.Kind == Loss {
			c.eachLinkOf(f, func(l network.Link) {
				c.net.MayBeCut(l)
				c.cutable = true
			})
		}
		c.schedule(sim.Time(f.At), keyOf(kindStrike, uint64(i), 0))
		if end, ok := f.lasts(c.config.Duration); ok {
			c.schedule(sim.Time(end), keyOf(kindMend, uint64(i), 0))
		}
	}
}

// eachLink calls a function for every link that a fault cuts, in order.
func (c *Cluster) eachLink(f *Fault, do func(network.Link)) {
	switch f.Kind {
	case Partition, Cut:
		for _, l := range f.Links {
			do(c.net.LinkOf(l[0], l[1]))
		}
		if len(f.Groups) == 0 {
			return
		}
		side := c.sides(f)
		for a := range side {
			for b := range side {
				if side[a] != side[b] {
					do(c.net.LinkOf(a, b))
				}
			}
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
	f := &c.faults[i]
	c.tellFault(i, true)
	c.eachLink(f, func(l network.Link) { c.net.Cut(c.now, l) })
	switch f.Kind {
	case Partition, Cut:
		c.eachLink(f, func(l network.Link) { c.clients.severed[l]++ })
	case Crash:
		for _, at := range f.Leaders {
			c.crash(at, f.DiskLost)
		}
	case Pause:
		for _, at := range f.Leaders {
			c.leaders[at].paused++
			c.standing++
		}
	case Slow:
		c.eachLinkOf(f, func(l network.Link) { c.net.Slow(l, f.thousandths()) })
	case Loss:
		c.eachLinkOf(f, func(l network.Link) { c.net.AddLoss(c.now, l, f.Share) })
	case Clock:
		c.disturb(f, f.Step, f.Drift)
	case Join:
		c.join(f.Leaders[0])
	case Leave:
		c.leave(f.Leaders[0])
	}
	c.reconsider()
}

// mend lets a fault end.
func (c *Cluster) mend(i int) {
	f := &c.faults[i]
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
	case Slow:
		c.eachLinkOf(f, func(l network.Link) { c.net.Unslow(l, f.thousandths()) })
	case Loss:
		c.eachLinkOf(f, func(l network.Link) { c.net.RemoveLoss(c.now, l, f.Share) })
	case Clock:
		c.disturb(f, -f.passing(), -f.Drift)
	}
	c.eachLink(f, func(l network.Link) { c.net.Heal(c.now, l) })
	c.tellFault(i, false)
	c.goOn()
	if f.Kind == Crash || f.Kind == Pause {
		for _, at := range f.Leaders {
			c.comeBack(at)
		}
	}
}

// goOn lets everybody do what the end of a fault, or a leader that is back, has made
// possible.
func (c *Cluster) goOn() {
	c.tryCopies()
	c.reconsider()
	c.handOver()
}

func (c *Cluster) crash(at int, diskLost bool) {
	l := &c.leaders[at]
	wasDown := l.isDown()
	l.down++
	l.source = Nobody
	c.standing++
	c.breakOff(at)
	if diskLost && !c.leaders[at].absent {
		c.loseDisk(at)
	}
	if !wasDown {
		c.bypassLater(at)
	}
}

// comeBack lets a leader that runs again take its place and do what it could not.
// One that has lost its disk needs a copy first.
func (c *Cluster) comeBack(at int) {
	l := &c.leaders[at]
	if l.standsStill() {
		return
	}
	c.readmit(at)
	c.payDebts(at)
	c.resume(at)
}

// tryCopies lets those ask for a copy who need one and have asked nobody.
func (c *Cluster) tryCopies() {
	for at := range c.leaders {
		l := &c.leaders[at]
		if l.source == Nobody && l.down == 0 && (l.empty && !l.gone || c.succession.on && c.succession.rolling[at]) {
			c.bootstrap(at)
		}
	}
}

// disturb lets clocks jump, and run faster.
func (c *Cluster) disturb(f *Fault, step time.Duration, drift int64) {
	for _, at := range f.Leaders {
		c.leaders[at].clock.step(step)
		c.leaders[at].clock.hurry(c.now, drift)
	}
}

// eachLinkOf calls a function for every link that a fault makes worse: all if it
// names none.
func (c *Cluster) eachLinkOf(f *Fault, do func(network.Link)) {
	for _, l := range f.Links {
		do(c.net.LinkOf(l[0], l[1]))
	}
	if len(f.Links) > 0 {
		return
	}
	for a := range c.leaders {
		for b := range c.leaders {
			if a != b {
				do(c.net.LinkOf(a, b))
			}
		}
	}
}

func (c *Cluster) tellFault(i int, begin bool) {
	e := FaultEvent{At: c.now, Index: i, Fault: &c.faults[i], Begin: begin}
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
	if l.gone {
		c.dropEvent(k)
		return true
	}
	l.deferred = append(l.deferred, k)
	return true
}

// standsStill tells whether nothing runs at a leader.
func (l *leader) standsStill() bool { return l.paused > 0 || l.isDown() }

// isDown tells whether others, and clients, notice at once that it does not run.
func (l *leader) isDown() bool { return l.down > 0 || l.empty || l.absent }

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
	case kindPacket:
		c.openPacket(k)
	default:
		c.handle(k)
	}
}

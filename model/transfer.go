package model

// A leader that has nothing, because it is new or has lost its disk, asks the
// nearest leader that runs and can be reached for a copy of its replica. The copy is
// as of its end, a way there and back later: what the source has dealt with by then.
// What it lacks, its neighbours send it afterwards.

// bootstrap asks for a copy. If nobody can be asked, it is tried again whenever a
// fault is mended.
func (c *Cluster) bootstrap(at int) {
	l := &c.leaders[at]
	l.source = c.sourceFor(at)
	if l.source == Nobody {
		if l.empty && c.isLast(at) {
			c.install(at, Nobody)
		}
		return
	}
	l.copies++
	delay := c.net.ClientDelay(at, l.source, c.copyWays[at].At2(l.copies, 0))
	delay += c.net.ClientDelay(l.source, at, c.copyWays[at].At2(l.copies, 1))
	c.schedule(c.now.Add(delay), keyOf(kindControl, controlCopied|l.copies, at))
}

// isLast tells whether no other member has a replica that one might wait for.
func (c *Cluster) isLast(at int) bool {
	for other := range c.leaders {
		if l := &c.leaders[other]; other != at && !l.absent && !l.empty {
			return false
		}
	}
	return !c.leaders[at].absent
}

// sourceFor is whose replica a leader copies: that of the nearest that it can reach,
// where all are equal.
func (c *Cluster) sourceFor(at int) int {
	if c.config.Replication.Mode == SingleLeaderMode {
		return c.sourceOfFollower(at)
	}
	for _, other := range c.nearestTo(at) {
		if other != at && c.canCopy(at, other) {
			return other
		}
	}
	return Nobody
}

// sourceOfFollower is the leader, or for the leader itself, or if it is out of reach,
// who has most of the log. Who is to be rolled back waits for the leader.
func (c *Cluster) sourceOfFollower(at int) int {
	leader := c.succession.leader()
	if leader != at && c.canCopy(at, leader) {
		return leader
	}
	if c.succession.rolling[at] {
		return Nobody
	}
	var reached []int
	for other := range c.leaders {
		if other != at && c.canCopy(at, other) {
			reached = append(reached, other)
		}
	}
	return c.mostOfTheLog(reached)
}

// copyEnds installs a copy whose time has come, if its source is still there to
// send it.
func (c *Cluster) copyEnds(at int, number uint64) {
	l := &c.leaders[at]
	switch {
	case number != l.copies || l.source == Nobody:
	case l.gone || l.down > 0:
		l.source = Nobody
	case !c.canCopy(at, l.source):
		c.bootstrap(at)
	default:
		c.install(at, l.source)
	}
}

// install gives a leader its copy, and lets it go on.
func (c *Cluster) install(at, from int) {
	l := &c.leaders[at]
	l.source = Nobody
	switch {
	case l.absent:
		l.empty = false
		c.standing--
		c.joined(at, from)
	case l.empty:
		l.empty = false
		c.standing--
		c.replaceReplica(ByRestore, at, from)
		c.beginIncarnation(at)
		c.leadAnew(at)
	default:
		c.dropWork(at)
		c.breakOff(at)
		c.replaceReplica(ByRollback, at, from)
	}
	c.goOn()
	c.comeBack(at)
	c.acknowledgeCopy(at)
}

// replaceReplica lets a leader hold what another does, and catch up from there.
func (c *Cluster) replaceReplica(why TransferReason, at, from int) {
	if c.rows.keepers.replicas > 0 {
		from = Nobody // no other leader replicates the same rows: those that do send them
	}
	c.noteCopy(at, from)
	c.follow(at, from)
	c.tellTransfer(why, at, from, c.rows.copyTo(at, from))
	c.catchUp(at, c.sendersTo(at, nil))
	c.rekindle(at)
	if c.forwards { // what came with the copy would not be passed on otherwise
		for _, to := range c.graph.Neighbours(at) {
			c.catchUp(to, []int{at})
		}
	}
}

// noteCopy lets a leader have had and dealt with what another has dealt with.
func (c *Cluster) noteCopy(at, from int) {
	c.copyNumbers(at, from)
	for id := WriteID(1); id < c.writes.next; id++ {
		has := from != Nobody && c.writes.is(dealt, id, from)
		c.writes.note(had, id, at, has)
		c.writes.note(dealt, id, at, has)
		if c.writes.sets > brought {
			c.writes.note(brought, id, at, from != Nobody && c.writes.is(brought, id, from))
		}
	}
	l := &c.leaders[at]
	if l.place = 1; from != Nobody {
		l.place = c.leaders[from].place
	}
	if l.applied != nil && from != Nobody {
		copy(l.applied, c.leaders[from].applied)
	} else {
		clear(l.applied)
	}
}

func (c *Cluster) tellTransfer(why TransferReason, at, from int, rows []TransferRow) {
	c.copyNames(at, rows)
	t := Transfer{At: c.now, Why: why, Leader: at, From: from, Rows: rows}
	switch {
	case c.saw == nil:
	case why == ByLeave:
		c.saw.Leave(at)
	default:
		c.saw.Transfer(at, from)
	}
	for _, o := range c.observers {
		o.Transfer(&t)
	}
}

// loseDisk takes everything from a leader that crashes: what it had sent and nobody
// had received, what it had received and not dealt with, and what it held. The
// replica is there to see until a copy replaces it, though nobody can ask for it.
func (c *Cluster) loseDisk(at int) {
	l := &c.leaders[at]
	if !l.empty {
		l.empty = true
		c.standing++
	}
	for to := range c.leaders {
		if !c.net.Joined(at, to) {
			continue
		}
		for _, k := range c.net.Drop(c.now, c.net.LinkOf(at, to)) {
			c.writeOff(key(k))
		}
	}
	c.dropWork(at)
	for id := WriteID(1); id < c.writes.next; id++ {
		c.writes.note(had, id, at, false)
		c.writes.note(dealt, id, at, false)
		if c.writes.sets > brought {
			c.writes.note(brought, id, at, false)
		}
	}
}

// dropWork drops what has come to a leader and has not been dealt with, and what has
// not left.
func (c *Cluster) dropWork(at int) {
	l := &c.leaders[at]
	l.epoch++
	for slot, buffer := range l.buffers {
		c.giveUp(buffer)
		l.buffers[slot] = buffer[:0]
	}
	for _, k := range l.deferred {
		c.dropEvent(k)
	}
	l.deferred = nil
	for _, a := range append(l.queue[l.taken:], l.serving...) {
		c.dropArrival(a)
	}
	l.queue, l.serving, l.taken = nil, nil, 0
	c.dropWaiting(at)
	c.dropEarly(at)
	c.forgetRumours(at)
	l.hints = c.dropHints(l.hints)
}

// dropWaiting drops what waits for what it depends on, in the order of what that is.
func (c *Cluster) dropWaiting(at int) {
	for _, a := range c.takeWaiting(at) {
		c.dropArrival(a)
	}
}

// takeWaiting empties the list of what a leader holds back in causal order, in the
// order of what it waits for.
func (c *Cluster) takeWaiting(at int) (list []arrival) {
	l := &c.leaders[at]
	if l.waiting == nil {
		return nil
	}
	for origin := range c.leaders {
		for column := c.columns[origin]; column < c.columns[origin+1]; column++ {
			for seq := uint32(1); seq <= c.leaders[origin].seq; seq++ { // a copy may have brought what it waits for
				list = append(list, l.waiting[dependency(column, seq)]...)
			}
		}
	}
	l.waiting = map[uint64][]arrival{}
	return list
}

func (c *Cluster) dropArrival(a arrival) {
	c.unwrap(a.parcel)
	c.recount(c.writes.get(a.unit), -1)
}

// dropEvent drops what a leader that stands still would have dealt with later.
func (c *Cluster) dropEvent(k key) {
	switch k.kind() {
	case kindAsk:
		c.failOver(c.clients.pending[k.number()])
	case kindDepart:
		c.giveUp([]uint64{k.number()})
	case kindServed:
	case kindLeg:
		c.dropLeg(k)
	case kindAck:
		c.ackAgain(k)
		c.writeOff(k)
	default:
		c.writeOff(k)
	}
}

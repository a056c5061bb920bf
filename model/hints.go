package model

// A hint is a write that is kept for a replica which could not be reached: by the
// coordinator (hinted handoff), or by a leader that takes the replica's place for the
// time being, acknowledges for it, and answers reads with what it has (sloppy quorum;
// DeCandia et al. 2007, §4.6). It is handed over when a fault's end makes the replica
// reachable.
type hint struct {
	unit WriteID
	to   int // the replica that it is for
}

// promised is a hint on its way to the leader that will keep it.
type promised struct {
	unit WriteID
	at   int
}

// standIns are the leaders that, with sloppy quorums, take the place of missing replicas: the next of the
// ring behind the replicas that the coordinator can reach.
func (c *Cluster) standIns(row uint32, at, missing int) (list []int) {
	q, n := &c.config.Replication.Quorum, len(c.leaders)
	if !q.Sloppy {
		return nil
	}
	for i := q.N; i < n && len(list) < missing; i++ {
		if next := (int(row) + i) % n; c.reaches(at, next) {
			list = append(list, next)
		}
	}
	return list
}

// sendHint sends a write to a leader that takes a replica's place.
func (c *Cluster) sendHint(r *record, at, standIn, to int) {
	c.hintsFor[promised{r.ID, standIn}] = to
	if standIn == at {
		r.outstanding++
		c.takeHint(r, at)
		return
	}
	copies := c.send(r, c.net.LinkOf(at, standIn), uint64(r.ID))
	if r.outstanding += int32(copies); copies == 0 {
		delete(c.hintsFor, promised{r.ID, standIn})
	}
}

// takeHint keeps a write that has come to a leader which does not replicate it, and
// acknowledges it. The copy that came is now the hint.
func (c *Cluster) takeHint(r *record, at int) {
	p := promised{r.ID, at}
	to, ok := c.hintsFor[p]
	if !ok { // the network has brought it twice
		c.recount(r, -1)
		return
	}
	delete(c.hintsFor, p)
	c.leaders[at].hints = append(c.leaders[at].hints, hint{r.ID, to})
	if at == int(r.Origin) { // it acknowledges in the place of the replica
		c.countAck(r, to)
	} else {
		c.sendAck(r.ID, to, at)
	}
	c.handOverFrom(at)
}

// breakPromise forgets whom a hint was for that will never come.
func (c *Cluster) breakPromise(k key) {
	if len(c.hintsFor) > 0 && !c.duplicates() {
		_, at := c.net.Ends(k.link())
		delete(c.hintsFor, promised{WriteID(k.number()), at})
	}
}

// keepHint lets a coordinator keep a write for a replica.
func (c *Cluster) keepHint(r *record, at, to int) {
	r.outstanding++
	l := &c.leaders[at]
	l.hints = append(l.hints, hint{r.ID, to})
}

// handOver lets all leaders send the hints whose replicas can be reached now.
func (c *Cluster) handOver() {
	for at := range c.leaders {
		c.handOverFrom(at)
	}
}

func (c *Cluster) handOverFrom(at int) {
	l := &c.leaders[at]
	if len(l.hints) == 0 || l.standsStill() {
		return
	}
	kept := l.hints[:0]
	for _, h := range l.hints {
		if !c.reaches(at, h.to) {
			kept = append(kept, h)
			continue
		}
		r := c.writes.get(h.unit)
		c.sendAgain(r, at, h.to)
		c.recount(r, -1)
	}
	l.hints = kept
}

// dropHints forgets all hints of a leader that has lost its disk.
func (c *Cluster) dropHints(hints []hint) []hint {
	for _, h := range hints {
		c.recount(c.writes.get(h.unit), -1)
	}
	return nil
}

package model

// Who can reach whom: by links that no partition or cut has severed, both ways, and
// only those who run. Leaders and clients notice at once that somebody is down, and
// take a pause for slowness.

// reachable tells whether a client that lives at home finds the leader running and
// the way there open.
func (c *Cluster) reachable(home, leader int) bool {
	if c.leaders[leader].isDown() {
		return false
	}
	return c.joinedByLinks(home, leader)
}

// connected tells whether two leaders run and can reach each other, both ways.
func (c *Cluster) connected(a, b int) bool {
	return !c.leaders[a].standsStill() && !c.leaders[b].standsStill() && c.joinedByLinks(a, b)
}

// joinedByLinks tells whether nothing severs two places, either way.
func (c *Cluster) joinedByLinks(a, b int) bool {
	return a == b || len(c.clients.severed) == 0 ||
		c.clients.severed[c.net.LinkOf(a, b)] == 0 && c.clients.severed[c.net.LinkOf(b, a)] == 0
}

// reaches tells whether a leader that runs can reach another, itself included.
func (c *Cluster) reaches(at, replica int) bool {
	return at == replica || !c.leaders[replica].isDown() && c.joinedByLinks(at, replica)
}

// canCopy tells whether a leader can have a copy of another's replica.
func (c *Cluster) canCopy(at, from int) bool {
	return !c.leaders[from].standsStill() && c.joinedByLinks(at, from)
}

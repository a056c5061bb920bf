package model

// ids are the numbers that leaders give to new rows, where each gives its own: the
// next after the largest that it has seen, as auto-increment columns do, so that two
// leaders may give the same; or the next of those that are its own
// (auto_increment_increment and auto_increment_offset of MySQL), so that they cannot.
//
// Numbers may be left out then. What operations choose from is the rows that there are.
type ids struct {
	on    bool
	next  []int    // by leader: the least number above all that it has seen
	made  []uint32 // the rows inserted by anybody, in the order of the first inserts
	isNew []bool   // by number from Workload.Keys on: nobody has inserted the row
}

func (c *Cluster) startIDs() {
	c.ids.on = c.config.Workload.IDs.AutoIncrement
	c.ids.next = make([]int, len(c.config.Leaders))
	for i := range c.ids.next {
		c.ids.next[i] = c.config.Workload.Keys
	}
}

// numberRow gives the row that an operation inserts the next number of its leader.
func (c *Cluster) numberRow(op *operation) {
	id := c.ids.next[op.leader]
	if n := c.config.Workload.IDs.Increment; n > 1 {
		id += ((op.leader-id)%n + n) % n
	}
	op.rows = append(op.rows, c.workloadRow(id))
	c.makeNumbers(id + 1)
}

// makeNumbers makes rows up to a number, without it.
func (c *Cluster) makeNumbers(end int) {
	for c.numbers() < end {
		c.rows.grow(1)
		c.ids.isNew = append(c.ids.isNew, true)
	}
}

// numbers is how many numbers the workload's rows have: one more than the largest.
func (c *Cluster) numbers() int {
	if c.ids.on {
		return c.config.Workload.Keys + len(c.ids.isNew)
	}
	return c.workload.rows
}

// keyAt is the i-th row that operations choose from.
func (c *Cluster) keyAt(i int) uint32 {
	if inserted := i - c.config.Workload.Keys; c.ids.on && inserted >= 0 {
		return c.ids.made[inserted]
	}
	return c.workloadRow(i)
}

// seeRow lets a leader have seen the number of a row that it has written or received.
func (c *Cluster) seeRow(row uint32, leader int) {
	if !c.ids.on || c.isNamed(row) {
		return
	}
	id := c.workloadIndex(row)
	c.ids.next[leader] = max(c.ids.next[leader], id+1)
	if i := id - c.config.Workload.Keys; i >= 0 && c.ids.isNew[i] {
		c.ids.isNew[i] = false
		c.ids.made = append(c.ids.made, row)
		c.workload.rows++
	}
}

// isNamed tells whether a row has a name of its own, and so no number.
func (c *Cluster) isNamed(row uint32) bool {
	i := int(row) - c.config.Workload.Keys
	return i >= 0 && i < c.workload.special
}

// copyNumbers lets a leader have seen what another has (Nobody: what was loaded).
func (c *Cluster) copyNumbers(at, from int) {
	c.ids.next[at] = c.config.Workload.Keys
	if from != Nobody {
		c.ids.next[at] = c.ids.next[from]
	}
}

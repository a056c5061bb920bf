package model

// parcels are the copies of units under way when each carries the path that it has
// taken. Without paths a copy is known by its unit and its link alone, and the
// number in an event is the unit's.
type parcels struct {
	all   []parcel // all[0] is not used
	free  []uint64
	words int // of a path
}

type parcel struct {
	unit WriteID
	path []uint64 // set of the leaders that the copy has left
	hops int
	uses int // copies that are to be dealt with: one, but the network may lose or double it
}

// wrap is the number under which a unit travels from a leader: its own, or that of
// a new parcel whose path is the one by which it came, and the leader.
func (c *Cluster) wrap(unit WriteID, leader int, came arrival) uint64 {
	if c.config.Replication.LoopPrevention != LoopPath || !c.forwards {
		return uint64(unit)
	}
	return c.parcels.pack(unit, leader, came.parcel)
}

// unitOf is the unit that travels under a number.
func (c *Cluster) unitOf(number uint64) WriteID {
	if len(c.parcels.all) == 0 {
		return WriteID(number)
	}
	return c.parcels.all[number].unit
}

// copied notes how many copies will come of what travels under a number.
func (c *Cluster) copied(number uint64, copies int) {
	if len(c.parcels.all) > 0 {
		c.parcels.reuse(number, copies-1)
	}
}

// unwrap notes that one of them has been dealt with, or never will be.
func (c *Cluster) unwrap(number uint64) {
	if len(c.parcels.all) > 0 {
		c.parcels.reuse(number, -1)
	}
}

func (p *parcels) pack(unit WriteID, leader int, from uint64) uint64 {
	if len(p.all) == 0 {
		p.all = append(p.all, parcel{})
	}
	if len(p.free) == 0 {
		p.free = append(p.free, uint64(len(p.all)))
		p.all = append(p.all, parcel{path: make([]uint64, p.words)})
	}
	i := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	q := &p.all[i]
	q.unit, q.hops, q.uses = unit, 1, 1
	clear(q.path)
	if from != 0 {
		copy(q.path, p.all[from].path)
		q.hops += p.all[from].hops
	}
	setBit(q.path, leader)
	return i
}

// reuse adds to the copies of a parcel that will come, and takes it back at none.
func (p *parcels) reuse(number uint64, copies int) {
	q := &p.all[number]
	if q.uses += copies; q.uses == 0 {
		p.free = append(p.free, number)
	}
}

func (p *parcels) passed(number uint64, leader int) bool { return hasBit(p.all[number].path, leader) }

func (p *parcels) hops(number uint64) int { return p.all[number].hops }

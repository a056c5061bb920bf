package model

import (
	"cmp"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// operation is what one client asks for, on its way to a leader and back.
type operation struct {
	number  uint64 // in the order of issue, from 1
	luck    uint64 // keys its draws: of whom it is, and its how-manieth
	kind    OpKind
	home    int // the leader beside which the client lives
	leader  int // that serves it
	client  int // closed arrivals: who; -1: nobody waits to go on
	session int32
	began   sim.Time
	tries   int
	waits   bool // for acknowledgements
	refused bool // nothing is written, and the client is told so
	beaten  bool // because others were before it
	rows    []uint32
	rowBuf  [4]uint32
	values  []uint32                // by row: numbers of what a script or trace calls the values; none: they have no names
	draw    func(*drawing) value.Op // of a generated write: what it does
	scanned int                     // scan: rows to read, from rows[0]
	first   WriteID
	writes  int
	*intent // nil: rows hold no values
}

// intent is what an operation does to the values of its rows.
type intent struct {
	ops    []value.Op // by row
	news   []*content // by row: what comes of it
	failed []error    // by row: why the strategy could not decide about its columns; none: it could
}

// fails notes that the strategy failed at the columns of the i-th row.
func (op *operation) fails(i int, why error) {
	if op.failed == nil {
		op.failed = make([]error, len(op.rows))
	}
	op.failed[i] = why
}

// failedAt is what fails has noted of the i-th row.
func (op *operation) failedAt(i int) error {
	if op.intent == nil || op.failed == nil {
		return nil
	}
	return op.failed[i]
}

// valueOf is the number of the name of the i-th row's value; 0: it has none.
func (op *operation) valueOf(i int) uint32 {
	if len(op.values) == 0 {
		return 0
	}
	return op.values[i]
}

// clients is who has asked and not been answered, and how clients find leaders.
type clients struct {
	next    uint64 // number of the next operation
	pending map[uint64]*operation
	free    []*operation
	nearest [][]int       // by home: leaders by rising median way
	sticky  map[int32]int // sessions that stay where a failover led them
	severed map[network.Link]int
	ways    []sim.Stream // by home: the draws of clients' ways
}

func (c *Cluster) startClients() {
	c.clients = clients{
		next: 1, pending: map[uint64]*operation{}, sticky: map[int32]int{}, severed: map[network.Link]int{},
		nearest: make([][]int, len(c.leaders)),
		ways:    c.perLeader("model/way"),
	}
	c.startIDs()
	c.startWorkload()
	c.startScript()
}

// perLeader is a stream for each leader, by its name.
func (c *Cluster) perLeader(name string) []sim.Stream {
	base := sim.NewStream(c.config.Seed, name)
	streams := make([]sim.Stream, len(c.config.Leaders))
	for i, l := range c.config.Leaders {
		streams[i] = base.Named(l.Name)
	}
	return streams
}

// newOperation is a blank operation that begins now.
func (c *Cluster) newOperation(home int) *operation {
	if len(c.clients.free) == 0 {
		c.clients.free = append(c.clients.free, new(operation))
	}
	last := len(c.clients.free) - 1
	op := c.clients.free[last]
	c.clients.free = c.clients.free[:last]
	*op = operation{number: c.clients.next, home: home, began: c.now, leader: -1, client: -1, session: -1, rows: op.rows[:0], values: op.values[:0], intent: op.intent}
	if op.rows == nil {
		op.rows = op.rowBuf[:0]
	}
	if c.contents.on {
		op.renew()
	}
	c.clients.next++
	return op
}

// renew makes room for what an operation does to values.
func (op *operation) renew() {
	if op.intent == nil {
		op.intent = &intent{}
	}
	op.ops, op.news, op.failed = op.ops[:0], op.news[:0], nil
}

// route sends an operation on its way to the leader that should serve it.
func (c *Cluster) route(op *operation) {
	c.routeTo(op, c.preferred(op))
}

// routeTo sends an operation to a leader, or in its place to the one that leads, or
// to a replica that coordinates.
func (c *Cluster) routeTo(op *operation, target int) {
	switch {
	case c.quorum.on:
		target = c.coordinator(op, target)
	case c.succession.on && op.changes():
		target = c.leaderFor(op.home)
	}
	if target != Nobody && c.reachable(op.home, target) && c.mayCoordinate(op, target) {
		c.goTo(op, target, 0)
		return
	}
	c.failOver(op)
}

// changes tells whether the operation writes.
func (op *operation) changes() bool { return op.kind != Read && op.kind != Scan }

// preferred is the leader that the operation would go to if all were well.
func (c *Cluster) preferred(op *operation) int {
	switch c.config.Workload.Routing {
	case RouteHome:
		return int(op.rows[0]) % len(c.leaders)
	case RouteRandom:
		return int(sim.Below(c.workload.targets[op.home].At(op.luck), uint64(len(c.leaders))))
	case RouteSticky:
		if at, ok := c.clients.sticky[op.session]; ok {
			return at
		}
	}
	return op.home
}

// failOver sends an operation to the nearest leader that can be reached, after the
// time that the client needs to find out that its own cannot; or fails it.
func (c *Cluster) failOver(op *operation) {
	f := c.config.Workload.Failover
	op.tries++
	op.leader = -1
	if f.Off || op.tries > len(c.leaders) || c.succession.on && op.changes() {
		c.finish(op, false)
		return
	}
	for _, at := range c.nearestTo(op.home) {
		if c.reachable(op.home, at) && c.mayCoordinate(op, at) {
			if c.config.Workload.Routing == RouteSticky {
				c.clients.sticky[op.session] = at
			}
			c.goTo(op, at, f.After)
			return
		}
	}
	c.finish(op, false)
}

// nearestTo lists the leaders by rising median way from home.
func (c *Cluster) nearestTo(home int) []int {
	if c.clients.nearest[home] == nil {
		order := make([]int, len(c.leaders))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Compare(c.net.TypicalDelay(home, a), c.net.TypicalDelay(home, b))
		})
		c.clients.nearest[home] = order
	}
	return c.clients.nearest[home]
}

// goTo takes an operation to a leader, after a wait.
func (c *Cluster) goTo(op *operation, leader int, wait time.Duration) {
	op.leader = leader
	delay := wait + c.wayOf(op, 0)
	if delay == 0 {
		c.serve(op)
		return
	}
	c.later(op, c.now.Add(delay), kindAsk, leader)
}

// wayOf is how long the operation is under way between client and leader: there
// (0), or back (1).
func (c *Cluster) wayOf(op *operation, back uint64) time.Duration {
	if op.home == op.leader {
		return 0
	}
	return c.net.ClientDelay(op.home, op.leader, c.clients.ways[op.home].At2(op.luck, uint64(op.tries)<<1|back))
}

// later keeps an operation until an event takes it up again.
func (c *Cluster) later(op *operation, at sim.Time, k kind, place int) {
	c.clients.pending[op.number] = op
	c.schedule(at, keyOf(k, op.number, place))
}

// ask lets an operation that has reached a leader be served there, if it runs.
func (c *Cluster) ask(k key) {
	op := c.clients.pending[k.number()]
	if c.leaders[op.leader].isDown() {
		c.failOver(op)
		return
	}
	c.serve(op)
}

// redirect sends a write that has come to a replica which does not lead to the one
// that does, if that is known.
func (c *Cluster) redirect(op *operation) {
	to := c.succession.takenFor[op.leader]
	if op.tries++; to == Nobody || to == op.leader || op.tries > len(c.leaders) || !c.reachable(op.home, to) {
		c.finish(op, false)
		return
	}
	c.goTo(op, to, 0)
}

// serve lets an operation have what the client asks for, unless the leader pauses or
// another is to see to it.
func (c *Cluster) serve(op *operation) {
	k := keyOf(kindAsk, op.number, op.leader)
	if c.isDeferred(op.leader, k) {
		c.clients.pending[op.number] = op
		return
	}
	switch {
	case c.quorum.on:
		c.serveQuorum(op)
		return
	case c.succession.on && op.changes() && !c.leads(op.leader):
		c.redirect(op)
		return
	}
	if len(op.rows) == 0 {
		c.numberRow(op)
	}
	switch {
	case c.certification.on && op.changes():
		c.beginSet(op)
	case c.certification.on && c.config.Replication.RefuseReads && !c.takesPart(op.leader):
		c.finish(op, false)
	default:
		c.perform(op)
	}
}

// perform reads and writes at the leader, and answers at once or when enough leaders
// have acknowledged.
func (c *Cluster) perform(op *operation) {
	if op.kind == Read || op.kind == Scan || op.kind == ReadModifyWrite {
		c.readRows(op)
	}
	if op.kind == Read || op.kind == Scan {
		c.answer(op)
		return
	}
	if !c.isPossible(op) {
		c.answer(op)
		return
	}
	c.commitOperation(op)
	if c.needed() > 0 {
		c.clients.pending[op.number] = op
		c.await(op)
		c.recount(c.writes.get(op.first), -1)
		return
	}
	r := c.writes.get(op.first)
	c.answer(op)
	c.recount(r, -1)
}

// answer sends the leader's answer back to the client: it is done, or refused.
func (c *Cluster) answer(op *operation) {
	if delay := c.wayOf(op, 1); delay > 0 {
		c.later(op, c.now.Add(delay), kindAnswer, op.home)
		return
	}
	c.finish(op, !op.beaten)
}

func (c *Cluster) answered(number uint64) {
	op := c.clients.pending[number]
	c.finish(op, !op.beaten)
}

// finish ends an operation: acknowledged, or not.
func (c *Cluster) finish(op *operation, ok bool) {
	if c.certification.on {
		c.release(c.certification.sets[op.number])
	}
	if len(c.clients.pending) > 0 {
		delete(c.clients.pending, op.number)
	}
	if read := c.quorum.reads[op.number]; read != nil {
		read.op = nil
	}
	c.done = Done{
		Kind: op.kind, Began: op.began, Ended: c.now, Home: op.home, Leader: op.leader,
		Session: op.session, OK: ok, First: op.first, Writes: op.writes, Refused: op.refused,
	}
	for _, o := range c.observers {
		o.Done(&c.done)
	}
	if op.client >= 0 {
		c.think(op.home, op.client)
	}
	c.clients.free = append(c.clients.free, op)
}

// abandon ends the operations that are still unanswered when the run is over.
func (c *Cluster) abandon() {
	c.certification.on = false // who waits for rows is not to execute now
	for n := uint64(1); n < c.clients.next && len(c.clients.pending) > 0; n++ {
		if op := c.clients.pending[n]; op != nil {
			op.client = -1
			c.finish(op, false)
		}
	}
}

// readRows reads the operation's rows at its leader.
func (c *Cluster) readRows(op *operation) {
	if op.kind != Scan {
		for _, row := range op.rows {
			c.readRow(op, row)
		}
		return
	}
	for i := range op.scanned {
		c.readRow(op, c.scannedRow(op, i))
	}
}

func (c *Cluster) scannedRow(op *operation, i int) uint32 {
	return c.workloadRow(c.workloadIndex(op.rows[0]) + i)
}

// rowsRead appends the rows that an operation reads to a list.
func (c *Cluster) rowsRead(op *operation, list []uint32) []uint32 {
	if op.kind != Scan {
		return append(list, op.rows...)
	}
	for i := range op.scanned {
		list = append(list, c.scannedRow(op, i))
	}
	return list
}

func (c *Cluster) readRow(op *operation, row uint32) {
	returned := c.rows.held(row, op.leader).appendIDs(c.read.Returned[:0])
	c.read = ReadSeen{At: c.now, Began: op.began, Leader: op.leader, Session: op.session, Row: row, Returned: returned, Heard: c.read.Heard[:0]}
	if c.contents.on {
		c.read.Value = c.seen(row, op.leader)
	}
	for _, o := range c.observers {
		o.Read(&c.read)
	}
	if c.contexts.on {
		c.noteRead(op, row)
	}
}

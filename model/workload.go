package model

import (
	"math"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/sim"
)

// workload is the clients' generated operations: when, on what, of which kind.
// Each draw is keyed by the leader beside which the client lives and the number of
// the operation there, so that nothing else in a scenario moves it.
type workload struct {
	gaps    []*sim.Law // open arrivals: by home, between two operations; nil: none come
	think   *sim.Law
	counts  []uint64   // by home: operations so far (open)
	rounds  [][]uint64 // by home and client: operations so far (closed)
	picker  sim.Picker
	shares  []share
	rows    int // of the workload: loaded and inserted
	special int // rows with names of their own; they stand behind the loaded ones

	times, keys, kinds, sessions, targets, values []sim.Stream
}

// share says that draws below a bound, and not below the one before, are of a kind.
type share struct {
	below uint64
	kind  OpKind
}

const scanRows = 100 // YCSB's maxscanlength: scans read 1 to 100 rows, uniformly

func (c *Cluster) startWorkload() {
	w := &c.workload
	w.times, w.keys, w.kinds = c.perLeader("model/arrivals"), c.perLeader("model/keys"), c.perLeader("model/kinds")
	w.sessions, w.targets = c.perLeader("model/sessions"), c.perLeader("model/targets")
	w.values = c.perLeader("model/values")
	w.rows = c.config.Workload.Keys
	if w.rows == 0 || len(c.config.Workload.Trace) > 0 {
		return
	}
	w.picker = pickerOf(c.config.Workload.Popularity, w.rows)
	w.shares = sharesOf(c.config.Workload.Mix)
	if c.config.Workload.Arrivals == Closed {
		c.startClosed()
		return
	}
	c.startOpen()
}

func pickerOf(p Popularity, n int) sim.Picker {
	switch p.Kind {
	case "zipf":
		return sim.NewZipf(n, p.Exponent)
	case "ycsb-zipfian":
		return sim.NewYCSBZipfian(n, p.Exponent)
	case "ycsb-scrambled":
		return sim.NewYCSBScrambled(n, p.Exponent)
	case "hotspot":
		return sim.NewHotspot(p.HotKeys, p.HotOps)
	case "latest":
		return sim.NewLatest(p.Exponent)
	case "", "uniform":
		return sim.NewUniform()
	}
	panic("model: unknown popularity " + p.Kind)
}

// sharesOf lays the kinds of operation out over the range of a draw.
func sharesOf(m Mix) []share {
	parts := []struct {
		part float64
		kind OpKind
	}{{m.Read, Read}, {m.Update, Update}, {m.Insert, Insert}, {m.Delete, Delete}, {m.Scan, Scan}, {m.ReadModifyWrite, ReadModifyWrite}}
	var shares []share
	sum := 0.0
	for _, p := range parts {
		if p.part > 0 {
			sum += p.part
			shares = append(shares, share{bound(sum), p.kind})
		}
	}
	shares[len(shares)-1].below = math.MaxUint64
	return shares
}

func bound(p float64) uint64 {
	if p >= 1 {
		return math.MaxUint64
	}
	return uint64(math.Ldexp(p, 64))
}

// startOpen begins each leader's stream of operations.
func (c *Cluster) startOpen() {
	w := &c.workload
	w.counts = make([]uint64, len(c.leaders))
	w.gaps = make([]*sim.Law, len(c.leaders))
	for i := range c.leaders {
		if !c.leaders[i].absent {
			c.startArrivals(i)
		}
	}
}

// startArrivals begins the stream of operations of a leader's clients: at the start of
// the run, or when the leader has joined.
func (c *Cluster) startArrivals(home int) {
	w := &c.workload
	rate := float64(c.config.Workload.Rate * c.config.Leaders[home].Load)
	if rate <= 0 {
		return
	}
	gap := time.Duration(math.Round(1e9 / rate))
	first := gap
	if c.config.Workload.Arrivals == Poisson {
		w.gaps[home] = sim.Exponential(gap)
		first = w.gaps[home].Draw(w.times[home].At(0))
	} else {
		w.gaps[home] = sim.Constant(gap)
		first = time.Duration(sim.Below(w.times[home].At(0), uint64(gap)))
	}
	c.scheduleIssue(first, home, 0)
}

// startClosed lets each client think for the first time.
func (c *Cluster) startClosed() {
	w := &c.workload
	w.think = sim.Constant(0)
	if c.config.Workload.Think > 0 {
		w.think = sim.Exponential(c.config.Workload.Think)
	}
	w.rounds = make([][]uint64, len(c.leaders))
	for i := range c.leaders {
		w.rounds[i] = make([]uint64, c.config.Workload.Clients)
		if !c.leaders[i].absent {
			c.startThinking(i)
		}
	}
}

func (c *Cluster) startThinking(home int) {
	for client := range c.workload.rounds[home] {
		c.think(home, client)
	}
}

// startClientsOf lets the clients of a leader that has joined begin.
func (c *Cluster) startClientsOf(home int) {
	switch {
	case c.workload.rounds != nil:
		c.startThinking(home)
	case c.workload.gaps != nil:
		c.startArrivals(home)
	}
}

// think schedules a closed client's next operation.
func (c *Cluster) think(home, client int) {
	w := &c.workload
	bits := w.times[home].At2(uint64(client), w.rounds[home][client])
	c.scheduleIssue(max(1, w.think.Draw(bits)), home, client)
}

// scheduleIssue lets an operation be issued after a while, unless the load is over
// by then.
func (c *Cluster) scheduleIssue(after time.Duration, home, client int) {
	if at := c.now.Add(after); at < c.loadEnd {
		c.schedule(at, keyOf(kindIssue, uint64(client), home))
	}
}

// issueNext issues the operation of a client that is due now.
func (c *Cluster) issueNext(home int, client uint64) {
	w := &c.workload
	op := c.newOperation(home)
	if w.rounds != nil {
		w.rounds[home][client]++
		op.client = int(client)
		op.luck = client<<40 | w.rounds[home][client]
		op.session = int32(home*c.config.Workload.Clients) + int32(client)
	} else {
		w.counts[home]++
		op.luck = w.counts[home]
		sessions := c.config.Workload.Sessions
		op.session = int32(home*sessions) + int32(sim.Below(w.sessions[home].At(op.luck), uint64(sessions)))
		c.scheduleIssue(w.gaps[home].Draw(w.times[home].At(op.luck)), home, 0)
	}
	c.choose(op)
	c.route(op)
}

// choose draws what the operation does, and to which rows.
func (c *Cluster) choose(op *operation) {
	w := &c.workload
	if op.kind = w.shares[0].kind; len(w.shares) > 1 {
		bits := w.kinds[op.home].At(op.luck)
		for _, s := range w.shares {
			if op.kind = s.kind; bits < s.below {
				break
			}
		}
	}
	switch op.kind {
	case Insert:
		op.rows = append(op.rows, c.insertRow())
	case Scan:
		op.rows = append(op.rows, c.pickRow(op, 0))
		op.scanned = 1 + int(sim.Below(w.kinds[op.home].At2(op.luck, 1), scanRows))
		op.scanned = min(op.scanned, w.rows-c.workloadIndex(op.rows[0]))
	default:
		c.pickRows(op)
	}
	if c.contents.on && op.changes() {
		c.config.Workload.Kind.draw(op, w.values[op.home])
	}
}

// pickRows draws the distinct rows of a transaction. Where the popular rows are too
// few for that, it takes in the end the rows that follow those drawn.
func (c *Cluster) pickRows(op *operation) {
	const patience = 1000
	size := min(max(1, c.config.Workload.Transaction), c.workload.rows)
	for try := uint64(0); len(op.rows) < size; try++ {
		row := c.pickRow(op, try)
		for try > patience && slices.Contains(op.rows, row) {
			row = c.workloadRow((c.workloadIndex(row) + 1) % c.workload.rows)
		}
		if !slices.Contains(op.rows, row) {
			op.rows = append(op.rows, row)
		}
	}
}

// pickRow is the try-th draw of a row for the operation.
func (c *Cluster) pickRow(op *operation, try uint64) uint32 {
	w := &c.workload
	bits := w.keys[op.home].At(op.luck)
	if try > 0 {
		bits = w.keys[op.home].At2(op.luck, try)
	}
	return c.workloadRow(w.picker.Pick(bits, w.rows))
}

// insertRow makes a new row for the workload.
func (c *Cluster) insertRow() uint32 {
	c.rows.grow(1)
	c.workload.rows++
	return uint32(c.rows.count() - 1)
}

// workloadRow is the row of the workload's i-th key: the loaded rows come first,
// then those with names of their own, then the inserted ones.
func (c *Cluster) workloadRow(i int) uint32 {
	if i >= c.config.Workload.Keys {
		i += c.workload.special
	}
	return uint32(i)
}

func (c *Cluster) workloadIndex(row uint32) int {
	if int(row) >= c.config.Workload.Keys {
		return int(row) - c.workload.special
	}
	return int(row)
}

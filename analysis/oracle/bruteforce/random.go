package bruteforce

import (
	"errors"
	"slices"
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

// RandomHistory invents a record that some database could have left. It obeys no
// network and no strategy: changes come in any order or never, verdicts fall by
// chance, sessions move, clocks lie, instants tie. In some leaders come and go and
// begin anew, in some quorums answer. The same seed gives the same.
func RandomHistory(seed uint64) (Run, []history.Event) {
	g := newInvention(seed)
	for range 5 + g.below(70) {
		g.now += sim.Time([]uint64{0, 0, 1, 3, 10, 40}[g.below(6)])
		g.answerDue()
		g.step()
	}
	g.load = false
	for range g.below(60) {
		g.now += sim.Time(g.below(5))
		g.answerDue()
		g.deliver()
	}
	return g.finish()
}

// invention is a record in the making.
type invention struct {
	stream sim.Stream
	drawn  uint64
	now    sim.Time
	load   bool

	leaders, rows, sessions int
	siblings                bool   // verdicts may be Joined
	repeats                 bool   // nothing prevents loops: a change may come again and be taken
	deletes                 uint64 // of 10 writes
	changes                 bool   // leaders join, leave, and begin anew
	quorum                  bool   // reads ask several replicas, writes are probed and come late to their origin
	replicas                int    // of a row
	stays                   bool   // a session is served by one leader, as long as that is there
	anywhere                bool   // leaders deal with rows, too, that they keep no replica of
	contents                       // of rows

	in      []bool // by leader: it is there
	absent  []int  // at first
	sketch  []history.Event
	writes  []*model.Write
	came    map[place]bool
	waiting []*model.Done
	faults  []*model.FaultEvent
	reading []*asking
	over    *asking // the read that ended last
	asked   uint64  // reads of quorums
	probed  map[model.WriteID]bool
}

func newInvention(seed uint64) *invention {
	g := &invention{stream: sim.NewStream(seed, "random history"), load: true, came: map[place]bool{}, probed: map[model.WriteID]bool{}}
	g.leaders = 1 + int(g.below(5))
	g.rows = 1 + int(g.below(4))
	g.sessions = 1 + int(g.below(4))
	g.siblings = g.below(2) == 0
	g.repeats = g.below(3) == 0
	g.deletes = g.below(5)
	g.changes = g.below(3) == 0
	g.quorum = g.below(3) == 0
	g.stays = g.below(3) == 0
	g.replicas = g.leaders
	if g.quorum && g.chance(60) {
		g.replicas = 1 + int(g.below(uint64(g.leaders)))
	}
	g.anywhere = (g.changes || g.repeats) && g.chance(50)
	g.gather()
	g.fill()
	return g
}

// gather says who is there at first.
func (g *invention) gather() {
	g.in = make([]bool, g.leaders)
	for leader := range g.in {
		g.in[leader] = !g.changes || leader == 0 || g.chance(80)
		if !g.in[leader] {
			g.absent = append(g.absent, leader)
		}
	}
}

func (g *invention) below(n uint64) uint64 {
	g.drawn++
	return sim.Below(g.stream.At(g.drawn), n)
}

func (g *invention) chance(percent uint64) bool { return g.below(100) < percent }
func (g *invention) leader() int                { return int(g.below(uint64(g.leaders))) }

// member is a leader that is there.
func (g *invention) member() int {
	for {
		if leader := g.leader(); g.in[leader] {
			return leader
		}
	}
}

// serverOf is a leader that serves a session.
func (g *invention) serverOf(session int32) int {
	if leader := int(session) % g.leaders; g.stays && session >= 0 && g.in[leader] {
		return leader
	}
	return g.member()
}

func (g *invention) row() uint32    { return uint32(g.below(uint64(g.rows))) }
func (g *invention) session() int32 { return int32(g.below(uint64(g.sessions+1))) - 1 }

func (g *invention) add(event history.Event) { g.sketch = append(g.sketch, event) }

func (g *invention) step() {
	if g.changes && g.chance(6) {
		g.transfer()
	}
	if g.quorum && g.chance(15) {
		g.probe()
	}
	switch dice := g.below(100); {
	case dice < 30:
		g.commit()
	case dice < 75:
		g.deliver()
	case dice < 92 && g.quorum && g.chance(90):
		g.ask()
	case dice < 92:
		g.read()
	case dice < 95:
		g.fail()
	case dice < 97:
		g.add(&model.Message{At: g.now, From: g.leader(), To: g.leader(), Ack: g.chance(50)})
	default:
		g.fault()
	}
}

// commit writes one row, or several in a transaction.
func (g *invention) commit() {
	session := g.session()
	leader := g.serverOf(session)
	first := model.WriteID(len(g.writes) + 1)
	insert := g.serves(uint32(g.rows), leader) && g.chance(10)
	var rows []uint32
	for range 1 + g.below(uint64(min(g.rows, 3)))*g.below(2) {
		if row := g.row(); !slices.Contains(rows, row) && g.serves(row, leader) {
			rows = append(rows, row)
		}
	}
	if insert {
		rows = []uint32{uint32(g.rows)}
		g.rows++
	}
	if len(rows) == 0 {
		return
	}
	for _, row := range rows {
		g.commitRow(&model.Write{
			At: g.now, Row: row, Session: session, Origin: uint16(leader), First: first,
			Delete: !insert && g.below(10) < g.deletes, Insert: insert,
		})
	}
	kind := model.Update
	if insert {
		kind = model.Insert
	}
	g.answer(&model.Done{Kind: kind, Home: g.leader(), Leader: leader, Session: session, OK: g.chance(85), First: first, Writes: len(rows)})
}

func (g *invention) commitRow(w *model.Write) {
	w.ID = model.WriteID(len(g.writes) + 1)
	w.Stamp = strategy.Stamp{L: int64(g.now) + int64(g.below(60)) - 30, C: uint32(g.below(2)), Origin: w.Origin}
	g.writes = append(g.writes, w)
	late := g.quorum && g.chance(40)
	g.came[place{w.ID, int(w.Origin)}] = !late
	c := &model.Commit{Write: w, Late: late, Shadowed: g.chance(8)}
	if g.siblings && g.chance(20) {
		c.Beside = g.some()
	}
	if g.chance(3) {
		c.Failed = errors.New("fail: undecided")
	}
	g.operate(c)
	g.add(c)
}

// serves tells whether a leader deals with a row.
func (g *invention) serves(row uint32, leader int) bool {
	return g.anywhere || g.keeps(row, leader)
}

func (g *invention) keeps(row uint32, leader int) bool {
	return Run{Leaders: g.leaders, Replicas: g.replicas}.keeps(row, leader)
}

// deliver lets a transaction come to a leader, perhaps not for the first time.
func (g *invention) deliver() {
	if len(g.writes) == 0 {
		return
	}
	first := g.writes[g.below(uint64(len(g.writes)))].First
	leader := g.member()
	for _, w := range g.writes[first-1:] {
		if w.First == first && g.serves(w.Row, leader) {
			g.apply(w, leader)
		}
	}
}

func (g *invention) apply(w *model.Write, leader int) {
	a := &model.Apply{At: g.now, Write: w, Leader: leader, Reported: g.chance(30)}
	a.From = g.leader()
	if g.kind == "unique" && g.chance(70) {
		a.Rivals = g.some()
		a.Displaced = g.displaced()
	}
	again := g.came[place{w.ID, leader}]
	if !again && g.chance(4) { // an error, perhaps not for ever
		a.Verdict, a.Reported, a.Type = model.Stopped, true, g.conflictType()
		g.add(a)
		return
	}
	if !again && g.chance(5) { // a second copy comes while the first waits for a worker
		g.add(&model.Apply{At: g.now, Write: w, Leader: leader, Verdict: model.Again})
		return
	}
	g.came[place{w.ID, leader}] = true
	switch dice := g.below(10); {
	case again && !g.repeats && dice < 8:
		return
	case again && (!g.repeats || dice < 5):
		a.Verdict, a.Reported = model.Again, false
	case g.siblings && dice < 5:
		a.Verdict, a.Removed = model.Joined, g.some()
	case g.valued && dice < 7:
		a.Verdict, a.Removed, a.Value = model.Blended, g.some(), g.value()
	case dice < 8:
		a.Verdict = model.Took
	default:
		a.Verdict = model.Kept
	}
	if a.Reported {
		a.Type = g.conflictType()
	}
	g.add(a)
}

// displaced are any rows, each once, for a sketch to wish removed.
func (g *invention) displaced() (rows []model.TransferRow) {
	for row := range uint32(g.rows) {
		if g.chance(25) {
			rows = append(rows, model.TransferRow{Row: row, Distinct: 1 + int(g.below(3))})
		}
	}
	return rows
}

// some is any writes, for a sketch to wish removed.
func (g *invention) some() (ids []model.WriteID) {
	for _, w := range g.writes {
		if g.chance(40) {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

func (g *invention) read() {
	r := &model.ReadSeen{At: g.now, Began: g.began(), Session: g.session(), Row: g.row()}
	r.Leader = g.serverOf(r.Session)
	if g.keeps(r.Row, r.Leader) {
		g.add(r)
		g.answerRead(r)
	}
}

func (g *invention) answerRead(r *model.ReadSeen) {
	kind := model.Read
	if g.chance(20) {
		kind = model.Scan
	}
	done := &model.Done{Kind: kind, Home: g.leader(), Leader: r.Leader, Session: r.Session, OK: g.chance(95)}
	g.answer(done)
	done.Began = r.Began
}

// asking is a read of a quorum under way.
type asking struct {
	number  uint64
	began   sim.Time
	session int32
	rows    []uint32
	who     []int // has answered
	over    bool
}

// ask begins a read of a quorum, lets a replica answer one, perhaps when it is over, or
// ends one.
func (g *invention) ask() {
	if len(g.reading) == 0 || g.chance(30) {
		g.asked++
		a := &asking{number: g.asked, began: g.now, session: g.session(), rows: []uint32{g.row()}}
		if g.over != nil && g.chance(50) { // who has read a row looks again
			a.session, a.rows[0] = g.over.session, g.over.rows[0]
		}
		if row := g.row(); g.chance(15) && row != a.rows[0] {
			a.rows = append(a.rows, row)
		}
		g.reading = append(g.reading, a)
	}
	i := int(g.below(uint64(len(g.reading))))
	a := g.reading[i]
	if g.chance(60) {
		g.answerOf(a)
		return
	}
	if len(a.who) > 0 && !a.over {
		g.endOf(a)
	}
	if a.over && g.chance(70) {
		g.reading = slices.Delete(g.reading, i, i+1)
	}
}

// answerOf lets a leader answer for all rows, so that each has been answered if the
// read has.
func (g *invention) answerOf(a *asking) {
	leader := g.member()
	for range 3 {
		if g.serves(a.rows[0], leader) {
			break
		}
		leader = g.member()
	}
	for _, row := range a.rows {
		if !g.serves(row, leader) {
			return
		}
	}
	if slices.Contains(a.who, leader) {
		return
	}
	a.who = append(a.who, leader)
	for _, row := range a.rows {
		g.add(&model.Answer{At: g.now, Read: a.number, Session: a.session, Row: row, Leader: leader})
	}
}

func (g *invention) endOf(a *asking) {
	r := &model.ReadSeen{At: g.now, Began: a.began, Leader: g.serverOf(a.session), Session: a.session, Read: a.number}
	for i, leader := range a.who {
		if g.chance(70) || i == len(a.who)-1 && len(r.Heard) == 0 {
			r.Heard = append(r.Heard, leader)
		}
	}
	for _, row := range a.rows {
		seen := *r
		seen.Row = row
		for _, w := range g.writes {
			if w.Row == row && g.came[place{w.ID, r.Heard[0]}] && g.chance(30) {
				seen.Returned = append(seen.Returned, w.ID)
			}
		}
		g.add(&seen)
	}
	g.answerRead(r)
	a.over, g.over = true, a
}

// probe asks how a read after a write would fare, if it could be answered.
func (g *invention) probe() {
	if len(g.writes) == 0 {
		return
	}
	w := g.writes[g.below(uint64(len(g.writes)))]
	if g.probed[w.ID] {
		return
	}
	g.probed[w.ID] = true
	p := &model.Probe{At: g.now, Write: w.ID}
	fails := g.chance(10)
	for leader := range g.leaders {
		if !fails && g.in[leader] && g.serves(w.Row, leader) && (len(p.Legs) == 0 || g.chance(40)) {
			p.Legs = append(p.Legs, model.ProbeLeg{Leader: leader, Read: time.Duration(g.below(30))})
		}
	}
	g.add(p)
}

// transfer lets a leader join, leave, or begin anew.
func (g *invention) transfer() {
	x := &model.Transfer{At: g.now, Leader: g.leader(), From: model.Nobody, Why: model.TransferReason(g.below(4))}
	if from := g.member(); from != x.Leader && g.chance(85) {
		x.From = from
	}
	switch {
	case !g.in[x.Leader]:
		x.Why = model.ByJoin
	case x.Why == model.ByJoin:
		x.Why = model.ByRestore
	case x.Why == model.ByLeave && x.Leader > 0:
		x.From = model.Nobody
	case x.Why == model.ByLeave:
		x.Why = model.ByRollback
	}
	g.in[x.Leader] = x.Why != model.ByLeave
	for _, w := range g.writes {
		g.came[place{w.ID, x.Leader}] = x.From != model.Nobody && g.came[place{w.ID, x.From}]
	}
	g.add(x)
}

// began is when an operation that is served now may have been asked for.
func (g *invention) began() sim.Time { return max(0, g.now-sim.Time(g.below(20))) }

// answer lets the client have its answer now or later.
func (g *invention) answer(d *model.Done) {
	d.Began, d.Ended = g.began(), g.now+sim.Time(g.below(3)*g.below(20))
	g.waiting = append(g.waiting, d)
}

// answerDue gives the answers that have come to their clients, in order of time.
func (g *invention) answerDue() {
	slices.SortStableFunc(g.waiting, func(a, b *model.Done) int { return int(a.Ended - b.Ended) })
	for len(g.waiting) > 0 && g.waiting[0].Ended <= g.now {
		g.add(g.waiting[0])
		g.waiting = g.waiting[1:]
	}
}

// fail lets an operation come to nothing: nobody answers, or the answer is no.
func (g *invention) fail() {
	if g.chance(30) {
		done := &model.Done{Kind: model.Update, Home: g.leader(), Leader: g.leader(), Session: g.session(), OK: true, Refused: true}
		g.answer(done)
		return
	}
	g.add(&model.Done{Kind: model.OpKind(g.below(6)), Began: g.began(), Ended: g.now, Home: g.leader(), Leader: -1, Session: g.session(), Refused: g.chance(30)})
}

// fault begins a fault, or ends one that has begun.
func (g *invention) fault() {
	if len(g.faults) > 0 && g.chance(60) {
		ended := *g.faults[0]
		ended.At, ended.Begin = g.now, false
		g.faults = g.faults[1:]
		g.add(&ended)
		return
	}
	f := &model.FaultEvent{At: g.now, Begin: true, Fault: &model.Fault{Kind: model.Pause, Leaders: []int{g.leader()}}}
	g.faults = append(g.faults, f)
	g.add(f)
}

// finish ends the load somewhere in the record and the warm-up before, and mends it.
func (g *invention) finish() (Run, []history.Event) {
	for _, d := range g.waiting {
		d.Ended, d.OK = g.now, false
		g.add(d)
	}
	run := Run{Leaders: g.leaders, Absent: g.absent, Warmup: sim.Time(g.below(2) * g.below(uint64(g.now)+1))}
	run.Rows = g.rowsAtStart()
	run.Unmade = int(g.below(uint64(run.Rows)+1) * g.below(2))
	run.Kind, run.Valued, run.Initial, run.Alike = g.kind, g.valued, g.initial, g.chance(30)
	if g.replicas < g.leaders {
		run.Replicas = g.replicas
	}
	run.Duration = max(run.Warmup, g.now-sim.Time(g.below(uint64(g.now)/2+1)))
	end := max(g.now, run.Duration) + sim.Time(g.below(10))
	return run, Mend(run, append(g.sketch, history.End{At: end}))
}

func (g *invention) rowsAtStart() int {
	n := g.rows
	for _, w := range g.writes {
		if w.Insert {
			n--
		}
	}
	return n
}

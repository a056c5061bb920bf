package history

import (
	"time"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/sim"
)

var (
	verdicts   = namesOf(model.Took, model.Kept, model.Joined, model.Again, model.Blended, model.Stopped)
	opKinds    = namesOf(model.Read, model.Update, model.Insert, model.Delete, model.Scan, model.ReadModifyWrite)
	faultKinds = namesOf(model.Partition, model.Cut, model.Crash, model.Pause,
		model.Slow, model.Loss, model.Clock, model.Join, model.Leave)
	shapes = namesOf(model.NoShape, model.Halves, model.RandomHalves, model.IsolateOne,
		model.MajoritiesRing, model.Bridge, model.Flapping)
	types   = typesOf(strategy.TypeNames())
	reasons = namesOf(model.ByJoin, model.ByLeave, model.ByRestore, model.ByRollback)
)

// typesOf maps the names of types of conflicts to the types.
func typesOf(all []string) names[strategy.Type] {
	byName := names[strategy.Type]{}
	for i, name := range all {
		byName[name] = strategy.Type(i)
	}
	return byName
}

// player turns lines into calls of an observer. It fills the same few events again
// and again, as a run does.
type player struct {
	scanner
	header   *Header
	observer model.Observer
	writes   arena
	ended    bool

	commit  model.Commit
	apply   model.Apply
	read    model.ReadSeen
	done    model.Done
	message model.Message
	answer  model.Answer
	probe   model.Probe
}

func (p *player) play(line []byte) error {
	p.scanner = scanner{line: line}
	p.open('{')
	if !p.field() || string(p.name) != "event" {
		p.failf(`an event should begin with {"event":`)
		return p.err
	}
	switch event := p.text(); string(event) {
	case "commit":
		p.playCommit()
	case "apply":
		p.playApply()
	case "read":
		p.playRead()
	case "done":
		p.playDone()
	case "message":
		p.playMessage()
	case "fault":
		p.playFault()
	case "transfer":
		p.playTransfer()
	case "answer":
		p.playAnswer()
	case "probe":
		p.playProbe()
	case "end":
		p.playEnd()
	default:
		p.failf("unknown event %q", event)
	}
	return p.err
}

// whole says that the line held one event and nothing else.
func (p *player) whole() bool {
	if p.err == nil && p.peek() != 0 {
		p.failf("more than one object")
	}
	return p.err == nil
}

func (p *player) playCommit() {
	w := p.writes.next()
	c := &p.commit
	*c = model.Commit{Write: w, Replaced: c.Replaced[:0], Beside: c.Beside[:0]}
	for p.field() {
		switch string(p.name) {
		case "replaced":
			c.Replaced = p.ids(c.Replaced)
		case "beside":
			c.Beside = p.ids(c.Beside)
		case "op":
			c.Op = p.op()
		case "shows":
			c.Value = p.value()
		case "late":
			c.Late = p.flag()
		case "shadowed":
			c.Shadowed = p.flag()
		case "failed":
			c.Failed = p.reason()
		case "distinct":
			c.Distinct = number[int](&p.scanner)
		default:
			p.writeField(w)
		}
	}
	if p.err == nil && w.ID != p.writes.last {
		p.failf("write %d where %d should be committed: writes are numbered from 1", w.ID, p.writes.last)
	}
	if p.whole() {
		p.observer.Commit(c)
	}
}

func (p *player) writeField(w *model.Write) {
	switch string(p.name) {
	case "at":
		w.At = number[sim.Time](&p.scanner)
	case "write":
		w.ID = number[model.WriteID](&p.scanner)
	case "row":
		w.Row = number[uint32](&p.scanner)
	case "origin":
		w.Origin = uint16(p.leader())
	case "seq":
		w.Seq = number[uint32](&p.scanner)
	case "session":
		w.Session = number[int32](&p.scanner)
	case "stamp":
		w.Stamp = p.stamp()
	case "first":
		w.First = number[model.WriteID](&p.scanner)
	case "size":
		w.Size = number[uint16](&p.scanner)
	case "value":
		w.Value = number[uint32](&p.scanner)
	case "delete":
		w.Delete = p.flag()
	case "insert":
		w.Insert = p.flag()
	default:
		p.unknownField()
	}
}

func (p *player) playApply() {
	a := &p.apply
	*a = model.Apply{Met: a.Met[:0], Removed: a.Removed[:0], Rivals: a.Rivals[:0], Displaced: a.Displaced[:0]}
	for p.field() {
		switch string(p.name) {
		case "at":
			a.At = number[sim.Time](&p.scanner)
		case "write":
			a.Write = p.committed()
		case "from":
			a.From = p.leader()
		case "leader":
			a.Leader = p.leader()
		case "verdict":
			a.Verdict = named(&p.scanner, verdicts)
		case "met":
			a.Met = p.ids(a.Met)
		case "removed":
			a.Removed = p.ids(a.Removed)
		case "rivals":
			a.Rivals = p.ids(a.Rivals)
		case "displaced":
			a.Displaced = p.rows(a.Displaced)
		case "reported":
			a.Reported = p.flag()
		case "type":
			a.Type = named(&p.scanner, types)
		case "why":
			a.Why = p.reason()
		case "shows":
			a.Value = p.value()
		case "distinct":
			a.Distinct = number[int](&p.scanner)
		default:
			p.unknownField()
		}
	}
	if p.err == nil && a.Write == nil {
		p.failf("no write was applied")
	}
	if p.whole() {
		p.observer.Apply(a)
	}
}

func (p *player) playRead() {
	r := &p.read
	*r = model.ReadSeen{Returned: r.Returned[:0], Heard: r.Heard[:0]}
	for p.field() {
		switch string(p.name) {
		case "at":
			r.At = number[sim.Time](&p.scanner)
		case "began":
			r.Began = number[sim.Time](&p.scanner)
		case "leader":
			r.Leader = p.leader()
		case "session":
			r.Session = number[int32](&p.scanner)
		case "row":
			r.Row = number[uint32](&p.scanner)
		case "returned":
			r.Returned = p.ids(r.Returned)
		case "shows":
			r.Value = p.value()
		case "read":
			r.Read = number[uint64](&p.scanner)
		case "heard":
			r.Heard = p.leaders(r.Heard)
		default:
			p.unknownField()
		}
	}
	if p.whole() {
		p.observer.Read(r)
	}
}

func (p *player) playDone() {
	d := &p.done
	*d = model.Done{}
	for p.field() {
		switch string(p.name) {
		case "kind":
			d.Kind = named(&p.scanner, opKinds)
		case "began":
			d.Began = number[sim.Time](&p.scanner)
		case "ended":
			d.Ended = number[sim.Time](&p.scanner)
		case "home":
			d.Home = p.leader()
		case "leader":
			d.Leader = p.leaderOrNone()
		case "session":
			d.Session = number[int32](&p.scanner)
		case "ok":
			d.OK = p.flag()
		case "refused":
			d.Refused = p.flag()
		case "first":
			d.First = number[model.WriteID](&p.scanner)
		case "writes":
			d.Writes = number[int](&p.scanner)
		default:
			p.unknownField()
		}
	}
	p.checkWritesOf(d)
	if p.whole() {
		p.observer.Done(d)
	}
}

func (p *player) checkWritesOf(d *model.Done) {
	last := uint64(p.writes.last)
	if d.Writes < 0 || uint64(d.Writes) > last || uint64(d.First) > last ||
		d.Writes > 0 && (d.First == 0 || uint64(d.First)+uint64(d.Writes)-1 > last) {
		p.failf("an operation made %d writes from %d, but only %d are committed", d.Writes, d.First, last)
	}
}

func (p *player) playMessage() {
	m := &p.message
	*m = model.Message{}
	for p.field() {
		switch string(p.name) {
		case "at":
			m.At = number[sim.Time](&p.scanner)
		case "from":
			m.From = p.leader()
		case "to":
			m.To = p.leader()
		case "write":
			m.Write = p.id()
		case "size":
			m.Size = number[int](&p.scanner)
		case "ack":
			m.Ack = p.flag()
		case "rest":
			m.Rest = p.flag()
		default:
			p.unknownField()
		}
	}
	if p.whole() {
		p.observer.Sent(m)
	}
}

func (p *player) playFault() {
	f := model.FaultEvent{}
	for p.field() {
		switch string(p.name) {
		case "at":
			f.At = number[sim.Time](&p.scanner)
		case "index":
			f.Index = number[int](&p.scanner)
		case "begin":
			f.Begin = p.flag()
		case "fault":
			f.Fault = p.fault()
		default:
			p.unknownField()
		}
	}
	if p.err == nil && f.Fault == nil {
		p.failf("no fault began or ended")
	}
	if p.whole() {
		p.observer.Fault(&f)
	}
}

func (p *player) playTransfer() {
	x := model.Transfer{From: model.Nobody}
	for p.field() {
		switch string(p.name) {
		case "at":
			x.At = number[sim.Time](&p.scanner)
		case "why":
			x.Why = named(&p.scanner, reasons)
		case "leader":
			x.Leader = p.leader()
		case "from":
			x.From = p.leaderOrNone()
		case "rows":
			x.Rows = p.rows(x.Rows)
		default:
			p.unknownField()
		}
	}
	if p.whole() {
		p.observer.Transfer(&x)
	}
}

func (p *player) rows(list []model.TransferRow) []model.TransferRow {
	for p.open('['); p.more(']'); {
		list = append(list, p.row())
	}
	return list
}

func (p *player) row() (row model.TransferRow) {
	for p.open('{'); p.field(); {
		switch string(p.name) {
		case "row":
			row.Row = number[uint32](&p.scanner)
		case "removed":
			row.Removed = p.ids(nil)
		case "added":
			row.Added = p.ids(nil)
		case "distinct":
			row.Distinct = number[int](&p.scanner)
		default:
			p.unknownField()
		}
	}
	return row
}

func (p *player) playAnswer() {
	a := &p.answer
	*a = model.Answer{}
	for p.field() {
		switch string(p.name) {
		case "at":
			a.At = number[sim.Time](&p.scanner)
		case "read":
			a.Read = number[uint64](&p.scanner)
		case "session":
			a.Session = number[int32](&p.scanner)
		case "row":
			a.Row = number[uint32](&p.scanner)
		case "leader":
			a.Leader = p.leader()
		default:
			p.unknownField()
		}
	}
	if p.whole() {
		p.observer.Answer(a)
	}
}

func (p *player) playProbe() {
	b := &p.probe
	*b = model.Probe{Legs: b.Legs[:0]}
	for p.field() {
		switch string(p.name) {
		case "at":
			b.At = number[sim.Time](&p.scanner)
		case "write":
			b.Write = p.id()
		case "legs":
			for p.open('['); p.more(']'); {
				b.Legs = append(b.Legs, p.leg())
			}
		default:
			p.unknownField()
		}
	}
	if p.err == nil && b.Write == 0 {
		p.failf("no write was probed")
	}
	if p.whole() {
		p.observer.Probe(b)
	}
}

func (p *player) leg() (leg model.ProbeLeg) {
	for p.open('{'); p.field(); {
		switch string(p.name) {
		case "leader":
			leg.Leader = p.leader()
		case "read":
			leg.Read = number[time.Duration](&p.scanner)
		default:
			p.unknownField()
		}
	}
	return leg
}

func (p *player) playEnd() {
	var at sim.Time
	for p.field() {
		switch string(p.name) {
		case "at":
			at = number[sim.Time](&p.scanner)
		default:
			p.unknownField()
		}
	}
	if p.whole() {
		p.ended = true
		p.observer.End(at)
	}
}

package strategytest

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// gap is the time between two commits on a leader's clock, in the world's own units.
const gap = 2

// commit lets a leader make a write and sends it to all others. It is false if the
// data type cannot do that, or if the write is aborted.
func (w *world) commit(s *state, e event) (outcome, bool) {
	l := &s.leaders[e.at]
	r := write{op: e.op, seen: l.known, had: l.had, version: w.versionOf(s, e), insert: !e.delete && w.sees(s, e.at) == nil}
	r.makes = !r.version.Delete && (r.inserts() || len(l.items) == 0 || s.write(l.items[0].ids.lowest()).version.Delete)
	id := int(r.version.ID)
	w.meeting = strategy.Meeting{}
	if len(l.items) > 0 {
		r.before = l.items[0].ids.lowest()
	}
	if w.valued && !w.work(s, l, &r) {
		return outcome{}, false
	}
	lost := w.shadows(s, l, &r) || !w.hasPart(r.value, &r)
	if lost && w.options.Abort {
		return outcome{}, false
	}
	l.seq++
	l.known, l.had = l.known.with(id), l.had.with(id)
	r.shadowed = lost
	r.code = string(w.appendWrite(nil, &r))
	s.writes = append(slices.Clip(s.writes), r)
	if !r.shadowed {
		l.items = []item{{ids: setOf(id), value: r.value}}
	}
	w.send(s, e.at, message{id, setOf(e.at)})
	o := outcome{write: id, shadowed: r.shadowed, crashed: w.meeting.Crashed()}
	if o.crashed {
		o.err = w.meeting.Err()
	}
	return o, true
}

// work is what a write makes of the value that its leader holds.
func (w *world) work(s *state, l *leader, r *write) bool {
	r.base = w.found(l)
	op := r.op
	if r.version.Delete {
		op.Verb = value.Delete
	}
	v := &r.version
	by := value.Author{Dot: value.Dot{Origin: v.Stamp.Origin, Seq: v.Seq}, Stamp: v.Stamp, Priority: v.Priority}
	after, err := w.data.Apply(r.base, op, by)
	if err != nil || r.version.Delete && w.rule.Data == nil {
		return r.version.Delete // what the type cannot remember of a delete is nothing
	}
	r.value = w.againstHeld(s, l, r, after)
	return true
}

// againstHeld lets an own write meet the columns that its leader holds, where rules
// compare those: columns stamped later than the write stay.
func (w *world) againstHeld(s *state, l *leader, r *write, after value.Value) value.Value {
	if _, columns := w.data.(value.RowType); !columns || !w.comparesOwn(r.version.Delete) || len(l.items) == 0 || l.items[0].value == nil {
		return after
	}
	held := l.items[0]
	w.meeting = strategy.Meeting{Local: w.header(s, held), LocalValue: held.value, IncomingValue: after}
	switch w.base.Resolve(&w.meeting) {
	case strategy.Keep:
		return held.value
	case strategy.Merged:
		return w.meeting.Made()
	default:
		return after
	}
}

// versionOf is the header of the next write of a history.
func (w *world) versionOf(s *state, e event) strategy.Version {
	id := len(s.writes) + 1
	v := strategy.Version{
		ID: uint64(id), Seq: s.leaders[e.at].seq + 1, Delete: e.delete,
		Stamp: strategy.Stamp{L: int64(gap*(id-1) + w.options.skew(e.at)), Origin: uint16(e.at)},
	}
	v.Priority = w.options.rank(e.at)
	return v
}

// comparesOwn tells whether a leader's own write must win against what the leader
// holds: where rules say so, and detection asks stamps or nothing.
func (w *world) comparesOwn(deletes bool) bool {
	detect := w.detect.Of(deletes)
	byStamp := detect == strategy.DetectTimestamp || detect == strategy.DetectTimestampBeforeImage || detect == strategy.DetectNone
	return w.rule.Local && byStamp
}

// shadows tells whether what the leader holds wins over its own new write, as a whole.
func (w *world) shadows(s *state, l *leader, r *write) bool {
	if !w.comparesOwn(r.version.Delete) || len(l.items) == 0 || w.rule.Data != nil {
		return false
	}
	return w.askOwn(s, l.items[0], r, r.value) == strategy.Keep
}

// send puts a message on the links to all leaders that it has not left or come from.
func (w *world) send(s *state, from int, m message) {
	n := len(s.leaders)
	for to := range n {
		if !m.path.has(to) {
			link := from*n + to
			s.links[link] = append(slices.Clip(s.links[link]), m)
		}
	}
}

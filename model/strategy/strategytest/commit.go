package strategytest

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// gap is the time between two commits on a leader's clock, in the world's own units.
const gap = 2

// commit lets a leader make a write and sends it to all others. It is false if the
// data type cannot do that.
func (w *world) commit(s *state, e event) (outcome, bool) {
	l := &s.leaders[e.at]
	r := write{op: e.op, seen: l.known, insert: !e.delete && len(w.live(s, e.at)) == 0}
	r.version = w.versionOf(s, e)
	id := int(r.version.ID)
	if len(l.items) > 0 {
		r.before, r.base = l.items[0].ids.lowest(), l.items[0].value
	}
	if w.valued && !e.delete {
		var err error
		if r.value, err = w.apply(r.base, e.op, value.Author{Dot: value.Dot{Origin: uint16(e.at), Seq: r.version.Seq}, Stamp: r.version.Stamp}); err != nil {
			return outcome{}, false
		}
	}
	l.seq++
	l.known, l.had = l.known.with(id), l.had.with(id)
	r.shadowed = w.shadows(s, l, &r)
	s.writes = append(slices.Clip(s.writes), r)
	if !r.shadowed {
		l.items = []item{{setOf(id), r.value}}
	}
	w.send(s, e.at, message{id, setOf(e.at)})
	return outcome{write: id, shadowed: r.shadowed}, true
}

// versionOf is the header of the next write of a history.
func (w *world) versionOf(s *state, e event) strategy.Version {
	id := len(s.writes) + 1
	v := strategy.Version{
		ID: uint64(id), Seq: s.leaders[e.at].seq + 1, Delete: e.delete,
		Stamp: strategy.Stamp{L: int64(gap*(id-1) + w.options.skew(e.at)), Origin: uint16(e.at)},
	}
	if e.at < len(w.options.Priorities) {
		v.Priority = int16(w.options.Priorities[e.at])
	}
	return v
}

// apply is what an operation makes of a state.
func (w *world) apply(held value.Value, op value.Op, by value.Author) (value.Value, error) {
	if w.rule.Data != nil {
		return w.rule.Data.Apply(held, op, by)
	}
	switch op.Verb {
	case value.Put:
		return op.Value, nil
	case value.Add:
		number, _ := held.(value.Int)
		return number + value.Int(op.N), nil
	}
	return nil, value.Impossible(op, "plain row")
}

// shadows tells whether what the leader holds wins over its own new write: where rules
// compare those, and detection asks stamps or nothing.
func (w *world) shadows(s *state, l *leader, r *write) bool {
	byStamp := w.detect == strategy.DetectTimestamp || w.detect == strategy.DetectNone
	if !w.rule.Local || !byStamp || len(l.items) == 0 {
		return false
	}
	return w.ask(s, l.items[0], r, r.value) == strategy.Keep
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

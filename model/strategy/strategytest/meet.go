package strategytest

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// deliver lets a change meet what its receiver holds, and passes it on where leaders
// do that.
func (w *world) deliver(s *state, e event) outcome {
	link := e.from*len(s.leaders) + e.at
	m := s.links[link][e.place]
	s.links[link] = slices.Delete(slices.Clone(s.links[link]), e.place, e.place+1)
	r := s.write(m.write)
	l := &s.leaders[e.at]
	o := w.meet(s, l, r)
	o.write = m.write
	if o.verdict == stopped {
		s.stopped = s.stopped.with(link)
		return o
	}
	l.known, l.had = l.known|r.seen.with(m.write), l.had.with(m.write)
	if w.forwards {
		w.send(s, e.at, message{m.write, m.path.with(e.at)})
	}
	return o
}

// What a story calls the ends of a delivery.
const (
	took    = "takes it"
	kept    = "keeps what it holds"
	joined  = "keeps both"
	merged  = "merges"
	stopped = "stops"
)

// meet decides between a change and each version that the leader holds. The change is
// dropped if it loses to one; else it replaces those that it beats, is merged with
// those that it merges with, and stands beside the others.
func (w *world) meet(s *state, l *leader, r *write) outcome {
	w.meeting.Forget()
	held := l.items
	if len(held) == 0 {
		held = []item{{}}
	}
	came, stay, o := item{ids: setOf(int(r.version.ID)), value: r.value}, []item(nil), outcome{verdict: took}
	for _, it := range held {
		decision, conflict := w.judge(s, it, r, came.value)
		o.reported = o.reported || conflict
		if w.joins(decision, held, r) {
			decision = w.join(s, decision, it, r)
		}
		switch decision {
		case strategy.Keep:
			o.verdict = kept
			return o
		case strategy.Stop:
			o.crashed = w.meeting.Crashed()
			w.surprise = w.surprise || !w.rule.Stops && !o.crashed
			o.verdict, o.err = stopped, w.meeting.Err()
			return o
		case strategy.Both:
			if it.ids != 0 {
				stay = append(stay, it)
				o.verdict = joined
			}
		case strategy.Merged:
			came = w.blend(s, item{ids: came.ids | it.ids}, r, w.meeting.Made())
			o.verdict = merged
		}
	}
	l.items = append(stay, came)
	slices.SortFunc(l.items, func(a, b item) int { return a.ids.lowest() - b.ids.lowest() })
	return o
}

// joins tells whether what is held and what comes are states of a data type: whichever
// stays has all of the other in it, unless the strategy chose between the two.
func (w *world) joins(d strategy.Decision, held []item, r *write) bool {
	return w.rule.Data != nil && !w.meeting.Chosen() && d <= strategy.Take && len(held) == 1 && held[0].value != nil && r.value != nil
}

// join makes a merge of a choice between two states, unless what is held saw the change,
// or has all of it.
func (w *world) join(s *state, d strategy.Decision, it item, r *write) strategy.Decision {
	stays := it.value
	if d == strategy.Take {
		stays = r.value
	}
	adds := w.hasPart(stays, r) || !value.Equal(stays, it.value)
	if !adds || d == strategy.Keep && (it.ids.has(int(r.version.ID)) || saw(s, it, int(r.version.ID))) {
		return strategy.Keep
	}
	return w.meeting.Merge(stays)
}

// judge is what becomes of one item and a change: by detection alone where that sees
// no conflict, by the strategy where it does.
func (w *world) judge(s *state, it item, r *write, incoming value.Value) (d strategy.Decision, reported bool) {
	if it.ids == 0 {
		return w.judgeMissing(s, r, incoming)
	}
	if it.ids.has(int(r.version.ID)) {
		return strategy.Keep, false
	}
	found := w.find(s, it, r)
	if found != older && w.rule.Existence && r.makes && !w.header(s, it).Delete {
		found = conflict // that there is a row is one
	}
	d = strategy.Keep
	switch found {
	case newer:
		d = strategy.Take
	case unknown, conflict:
		return w.ask(s, it, r, incoming), found == conflict && !w.meeting.Agreed()
	}
	if w.valued && w.rule.Always {
		w.prepare(s, it, r, incoming)
		return w.meeting.AskAnyway(w.base, d), false
	}
	return d, false
}

// judgeMissing is judge where the leader has never had the row.
func (w *world) judgeMissing(s *state, r *write, incoming value.Value) (d strategy.Decision, reported bool) {
	if w.rule.Existence && !r.makes {
		return w.ask(s, item{}, r, incoming), true
	}
	return strategy.Take, w.detect.Of(r.version.Delete) == strategy.DetectBeforeImage && r.before != 0
}

// finding is what a detector makes of a change and what is held.
type finding uint8

const (
	unknown  finding = iota // it cannot tell; the strategy is asked, nothing is reported
	newer                   // the change is to be applied
	older                   // what is held saw the change
	conflict                // the strategy is asked, and a conflict reported
)

// find asks the detector (the table in docs/model.md, "Detecting a conflict").
func (w *world) find(s *state, it item, r *write) finding {
	local := w.header(s, it)
	switch w.detect.Of(r.version.Delete) {
	case strategy.DetectTimestampBeforeImage:
		return newerIf(local.Stamp.CompareTimes(r.version.Stamp) < 0)
	case strategy.DetectTimestamp:
		if (w.rule.Values || w.rule.Ties) && local.Stamp.Origin != r.version.Stamp.Origin && local.Stamp.CompareTimes(r.version.Stamp) == 0 {
			return conflict // the rule may decide
		}
		return [...]finding{newer, unknown, conflict}[local.Stamp.Compare(r.version.Stamp)+1]
	case strategy.DetectOrigin:
		return newerIf(local.Stamp.Origin == r.version.Stamp.Origin)
	case strategy.DetectBeforeImage:
		if w.valued {
			return newerIf(value.Equal(it.value, r.base))
		}
		return newerIf(it.ids.lowest() == r.before)
	case strategy.DetectVersionVector:
		return w.causal(s, it, r)
	}
	return unknown
}

func newerIf(fits bool) finding {
	if fits {
		return newer
	}
	return conflict
}

// causal compares by who saw whom.
func (w *world) causal(s *state, it item, r *write) finding {
	if it.ids.within(r.seen) {
		return newer
	}
	if saw(s, it, int(r.version.ID)) {
		return older
	}
	return conflict
}

// saw tells whether a version of an item saw a write.
func saw(s *state, it item, id int) bool {
	for other := range it.ids.each {
		if s.write(other).seen.has(id) {
			return true
		}
	}
	return false
}

// header is that of an item's version; of several that were merged, of the one with
// the latest stamp.
func (w *world) header(s *state, it item) strategy.Version {
	var v strategy.Version
	for id := range it.ids.each {
		if other := &s.write(id).version; v.ID == 0 || v.Stamp.Less(other.Stamp) {
			v = *other
		}
	}
	return v
}

// ask lets the strategy decide between an item and a write that are in conflict.
func (w *world) ask(s *state, it item, r *write, incoming value.Value) strategy.Decision {
	w.prepare(s, it, r, incoming)
	return w.meeting.Ask(w.rule.Strategy)
}

// askOwn is ask where there is no conflict: what is said of types of conflict is not asked.
func (w *world) askOwn(s *state, it item, r *write, incoming value.Value) strategy.Decision {
	w.prepare(s, it, r, incoming)
	return w.meeting.Ask(w.base)
}

// prepare lets an item and a write meet.
func (w *world) prepare(s *state, it item, r *write, incoming value.Value) {
	w.asked++
	local := w.header(s, it)
	w.meeting = strategy.Meeting{Type: typeOf(&local, r), Local: local, Incoming: r.version}
	if w.valued {
		w.meeting.LocalValue, w.meeting.IncomingValue, w.meeting.BaseValue = it.value, incoming, r.base
	}
}

// typeOf says what a change does, and what it meets.
func typeOf(local *strategy.Version, r *write) strategy.Type {
	of := [3]strategy.Type{strategy.UpdateUpdate, strategy.UpdateDelete, strategy.UpdateMissing}
	switch {
	case r.version.Delete:
		of = [3]strategy.Type{strategy.DeleteUpdate, strategy.DeleteDelete, strategy.DeleteMissing}
	case r.makes:
		of = [3]strategy.Type{strategy.InsertInsert, strategy.InsertDelete, strategy.InsertInsert}
	}
	switch {
	case local.ID == 0:
		return of[2]
	case local.Delete:
		return of[1]
	}
	return of[0]
}

package bruteforce

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/sim"
)

// Lags is, by leader and bin of time, how old the oldest change came to be that the leader
// missed; -1 where it was no member. A bin holds its beginning, and of its end what was
// so just before.
func Lags(run Run, events []history.Event, width sim.Time) [][]int64 {
	r := relate(run, events)
	l := lagging{relations: r, states: newStates(run), since: map[uint32]model.WriteID{}, lags: make([][]int64, run.Leaders)}
	until := sim.Time(0)
	for i, event := range r.events {
		if _, ok := event.(*model.Done); ok {
			continue // it changes nothing, and its instant is the client's
		}
		for at := timeOf(event); until <= at; until += width {
			l.look(i, until)
			l.begin(i)
		}
		l.look(i, timeOf(event))
		l.change(event)
	}
	return l.lags
}

// lagging is what decides what leaders miss, as far as the record has been read.
type lagging struct {
	*relations
	*states
	since map[uint32]model.WriteID // by row: the first write that counts
	lags  [][]int64
}

// look takes the lags of an instant before the event at a position into the last bin.
func (l *lagging) look(position int, at sim.Time) {
	for leader, bins := range l.lags {
		if len(bins) == 0 || !l.states.in[leader] {
			continue
		}
		last := &bins[len(bins)-1]
		*last = max(*last, 0)
		for _, w := range l.writes[1:] {
			if l.lacks(w, leader, position) {
				*last = max(*last, int64(at-w.At))
			}
		}
	}
}

// begin adds a bin.
func (l *lagging) begin(position int) {
	for leader := range l.lags {
		l.lags[leader] = append(l.lags[leader], -1)
	}
	l.look(position, 0)
}

// lacks says that the leader should have the write just before a position of the record,
// as its row is held differently for want of it, and knows of none that saw it.
func (l *lagging) lacks(w *model.Write, leader, position int) bool {
	return l.committed[w.ID] < position && l.counts(w.Row, leader) && !l.there(w, leader, position) &&
		l.distinct(w.Row) > 1 && w.ID >= l.since[w.Row] && !l.gone(w, position) && !l.known(w, leader, position)
}

// change takes an event into what leaders hold, and into which writes count of a row:
// those from the one on by which leaders came to differ, and what is taken later; all,
// where a copy leaves them different, or another row that displaces it.
func (l *lagging) change(event history.Event) {
	switch e := event.(type) {
	case *model.Commit:
		differed := l.distinct(e.Write.Row) > 1
		l.states.commit(e)
		if !differed {
			l.since[e.Write.Row] = e.Write.ID
		}
	case *model.Apply:
		differed := l.distinct(e.Write.Row) > 1
		l.states.apply(e)
		taken := e.Verdict.Holds()
		if !differed || taken && e.Write.ID < l.since[e.Write.Row] {
			l.since[e.Write.Row] = e.Write.ID
		}
		for _, row := range e.Displaced {
			if row.Distinct > 1 {
				l.since[row.Row] = 0
			}
		}
	case *model.Transfer:
		for _, change := range l.states.transfer(e) {
			if change.Distinct > 1 && e.Why != model.ByLeave {
				l.since[change.Row] = 0
			}
		}
	}
}

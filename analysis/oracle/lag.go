package oracle

import (
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// lags follows how old the oldest change is that each leader misses. A leader misses a
// change that it awaits and does not know of, neither it nor a write that saw it, while
// leaders differ on the row.
//
// Where leaders agree without a change, some have dropped it and others need not ever
// get it: from then on it counts no more, though they differ on the row again. It does
// if a leader takes it after all, and all changes of a row do if a copy, or another
// row that takes its place, is what makes leaders differ there. Otherwise a change that is
// missing no more stays so, and the oldest is found from where it was last. The largest
// lags are those just before a change comes, a row is agreed on or a replica replaced, and
// those at the end of a bin.
type lags struct {
	oldest  []uint64 // by leader: none before it is missing
	since   []uint64 // by row: the first write that counts
	most    []int64  // by leader: the largest in this bin; results.NoLag: it has not been a member
	recalls int      // of the tracker, that have been heeded
}

func newLags(o *Oracle) lags {
	l := lags{oldest: make([]uint64, o.config.Leaders), most: make([]int64, o.config.Leaders)}
	for leader := range l.most {
		l.renew(o, leader)
	}
	return l
}

// renew begins another bin.
func (l *lags) renew(o *Oracle, leader int) {
	l.most[leader] = results.NoLag
	if o.saw.Member(leader) {
		l.most[leader] = 0
	}
}

// commit must be told before it is noted whether leaders differ now.
func (l *lags) commit(o *Oracle, c *model.Commit) {
	switch differed, differs := o.agreement.differ(c.Write.Row), c.Distinct > 1; {
	case differs && !differed:
		l.count(c.Write.Row, uint64(c.Write.ID))
	case differed && !differs: // the write has made its origin show what others do
		l.noteAll(o, c.Write.At)
	}
}

// apply must be told before it is noted that a change has come to a leader.
func (l *lags) apply(o *Oracle, a *model.Apply) {
	row, id := a.Write.Row, uint64(a.Write.ID)
	if len(a.Displaced) > 0 {
		l.noteAll(o, a.At)
	}
	differed, differs := o.agreement.differ(row), a.Distinct > 1
	switch {
	case differed && !differs && !o.saw.Settles(id):
		l.noteAll(o, a.At)
	case differed:
		l.note(o, a.Leader, a.At)
	}
	taken := a.Verdict.Holds()
	if differs && (!differed || taken && id < l.since[row]) {
		l.count(row, id)
		l.goBack(id)
	}
}

// transfer notes that a leader's replica has been replaced.
func (l *lags) transfer(x *model.Transfer) {
	if x.Why == model.ByLeave {
		l.goBack(0)
		return
	}
	l.most[x.Leader] = max(l.most[x.Leader], 0)
	l.change(x.Rows)
}

// displace must be told when it has been noted on which rows leaders differ now.
func (l *lags) displace(a *model.Apply) {
	if len(a.Displaced) > 0 {
		l.change(a.Displaced)
	}
}

// change lets all writes count of rows that not a change of theirs has changed at a leader,
// and on which leaders differ now.
func (l *lags) change(rows []model.TransferRow) {
	l.goBack(0)
	for i := range rows {
		if rows[i].Distinct > 1 {
			l.count(rows[i].Row, 0)
		}
	}
}

// count lets the writes of a row count from one on.
func (l *lags) count(row uint32, from uint64) {
	for int(row) >= len(l.since) {
		l.since = append(l.since, 0)
	}
	l.since[row] = from
}

// goBack lets leaders look again for what they miss from a write on.
func (l *lags) goBack(to uint64) {
	for leader := range l.oldest {
		l.oldest[leader] = min(l.oldest[leader], to)
	}
}

// noteAll keeps the lags of all leaders.
func (l *lags) noteAll(o *Oracle, at sim.Time) {
	for leader := range l.most {
		l.note(o, leader, at)
	}
}

// note keeps a leader's lag, which may be about to end. It need not be looked for if
// even the oldest change that may be missing is too young to matter.
func (l *lags) note(o *Oracle, leader int, at sim.Time) {
	if !o.saw.Member(leader) {
		return
	}
	if n := o.saw.Recalls(); n != l.recalls {
		l.recalls = n
		l.goBack(0)
	}
	if first := max(l.oldest[leader], o.ledger.base); !o.ledger.holds(first) || o.age(first, at) <= l.most[leader] {
		return
	}
	if id := l.find(o, leader); o.ledger.holds(id) {
		l.most[leader] = max(l.most[leader], o.age(id, at))
	}
}

// find is the oldest write that a leader misses, or the number that the next one will
// have.
func (l *lags) find(o *Oracle, leader int) uint64 {
	id := max(l.oldest[leader], o.ledger.base)
	for {
		id = o.saw.OldestFrom(leader, id)
		if !o.ledger.holds(id) || l.misses(o, leader, id) {
			l.oldest[leader] = id
			return id
		}
		id++
	}
}

// misses tells whether a leader misses a write that it awaits.
func (l *lags) misses(o *Oracle, leader int, id uint64) bool {
	row := o.ledger.at(id).row
	return o.agreement.differ(row) && id >= l.since[row] && !o.saw.Erased(id) && !o.saw.Knows(id, leader)
}

// finish ends a bin, and tells the largest lag of a leader in it.
func (l *lags) finish(o *Oracle, leader int, at sim.Time) int64 {
	l.note(o, leader, at)
	most := l.most[leader]
	l.renew(o, leader)
	return most
}

package model

import "slices"

// join makes a leader's replica count from now on, as a copy of another's; leave
// takes it out of the count; copyTo replaces it. Each tells, by rising number, of the
// rows of which the leader holds other versions than before, or all leaders together
// another number of states.

// join lets a leader count, with what another holds (Nobody: nothing).
func (r *rows) join(leader, from int) (changes []TransferRow) {
	r.keepers.absent[leader] = false
	r.keepers.members++
	for row := range uint32(r.count()) {
		if o := r.opened[row]; o != 0 {
			r.open[o-1].admit(leader, from)
		}
		if added := r.held(row, leader).appendIDs(nil); len(added) > 0 {
			changes = append(changes, TransferRow{Row: row, Added: added, Distinct: r.distinct(row)})
		}
	}
	return changes
}

// admit gives a leader that did not count the slot of another.
func (o *openRow) admit(leader, from int) {
	o.column[leader] = o.column[from]
	o.states[o.column[leader]].refs++
	o.recount()
}

// leave lets a leader count no longer.
func (r *rows) leave(leader int) (changes []TransferRow) {
	r.keepers.exclude(leader)
	for row := range uint32(r.count()) {
		removed, before := r.held(row, leader).appendIDs(nil), r.distinct(row)
		if o := r.opened[row]; o != 0 {
			r.dismiss(r.open[o-1], leader)
		}
		if len(removed) > 0 || r.distinct(row) != before {
			changes = append(changes, TransferRow{Row: row, Removed: removed, Distinct: r.distinct(row)})
		}
	}
	return changes
}

func (r *rows) dismiss(o *openRow, leader int) {
	s := &o.states[o.column[leader]]
	if s.refs--; s.refs == 0 {
		o.distinct--
	}
	o.recount()
	r.settle(o)
}

// copyTo lets a leader hold what another does (Nobody: what was loaded).
func (r *rows) copyTo(leader, from int) (changes []TransferRow) {
	for row := range uint32(r.count()) {
		settled := r.opened[row] == 0 && (from != Nobody || r.settled[row] == loaded)
		if settled || !r.keepers.counts(row, leader) {
			continue
		}
		o := r.openRow(row)
		before, differed := o.held(leader).appendIDs(nil), o.distinct
		if from == Nobody {
			o.hold(leader, r.loadedState(row))
		} else {
			o.moveTo(leader, int(o.column[from]))
		}
		after := o.held(leader).appendIDs(nil)
		if !slices.Equal(before, after) || o.distinct != differed {
			changes = append(changes, TransferRow{
				Row: row, Removed: without(before, after), Added: without(after, before), Distinct: int(o.distinct),
			})
		}
		r.settle(o)
	}
	return changes
}

// without is what one list has and another has not.
func without(list, other []WriteID) (rest []WriteID) {
	for _, id := range list {
		if !slices.Contains(other, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

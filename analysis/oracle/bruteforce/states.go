package bruteforce

import (
	"fmt"
	"slices"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/sim"
)

// states is what every leader holds of every row that was ever written: the numbers
// of the current versions, sorted. None: the row is as it began.
type states struct {
	Run
	in      []bool // by leader: it is a member
	held    map[replica][]model.WriteID
	rows    set[uint32]
	deletes set[model.WriteID]
	own     map[model.WriteID]value.Value // what a write is by itself
	removed set[replica]                  // rows that a leader has removed, and not come to hold again
	merged  map[replica]value.Value       // of replicas whose versions are one value
	told    map[uint32]int                // by row: how many states the record says there are
	seen    map[replica]value.Value       // what the record says that clients see
}

type replica struct {
	row    uint32
	leader int
}

func newStates(run Run) *states {
	s := &states{
		Run: run, in: make([]bool, run.Leaders), held: map[replica][]model.WriteID{}, rows: set[uint32]{}, deletes: set[model.WriteID]{},
		removed: set[replica]{}, own: map[model.WriteID]value.Value{}, merged: map[replica]value.Value{}, told: map[uint32]int{}, seen: map[replica]value.Value{},
	}
	for leader := range s.in {
		s.in[leader] = !slices.Contains(run.Absent, leader)
	}
	return s
}

// counts says that the leader is one of those that must agree on the row.
func (s *states) counts(row uint32, leader int) bool { return s.in[leader] && s.keeps(row, leader) }

func (s *states) commit(c *model.Commit) {
	s.rows.add(c.Write.Row)
	s.told[c.Write.Row] = c.Distinct
	if v, ok := ownValue(c); ok {
		s.own[c.Write.ID] = v
	}
	s.seen[replica{c.Write.Row, int(c.Write.Origin)}] = c.Value
	if c.Write.Delete {
		s.deletes.add(c.Write.ID)
	}
	if !c.Shadowed && !c.Late {
		at := replica{c.Write.Row, int(c.Write.Origin)}
		delete(s.merged, at)
		s.change(at, c.Replaced, c.Write.ID)
	}
}

func (s *states) apply(a *model.Apply) {
	at := replica{a.Write.Row, a.Leader}
	s.told[a.Write.Row], s.seen[at] = a.Distinct, a.Value
	if !a.Verdict.Holds() {
		return
	}
	delete(s.merged, at)
	switch _, known := s.own[a.Write.ID]; {
	case a.Verdict == model.Blended:
		s.merged[at] = a.Value
	case a.Verdict == model.Took && !known:
		s.own[a.Write.ID] = a.Value
	}
	s.change(at, a.Removed, a.Write.ID)
	for _, row := range a.Displaced {
		s.remove(replica{row.Row, a.Leader})
		s.told[row.Row] = row.Distinct
	}
}

// remove lets a leader hold a row no longer.
func (s *states) remove(at replica) {
	delete(s.merged, at)
	s.held[at], s.seen[at] = nil, nil
	s.removed.add(at)
}

// transfer makes a leader hold what another does, or nothing, and tells what that
// changes: row by row, what it holds no longer, what it holds now, and how many
// states there are.
func (s *states) transfer(x *model.Transfer) (changes []model.TransferRow) {
	was := map[uint32]int{}
	for row := range s.rows {
		was[row] = s.distinct(row)
	}
	for _, row := range x.Rows {
		s.told[row.Row] = row.Distinct
	}
	s.in[x.Leader] = x.Why != model.ByLeave
	for row := range s.rows {
		before := s.held[replica{row, x.Leader}]
		s.copy(replica{row, x.From}, replica{row, x.Leader})
		now := s.held[replica{row, x.Leader}]
		change := model.TransferRow{Row: row, Removed: without(before, now), Added: without(now, before), Distinct: s.distinct(row)}
		if len(change.Removed)+len(change.Added) > 0 || change.Distinct != was[row] {
			changes = append(changes, change)
		}
	}
	slices.SortFunc(changes, func(a, b model.TransferRow) int { return int(a.Row) - int(b.Row) })
	return changes
}

// copy makes a replica hold what another does; that of nobody holds nothing.
func (s *states) copy(from, to replica) {
	s.held[to] = slices.Clone(s.held[from])
	delete(s.removed, to)
	if s.removed.has(from) {
		s.removed.add(to)
	}
	delete(s.merged, to)
	if v, ok := s.merged[from]; ok {
		s.merged[to] = v
	}
	delete(s.seen, to)
	if v, ok := s.seen[from]; ok {
		s.seen[to] = v
	}
}

// without is what of one list is not in the other; nil if that is nothing.
func without(list, other []model.WriteID) (rest []model.WriteID) {
	for _, id := range list {
		if !slices.Contains(other, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// change takes versions out, then adds those that come.
func (s *states) change(at replica, gone []model.WriteID, come ...model.WriteID) {
	delete(s.removed, at)
	var now []model.WriteID
	for _, id := range s.held[at] {
		if !slices.Contains(gone, id) && !slices.Contains(come, id) {
			now = append(now, id)
		}
	}
	now = append(now, come...)
	slices.Sort(now)
	s.held[at] = now
}

// distinct is how many different states the leaders hold of a row.
func (s *states) distinct(row uint32) int {
	if s.Opaque {
		return max(s.told[row], 1)
	}
	looks := set[string]{}
	for leader := range s.Leaders {
		if s.counts(row, leader) {
			looks.add(s.look(replica{row, leader}))
		}
	}
	return len(looks)
}

// diverged is how many rows are held differently.
func (s *states) diverged() (n int64) {
	for row := range s.rows {
		if s.distinct(row) > 1 {
			n++
		}
	}
	return n
}

// versions is how many versions a replica holds; those merged into one value are one.
func (s *states) versions(at replica) int64 {
	if _, ok := s.merged[at]; ok {
		return 1
	}
	return int64(len(s.held[at]))
}

// multiple is how many replicas of rows hold more than one version.
func (s *states) multiple() (n int64) {
	for at := range s.held {
		if s.versions(at) > 1 && s.counts(at.row, at.leader) {
			n++
		}
	}
	return n
}

// beside is how many versions replicas of rows hold beyond the first of each, and
// most how many one holds at most; a row as it began counts as one version.
func (s *states) beside() (n, most int64) {
	most = 1
	for at := range s.held {
		if s.counts(at.row, at.leader) {
			n += max(s.versions(at)-1, 0)
			most = max(most, s.versions(at))
		}
	}
	return n, most
}

// all is which rows there are: those of the start, and others once written.
func (s *states) all() []uint32 {
	var rows []uint32
	for row := range uint32(s.Rows) {
		rows = append(rows, row)
	}
	for row := range s.rows {
		if row >= uint32(s.Rows) {
			rows = append(rows, row)
		}
	}
	return rows
}

// replicas is how many replicas all rows have.
func (s *states) replicas() (n int64) {
	for _, row := range s.all() {
		for leader := range s.Leaders {
			if s.counts(row, leader) {
				n++
			}
		}
	}
	return n
}

// judgeStates follows what leaders hold from event to event.
func (j *Judgement) judgeStates(r *relations) {
	s := newStates(r.Run)
	var diverged, multiple, beside, rows, replicas integral
	var agreed, quiet, now sim.Time // when all came to agree last, when the last cause of difference was
	wasDiverged := false
	for i, event := range r.events {
		if _, ok := event.(*model.Done); ok {
			continue // it changes nothing, and its instant is the client's
		}
		at := timeOf(event)
		span := int64(clamp(at, r.Warmup, r.Duration) - clamp(now, r.Warmup, r.Duration))
		diverged.add(s.diverged(), span)
		multiple.add(s.multiple(), span)
		j.besides(r, s, at, &beside, span)
		rows.add(int64(len(s.all())), span)
		replicas.add(s.replicas(), span)
		now = at
		switch e := event.(type) {
		case *model.Commit:
			s.commit(e)
			quiet = at
			j.checkDistinct(s, i, e.Write.Row, e.Distinct)
			j.checkValue(s, i, replica{e.Write.Row, int(e.Write.Origin)}, e.Value)
		case *model.Apply:
			s.apply(e)
			j.checkDistinct(s, i, e.Write.Row, e.Distinct)
			j.checkValue(s, i, replica{e.Write.Row, e.Leader}, e.Value)
			for _, row := range e.Displaced {
				j.checkDistinct(s, i, row.Row, row.Distinct)
			}
		case *model.Transfer:
			j.checkTransfer(s.transfer(e), i, e)
		case *model.FaultEvent:
			if !e.Begin {
				quiet = at
			}
		}
		if isDiverged := s.diverged() > 0; isDiverged != wasDiverged {
			agreed, wasDiverged = at, isDiverged
		}
	}
	j.Counts["diverged_keys"] = s.diverged()
	j.Truths["agreed"] = !wasDiverged
	j.Spans["convergence_time"] = max(agreed-quiet, 0)
	if wasDiverged {
		j.Spans["convergence_time"] = sim.Never
	}
	j.Shares["divergence.mean"] = Share{int64(diverged), int64(rows)}
	j.Shares["siblings.mean"] = Share{int64(replicas + beside), int64(replicas)}
	j.Shares["siblings.multiple"] = Share{int64(multiple), int64(replicas)}
}

// besides sums siblings up to an event, and notes the most that were held from the
// warm-up on.
func (j *Judgement) besides(r *relations, s *states, at sim.Time, sum *integral, span int64) {
	n, most := s.beside()
	sum.add(n, span)
	if r.measured(at) {
		j.Counts["siblings.max"] = max(j.Counts["siblings.max"], most)
	}
}

// integral sums a number over time, in number × ns.
type integral int64

func (i *integral) add(n, span int64) { *i += integral(n * span) }

func (j *Judgement) checkDistinct(s *states, position int, row uint32, told int) {
	if found := s.distinct(row); found != told {
		j.Complaints = append(j.Complaints, fmt.Sprintf(
			"event %d says that the leaders hold %d different states of row %d, but they hold %d", position, told, row, found))
	}
}

// checkTransfer holds the rows of a transfer against what it changed.
func (j *Judgement) checkTransfer(changes []model.TransferRow, position int, told *model.Transfer) {
	same := slices.EqualFunc(changes, told.Rows, func(a, b model.TransferRow) bool {
		return a.Row == b.Row && a.Distinct == b.Distinct && sameSet(a.Removed, b.Removed) && sameSet(a.Added, b.Added)
	})
	if !same {
		j.Complaints = append(j.Complaints, fmt.Sprintf("event %d tells of rows %v, but the transfer changed %v", position, told.Rows, changes))
	}
}

func sameSet(a, b []model.WriteID) bool {
	return len(a) == len(b) && len(without(a, b)) == 0
}

func clamp(t, low, high sim.Time) sim.Time { return min(max(t, low), max(low, high)) }

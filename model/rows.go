package model

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// rows is what all leaders hold of all rows. Its size follows divergence, not
// leaders × rows:
//
//   - a row on which all leaders agree and of which nothing is in flight is
//     settled: one Version;
//   - any other row is open: a column of one small slot a leader, each an index
//     into a short table of the states that leaders hold, reference counted.
//
// A row opens at a commit and settles again when its last change has been dealt
// with everywhere and all leaders agree. Nobody outside this file knows which.
type rows struct {
	leaders int
	settled []strategy.Version // by row; meaningful while the row is settled
	values  []*content         // by row, while it is settled; nil: rows hold no values
	opened  []uint32           // by row: 1 + index in open, or 0
	open    []*openRow
	free    []uint32 // indices in open that are not in use
	view    state    // what held returns for a settled row
	keepers keepers
	atStart int      // rows that there are from the beginning
	valued  bool     // rows hold values
	first   *content // what those hold that are there from the beginning
	alike   bool     // leaders agree if readers see no difference, whichever versions they hold
}

// keepers says which leaders' replicas count: of leaders that are members, and of
// rows that they replicate. The slots of others mean nothing.
type keepers struct {
	some     bool   // not all leaders' replicas of all rows
	absent   []bool // by leader: no member
	members  int
	replicas int // of each row, on consecutive leaders from the row's number on; 0: all
}

func (k *keepers) counts(row uint32, leader int) bool {
	if !k.some {
		return true
	}
	n := len(k.absent)
	return !k.absent[leader] && (k.replicas == 0 || (leader-int(row)%n+n)%n < k.replicas)
}

// exclude lets a leader's replicas count no longer.
func (k *keepers) exclude(leader int) {
	k.some = true
	k.absent[leader] = true
	k.members--
}

// of is how many replicas of a row count.
func (k *keepers) of() int {
	if k.replicas > 0 {
		return k.replicas
	}
	return k.members
}

// first is one leader whose replica of a row counts.
func (k *keepers) first(row uint32) int {
	leader := 0
	for !k.counts(row, leader) {
		leader++
	}
	return leader
}

// loaded is what a row held before any write.
var loaded strategy.Version

// removedVersion is what is held of a row that was removed without a write: no row, and
// nothing to remember.
var removedVersion = strategy.Version{Delete: true}

// openRow keeps what it usually needs within itself, side by side.
type openRow struct {
	row      uint32
	inFlight int32 // changes of this row not yet dealt with everywhere
	distinct int32 // states in use
	column   []uint16
	states   []state
	alike    bool // distinct counts what readers can tell apart
	existed  bool // there is such a row before any write
	narrow   [usualLeaders]uint16
	short    [usualStates]state
}

const (
	usualLeaders = 20
	usualStates  = 3
)

func newOpenRow(leaders int) *openRow {
	o := &openRow{}
	o.column, o.states = o.narrow[:], o.short[:0]
	if leaders > usualLeaders {
		o.column = make([]uint16, leaders)
	}
	o.column = o.column[:leaders]
	return o
}

// state is what a leader can hold of a row: one version, several siblings, or
// several versions that have been merged into one value.
type state struct {
	version strategy.Version
	more    []strategy.Version // beside version, by rising identity, all above it
	refs    int32              // leaders that hold it; 0: not in use
	merged  bool               // of all versions together there is one value: content
	content *content           // nil: there is none, or rows hold no values
}

func newRows(leaders, n int) *rows {
	r := &rows{leaders: leaders, atStart: n, keepers: keepers{absent: make([]bool, leaders), members: leaders}}
	r.grow(n)
	return r
}

// holdValues lets rows hold values from now on: those that there are, what was loaded.
func (r *rows) holdValues(loaded *content) {
	r.valued, r.alike, r.first = true, true, loaded
	r.values = make([]*content, r.count())
	for row := range r.values {
		r.values[row] = loaded
	}
}

// loadedState is what a row held before any write.
func (r *rows) loadedState(row uint32) *state {
	s := &state{version: loaded}
	if int(row) < r.atStart {
		s.content = r.first
	}
	return s
}

// count is how many rows there are.
func (r *rows) count() int { return len(r.settled) }

// grow makes n more rows.
func (r *rows) grow(n int) {
	r.settled = append(r.settled, make([]strategy.Version, n)...)
	if r.valued {
		r.values = append(r.values, make([]*content, n)...)
	}
	r.opened = append(r.opened, make([]uint32, n)...)
}

// held is what a leader holds of a row. It is valid until the next change of rows.
func (r *rows) held(row uint32, leader int) *state {
	if i := r.opened[row]; i != 0 {
		return r.open[i-1].held(leader)
	}
	r.view.version = r.settled[row]
	if r.valued {
		r.view.content = r.values[row]
	}
	return &r.view
}

// distinct is how many different states the leaders hold of a row.
func (r *rows) distinct(row uint32) int {
	if i := r.opened[row]; i != 0 {
		return int(r.open[i-1].distinct)
	}
	return 1
}

// depart notes that a change of the row is in flight.
func (r *rows) depart(row uint32) { r.openRow(row).inFlight++ }

// landed notes that a change of the row is in flight no more.
func (r *rows) landed(row uint32) {
	o := r.open[r.opened[row]-1]
	o.inFlight--
	r.settle(o)
}

// put lets a leader hold one version of a row and nothing else.
func (r *rows) put(row uint32, leader int, v *strategy.Version) { r.openRow(row).put(leader, v) }

func (o *openRow) held(leader int) *state { return &o.states[o.column[leader]] }

func (o *openRow) put(leader int, v *strategy.Version) { o.moveTo(leader, o.single(v)) }

// hold lets a leader hold a state of which the row makes a copy.
func (o *openRow) hold(leader int, s *state) { o.moveTo(leader, o.find(s)) }

// find finds a state, or makes it.
func (o *openRow) find(s *state) int {
	free := -1
	for i := range o.states {
		if t := &o.states[i]; t.refs == 0 {
			free = i
		} else if t.equals(s) {
			return i
		}
	}
	if free < 0 {
		o.states = append(o.states, state{})
		free = len(o.states) - 1
	}
	t := &o.states[free]
	t.version, t.more, t.merged = s.version, append(t.more[:0], s.more...), s.merged
	t.content = s.content
	return free
}

// equals tells whether two states are of the same versions and show the same.
func (s *state) equals(t *state) bool {
	return s.version.ID == t.version.ID && s.merged == t.merged && slices.EqualFunc(s.more, t.more, sameID) && s.content.equal(t.content)
}

func (o *openRow) putAll(leader int, versions []strategy.Version) {
	if len(versions) == 1 {
		o.put(leader, &versions[0])
		return
	}
	o.hold(leader, &state{version: versions[0], more: versions[1:]})
}

func (r *rows) openRow(row uint32) *openRow {
	if i := r.opened[row]; i != 0 {
		return r.open[i-1]
	}
	return r.reopen(row)
}

func (r *rows) reopen(row uint32) *openRow {
	if len(r.free) == 0 {
		r.open = append(r.open, newOpenRow(r.leaders))
		r.free = append(r.free, uint32(len(r.open)-1))
	}
	i := r.free[len(r.free)-1]
	r.free = r.free[:len(r.free)-1]
	r.opened[row] = i + 1
	o := r.open[i]
	o.row, o.distinct, o.alike, o.existed = row, 1, r.alike, int(row) < r.atStart
	o.states = append(o.states[:0], state{version: r.settled[row], refs: int32(r.keepers.of())})
	if r.valued {
		o.states[0].content = r.values[row]
	}
	clear(o.column)
	return o
}

// settle closes the row if nothing of it is in flight and all leaders agree on
// one version.
func (r *rows) settle(o *openRow) {
	if o.inFlight > 0 || o.distinct > 1 {
		return
	}
	s := &o.states[o.column[r.keepers.first(o.row)]]
	if len(s.more) > 0 || o.alike && o.inUse() > 1 {
		return
	}
	r.settled[o.row] = s.version
	if r.valued {
		r.values[o.row] = s.content
	}
	r.free = append(r.free, r.opened[o.row]-1)
	r.opened[o.row] = 0
}

// move makes a leader hold state i.
func (o *openRow) move(leader int, i int) {
	old := &o.states[o.column[leader]]
	o.states[i].refs++
	if o.states[i].refs == 1 {
		o.distinct++
	}
	if old.refs--; old.refs == 0 {
		o.distinct--
	}
	o.column[leader] = uint16(i)
}

// moveTo makes a leader hold state i, whatever tells states apart.
func (o *openRow) moveTo(leader, i int) {
	o.move(leader, i)
	o.recount()
}

// single finds the state of one version, or makes it.
func (o *openRow) single(v *strategy.Version) int {
	free := -1
	for i := range o.states {
		s := &o.states[i]
		if s.refs == 0 {
			free = i
		} else if s.version.ID == v.ID && len(s.more) == 0 {
			return i
		}
	}
	if free < 0 {
		o.states = append(o.states, state{version: *v})
		return len(o.states) - 1
	}
	s := &o.states[free]
	*s = state{version: *v, more: s.more[:0]}
	return free
}

// appendVersions appends all versions of the state to a list.
func (s *state) appendVersions(list []strategy.Version) []strategy.Version {
	return append(append(list, s.version), s.more...)
}

// appendIDs appends the identities of the state's versions; what a row held
// before any write has none.
func (s *state) appendIDs(list []WriteID) []WriteID {
	if s.version.ID != 0 {
		list = append(list, WriteID(s.version.ID))
	}
	for i := range s.more {
		list = append(list, WriteID(s.more[i].ID))
	}
	return list
}

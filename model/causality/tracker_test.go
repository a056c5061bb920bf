package causality

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// flight is a delivery still to come.
type flight struct {
	id     uint64
	leader int
}

// history drives a tracker and the obvious computation through the same chance.
type history struct {
	t        *testing.T
	luck     *rand.Rand
	tracker  *Tracker
	truth    *obvious
	rows     int
	flying   []flight
	clock    int64
	skew     []int64
	fresh    map[uint64]bool
	held     []bool // leaders that are cut off
	sights   []sight
	keepAll  bool
	late     bool // some writes are coordinated first
	changing bool // leaders begin anew, leave and join
	updates  int  // so many of 10 writes are updates; at first all are
}

func newHistory(t *testing.T, seed uint64, limit int, keepAll bool) *history {
	luck := rand.New(rand.NewPCG(seed, 1))
	leaders := 1 + luck.IntN(6)
	if luck.IntN(20) == 0 {
		leaders = 60 + luck.IntN(20)
	}
	h := &history{t: t, luck: luck, tracker: NewCounting(leaders), truth: newObvious(leaders), rows: 1 + luck.IntN(3), fresh: map[uint64]bool{}, keepAll: keepAll}
	h.tracker.CoolUpTo(limit)
	if keepAll {
		h.tracker.KeepAll()
	}
	h.updates = luck.IntN(11)
	h.sights = make([]sight, h.rows+1)
	h.skew, h.held = make([]int64, leaders), make([]bool, leaders)
	for i := range h.skew {
		h.skew[i] = luck.Int64N(40)
	}
	return h
}

// ofQuorums makes rows have fewer replicas than there are leaders, and writes late.
func (h *history) ofQuorums() *history {
	h.late = true
	h.truth.replicas = 1 + h.luck.IntN(h.truth.leaders)
	h.tracker.Replicas(h.truth.replicas)
	return h
}

// withMembers lets some leaders be absent at first.
func (h *history) withMembers() *history {
	for leader := range h.truth.leaders - 1 {
		if h.luck.IntN(4) == 0 {
			h.truth.in[leader] = false
			h.tracker.Absent(leader)
		}
	}
	return h
}

// change lets a leader begin anew from another's replica or from nothing, or leave.
func (h *history) change() {
	leader, from := h.luck.IntN(h.truth.leaders), h.luck.IntN(h.truth.leaders+1)-1
	if h.luck.IntN(4) == 0 && leader < h.truth.leaders-1 && h.truth.in[leader] {
		h.truth.replace(leader, -1)
		h.tracker.Leave(leader)
		h.truth.in[leader] = false
	} else if from != leader {
		h.truth.transfer(leader, from)
		h.tracker.Transfer(leader, from)
		h.truth.in[leader] = true
	}
}

func (h *history) commit(measured bool) {
	id := uint64(len(h.truth.writes))
	row, origin := uint32(h.luck.IntN(h.rows)), h.luck.IntN(h.truth.leaders)
	for !h.truth.in[origin] || !h.keepAll && !h.truth.keeps(row, origin) {
		origin = h.luck.IntN(h.truth.leaders)
	}
	h.clock += h.luck.Int64N(3)
	w := Write{ID: id, Row: row, Origin: origin, Measured: measured, Late: h.late && h.luck.IntN(2) == 0}
	w.Stamp = stampOf(h.clock+h.skew[origin]+h.luck.Int64N(8), origin)
	if id > 20 && h.luck.IntN(10) >= h.updates {
		w.Kind = Kind(1 + h.luck.IntN(2))
	}
	want := h.truth.commit(w)
	require.Equal(h.t, want, h.tracker.Count(&w))
	require.Equal(h.t, Partners{h.truth.partners[Insert], h.truth.partners[Delete]}, h.tracker.Partners())
	counted := 0
	for _, fresh := range h.tracker.Fresh() {
		require.False(h.t, h.fresh[fresh], "once each")
		h.fresh[fresh] = true
		if h.truth.writes[fresh].Measured {
			counted++
		}
	}
	require.Equal(h.t, want.ConcurrentWrites, counted)
	for leader := range h.truth.leaders {
		if (leader != origin || w.Late) && (h.keepAll || h.truth.keeps(row, leader)) {
			h.flying = append(h.flying, flight{id, leader})
		}
	}
}

// land delivers one change, and asks before how it is related to all others.
func (h *history) land() {
	if len(h.flying) == 0 {
		return
	}
	i := h.luck.IntN(len(h.flying))
	f := h.flying[i]
	if h.held[f.leader] {
		return
	}
	h.flying = slices.Delete(h.flying, i, i+1)
	if !h.truth.in[f.leader] {
		return
	}
	h.compareRelations(f.id)
	news, fixed := !h.truth.applied[f.id][f.leader], h.truth.stable(f.id)
	h.truth.deliver(f.id, f.leader)
	first, stable := h.tracker.Deliver(f.id, f.leader)
	require.Equal(h.t, news, first)
	require.Equal(h.t, !fixed && h.truth.stable(f.id), stable)
	first, _ = h.tracker.Deliver(f.id, f.leader)
	require.False(h.t, first, "a second delivery is none")
}

func (h *history) compareRelations(id uint64) {
	row := h.truth.writes[id].Row
	require.Equal(h.t, Saw, h.tracker.Relation(id, 0))
	require.Equal(h.t, SeenBy, h.tracker.Relation(0, id))
	for _, v := range h.truth.writes[1:] {
		if v.Row == row {
			require.Equal(h.t, h.truth.relation(id, v.ID), h.tracker.Relation(id, v.ID))
			require.Equal(h.t, h.truth.relation(v.ID, id), h.tracker.Relation(v.ID, id))
		}
	}
}

// ask compares what the tracker says of a leader and a row.
func (h *history) ask() {
	leader, row := h.luck.IntN(h.truth.leaders), uint32(h.luck.IntN(h.rows+1))
	if !h.keepAll && !h.truth.keeps(row, leader) {
		return
	}
	limit := uint64(1 + h.luck.IntN(len(h.truth.writes)))
	missed := h.truth.missed(row, leader)
	require.Equal(h.t, missed, h.tracker.Missed(row, leader, nil))
	rest := slices.DeleteFunc(slices.Clone(missed), h.tracker.Erased)
	require.Equal(h.t, len(rest) < len(missed), h.tracker.Erases(row))
	n, first := h.tracker.Missing(row, leader, limit)
	before, _ := slices.BinarySearch(rest, limit)
	require.Equal(h.t, before, n)
	if n > 0 {
		require.Equal(h.t, rest[0], first)
	}
	require.Equal(h.t, h.truth.oldest(leader), h.tracker.Oldest(leader))
	from := h.tracker.OldestFrom(leader, limit)
	require.True(h.t, from == h.tracker.window.next || from >= limit && h.truth.awaits(from, leader))
	for id := limit; id < from; id++ {
		require.False(h.t, h.truth.awaits(id, leader))
	}
	var unstable []uint64
	for _, w := range h.truth.writes[1:] {
		require.Equal(h.t, h.truth.stable(w.ID), h.tracker.Stable(w.ID))
		require.Equal(h.t, h.truth.erased[w.ID], h.tracker.Erased(w.ID))
		require.Equal(h.t, h.truth.at[w.ID][leader], h.tracker.Delivered(w.ID, leader) && !h.missed(w.ID, leader))
		require.Equal(h.t, h.truth.applied[w.ID][leader], h.tracker.Applied(w.ID, leader) && !h.missed(w.ID, leader))
		require.Equal(h.t, h.truth.awaits(w.ID, leader), h.tracker.Awaits(w.ID, leader))
		if h.missed(w.ID, leader) {
			continue
		}
		require.Equal(h.t, h.truth.knows(w.ID, leader), h.tracker.Knows(w.ID, leader))
		if w.Row == row && !h.truth.stable(w.ID) {
			unstable = append(unstable, w.ID)
		}
	}
	require.ElementsMatch(h.t, unstable, h.tracker.Unstable(row, nil))
	for _, id := range unstable {
		require.Equal(h.t, !h.keepAll && len(unstable) == 1 && h.truth.lacking(id) == 1, h.tracker.Settles(id))
	}
	h.look(leader, row)
}

// missed: the tracker does not care what a leader has that is none of a row's replicas.
func (h *history) missed(id uint64, leader int) bool {
	return !h.keepAll && !h.truth.keeps(h.truth.writes[id].Row, leader)
}

// look compares a view of a row, gathered at several leaders, with what it should
// hold and a leader may lack.
func (h *history) look(leader int, row uint32) {
	s := &h.sights[row]
	if s.known == nil {
		s.known = map[uint64]bool{}
	}
	lacks := false
	for id := range s.known {
		lacks = lacks || !h.truth.knows(id, leader)
	}
	require.Equal(h.t, lacks, h.tracker.Lacks(&s.view, row, leader))
	if !h.tracker.Extend(&s.view, row, leader) {
		*s = sight{}
		return
	}
	for _, w := range h.truth.writes[1:] {
		if w.Row == row && h.truth.knows(w.ID, leader) {
			s.known[w.ID] = true
		}
	}
}

// sight is a view of a hot row, with what it shows.
type sight struct {
	view  View
	known map[uint64]bool
}

func (h *history) run(steps int) {
	for step := range steps {
		if h.changing && h.luck.IntN(20) == 0 {
			h.change()
		}
		switch h.luck.IntN(8) {
		case 0, 1:
			h.commit(step > steps/5)
		case 2:
			h.ask()
		case 3:
			if leader := h.luck.IntN(h.truth.leaders); h.luck.IntN(4) == 0 {
				h.held[leader] = !h.held[leader]
			}
		default:
			h.land()
		}
	}
	clear(h.held)
	for len(h.flying) > 0 {
		h.land()
	}
}

func TestAgreesWithTheDefinitions(t *testing.T) {
	for _, limit := range []int{0, 1, 2, 5, 64} {
		for seed := range uint64(40) {
			newHistory(t, seed, limit, false).run(200)
		}
	}
}

func TestRemembersAllIfToldTo(t *testing.T) {
	for seed := range uint64(40) {
		h := newHistory(t, seed, 64, true)
		h.run(200)
		for _, w := range h.truth.writes[1:] {
			h.compareRelations(w.ID)
		}
	}
}

func TestCoordinatesBeforeItApplies(t *testing.T) {
	for _, limit := range []int{0, 2, 64} {
		for seed := range uint64(40) {
			newHistory(t, seed, limit, false).ofQuorums().run(200)
		}
	}
}

func TestFollowsTransfers(t *testing.T) {
	for seed := range uint64(40) {
		h := newHistory(t, seed, 64, true).withMembers()
		h.changing = true
		h.run(200)
	}
	for seed := range uint64(40) {
		h := newHistory(t, seed, 64, true).ofQuorums().withMembers()
		h.changing = true
		h.run(200)
	}
}

// A leader that lost what it wrote last goes on as another would.
func TestALeaderThatBeganAnewHasNotSeenItsOwnLostWrites(t *testing.T) {
	tr := New(2)
	tr.KeepAll()
	tr.Commit(1, 0, 0)
	tr.Deliver(1, 1)   // Leader 1 has the first write,
	tr.Commit(2, 0, 0) // and not the second, when leader 0 loses its disk
	tr.Transfer(0, 1)  // and copies leader 1's.
	tr.Commit(3, 0, 0)
	require.Equal(t, Saw, tr.Relation(3, 1))
	require.Equal(t, Concurrent, tr.Relation(3, 2))
	require.False(t, tr.Knows(2, 0))
	require.True(t, tr.Came(2, 0))
}

func TestWhatNobodyKnowsOfAnyMoreFormsNoPairs(t *testing.T) {
	tr := New(3)
	tr.KeepAll()
	tr.Commit(1, 0, 0)
	tr.Transfer(0, -1) // The only leader that had the write begins anew.
	require.True(t, tr.Erased(1))
	require.Zero(t, tr.Count(&Write{ID: 2, Origin: 1}))
	n, _ := tr.Missing(0, 2, 2) // Only the second write is missing now,
	require.Zero(t, n)
	tr.Deliver(1, 2) // until the first, which was under way, does arrive.
	require.False(t, tr.Erased(1))
	require.Equal(t, Counts{Unseen: 1, Concurrent: 1}, tr.Count(&Write{ID: 3, Origin: 1}))
}

func TestWhatALeaderHadSentBeforeItLeftIsNotErased(t *testing.T) {
	tr := New(2)
	tr.KeepAll()
	tr.Commit(1, 0, 0)
	tr.Leave(0)
	require.False(t, tr.Erased(1))
	require.Equal(t, Counts{Unseen: 1, Concurrent: 1}, tr.Count(&Write{ID: 2, Origin: 1}))
}

func TestForgetsRowsOfWhichNothingIsInFlight(t *testing.T) {
	for _, limit := range []int{0, 1, 2, 64} {
		for seed := range uint64(20) {
			h := newHistory(t, seed, limit, false)
			h.run(200)
			for row := range h.rows {
				require.Zero(t, h.tracker.place(uint32(row)))
			}
			require.Equal(t, h.tracker.window.next, h.tracker.window.base)
			require.Len(t, h.tracker.vectors.free, int(h.tracker.vectors.next)-1)
		}
	}
}

func TestAThirdWriteCarriesKnowledge(t *testing.T) {
	tr := New(3)
	tr.Commit(1, 0, 0)                       // leader 0 writes,
	tr.Deliver(1, 1)                         // leader 1 has it
	tr.Commit(2, 0, 1)                       // and writes,
	tr.Deliver(2, 2)                         // which overtakes the first on its way to leader 2,
	c := tr.Count(&Write{ID: 3, Origin: 2})  // who writes.
	require.Equal(t, 1, c.Unseen)            // The first had not been delivered to the third,
	require.Zero(t, c.Concurrent)            // but the third saw it.
	require.Equal(t, Saw, tr.Relation(3, 1)) // So they are no conflict.
}

func TestAHotRowNeedsNoMoreForMoreWrites(t *testing.T) {
	tr := NewCounting(2)
	const many = 200_000
	for id := uint64(1); id <= many; id++ {
		origin := int(id % 2)
		c := tr.Count(&Write{ID: id, Origin: origin, Stamp: stampOf(int64(id), origin), Measured: true})
		require.Equal(t, int(id/2), c.Concurrent)
	}
	for id := uint64(1); id <= many; id++ {
		tr.Deliver(id, int(1-id%2))
	}
	require.Zero(t, tr.place(0))
}

func TestVectorsCompareAndMergeByOrigin(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + luck.IntN(5)
		a, b := make(Vector, Words(n)), make(Vector, Words(n))
		covers, added := true, uint64(0)
		want := make([]uint32, n)
		for i := range n {
			x, y := luck.Uint32N(4), luck.Uint32N(4)
			if luck.IntN(3) == 0 {
				x, y = x<<29, y<<29
			}
			a.Set(i, x)
			b.Set(i, y)
			covers = covers && x >= y
			want[i] = max(x, y)
			added += uint64(want[i] - x)
		}
		require.Equal(t, covers, a.Covers(b))
		require.Equal(t, added, a.Merge(b))
		for i := range n {
			require.Equal(t, want[i], a.At(i))
		}
	}
}

package oracle

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/value"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// stage lets a test tell a run as a story: who writes, what arrives where, who reads.
// Leaders are numbered from 0, instants are in milliseconds. It keeps what every
// leader holds, so that stories need to say only what happens.
type stage struct {
	t      *testing.T
	o      *Oracle
	now    sim.Time
	writes []*model.Write
	held   map[[2]int][]model.WriteID // by row and leader
	in     []bool                     // leaders that are members
	seqs   []uint32
	mute   bool // clients are not answered
	op     value.Op
}

const ms = sim.Time(1e6)

func newStage(t *testing.T, leaders int) *stage {
	return stageOf(t, Config{Leaders: leaders, Rows: 10, Duration: 1000 * ms})
}

func stageOf(t *testing.T, c Config) *stage {
	s := &stage{t: t, o: New(c), writes: make([]*model.Write, 1), held: map[[2]int][]model.WriteID{}, in: make([]bool, c.Leaders), seqs: make([]uint32, c.Leaders)}
	for leader := range s.in {
		s.in[leader] = !slices.Contains(c.Absent, leader)
	}
	return s
}

// at sets the clock.
func (s *stage) at(millis int) *stage {
	s.now = sim.Time(millis) * ms
	return s
}

// write lets a client of a session without a number write a row.
func (s *stage) write(leader, row int) model.WriteID { return s.writeBy(-1, leader, row, false) }

func (s *stage) delete(leader, row int) model.WriteID { return s.writeBy(-1, leader, row, true) }

func (s *stage) writeBy(session int32, leader, row int, remove bool) model.WriteID {
	replaced := s.held[[2]int{row, leader}]
	s.held[[2]int{row, leader}] = []model.WriteID{model.WriteID(len(s.writes))}
	return s.commit(session, leader, row, remove, replaced, false)
}

// coordinate lets a leader write a row that its own replica gets later.
func (s *stage) coordinate(session int32, leader, row int) model.WriteID {
	return s.commit(session, leader, row, false, nil, true)
}

func (s *stage) commit(session int32, leader, row int, remove bool, replaced []model.WriteID, late bool) model.WriteID {
	id := model.WriteID(len(s.writes))
	s.seqs[leader]++
	w := &model.Write{
		ID: id, At: s.now, Row: uint32(row), Seq: s.seqs[leader], Session: session, Origin: uint16(leader),
		First: id, Size: 1, Delete: remove, Stamp: model.Stamp{L: int64(s.now), Origin: uint16(leader)},
	}
	s.writes = append(s.writes, w)
	s.o.Commit(&model.Commit{Write: w, Replaced: replaced, Late: late, Op: s.op, Distinct: s.distinct(row)})
	if !s.mute {
		s.answer(id, true)
	}
	return id
}

func (s *stage) answer(id model.WriteID, ok bool) {
	w := s.writes[id]
	s.o.Done(&model.Done{
		Kind: model.Update, Began: w.At, Ended: s.now, Home: int(w.Origin), Leader: int(w.Origin),
		Session: w.Session, OK: ok, First: id, Writes: 1,
	})
}

// take, keep and join let a write arrive at a leader, with these verdicts.
func (s *stage) take(id model.WriteID, leader int) { s.arrive(id, leader, model.Took, false) }
func (s *stage) keep(id model.WriteID, leader int) { s.arrive(id, leader, model.Kept, false) }
func (s *stage) join(id model.WriteID, leader int) { s.arrive(id, leader, model.Joined, false) }

func (s *stage) arrive(id model.WriteID, leader int, v model.Verdict, reported bool) {
	w := s.writes[id]
	at := [2]int{int(w.Row), leader}
	met, removed := s.held[at], []model.WriteID(nil)
	switch v {
	case model.Took:
		removed = met
		s.held[at] = []model.WriteID{id}
	case model.Joined, model.Blended:
		s.held[at] = append(slices.Clone(met), id)
	}
	s.o.Apply(&model.Apply{
		At: s.now, Write: w, Leader: leader, Verdict: v, Met: met, Removed: removed,
		Reported: reported, Distinct: s.distinct(int(w.Row)),
	})
}

func (s *stage) distinct(row int) int {
	var states [][]model.WriteID
	for leader, in := range s.in {
		if !in {
			continue
		}
		now := slices.Sorted(slices.Values(s.held[[2]int{row, leader}]))
		if !slices.ContainsFunc(states, func(state []model.WriteID) bool { return slices.Equal(state, now) }) {
			states = append(states, now)
		}
	}
	return len(states)
}

// read lets a session read a row at a leader, at once.
func (s *stage) read(session int32, leader, row int) { s.readSince(session, leader, row, s.now) }

func (s *stage) readSince(session int32, leader, row int, began sim.Time) {
	s.o.Read(&model.ReadSeen{
		At: s.now, Began: began, Leader: leader, Session: session, Row: uint32(row), Returned: s.held[[2]int{row, leader}],
	})
}

// copy lets a leader go on from another's replica, or from nothing.
func (s *stage) copy(leader, from int, why model.TransferReason) {
	x := &model.Transfer{At: s.now, Why: why, Leader: leader, From: from}
	was := map[int]int{}
	for row := range 10 {
		was[row] = s.distinct(row)
	}
	s.in[leader] = why != model.ByLeave
	for row := range 10 {
		change := model.TransferRow{Row: uint32(row), Removed: s.held[[2]int{row, leader}], Added: s.held[[2]int{row, from}]}
		s.held[[2]int{row, leader}] = change.Added
		change.Distinct = s.distinct(row)
		if !slices.Equal(change.Removed, change.Added) || change.Distinct != was[row] {
			x.Rows = append(x.Rows, change)
		}
	}
	s.o.Transfer(x)
}

// ask lets replicas answer a read of a quorum, one after another, and ends it when all
// have been heard.
func (s *stage) ask(number uint64, session int32, row int, replicas ...int) {
	began := s.now
	for _, leader := range replicas {
		s.o.Answer(&model.Answer{At: s.now, Read: number, Session: session, Row: uint32(row), Leader: leader})
		s.now += ms
	}
	s.o.Read(&model.ReadSeen{At: s.now, Began: began, Leader: replicas[0], Session: session, Row: uint32(row), Read: number, Heard: replicas})
}

// probe asks how a read would fare that finds each leader so many milliseconds later.
func (s *stage) probe(id model.WriteID, ways map[int]int) {
	p := &model.Probe{At: s.now, Write: id}
	for leader := range s.in {
		if way, ok := ways[leader]; ok {
			p.Legs = append(p.Legs, model.ProbeLeg{Leader: leader, Read: time.Duration(way) * time.Millisecond})
		}
	}
	s.o.Probe(p)
}

// end ends the run, and expects metrics, given as names and exact values in turn.
func (s *stage) end(expected ...string) {
	s.t.Helper()
	s.o.End(s.now)
	s.expect(expected...)
}

// lag is that of a leader, by bins of 10 ms.
func (s *stage) lag(leader int) []int64 {
	var run results.Run
	s.o.Fill(&run)
	require.Equal(s.t, 10*ms, run.Series.Width)
	return run.Series.Lag[leader]
}

func (s *stage) expect(expected ...string) {
	s.t.Helper()
	summary := s.o.Summary()
	for i := 0; i < len(expected); i += 2 {
		value, ok := summary.Get(expected[i])
		require.True(s.t, ok, "%s is not set", expected[i])
		require.Equal(s.t, expected[i+1], value.Exact(), expected[i])
	}
}

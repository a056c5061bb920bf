package oracle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// conveyor is an endless run: leaders write in turn, and every write arrives
// everywhere when so many others have been made. It allocates nothing itself.
type conveyor struct {
	o       *Oracle
	leaders int
	rows    int
	late    int
	writes  []model.Write // a ring
	next    model.WriteID
	held    []model.WriteID // by row, and leader
	scratch [1]model.WriteID
	commit  model.Commit
	apply   model.Apply
	done    model.Done
	read    model.ReadSeen
}

func newConveyor(leaders, rows, late int) *conveyor {
	o := New(Config{Leaders: leaders, Rows: rows, Duration: sim.Time(1e12), Bins: 8})
	return &conveyor{
		o: o, leaders: leaders, rows: rows, late: late, next: 1,
		writes: make([]model.Write, late+1), held: make([]model.WriteID, rows*leaders),
	}
}

func (c *conveyor) step() {
	id := c.next
	c.next++
	row, origin := uint32(int(id*7)%c.rows), int(id)%c.leaders
	w := &c.writes[int(id)%len(c.writes)]
	at := sim.Time(id) * 1000
	*w = model.Write{
		ID: id, At: at, Row: row, Seq: uint32((int(id)-origin)/c.leaders) + 1, Session: int32(origin), Origin: uint16(origin),
		First: id, Size: 1, Stamp: model.Stamp{L: int64(at), Origin: uint16(origin)},
	}
	if origin == 0 {
		w.Seq--
	}
	c.commit = model.Commit{Write: w, Replaced: c.swap(row, origin, id), Distinct: 2}
	c.o.Commit(&c.commit)
	c.done = model.Done{Kind: model.Update, Began: at, Ended: at, OK: true, First: id, Writes: 1}
	c.o.Done(&c.done)
	c.read = model.ReadSeen{At: at, Began: at, Leader: origin, Session: int32(origin), Row: row, Returned: c.scratch[:]}
	c.scratch[0] = id
	c.o.Read(&c.read)
	if int(id) > c.late {
		c.arrive(&c.writes[(int(id)-c.late)%len(c.writes)], at)
	}
}

// swap lets a leader hold a write in place of another.
func (c *conveyor) swap(row uint32, leader int, id model.WriteID) []model.WriteID {
	held := &c.held[int(row)*c.leaders+leader]
	c.scratch[0] = *held
	*held = id
	if c.scratch[0] == 0 {
		return nil
	}
	return c.scratch[:]
}

func (c *conveyor) arrive(w *model.Write, at sim.Time) {
	for leader := range c.leaders {
		if leader == int(w.Origin) {
			continue
		}
		c.apply = model.Apply{At: at, Write: w, Leader: leader, Verdict: model.Kept, Distinct: 2}
		c.scratch[0] = c.held[int(w.Row)*c.leaders+leader]
		if c.scratch[0] != 0 {
			c.apply.Met = c.scratch[:]
		}
		if c.scratch[0] < w.ID {
			c.held[int(w.Row)*c.leaders+leader] = w.ID
			c.apply.Verdict, c.apply.Removed = model.Took, c.apply.Met
		}
		c.o.Apply(&c.apply)
	}
}

func TestTheSteadyStateAllocatesNothing(t *testing.T) {
	for _, leaders := range []int{2, 10, 100} {
		c := newConveyor(leaders, 50, 40)
		for range 5000 {
			c.step()
		}
		require.Zero(t, testing.AllocsPerRun(500, c.step), "%d leaders", leaders)
	}
}

func TestMemoryFollowsWhatIsUndecided(t *testing.T) {
	const rows, late = 50, 40
	c := newConveyor(4, rows, late)
	for range 100_000 {
		c.step()
	}
	require.LessOrEqual(t, len(c.o.survival.nodes), 2*(rows+late))
	require.LessOrEqual(t, len(c.o.survival.cells.all), 10*(rows+late))
	require.LessOrEqual(t, len(c.o.ledger.entries), 4*late)
}

// A busy row during a long partition costs no more for each write than a quiet one:
// this would not end if anything were enumerated.
func TestAHotRowInALongPartition(t *testing.T) {
	c := newConveyor(2, 1, 60_000)
	for range 150_000 {
		c.step()
	}
	require.Positive(t, c.o.conflicts.pairs)
}

package model

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model/strategy"
)

// inserting is a workload of inserts on three leaders.
func inserting(ids IDs) Config {
	c := basic(3)
	c.Duration = 5 * time.Second
	c.Workload.Keys, c.Workload.IDs = 10, ids
	c.Workload.Mix = Mix{Update: .5, Insert: .5}
	return c
}

// collisions is on how many rows two leaders' inserts met.
func (o *tale) collisions() int {
	inserted, twice := map[uint32]bool{}, map[uint32]bool{}
	for _, c := range o.commits {
		if c.Write.Insert {
			twice[c.Write.Row] = inserted[c.Write.Row]
			inserted[c.Write.Row] = true
		}
	}
	n := 0
	for _, both := range twice {
		if both {
			n++
		}
	}
	return n
}

func (o *tale) reported(typ strategy.Type) int {
	n := 0
	for _, a := range o.applies {
		if a.Reported && a.Type == typ {
			n++
		}
	}
	return n
}

func TestAutoIncrementedKeysCollide(t *testing.T) {
	c := inserting(IDs{AutoIncrement: true})
	c.Conflicts.Detect = strategy.DetectVersionVector
	o := tell(t, c)
	require.Greater(t, o.collisions(), 10)
	require.Greater(t, o.reported(strategy.InsertInsert), 10)
	require.False(t, o.rows.differ())
	requireNothingLeft(t, o)
}

// MySQL's auto_increment_increment and auto_increment_offset.
func TestInterleavedKeysNeverCollide(t *testing.T) {
	for _, increment := range []int{3, 10} {
		c := inserting(IDs{AutoIncrement: true, Increment: increment})
		c.Conflicts.Detect = strategy.DetectVersionVector
		c.Workload.Mix = Mix{Read: .5, Insert: .5} // to update a row that has not come is to make it
		o := tell(t, c)
		require.Zero(t, o.collisions())
		require.Zero(t, o.reported(strategy.InsertInsert))
		for _, c := range o.commits {
			if c.Write.Insert {
				require.Equal(t, int(c.Write.Origin), int(c.Write.Row)%increment)
			}
		}
	}
}

func TestTooSmallAnIncrementCollides(t *testing.T) {
	c := inserting(IDs{AutoIncrement: true, Increment: 2})
	o := tell(t, c)
	require.NotZero(t, o.collisions(), "the first and the third leader give the same numbers")
}

func TestUniqueKeysNeverCollide(t *testing.T) {
	require.Zero(t, tell(t, inserting(IDs{})).collisions())
}

// A leader counts on from what it has received, and leaves no number out.
func TestLeadersCountOnFromWhatTheyHaveSeen(t *testing.T) {
	c := inserting(IDs{AutoIncrement: true})
	c.Workload.Rate, c.Workload.Mix = 5, Mix{Insert: 1}
	c.Workload.Arrivals = Constant
	o := tell(t, c)
	known := []uint32{10, 10, 10}
	for _, at := range o.order {
		if at.leader == int(at.write.Origin) {
			require.Equal(t, known[at.leader], at.write.Row)
		}
		known[at.leader] = max(known[at.leader], at.write.Row+1)
	}
}

// What operations choose from are rows that somebody has inserted, whichever numbers
// were left out.
func TestOperationsChooseFromRowsThatThereAre(t *testing.T) {
	o := tell(t, inserting(IDs{AutoIncrement: true, Increment: 10}))
	inserted := map[uint32]bool{}
	for _, c := range o.commits {
		if c.Write.Insert {
			inserted[c.Write.Row] = true
			require.Equal(t, "k"+itoa(int(c.Write.Row)), o.RowName(c.Write.Row))
		} else if c.Write.Row >= 10 {
			require.True(t, inserted[c.Write.Row])
		}
	}
	require.Less(t, len(inserted), o.Rows()-10, "some numbers were left out")
}

// A leader that comes back with a peer's replica counts on from there.
func TestCopiedReplicasCountOn(t *testing.T) {
	c := inserting(IDs{AutoIncrement: true, Increment: 3})
	c.Duration = 10 * time.Second
	c.Faults = []Fault{{At: 3 * time.Second, For: time.Second, Kind: Crash, Leaders: []int{1}, DiskLost: true}}
	o := tell(t, c)
	before, after := 0, 0
	for _, c := range o.commits {
		switch {
		case c.Write.Origin != 1 || !c.Write.Insert:
		case c.Write.At < 3e9:
			before++
		default:
			after++
			require.Greater(t, int(c.Write.Row), 3*before)
		}
	}
	require.NotZero(t, after)
}

func TestRowsWithNamesOfTheirOwnHaveNoNumbers(t *testing.T) {
	c := inserting(IDs{AutoIncrement: true})
	c.Script = []Step{at(time.Second, 0, Update, "title", "B")}
	o := tell(t, c)
	row, _ := o.Row("title")
	require.Equal(t, uint32(10), row)
	last, ok := o.Row("k11")
	require.True(t, ok)
	require.Equal(t, "k11", o.RowName(last))
	require.False(t, o.rows.differ())
}

package model

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/sim"
)

// requireEverywhere demands that each change was dealt with at each other leader,
// once where that is tracked.
func requireEverywhere(t require.TestingT, o *tale) {
	dealt := map[WriteID][]int{}
	for _, c := range o.commits {
		dealt[c.Write.ID] = make([]int, len(o.leaders))
	}
	for _, a := range o.applies {
		if a.Verdict != Again {
			dealt[a.Write.ID][a.Leader]++
		}
	}
	for _, c := range o.commits {
		for leader, times := range dealt[c.Write.ID] {
			if leader == int(c.Write.Origin) {
				continue
			}
			require.NotZero(t, times, "write %d at leader %d", c.Write.ID, leader)
			if tracked(o.config) {
				require.Equal(t, 1, times, "write %d at leader %d", c.Write.ID, leader)
			}
		}
	}
}

// reaches tells whether every change can come to every leader.
func reaches(c Config) bool {
	complete := c.Network.Topology.Name == "all-to-all" || len(c.Leaders) <= 2
	return !forGood(c) && (complete || c.Replication.Forward != ForwardNever)
}

func TestRunsEndWithNothingLeft(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		o := tellRapid(r, c)
		if reaches(c) || c.Replication.Order == ArrivalOrder { // else some wait for what never comes
			requireNothingLeft(r, o)
		}
		if reaches(c) {
			requireEverywhere(r, o)
		}
		requireSettledRows(r, o)
	})
}

func tellRapid(r *rapid.T, c Config) *tale {
	cluster, err := New(c)
	if err != nil {
		r.Fatal(err)
	}
	o := &tale{Cluster: cluster}
	cluster.Observe(o, true)
	if err := cluster.Run(nil); err != nil {
		r.Fatal(err)
	}
	if o.Now() >= sim.Time(c.Duration+c.Settle) {
		r.Fatal("the run did not settle")
	}
	return o
}

// requireSettledRows demands that a row takes room only where leaders differ, or
// hold siblings.
func requireSettledRows(t require.TestingT, o *tale) {
	for row := range o.Rows() {
		state := o.rows.held(uint32(row), 0)
		open := o.rows.opened[row] != 0
		if !o.Diverged(uint32(row)) && len(state.more) == 0 && o.InFlight() == 0 && open {
			require.True(t, o.rows.alike && o.rows.openRow(uint32(row)).inUse() > 1, "row %d is open", row)
		}
	}
}

// Last-write-wins asked each time, and siblings, are joins of a lattice: whatever
// the order of arrival, and however often a change comes, all end alike.
func TestLastWriteWinsAndSiblingsConverge(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		c.Conflicts.Strategy = rapid.SampledFrom([]string{"last-write-wins", "siblings"}).Draw(r, "converging strategy")
		c.Conflicts.Detect = strategy.DetectDefault
		c.Conflicts.Overwrite = false
		c.Conflicts.Tombstones = TombstonesKept
		if o := tellRapid(r, c); reaches(c) && o.diverged() > 0 {
			r.Fatalf("%d rows diverged: %s", o.diverged(), summary(c))
		}
	})
}

func TestCausalOrderIsNeverViolated(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		c.Replication.Order = CausalOrder
		o := tellRapid(r, c)
		require.Zero(r, overtakings(o), "%s", summary(c))
	})
}

// On a FIFO link units come in the order in which they were sent, but for those
// that wait for their turn.
func TestStreamsKeepTheirOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		c.Network.Ordering = network.FIFO
		c.Network.Resend = 200 * ms
		c.Network.Topology.Name, c.Replication.Forward = "all-to-all", ForwardNever
		c.Network.Duplicate = 0
		c.Replication.Order, c.Replication.Workers = ArrivalOrder, 1
		c.Replication.SerialFanOut = 0
		o := tellRapid(r, c)
		last := make([]WriteID, len(o.leaders)*len(o.leaders))
		for _, a := range o.applies {
			link := int(a.Write.Origin)*len(o.leaders) + a.Leader
			require.Less(r, last[link], a.Write.ID, "link %d to %d", a.Write.Origin, a.Leader)
			last[link] = a.Write.ID
		}
	})
}

func TestSameConfigurationSameFingerprint(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		a, b := tellRapid(r, c), tellRapid(r, c)
		require.Equal(r, a.Fingerprint(), b.Fingerprint())
		require.Equal(r, a.Cost(), b.Cost())
		require.Equal(r, a.Events(), b.Events())
		require.Equal(r, a.dones, b.dones)
	})
}

// Observers cannot change what they see.
func TestObserversDoNotMoveTheRun(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyConfig(r)
		alone, err := New(c)
		require.NoError(r, err)
		require.NoError(r, alone.Run(nil))
		o := tellRapid(r, c)
		require.Equal(r, alone.Fingerprint(), o.Fingerprint())
		require.Equal(r, alone.Cost(), o.Cost())
	})
}

package analysis

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mlrsim/mlrsim/model"
)

// rowOf is one row that so many leaders keep, all members, before any write.
func rowOf(leaders int) *replicas {
	r := &replicas{held: make([][]model.WriteID, leaders), at: map[model.WriteID]int{}}
	for range leaders {
		r.keeps, r.member = append(r.keeps, true), append(r.member, true)
	}
	return r
}

// write commits an acknowledged write that replaces what the leader holds.
func (r *replicas) write(id model.WriteID, leader int) {
	r.commit(&model.Commit{Write: &model.Write{ID: id, Origin: uint16(leader)}, Replaced: r.held[leader]})
	r.acknowledge(id)
}

// take lets a change replace what a leader holds.
func (r *replicas) take(id model.WriteID, leader int) {
	r.apply(&model.Apply{Write: &model.Write{ID: id}, Leader: leader, Removed: r.held[leader]}, sawAll)
}

func sawAll(model.WriteID) bool { return true }

// drop lets a leader drop a change.
func (r *replicas) drop(id model.WriteID, leader int) {
	r.apply(&model.Apply{Write: &model.Write{ID: id}, Leader: leader, Verdict: model.Kept}, sawAll)
}

func TestAWriteIsLostOnceAllHaveDroppedIt(t *testing.T) {
	r := rowOf(3)
	r.write(1, 0)
	r.write(2, 1)
	r.take(2, 0)
	r.drop(1, 1)
	require.Equal(t, []bool{false, false}, r.lost(nil), "leader 2 may still get it")
	r.take(2, 2)
	r.drop(1, 2)
	require.Equal(t, []bool{true, false}, r.lost(nil))
}

func TestLeadersWithoutAReplicaOfTheRowAreNotWaitedFor(t *testing.T) {
	r := rowOf(3)
	r.keeps[2] = false
	r.write(1, 0)
	r.write(2, 1)
	r.take(2, 0)
	r.drop(1, 1)
	require.Equal(t, []bool{true, false}, r.lost(nil))
}

func TestLeadersThatAreAbsentAreNotWaitedFor(t *testing.T) {
	r := rowOf(3)
	r.member[2] = false
	r.write(1, 0)
	r.write(2, 1)
	r.take(2, 0)
	r.drop(1, 1)
	require.Equal(t, []bool{true, false}, r.lost(nil))
	r.transfer(&model.Transfer{Why: model.ByJoin, Leader: 2, From: 1})
	require.Equal(t, []model.WriteID{2}, r.held[2])
	require.True(t, r.dealt(1, 2), "the copy has dealt with all that its source has")
}

func TestARollbackLosesWhatNobodyElseHas(t *testing.T) {
	r := rowOf(3)
	r.write(1, 0)
	require.Equal(t, []bool{false}, r.lost(nil))
	r.transfer(&model.Transfer{Why: model.ByRollback, Leader: 0, From: 1})
	require.Equal(t, []bool{true}, r.lost(nil))
	require.Equal(t, []bool{false}, r.lost(map[model.WriteID]bool{1: true}), "it may still come out of the air")
	r.take(1, 2)
	require.Equal(t, []bool{false}, r.lost(nil))
}

func TestWhatOnlyALeaderHeldThatLeftIsLost(t *testing.T) {
	r := rowOf(2)
	r.write(1, 0)
	r.transfer(&model.Transfer{Why: model.ByLeave, Leader: 0, From: model.Nobody})
	require.Equal(t, []bool{true}, r.lost(nil))
}

func TestALateWriteIsHeldFromItsArrivalOn(t *testing.T) {
	r := rowOf(1)
	r.commit(&model.Commit{Write: &model.Write{ID: 1}, Late: true})
	r.acknowledge(1)
	require.Empty(t, r.held[0])
	require.Equal(t, []bool{false}, r.lost(nil), "it is under way to its own replica")
	r.take(1, 0)
	require.Equal(t, []model.WriteID{1}, r.held[0])
}

func TestWhatASurvivorOverwroteSurvives(t *testing.T) {
	r := rowOf(2)
	r.write(1, 0)
	r.take(1, 1)
	r.write(2, 1)
	r.take(2, 0)
	require.Equal(t, []bool{false, false}, r.lost(nil))
}

func TestALateWriteOverwritesWhatItSawAndReplaces(t *testing.T) {
	for _, saw := range []bool{true, false} {
		r := rowOf(2)
		r.write(1, 0)
		r.take(1, 1)
		r.commit(&model.Commit{Write: &model.Write{ID: 2}, Late: true})
		r.acknowledge(2)
		for leader := range 2 {
			r.apply(&model.Apply{Write: &model.Write{ID: 2}, Leader: leader, Removed: []model.WriteID{1}}, func(model.WriteID) bool { return saw })
		}
		require.Equal(t, []bool{!saw, false}, r.lost(nil))
	}
}

package oracle

import (
	"testing"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/model/value"
)

// naming is a stage on which names are unique.
func naming(t *testing.T, leaders int) *stage {
	return stageOf(t, Config{Leaders: leaders, Rows: 10, Unmade: 10, Duration: 1000 * ms, Kind: "unique"})
}

// claim gives a row a name.
func (s *stage) claim(leader, row int, name string) model.WriteID {
	s.op = value.Op{Verb: value.Put, Value: value.Map{}.With("name", value.Text(name))}
	defer func() { s.op = value.Op{} }()
	return s.write(leader, row)
}

// clash lets a change arrive at a leader whose name others have there, as it reports.
func (s *stage) clash(id model.WriteID, leader int, rivals ...model.WriteID) {
	w := s.writes[id]
	s.o.Apply(&model.Apply{
		At: s.now, Write: w, Leader: leader, Verdict: model.Kept, Rivals: rivals, Reported: true,
		Type: strategy.Unique, Distinct: s.distinct(int(w.Row)),
	})
}

func TestTwoWhoTakeOneNameUnknownToEachOtherConflict(t *testing.T) {
	s := naming(t, 2)
	a := s.at(0).claim(0, 0, "kim")
	b := s.at(10).claim(1, 1, "kim")
	s.claim(1, 2, "lee")
	s.at(50).clash(a, 1, b)
	s.at(60).clash(b, 0, a)
	s.end("unique_pairs", "1", "conflicts_detected", "2", "false_conflicts", "0", "missed_conflicts", "0",
		"conflict_pairs", "0", "conflicting_writes", "0")
}

// The third leader hears of the new owner before it hears that the old one has left.
func TestANameThatWasFreeForWhoTookItIsNoConflict(t *testing.T) {
	s := naming(t, 3)
	a := s.at(0).claim(0, 0, "kim")
	s.at(10).take(a, 1)
	s.take(a, 2)
	freed := s.at(20).delete(0, 0)
	s.at(30).take(freed, 1)
	b := s.at(40).claim(1, 1, "kim")
	s.at(50).clash(b, 2, a)
	s.at(60).take(freed, 2)
	s.end("unique_pairs", "0", "conflicts_detected", "1", "false_conflicts", "1", "missed_conflicts", "0")
}

// What is known of a row from a later write need not have come itself.
func TestWhoKnowsThatANameHasBeenFreedMayTakeIt(t *testing.T) {
	s := naming(t, 2)
	a := s.at(0).claim(0, 0, "kim")
	freed := s.at(10).delete(0, 0)
	s.at(20).take(freed, 1)
	b := s.at(30).claim(1, 1, "kim")
	s.at(40).clash(a, 1, b)
	s.end("unique_pairs", "0", "false_conflicts", "1")
}

func TestANameTakenTwiceIsMissedIfNobodyReportsIt(t *testing.T) {
	s := naming(t, 2)
	a := s.at(0).claim(0, 0, "kim")
	b := s.at(10).claim(1, 1, "kim")
	s.o.Apply(&model.Apply{At: 50 * ms, Write: s.writes[a], Leader: 1, Verdict: model.Took, Rivals: []model.WriteID{b}, Distinct: 1})
	s.end("conflicts_detected", "0", "missed_conflicts", "1")
}

// displace lets a change take the place of what a leader holds of another row.
func (s *stage) displace(id model.WriteID, leader, row int) {
	w := s.writes[id]
	here, there := [2]int{int(w.Row), leader}, [2]int{row, leader}
	gone := s.held[there]
	s.held[here], s.held[there] = []model.WriteID{id}, nil
	s.o.Apply(&model.Apply{
		At: s.now, Write: w, Leader: leader, Verdict: model.Took, Rivals: gone, Reported: true, Type: strategy.Unique,
		Displaced: []model.TransferRow{{Row: uint32(row), Removed: gone, Distinct: s.distinct(row)}}, Distinct: s.distinct(int(w.Row)),
	})
}

func TestARowThatGivesWayIsLostOnceNobodyKeepsIt(t *testing.T) {
	s := naming(t, 2)
	a := s.at(0).claim(0, 0, "kim")
	b := s.at(10).claim(1, 1, "kim")
	s.at(50).keep(a, 1) // which has the newer one
	s.at(60).displace(b, 0, 0)
	s.end("lost_updates", "1", "diverged_keys", "0", "converged", "true", "invariant_violations", "1")
}

func TestARowThatGivesWayIsNotLostWhileAnotherKeepsIt(t *testing.T) {
	s := naming(t, 2)
	a := s.at(0).claim(0, 0, "kim")
	s.at(50).take(a, 1)
	b := s.at(60).claim(1, 1, "lee")
	s.at(100).displace(b, 0, 0)
	s.end("lost_updates", "0", "diverged_keys", "1", "converged", "false")
}

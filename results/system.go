package results

import (
	"slices"
	"strings"
)

// Report says how often the database's detector reported a type of conflict, and what
// the leader made of it.
type Report struct {
	Type     string // update-update
	Decision string // keep, take, both, merge, stop
	Count    int64
}

// System is a real system that a run stands for, and what that would tell of the run.
type System struct {
	Name     string     `json:"name"`
	Title    string     `json:"system"`
	Version  string     `json:"version"`       // whose documentation it is modelled from
	Logs     string     `json:"logs"`          // where it tells of conflicts; "" if that is not known
	But      []string   `json:"but,omitempty"` // settings in which the run was not like it, as for --set
	Reported []Reported `json:"-"`
}

// Reported is a Report in the words of a system.
type Reported struct {
	Type    string `json:"type"`
	Word    string `json:"word"`
	Count   int64  `json:"count"`
	Outcome string `json:"outcome"`
}

// Times is the count for people.
func (r Reported) Times() string { return Grouped(r.Count) }

// Log is what the system would tell: Reported, with the counts of one word and outcome
// added up, whatever the type. Words stand in the order of the types, each with all its
// outcomes.
func (s *System) Log() []Reported {
	var log []Reported
	for _, r := range s.Reported {
		same := func(l Reported) bool { return l.Word == r.Word && l.Outcome == r.Outcome }
		if at := slices.IndexFunc(log, same); at >= 0 {
			log[at].Count += r.Count
			continue
		}
		at := len(log)
		for i, l := range log {
			if l.Word == r.Word {
				at = i + 1
			}
		}
		log = slices.Insert(log, at, Reported{Word: r.Word, Outcome: r.Outcome, Count: r.Count})
	}
	return log
}

// Line is the log in one line: "insert_exists 6 (error), update_exists 9 (6 applied; 3
// skipped)".
func (s *System) Line() string {
	var parts []string
	for log := s.Log(); len(log) > 0; {
		word, n := log[0].Word, 1
		for n < len(log) && log[n].Word == word {
			n++
		}
		parts = append(parts, line(log[:n]))
		log = log[n:]
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// line is one word with its outcomes.
func line(same []Reported) string {
	sum, outcomes := int64(0), []string{}
	for _, r := range same {
		sum += r.Count
		outcomes = append(outcomes, Grouped(r.Count)+" "+r.Outcome)
	}
	if len(same) == 1 {
		outcomes[0] = same[0].Outcome
	}
	return same[0].Word + " " + Grouped(sum) + " (" + strings.Join(outcomes, "; ") + ")"
}

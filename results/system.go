package results

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
	Version  string     `json:"version"` // whose documentation it is modelled from
	Logs     string     `json:"logs"`    // where it tells of conflicts; "" if that is not known
	Reported []Reported `json:"-"`
}

// Reported is a Report in the words of a system.
type Reported struct {
	Type    string `json:"type"`
	Word    string `json:"word"`
	Count   int64  `json:"count"`
	Outcome string `json:"outcome"`
}

// Logged adds up what has the same word and outcome, in the order of the types.
func (s *System) Logged() []Reported {
	var all []Reported
	at := map[[2]string]int{}
	for _, r := range s.Reported {
		key := [2]string{r.Word, r.Outcome}
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, Reported{Word: r.Word, Outcome: r.Outcome})
		}
		all[i].Count += r.Count
	}
	return all
}

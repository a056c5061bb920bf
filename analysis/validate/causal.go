package validate

import (
	"context"
	"strings"

	"github.com/mlrsim/mlrsim/analysis/check"
)

// Bouajjani, Enea, Guerraoui and Hamza, "On Verifying Causal Consistency" (POPL 2017):
// five histories by which figure 3 tells the models of causal consistency apart, and
// the models that each satisfies: causal consistency (CC), causal convergence (CCv) and
// causal memory (CM). The checker looks for the paper's bad patterns, whose absence
// section 5 proves to be the same.
func causalRows() []Row {
	satisfied := map[string]string{"a": "CC, CM", "b": "CC, CCv", "c": "CC", "d": "CC, CCv, CM", "e": "none"}
	var rows []Row
	for _, f := range check.Figure3() {
		row := Row{
			ID: "CC-" + f.Name, Section: "Causal consistency", Title: "history " + f.Name + " of figure 3",
			Source: "Bouajjani et al., POPL 2017, figure 3",
			Trials: []Trial{words(Figure{Name: "satisfies", Stated: satisfied[f.Name]}, func() string { return models(f.History) })},
		}
		if f.Name == "d" {
			row.Trials = append(row.Trials, words(Figure{Name: "is sequentially consistent", Stated: "no"}, func() string { return yesOrNo(sequential(f.History)) }))
		}
		rows = append(rows, row)
	}
	return rows
}

// words is a trial without luck.
func words(f Figure, find func() string) Trial {
	return Trial{Figures: []Figure{f}, Words: func(context.Context, Bench) ([]string, error) { return []string{find()}, nil }}
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// models names those that a history satisfies.
func models(h check.History) string {
	verdicts := check.Causal(h).Verdicts
	var names []string
	for _, model := range []struct {
		name    string
		verdict check.Verdict
	}{{"CC", verdicts.CC}, {"CCv", verdicts.CCv}, {"CM", verdicts.CM}} {
		switch model.verdict {
		case check.Holds:
			names = append(names, model.name)
		case check.Unknown:
			names = append(names, model.name+" unknown")
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// sequential tells whether some order of all operations, in which each session keeps
// its own, explains every read: all are tried.
func sequential(h check.History) bool {
	return explains(h, make([]int, len(h)), map[string]uint64{})
}

// explains goes on from where each session is and what the variables hold.
func explains(h check.History, at []int, holds map[string]uint64) bool {
	done := true
	for i, session := range h {
		if at[i] == len(session) {
			continue
		}
		done = false
		o := session[at[i]]
		before := holds[o.Variable]
		if !o.Write && before != o.Value {
			continue
		}
		at[i]++
		holds[o.Variable] = o.Value
		found := explains(h, at, holds)
		at[i]--
		holds[o.Variable] = before
		if found {
			return true
		}
	}
	return done
}

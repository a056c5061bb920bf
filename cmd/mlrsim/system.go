package main

import (
	"slices"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// systemOf is what the real system that a scenario names would tell of a run; nil if it
// names none.
func systemOf(as *scenarios.Scenario, run *results.Run) *results.System {
	p := as.Preset
	if p == nil {
		return nil
	}
	s := &results.System{Name: p.Name, Title: p.System, Version: p.Version, Logs: p.Logs, But: as.Departures}
	if p.Certifies() {
		s.Reported = certified(p, run.Metrics)
	}
	for _, r := range run.Reports {
		t := strategy.Type(slices.Index(strategy.TypeNames(), r.Type))
		decision := decisionOf(p, t, r.Decision)
		if word := p.Word(t, decision); word != "" {
			s.Reported = append(s.Reported, results.Reported{Type: r.Type, Word: word, Count: r.Count, Outcome: p.Outcome(t, decision)})
		}
	}
	return s
}

// decisionOf is what the system decided. Of two deletes leaders here keep the same one,
// whichever that is; a system that discards the second says so all the same.
func decisionOf(p *scenarios.Preset, t strategy.Type, decision string) string {
	deletesNothing := t == strategy.DeleteDelete || t == strategy.DeleteMissing
	if deletesNothing && p.Strategy(t) == "discard" {
		return strategy.Keep.String()
	}
	return decision
}

// certified is what a system tells that refuses writes at their commit.
func certified(p *scenarios.Preset, metrics *results.Summary) []results.Reported {
	v, _ := metrics.Get("aborted")
	if !v.Defined() || v.Num == 0 {
		return nil
	}
	stop := strategy.Stop.String()
	return []results.Reported{{
		Type: p.Strategy(strategy.UpdateUpdate), Word: p.Word(strategy.UpdateUpdate, stop), Count: v.Num, Outcome: p.Outcome(strategy.UpdateUpdate, stop),
	}}
}

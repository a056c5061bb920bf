package validate

import (
	"context"
	"fmt"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/sim"
)

// Demers et al., "Epidemic Algorithms for Replicated Database Maintenance" (PODC 1987),
// Table 1: rumor mongering among a thousand sites by push, with feedback and a counter
// k. In each cycle a site that is infective tells one random other; it loses interest
// after k contacts in a row with sites that knew. The figures are means over simulated
// epidemics, printed with two or three digits, and the tolerances are as coarse.
func rumorRow() Row {
	row := Row{
		ID: "V4", Section: convergenceSection, Title: "rumor mongering, 1,000 sites, push, feedback, counter k",
		Source: "Demers et al., PODC 1987, table 1",
	}
	for i, printed := range []struct{ residue, traffic, last float64 }{{.174, 1.745, 16.8}, {.0366, 3.30, 16.95}, {.0106, 4.54, 17.2}} {
		k := i + 1
		scenario := fmt.Sprintf("validation/v4-%d", k)
		row.Trials = append(row.Trials, Trial{
			Scenarios: []string{scenario}, Runs: 20, QuickRuns: 10, Shorter: 2,
			Figures: []Figure{
				{Name: fmt.Sprintf("k = %d: residue", k), Exact: printed.residue, Tolerance: .10},
				{Name: fmt.Sprintf("k = %d: messages a site", k), Exact: printed.traffic, Tolerance: .03},
				{Name: fmt.Sprintf("k = %d: last delivery, cycle", k), Exact: printed.last, Margin: .5},
			},
			Once: func(ctx context.Context, b Bench) ([]float64, error) { return spreadRumors(ctx, b, scenario) },
		})
	}
	return row
}

// spreadRumors measures the epidemics of one run.
func spreadRumors(ctx context.Context, b Bench, scenario string) ([]float64, error) {
	config, err := b.Load(scenario)
	if err != nil {
		return nil, err
	}
	e := &epidemics{cycle: sim.Time(config.Replication.Gossip.Every)}
	if err := watch(ctx, config, e); err != nil {
		return nil, err
	}
	return e.summary(len(config.Leaders)), nil
}

// epidemics watches rumors spread: each write is one.
type epidemics struct {
	model.Blind
	cycle  sim.Time
	rumors []rumor // by number of the write
}

// rumor is how far a write has come.
type rumor struct {
	told     int      // messages that told a leader of it
	infected int      // leaders that they told something new
	began    sim.Time // the cycle in which it was written
	last     sim.Time // the cycle in which somebody heard of it for the last time
}

func (e *epidemics) Commit(c *model.Commit) {
	e.rumors = append(e.rumors, rumor{began: c.Write.At / e.cycle, last: c.Write.At / e.cycle})
}

func (e *epidemics) Apply(a *model.Apply) {
	r := &e.rumors[a.Write.ID-1]
	r.told++
	if a.Verdict.Dealt() {
		r.infected++
		r.last = a.At / e.cycle
	}
}

// summary is the mean residue, messages a site, and cycles until the last delivery.
func (e *epidemics) summary(sites int) []float64 {
	var residue, traffic, last float64
	for _, r := range e.rumors {
		residue += float64(sites-1-r.infected) / float64(sites)
		traffic += float64(r.told) / float64(sites)
		last += float64(r.last - r.began)
	}
	n := float64(len(e.rumors))
	return []float64{residue / n, traffic / n, last / n}
}

package main

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/network"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// networkOf says how leaders are joined: "ring, fifo, 80 ms".
func networkOf(n network.Config) string {
	topology := n.Topology.Name
	switch {
	case topology == "" && len(n.Topology.Edges) > 0:
		topology = "edges"
	case topology == "":
		topology = "all-to-all"
	}
	parts := []string{topology, n.Ordering.String(), latencyOf(n.Latency)}
	if n.Loss > 0 {
		parts = append(parts, fmt.Sprintf("%g%% lost", 100*n.Loss))
	}
	return strings.Join(parts, ", ")
}

func latencyOf(l network.Latency) string {
	switch {
	case l.Law == nil:
		return "latencies between regions"
	case l.Law.Min() == l.Law.Quantile(1):
		return results.Duration(int64(l.Law.Min()))
	}
	return l.Law.String()
}

// strategyOf says how conflicts are found and settled, and by which clocks, where that
// is not the strategy's own way.
func strategyOf(s *scenarios.Scenario) string {
	c := s.Config.Conflicts
	parts := []string{c.Strategy + s.Exceptions()}
	if s.ByColumn() {
		parts = append(parts, "column by column")
	}
	switch rule := ruleOf(c); {
	case c.Detect != strategy.DetectDefault && c.Detect != rule.Detect:
		parts = append(parts, "detected by "+detects(c.Detect))
	case s.Exceptions() != "" && s.Preset == nil:
		parts = append(parts, "all detected by "+detects(rule.Detect)+" as under "+c.Strategy)
	}
	parts = append(parts, clockOf(c.Clock)...)
	switch {
	case c.Abort:
		parts = append(parts, "own writes that would lose are aborted")
	case c.Compare && judgesOwn(c):
		parts = append(parts, "own writes that would lose are shadowed")
	case c.Overwrite && ruleOf(c).Local:
		parts = append(parts, "own writes always win")
	}
	return strings.Join(parts, ", ")
}

// judgesOwn tells whether own writes can lose, by how conflicts are detected.
func judgesOwn(c model.Conflicts) bool {
	return c.Detect == strategy.DetectNone || c.Detect == strategy.DetectTimestamp
}

func ruleOf(c model.Conflicts) strategy.Rule {
	if c.Rule != nil {
		return *c.Rule
	}
	rule, _ := strategy.Lookup(c.Strategy)
	return rule
}

// clockOf names clocks that are not physical.
func clockOf(kind model.ClockKind) []string {
	switch kind {
	case model.Physical:
		return nil
	case model.Lamport:
		return []string{"Lamport clocks"}
	case model.Revisions:
		return []string{"revisions counted"}
	case model.Hybrid:
		return []string{"hybrid logical clocks"}
	}
	panic(fmt.Sprintf("mlrsim: no clock %d", kind))
}

// clientsOf says what clients do.
func clientsOf(c model.Config) string {
	var parts []string
	if load := loadOf(c.Workload, holderOf(c)); load != "" {
		parts = append(parts, load)
	}
	if n := len(c.Workload.Trace); n > 0 {
		parts = append(parts, plural(n, "recorded operation"))
	}
	if n := len(c.Script); n > 0 {
		parts = append(parts, plural(n, "scripted operation"))
	}
	return strings.Join(parts, "; ")
}

func loadOf(w model.Workload, holder string) string {
	if len(w.Trace) > 0 || w.Keys == 0 {
		return ""
	}
	rows := fmt.Sprintf("%s (%s)", plural(int(w.Keys), "row"), popularityOf(w.Popularity))
	switch {
	case w.Arrivals == model.Closed && w.Clients > 0:
		return fmt.Sprintf("%s at each %s, on %s", plural(w.Clients, "client"), holder, rows)
	case w.Arrivals != model.Closed && w.Rate > 0:
		return fmt.Sprintf("%s at each %s, on %s", rateOf(w.Rate), holder, rows)
	}
	return ""
}

// rateOf is a rate in the unit of time in which it is at least one, up to hours.
func rateOf(perSecond float64) string {
	number, unit := fmt.Sprintf("%.3g", perSecond*3600), "h"
	switch {
	case perSecond >= 1:
		number, unit = fmt.Sprintf("%g", perSecond), "s"
	case perSecond*60 >= 1:
		number, unit = fmt.Sprintf("%.3g", perSecond*60), "min"
	}
	if number == "1" {
		return "1 operation/" + unit
	}
	return number + " operations/" + unit
}

func popularityOf(p model.Popularity) string {
	switch p.Kind {
	case "zipf", "ycsb-zipfian", "ycsb-scrambled", "latest":
		return fmt.Sprintf("%s %g", p.Kind, p.Exponent)
	}
	return p.Kind
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return results.Grouped(int64(n)) + " " + noun + "s"
}

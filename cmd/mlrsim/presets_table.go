package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// compared is a column of the comparison of real systems.
type compared struct {
	heads  [2]string // two lines
	width  int
	metric string
	always bool // even if it is 0 or undefined for all
	bad    bool // if it is not 0
}

var comparedColumns = []compared{
	{[2]string{"", "writes"}, 9, "writes", true, false},
	{[2]string{"concurrent", "pairs"}, 11, "conflict_pairs", true, false},
	{[2]string{"lost", "updates"}, 9, "lost_updates", true, true},
	{[2]string{"came", "back"}, 7, "resurrections", false, true},
	{[2]string{"broken", "invariants"}, 12, "invariant_violations", false, true},
	{[2]string{"units", "oversold"}, 10, "oversold", false, true},
	{[2]string{"rows that", "differ"}, 10, "diverged_keys", true, true},
	{[2]string{"appliers", "stopped"}, 10, "stopped_appliers", false, true},
	{[2]string{"", "refused"}, 9, "refused", false, false},
	{[2]string{"", "aborted"}, 9, "aborted", false, false},
	{[2]string{"median", "latency"}, 10, "write_latency.p50", true, false},
}

// Widths of the comparison.
const (
	presetColumn    = 24
	comparisonWidth = 110
)

// comparison sets real systems beside each other: of each what really happened, and
// below it what it would log.
func comparison(s style, base *scenarios.Scenario, all []*impersonation) string {
	columns := slices.DeleteFunc(slices.Clone(comparedColumns), func(c compared) bool {
		return !c.always && !slices.ContainsFunc(all, func(p *impersonation) bool { return p.run != nil && figures{p.run.Metrics}.some(c.metric) })
	})
	var b strings.Builder
	b.WriteString(s.bold(base.Name) + fmt.Sprintf("  seed %d, as %s\n", base.Config.Seed, plural(len(all), "real system")))
	b.WriteString(wrap(base.Description, comparisonWidth, "") + "\n")
	b.WriteString(s.comparedHead(columns))
	for _, p := range all {
		b.WriteString(s.comparedLines(columns, p))
	}
	b.WriteString("\n" + wrap("Above: what really happened. Below it: what the system would log, in its own words, how often, and what "+
		"came of it. Latency is that of writes. Each is modelled from its documentation; `mlrsim presets NAME` says what of it is modelled, and what is not.", comparisonWidth, ""))
	return b.String()
}

func (s style) comparedHead(columns []compared) string {
	text := ""
	for line := range 2 {
		head := padded("", presetColumn)
		for _, c := range columns {
			head += flushRight(c.heads[line], c.width)
		}
		text += s.bold(strings.TrimRight(head, " ")) + "\n"
	}
	return text
}

// comparedLines are those of one system.
func (s style) comparedLines(columns []compared, p *impersonation) string {
	indent := strings.Repeat(" ", presetColumn)
	line := padded(p.preset.Name, presetColumn)
	if p.run == nil {
		return line + strings.TrimPrefix(wrap("cannot run this: "+p.why, comparisonWidth-presetColumn, indent), indent)
	}
	for _, c := range columns {
		v, _ := p.run.Metrics.Get(c.metric)
		text := flushRight(comparedText(p.run, c.metric, v), c.width)
		if c.bad && v.Defined() && v.Num != 0 {
			text = s.yellow(text)
		}
		line += text
	}
	return line + "\n" + s.faint(wrap(p.run.System.Line()+p.remark(), comparisonWidth-presetColumn, indent))
}

// remark says what a reader should know before he wonders about the figures.
func (p *impersonation) remark() string {
	config := p.scenario.Config
	shape := config.Network.Topology.Name
	if config.Replication.Forward == model.ForwardNever && config.Replication.Mode == model.MultiLeaderMode && shape != "all-to-all" {
		return "; it forwards no changes, and not all leaders are joined to each other"
	}
	if but := p.scenario.Departures; len(but) > 0 {
		return "; but with " + strings.Join(but, ", ")
	}
	return ""
}

// comparedText is a figure, and where rows agree only because changes are still under
// way, that.
func comparedText(run *results.Run, metric string, v results.Value) string {
	converged, _ := run.Metrics.Get("converged")
	if metric == "diverged_keys" && v.Num == 0 && converged.Defined() && !converged.True() {
		return "in flight"
	}
	return v.String()
}

// comparisonEntry is a system's run for other programs.
type comparisonEntry struct {
	Preset      string             `json:"preset"`
	System      string             `json:"system"`
	Version     string             `json:"version"`
	Scenario    string             `json:"scenario,omitempty"`
	Seed        *results.Seed      `json:"seed,omitempty"`
	Fingerprint string             `json:"fingerprint,omitempty"`
	Reported    []results.Reported `json:"reported"`
	Metrics     *results.Summary   `json:"metrics"`
	CannotRun   string             `json:"cannot_run,omitempty"`
	logged      string
}

func (e comparisonEntry) cells() []string {
	cells := []string{e.Preset, e.System, e.Version, e.Scenario, "", e.Fingerprint, e.logged, e.CannotRun}
	if e.Seed != nil {
		cells[4] = e.Seed.String()
	}
	for _, name := range results.MetricNames() {
		cell := ""
		if e.Metrics != nil {
			v, _ := e.Metrics.Get(name)
			cell = v.Exact()
		}
		cells = append(cells, cell)
	}
	return cells
}

func comparisonEntries(all []*impersonation) (listing, []entry) {
	entries := []entry{}
	for _, p := range all {
		e := comparisonEntry{Preset: p.preset.Name, System: p.preset.System, Version: p.preset.Version, CannotRun: p.why, Reported: []results.Reported{}}
		if p.run != nil {
			seed := results.Seed(p.run.Seed)
			e.Scenario, e.Seed, e.Fingerprint, e.Metrics = p.run.Scenario, &seed, results.FormatFingerprint(p.run.Fingerprint), p.run.Metrics
			e.Reported, e.logged = append(e.Reported, p.run.System.Reported...), p.run.System.Line()
		}
		entries = append(entries, e)
	}
	head := listing{"preset", "system", "version", "scenario", "seed", "fingerprint", "logged", "cannot_run"}
	return append(head, results.MetricNames()...), entries
}

// Package report tells what a run found on one page.
//
// HTML is all of it: a file that opens from disk, needs no network and no script,
// suits light and dark screens and paper, and reads from the finding to the detail:
// a verdict in plain words, expectations, key figures, the contrasts, pictures, every
// metric with its definition, the scenario, and where it all comes from.
//
// The same run gives the same bytes: there are no time stamps, paths or measured
// speeds in it. Names that a scenario brings are escaped, whatever they are.
package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/mlrsim/mlrsim/analysis/plot"
	"github.com/mlrsim/mlrsim/results"
)

//go:embed report.html
var pageText string

//go:embed report.css
var styleText string

var page = template.Must(template.New("report").Parse(pageText))

// content is what the page shows, in its order.
type content struct {
	Title, Description string
	Style              template.CSS
	Verdict            string
	Failures           []Account
	Expectations       []expectation
	KeyFigures         []results.Value
	System             *results.System
	Contrast           *contrast
	Pictures           []picture
	LeftOut            []plot.Omission
	Groups             []group
	Glossary           [][2]string
	Scenario           string
	Provenance         [][2]string
	Replay             string
}

type expectation struct {
	Mark, Class, Text, Detail string
	Line                      int
}

type picture struct {
	Name, Caption string
	SVG           template.HTML
}

type group struct {
	Name   results.Group
	Values []results.Value
}

// contrast is the run beside the same experiment with other values.
type contrast struct {
	Variants []string
	Lines    []results.Weighing
	Failures []variantFailures
	Picture  []picture // none or one
}

// variantFailures are the failures of the strategy in a contrast.
type variantFailures struct {
	Variant  string
	Accounts []Account
}

// HTML is the page of a run made by this version of mlrsim, with the given figures.
// What the run does not have is left out: metrics, expectations, figures.
func HTML(run *results.Run, figures []plot.Figure, version string) ([]byte, error) {
	pictures := picturesOf(figures)
	c := content{
		Title:        run.Scenario,
		Description:  run.Description,
		Style:        template.CSS(styleText),
		Verdict:      Verdict(run),
		Failures:     Accounts(&run.Failures, run.Leaders, mostStops),
		Expectations: expectationsOf(run.Verdicts),
		KeyFigures:   keyFiguresOf(run.Metrics),
		System:       run.System,
		Contrast:     contrastOf(run, pictures),
		Pictures:     slices.DeleteFunc(slices.Clone(pictures), isContrast),
		LeftOut:      plot.LeftOut(run),
		Groups:       groupsOf(run.Metrics),
		Glossary:     results.Glossary(),
		Scenario:     strings.ToValidUTF8(string(run.YAML), "\uFFFD"),
		Provenance:   provenanceOf(run, version),
		Replay:       fmt.Sprintf("mlrsim run scenario.yaml --seed %d", run.Seed),
	}
	var out bytes.Buffer
	if err := page.Execute(&out, c); err != nil {
		return nil, fmt.Errorf("writing the report of %s: %w", run.Scenario, err)
	}
	return out.Bytes(), nil
}

// mostStops is how many appliers that stopped a report lists.
const mostStops = 20

func expectationsOf(verdicts []results.Verdict) []expectation {
	var all []expectation
	for _, v := range verdicts {
		e := expectation{"?", "unknown", v.Text, v.Detail, v.Line}
		switch v.Holds {
		case "holds":
			e.Mark, e.Class = "✓", "holds"
		case "fails":
			e.Mark, e.Class = "✗", "fails"
		}
		all = append(all, e)
	}
	return all
}

// keyFigures are the metrics that stand large at the top.
var keyFigures = [...]string{
	"writes", "conflict_rate", "lost_updates", "oversold", "convergence_time",
	"visibility.p50", "visibility.p99", "write_latency.p99", "availability", "messages_per_write",
}

func keyFiguresOf(metrics *results.Summary) []results.Value {
	var values []results.Value
	for _, name := range keyFigures {
		if v, ok := measured(metrics, name); ok {
			values = append(values, v)
		}
	}
	return values
}

// measured finds a metric that was set and has a value.
func measured(metrics *results.Summary, name string) (results.Value, bool) {
	if metrics == nil {
		return results.Value{}, false
	}
	v, ok := metrics.Get(name)
	return v, ok && v.Defined()
}

// contrastOf is nil if there are no contrasts.
func contrastOf(run *results.Run, pictures []picture) *contrast {
	if len(run.Contrasts) == 0 {
		return nil
	}
	c := &contrast{Variants: results.Variants(run), Lines: results.Tradeoff(run)}
	for i := range run.Contrasts {
		v := &run.Contrasts[i]
		if accounts := Accounts(&v.Failures, v.Leaders, 1); len(accounts) > 0 {
			c.Failures = append(c.Failures, variantFailures{v.Name, accounts})
		}
	}
	if i := slices.IndexFunc(pictures, isContrast); i >= 0 {
		c.Picture = pictures[i : i+1]
	}
	return c
}

func isContrast(p picture) bool { return p.Name == "contrast" }

func picturesOf(figures []plot.Figure) []picture {
	var pictures []picture
	for _, f := range figures {
		pictures = append(pictures, picture{f.Name, f.Caption, inline(f.SVG)})
	}
	return pictures
}

// inline takes from an SVG document what HTML does without: the prolog and the
// names of its vocabulary. Figures have no ids that could meet.
func inline(document []byte) template.HTML {
	svg := string(document)
	if start := strings.Index(svg, "<svg"); start > 0 {
		svg = svg[start:]
	}
	head, body, _ := strings.Cut(svg, ">")
	head, _, _ = strings.Cut(head, "xmlns")
	return template.HTML(strings.TrimSpace(head) + ` role="img">` + body)
}

func groupsOf(metrics *results.Summary) []group {
	if metrics == nil {
		return nil
	}
	var groups []group
	for _, name := range results.Groups() {
		g := group{Name: name}
		for _, v := range metrics.Values() {
			if v.Metric.Group == name {
				g.Values = append(g.Values, v)
			}
		}
		if len(g.Values) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func provenanceOf(run *results.Run, version string) [][2]string {
	return [][2]string{
		{"scenario", run.Scenario},
		{"seed", fmt.Sprint(run.Seed)},
		{"fingerprint", results.FormatFingerprint(run.Fingerprint)},
		{"mlrsim", version},
		{holders(run), results.Grouped(int64(len(run.Leaders)))},
		{"simulated", results.Duration(int64(run.Ended))},
	}
}

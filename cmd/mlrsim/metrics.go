package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/results"
)

func (c *cli) metricsCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "metrics [NAME]",
		Short: "List what a run measures, or explain one figure exactly",
		Long: `Lists every metric: its name as in JSON and in expectations, its unit, and
what it is. With a name, or the name of a family such as visibility, explains
it: the exact definition, when it is undefined, where the notion comes from,
and the words that the definition uses.`,
		Example: `  mlrsim metrics
  mlrsim metrics lost_updates
  mlrsim metrics visibility
  mlrsim metrics --json | jq '.[].name'`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(results.MetricNames),
		RunE: func(_ *cobra.Command, args []string) error {
			chosen, err := choose(args)
			if err != nil {
				return err
			}
			if c.flags.format != "text" {
				return c.list(metricEntries(chosen))
			}
			if len(args) == 0 {
				return c.print(metricList())
			}
			return c.print(explainMetrics(chosen))
		},
	}, "json", "format", "color")
}

// choose finds the metrics that an argument names: one, or the members of a family.
func choose(args []string) ([]results.Metric, error) {
	all := results.Metrics()
	if len(args) == 0 {
		return all, nil
	}
	members := slices.DeleteFunc(all, func(m results.Metric) bool {
		return m.Name != args[0] && familyOf(m) != args[0]
	})
	if len(members) > 0 {
		return members, nil
	}
	_, err := results.LookupMetric(args[0])
	return nil, misuse("%v", err)
}

// familyOf is a metric's name without its last part: visibility for visibility.p99.
func familyOf(m results.Metric) string {
	family, _, _ := strings.Cut(m.Name, ".")
	return family
}

// metricList is the table of all metrics, one line for each metric or distribution.
func metricList() string {
	var b strings.Builder
	var group results.Group
	for _, line := range familyLines() {
		if line.group != group {
			group = line.group
			b.WriteString(string(group) + "\n")
		}
		fmt.Fprintf(&b, "  %-22s %-10s %s\n", line.name, line.unit, line.short)
	}
	b.WriteString("\nA name ending in .* is a distribution: mean, p50, p90, p99, p999 and max; or a\ncount for each kind: `mlrsim metrics conflict_pairs` lists them.\n" +
		"`mlrsim metrics NAME` explains one exactly.\n")
	return b.String()
}

type familyLine struct {
	group             results.Group
	name, unit, short string
}

// familyLines joins the members of each distribution, and the kinds of each count, into
// one line.
func familyLines() []familyLine {
	var lines []familyLine
	metrics := results.Metrics()
	for i := 0; i < len(metrics); i++ {
		m := metrics[i]
		line := familyLine{m.Group, m.Name, unitOf(m), m.Short}
		if i > 0 && familyOf(m) == metrics[i-1].Name {
			line.name, line.short = familyOf(m)+".*", "of them, by kind"
			for i+1 < len(metrics) && familyOf(metrics[i+1]) == familyOf(m) {
				i++
			}
		}
		if strings.HasSuffix(m.Name, ".mean") && i+1 < len(metrics) && metrics[i+1].Name == familyOf(m)+".p50" {
			line.name, line.short = familyOf(m)+".*", strings.TrimSuffix(m.Short, ", mean")
			for i+1 < len(metrics) && familyOf(metrics[i+1]) == familyOf(m) {
				i++
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// unitOf is what stands in the unit column.
func unitOf(m results.Metric) string {
	switch m.Kind {
	case results.Span:
		return "seconds"
	case results.Ratio:
		return "share"
	case results.Truth:
		return "yes or no"
	default:
		return m.Unit
	}
}

// explainMetrics tells all about some metrics, and the words that they use.
func explainMetrics(metrics []results.Metric) string {
	var b strings.Builder
	said := ""
	for _, m := range metrics {
		fmt.Fprintf(&b, "%s  (%s: %s)\n%s", m.Name, m.Kind, m.Short, wrap(m.Definition, 76, "  "))
		if m.Empty != "" {
			b.WriteString(wrap("Undefined where "+m.Empty+".", 76, "  "))
		}
		if m.Source != "" {
			b.WriteString(wrap("Source: "+m.Source+".", 76, "  "))
		}
		b.WriteString("\n")
		said += " " + strings.ToLower(m.Definition)
	}
	b.WriteString("expect:\n  - " + exampleOf(metrics[0]) + "\n")
	b.WriteString(glossaryOf(said))
	return b.String()
}

// exampleOf is an expectation about a metric that somebody might have.
func exampleOf(m results.Metric) string {
	switch m.Kind {
	case results.Truth:
		return m.Name
	case results.Ratio:
		return m.Name + exampleOfShare(m)
	case results.Span:
		return m.Name + " < 250ms"
	case results.Volume:
		return m.Name + " < 10MiB"
	case results.Mean:
		return m.Name + exampleOfMean(m)
	default:
		return m.Name + exampleOfCount(m)
	}
}

// exampleOfShare tells shares that should be large from those that should be small.
func exampleOfShare(m results.Metric) string {
	if m.Group == results.Service || m.Group == results.Visibility {
		return " > 99%"
	}
	return " < 2%"
}

func exampleOfMean(m results.Metric) string {
	if m.Unit == "messages" {
		return " <= 4"
	}
	return " < 1.5"
}

// exampleOfCount tells what there should be much of, or not too much, from what should
// not be.
func exampleOfCount(m results.Metric) string {
	switch {
	case m.Name == "writes" || m.Name == "reads":
		return " > 1000"
	case m.Unit == "messages":
		return " < 100000"
	case m.Unit == "versions":
		return " <= 3"
	default:
		return " == 0"
	}
}

// glossaryOf explains the notions that a text uses, and those that these use.
func glossaryOf(said string) string {
	used := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, entry := range results.Glossary() {
			word, meaning := entry[0], entry[1]
			if !used[word] && strings.Contains(said, strings.TrimSuffix(word, "s")) {
				used[word], grown = true, true
				said += " " + strings.ToLower(meaning)
			}
		}
	}
	var b strings.Builder
	for _, entry := range results.Glossary() {
		if used[entry[0]] {
			b.WriteString("\n" + entry[0] + "\n" + wrap(entry[1], 76, "  "))
		}
	}
	return b.String()
}

// metricEntry is a metric for other programs.
type metricEntry struct {
	Name       string `json:"name"`
	Kind       string `json:"kind"`
	Unit       string `json:"unit"`
	Group      string `json:"group"`
	Short      string `json:"short"`
	Definition string `json:"definition"`
	Source     string `json:"source"`
}

func (e metricEntry) cells() []string {
	return []string{e.Name, e.Kind, e.Unit, e.Group, e.Short, e.Definition, e.Source}
}

func metricEntries(metrics []results.Metric) (listing, []entry) {
	var entries []entry
	for _, m := range metrics {
		entries = append(entries, metricEntry{m.Name, m.Kind.String(), m.Unit, string(m.Group), m.Short, m.Definition, m.Source})
	}
	return listing{"name", "kind", "unit", "group", "short", "definition", "source"}, entries
}

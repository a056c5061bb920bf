package results

import (
	"fmt"
	"slices"
	"strings"
)

// Kind says what sort of quantity a metric is, and with that its unit, its JSON
// form and the literals that it can be compared with.
type Kind uint8

const (
	Count  Kind = iota // a whole number of things; JSON: an integer
	Ratio              // a share of something, 0 to 1; JSON: a decimal fraction, for people: per cent
	Mean               // a quotient that is no share: messages a write; JSON: a decimal fraction
	Span               // a duration; JSON: seconds
	Truth              // true or false
	Volume             // a number of bytes; JSON: an integer
)

func (k Kind) String() string {
	return [...]string{"count", "ratio", "mean", "seconds", "bool", "bytes"}[k]
}

// Metric is an entry of the one table of what a run reports. Everything that
// speaks of metrics reads it there: the summary, its JSON, the expectations, the
// help and the report.
type Metric struct {
	Name       string // as in JSON and in expectations: "visibility.p99"
	Kind       Kind
	Unit       string // what one of it is: "writes", "s", "bytes"; "" for truths and shares
	Group      Group
	Short      string // a label for tables, at most 28 letters
	Definition string // exact, in full sentences
	Source     string // where the notion comes from; "" where it is plain
	Empty      string // why it is undefined when there was nothing to measure
}

// Group is a heading under which metrics are listed.
type Group string

const (
	Load        Group = "load"
	Conflicts   Group = "conflicts"
	Losses      Group = "losses"
	Convergence Group = "convergence"
	Visibility  Group = "visibility"
	Anomalies   Group = "what clients saw"
	Service     Group = "service"
	Cost        Group = "cost"
)

// Groups lists the headings in the order of the table.
func Groups() []Group {
	return []Group{Load, Conflicts, Losses, Convergence, Visibility, Anomalies, Service, Cost}
}

// Metrics lists all metrics in the order in which summaries print them.
func Metrics() []Metric { return slices.Clone(table) }

// MetricNames lists the names of all metrics in the order of the table.
func MetricNames() []string {
	names := make([]string, len(table))
	for i := range table {
		names[i] = table[i].Name
	}
	return names
}

// LookupMetric finds a metric by name. The error of an unknown name gives the
// nearest that there is, or, for the name of a family ("visibility"), its members.
func LookupMetric(name string) (Metric, error) {
	if i, ok := position[name]; ok {
		return table[i], nil
	}
	if members := family(name); len(members) > 0 {
		return Metric{}, fmt.Errorf("%s has several figures: choose one of %s", name, strings.Join(members, ", "))
	}
	if near, ok := Nearest(name, MetricNames()); ok {
		return Metric{}, fmt.Errorf("there is no metric %q; did you mean %s?", name, near)
	}
	return Metric{}, fmt.Errorf("there is no metric %q; `mlrsim metrics` lists them", name)
}

// family lists the metrics called name.something.
func family(name string) []string {
	var members []string
	for i := range table {
		n := table[i].Name
		if strings.HasPrefix(n, name+".") {
			members = append(members, n)
		}
	}
	return members
}

// position finds a metric in the table.
var position = func() map[string]int {
	at := make(map[string]int, len(table))
	for i := range table {
		if _, twice := at[table[i].Name]; twice {
			panic("results: metric " + table[i].Name + " stands twice in the table")
		}
		at[table[i].Name] = i
	}
	return at
}()

package analysis

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/analysis/oracle"
	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

func oracleConfig(c *model.Cluster) oracle.Config {
	config, header := c.Config(), history.HeaderOf(c)
	return oracle.Config{
		Leaders: len(config.Leaders), Absent: header.Absent, Replicas: header.Replicas,
		Names: leaderNames(config), Rows: c.Rows(),
		Warmup: sim.Time(config.Warmup), Duration: sim.Time(config.Duration), Repeats: c.Repeats(),
	}
}

func leaderNames(config model.Config) []string {
	names := make([]string, len(config.Leaders))
	for i, l := range config.Leaders {
		names[i] = l.Name
	}
	return names
}

// gather collects what a run that has ended leaves, but for its story.
func gather(c *model.Cluster, watch *oracle.Oracle, opts Options) *results.Run {
	config := c.Config()
	run := &results.Run{
		Scenario: config.Name, Seed: config.Seed, Fingerprint: c.Fingerprint(),
		Leaders: leaderNames(config),
		Warmup:  sim.Time(config.Warmup), Duration: sim.Time(config.Duration), Ended: c.Now(),
		Faults: intervals(config),
		Final:  finalRows(c, opts.Final),
	}
	for _, l := range config.Leaders {
		run.Regions = append(run.Regions, l.Region)
	}
	cost := c.Cost()
	watch.SetCost(cost.Messages, cost.Bytes, cost.Metadata)
	watch.SetInFlight(c.InFlight())
	watch.Fill(run)
	return run
}

// finalRows is what the leaders hold at the end: of all rows, or of as many as
// FinalRows lines have room for, those that a script names first.
func finalRows(c *model.Cluster, all bool) []results.FinalRow {
	config := c.Config()
	rows := c.Rows()
	if most := FinalRows / len(config.Leaders); !all && rows > most {
		rows = most
	}
	final := make([]results.FinalRow, 0, rows*len(config.Leaders))
	var held []strategy.Version
	for row := range rows {
		for leader := range config.Leaders {
			held = c.Held(held[:0], leader, uint32(row))
			line := results.FinalRow{Leader: config.Leaders[leader].Name, Key: c.RowName(uint32(row))}
			for _, v := range held {
				line.Values = append(line.Values, c.ValueName(v))
			}
			final = append(final, line)
		}
	}
	return final
}

// intervals are the spans of the faults, as they are shaded in plots.
func intervals(config model.Config) []results.Interval {
	var spans []results.Interval
	for i := range config.Faults {
		f := &config.Faults[i]
		to := config.Duration
		if f.For > 0 {
			to = min(to, f.At+f.For)
		}
		spans = append(spans, results.Interval{
			Kind: f.Kind.String(), Label: faultLabel(config, f),
			From: sim.Time(f.At), To: sim.Time(to),
			Leaders: f.Leaders, Links: cutLinks(len(config.Leaders), f),
		})
	}
	return spans
}

// faultLabel says what a fault does: "partition virginia | london, tokyo".
func faultLabel(config model.Config, f *model.Fault) string {
	name := func(i int) string { return config.Leaders[i].Name }
	var parts []string
	switch f.Kind {
	case model.Partition:
		for _, group := range groupsOf(len(config.Leaders), f) {
			var members []string
			for _, i := range group {
				members = append(members, name(i))
			}
			parts = append(parts, strings.Join(members, ", "))
		}
		return "partition " + strings.Join(parts, " | ")
	case model.Cut:
		for _, l := range f.Links {
			parts = append(parts, fmt.Sprintf("%s → %s", name(l[0]), name(l[1])))
		}
	default:
		for _, i := range f.Leaders {
			parts = append(parts, name(i))
		}
	}
	return f.Kind.String() + " " + strings.Join(parts, ", ")
}

// groupsOf completes a partition's groups with the one of the leaders in none.
func groupsOf(leaders int, f *model.Fault) [][]int {
	in := make([]bool, leaders)
	for _, group := range f.Groups {
		for _, i := range group {
			in[i] = true
		}
	}
	var rest []int
	for i := range in {
		if !in[i] {
			rest = append(rest, i)
		}
	}
	if len(rest) == 0 {
		return f.Groups
	}
	return append(append([][]int(nil), f.Groups...), rest)
}

// cutLinks are the links that a partition or cut closes.
func cutLinks(leaders int, f *model.Fault) [][2]int {
	if f.Kind != model.Partition {
		return f.Links
	}
	var links [][2]int
	groups := groupsOf(leaders, f)
	for g, from := range groups {
		for h, to := range groups {
			if g == h {
				continue
			}
			for _, a := range from {
				for _, b := range to {
					links = append(links, [2]int{a, b})
				}
			}
		}
	}
	return links
}

package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/network"
)

func (c *cli) regionsCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "regions [TABLE]",
		Short: "List the tables of measured latencies, or print one",
		Long: `Lists the tables of measured round trips between regions that come with the
program, for a scenario's network.latency.regions. With a name, prints the
table: round trips in milliseconds, from the region on the left to the one
above.

--format csv prints it as a file that network.latency.regions can name by its
path: a start for a table of your own.`,
		Example: `  mlrsim regions
  mlrsim regions azure
  mlrsim regions azure --format csv > mine.csv`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(regionTables),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.listRegionTables()
			}
			table, err := network.LookupRegions(args[0])
			if err != nil {
				return misuse("%v%s", err, didYouMean(args[0], regionTables()))
			}
			return c.printRegions(table)
		},
	}, "json", "format", "color")
}

func regionTables() []string {
	var names []string
	for _, r := range network.RegionSets() {
		names = append(names, r.Name)
	}
	return names
}

func (c *cli) listRegionTables() error {
	if c.flags.format != "text" {
		var entries []entry
		for _, r := range network.RegionSets() {
			entries = append(entries, regionTable{Name: r.Name, Regions: r.Names, Source: r.Source, License: r.License, Note: r.Note})
		}
		return c.list(listing{"name", "regions", "source", "license", "note"}, entries)
	}
	var b strings.Builder
	for _, r := range network.RegionSets() {
		fmt.Fprintf(&b, "%s\n%s%s", r.Name, wrap(strings.Join(r.Names, ", "), 76, "  "), aboutRegions(r))
	}
	b.WriteString("\nnetwork: {latency: {regions: " + regionTables()[0] + "}} takes half of each round trip as the one-way delay.\n")
	return c.print(b.String())
}

func aboutRegions(r *network.Regions) string {
	return wrap(r.Source+".", 76, "  ") + wrap("Note: "+r.Note+".", 76, "  ")
}

// regionTable is a table of regions for other programs.
type regionTable struct {
	Name    string      `json:"name"`
	Regions []string    `json:"regions"`
	Source  string      `json:"source"`
	License string      `json:"license"`
	Note    string      `json:"note"`
	RTT     [][]float64 `json:"round_trip_ms,omitempty"` // from, to
}

func (r regionTable) cells() []string {
	return []string{r.Name, strings.Join(r.Regions, " "), r.Source, r.License, r.Note}
}

func (c *cli) printRegions(r *network.Regions) error {
	switch c.flags.format {
	case "csv":
		return c.print(regionsCSV(r))
	case "json", "jsonl":
		indent := map[string]string{"json": "  "}[c.flags.format]
		return writeJSON(c.out, regionTable{r.Name, r.Names, r.Source, r.License, r.Note, milliseconds(r.RTT)}, indent)
	}
	return c.print(regionMatrix(r))
}

func milliseconds(rtt [][]time.Duration) [][]float64 {
	table := make([][]float64, len(rtt))
	for i, row := range rtt {
		for _, d := range row {
			table[i] = append(table[i], float64(d)/float64(time.Millisecond))
		}
	}
	return table
}

// regionsCSV is the table in the form that scenarios read.
func regionsCSV(r *network.Regions) string {
	var b strings.Builder
	b.WriteString(`from\to,` + strings.Join(r.Names, ",") + "\n")
	for i, row := range milliseconds(r.RTT) {
		b.WriteString(r.Names[i])
		for _, ms := range row {
			fmt.Fprintf(&b, ",%g", ms)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// regionMatrix is the table for people; columns are numbered as the lines are.
func regionMatrix(r *network.Regions) string {
	width := 0
	for _, name := range r.Names {
		width = max(width, len(name))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: round trips in ms, from the left to the top\n\n%*s", r.Name, width+5, "")
	for i := range r.Names {
		fmt.Fprintf(&b, "%6d", i+1)
	}
	b.WriteString("\n")
	for i, row := range milliseconds(r.RTT) {
		fmt.Fprintf(&b, "%3d  %-*s", i+1, width, r.Names[i])
		for _, ms := range row {
			fmt.Fprintf(&b, "%6.4g", ms)
		}
		b.WriteString("\n")
	}
	return b.String() + "\n" + aboutRegions(r)
}

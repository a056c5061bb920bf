package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

func (c *cli) scenariosCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "scenarios [NAME]",
		Short: "List the scenarios that come with the program, or print one",
		Long: `Lists the built-in library: each scenario asks a real question about databases
with several leaders. With a name, prints the file, which says in comments
what to look for and is a start for a scenario of your own.`,
		Example: `  mlrsim scenarios
  mlrsim scenarios atlantic-cut
  mlrsim scenarios atlantic-cut > my.yaml`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(libraryNames),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return c.printScenario(args[0])
			case c.flags.format != "text":
				return c.list(libraryEntries())
			}
			return c.print(libraryList(scenarios.Library()))
		},
	}, "json", "format", "color")
}

func libraryNames() []string {
	var names []string
	for _, e := range scenarios.Library() {
		names = append(names, e.Name)
	}
	return names
}

func (c *cli) printScenario(name string) error {
	text, ok := scenarios.Source(name)
	if ok {
		return c.print(string(text))
	}
	if near, ok := results.Nearest(name, libraryNames()); ok {
		return misuse("there is no built-in scenario %q; did you mean %s? `mlrsim scenarios` lists all", name, near)
	}
	return misuse("there is no built-in scenario %q; `mlrsim scenarios` lists all", name)
}

func libraryList(library []scenarios.Entry) string {
	var b strings.Builder
	for _, e := range library {
		b.WriteString(e.Name)
		if len(e.Tags) > 0 {
			b.WriteString("  [" + strings.Join(e.Tags, ", ") + "]")
		}
		b.WriteString("\n" + wrap(e.Description, 76, "  "))
	}
	fmt.Fprintf(&b, "\n`mlrsim run NAME` runs one, `mlrsim scenarios NAME` prints its file.\n")
	return b.String()
}

// libraryEntry is a scenario of the library for other programs.
type libraryEntry struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
}

func (e libraryEntry) cells() []string {
	return []string{e.Name, e.Description, strings.Join(e.Tags, " ")}
}

func libraryEntries() (listing, []entry) {
	entries := []entry{}
	for _, e := range scenarios.Library() {
		entries = append(entries, libraryEntry{e.Name, e.Description, append([]string{}, e.Tags...)})
	}
	return listing{"name", "description", "tags"}, entries
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
)

func (c *cli) strategiesCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "strategies [NAME]",
		Short: "List the rules for conflicts, or explain one",
		Long: `Lists the rules by which leaders settle conflicts, for a scenario's
conflicts.strategy. With a name, explains what the rule does, what it loses,
and which systems use it.`,
		Example: `  mlrsim strategies
  mlrsim strategies siblings
  mlrsim run atlantic-cut --set conflicts.strategy=siblings`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(ruleNames),
		RunE: func(_ *cobra.Command, args []string) error {
			rules := allRules()
			if len(args) > 0 {
				rule, err := findRule(args[0])
				if err != nil {
					return err
				}
				rules = []strategy.Rule{rule}
			}
			switch {
			case c.flags.format != "text":
				return c.list(strategyEntries(rules))
			case len(args) > 0:
				return c.print(explainStrategy(rules[0]))
			}
			return c.print(strategyList(rules))
		},
	}, "json", "format", "color")
}

// allRules are those that come with the program, and that of a script.
func allRules() []strategy.Rule { return append(catalogue.All(), script.About()) }

func ruleNames() []string { return append(catalogue.Names(), script.Name) }

// findRule is the rule of a name.
func findRule(name string) (strategy.Rule, error) {
	names := ruleNames()
	if at := slices.Index(names, name); at >= 0 {
		return allRules()[at], nil
	}
	return strategy.Rule{}, misuse("there is no strategy %q; there are %s%s", name, strings.Join(names, ", "), didYouMean(name, names))
}

func strategyList(rules []strategy.Rule) string {
	var b strings.Builder
	width := 0
	for _, r := range rules {
		width = max(width, len(r.Name))
	}
	for _, r := range rules {
		fmt.Fprintf(&b, "%-*s %s\n", width, r.Name, r.Short)
	}
	return b.String() + "\n`mlrsim strategies NAME` explains one.\n"
}

func explainStrategy(r strategy.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", r.Name, r.Short)
	for paragraph := range strings.SplitSeq(r.Long, "\n\n") {
		b.WriteString("\n" + wrap(paragraph, 76, "  "))
	}
	b.WriteString("\n")
	if !r.Certify {
		b.WriteString(wrap("Conflicts are detected by "+detects(r.Detect)+" unless conflicts.detect says otherwise.", 76, "  "))
	}
	if r.Source != "" {
		b.WriteString(wrap("Source: "+r.Source, 76, "  "))
	}
	return b.String()
}

// detects is what a scenario's conflicts.detect calls a way to detect conflicts.
func detects(d strategy.Detect) string {
	return map[strategy.Detect]string{
		strategy.DetectNone:          "none",
		strategy.DetectBeforeImage:   "before-image",
		strategy.DetectOrigin:        "origin",
		strategy.DetectTimestamp:     "timestamp",
		strategy.DetectVersionVector: "version-vector",
	}[d]
}

// strategyEntry is a rule for other programs.
type strategyEntry struct {
	Name   string `json:"name"`
	Short  string `json:"short"`
	Long   string `json:"long"`
	Detect string `json:"detect"`
	Source string `json:"source"`
}

func (e strategyEntry) cells() []string {
	return []string{e.Name, e.Short, e.Long, e.Detect, e.Source}
}

func strategyEntries(rules []strategy.Rule) (listing, []entry) {
	var entries []entry
	for _, r := range rules {
		entries = append(entries, strategyEntry{r.Name, r.Short, r.Long, detects(r.Detect), r.Source})
	}
	return listing{"name", "short", "long", "detect", "source"}, entries
}

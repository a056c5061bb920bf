package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mlrsim/mlrsim/model/catalogue"
	"github.com/mlrsim/mlrsim/model/crdt"
	"github.com/mlrsim/mlrsim/model/script"
	"github.com/mlrsim/mlrsim/model/strategy"
)

func (c *cli) strategiesCommand() *cobra.Command {
	return takes(&cobra.Command{
		Use:   "strategies [NAME]",
		Short: "List how conflicts are found and settled, or explain one way",
		Long: `Lists the five axes of conflict handling, detect, strategy, granularity,
deletes and propagation, which go together in any way, with all values that a
scenario's keys can have there, and what stands beside them: clocks, own
writes, and the types of conflict. With a NAME, of a value, a key or an axis,
explains what it does, what it loses, and which systems do so.`,
		Example: `  mlrsim strategies
  mlrsim strategies siblings
  mlrsim strategies detect                       an axis
  mlrsim strategies replication.loop_prevention  a key
  mlrsim run atlantic-cut --set conflicts.strategy=siblings`,
		Args:              atMostOneArgument,
		ValidArgsFunction: complete(wayNames),
		RunE: func(_ *cobra.Command, args []string) error {
			chosen, err := chooseWays(args)
			switch {
			case err != nil:
				return err
			case c.flags.format != "text":
				return c.list(wayEntries(chosen))
			case len(args) > 0:
				return c.print(explainWays(chosen))
			}
			return c.print(c.style().wayList(chosen))
		},
	}, "json", "format", "color")
}

// way is a value of an axis: how something about conflicts is done.
type way struct {
	catalogue.Entry
	rule *strategy.Rule // of the axis strategy; nil: another axis
}

// ways lists all values of all axes, axis by axis.
func ways() []way {
	var all []way
	for _, axis := range catalogue.Axes() {
		if axis.Name == "strategy" {
			all = append(all, ruleWays()...)
		}
		for _, e := range catalogue.Entries() {
			if e.Axis == axis.Name {
				all = append(all, way{Entry: e})
			}
		}
	}
	return all
}

func ruleWays() []way {
	var all []way
	for _, r := range allRules() {
		all = append(all, way{catalogue.Entry{
			Axis: "strategy", Key: "conflicts.strategy", Name: r.Name, Short: r.Short, Long: r.Long, Source: r.Source,
		}, &r})
	}
	return all
}

// allRules are those that come with the program, and that of a script: resolvers, then
// data types kind by kind.
func allRules() []strategy.Rule {
	var resolvers, types []strategy.Rule
	kinds := map[string]int{} // by when they first come
	for _, r := range append(catalogue.All(), script.About()) {
		if !isType(&r) {
			resolvers = append(resolvers, r)
			continue
		}
		types = append(types, r)
		if _, known := kinds[kindOf(&r)]; !known {
			kinds[kindOf(&r)] = len(kinds)
		}
	}
	slices.SortStableFunc(types, func(a, b strategy.Rule) int { return kinds[kindOf(&a)] - kinds[kindOf(&b)] })
	return append(resolvers, types...)
}

// isType tells a data type from a resolver.
func isType(r *strategy.Rule) bool {
	_, ok := crdt.Lookup(r.Name)
	return ok || r.Name == catalogue.Usual
}

// kindOf says which workloads a data type is for.
func kindOf(r *strategy.Rule) string {
	if r.Name == catalogue.Usual {
		return "each kind"
	}
	return "kind " + strings.Join(r.Kinds, ", ")
}

// called tells whether a word means a way: its name, its key or its axis.
func (w *way) called(word string) bool {
	return word == w.Name || word == w.Key || word == w.Axis || word == w.Key+"="+w.Name
}

// chooseWays finds the ways that an argument means, or all.
func chooseWays(args []string) ([]way, error) {
	if len(args) == 0 {
		return ways(), nil
	}
	var chosen []way
	for _, w := range ways() {
		if w.called(args[0]) {
			chosen = append(chosen, w)
		}
	}
	if len(chosen) == 0 {
		return nil, misuse("there is no strategy %q, nor another value, key or axis of that name; `mlrsim strategies` lists them%s",
			args[0], didYouMean(args[0], wayNames()))
	}
	return chosen, nil
}

// wayNames are all words that mean some way.
func wayNames() []string {
	var names []string
	seen := map[string]bool{}
	for _, w := range ways() {
		for _, name := range []string{w.Name, w.Key, w.Axis} {
			if !seen[name] {
				names = append(names, name)
			}
			seen[name] = true
		}
	}
	return names
}

// wayList lists ways under their axes and keys.
func (s style) wayList(all []way) string {
	var b strings.Builder
	axis, group := "", ""
	for _, w := range all {
		if w.Axis != axis {
			b.WriteString(s.axisHead(w.Axis, axis != ""))
			axis, group = w.Axis, ""
		}
		if g := w.group(); g != group {
			b.WriteString("  " + g + "\n")
			group = g
		}
		indent := strings.Repeat(" ", shortColumn)
		b.WriteString(fmt.Sprintf("    %-*s", shortColumn-4, w.Name) + wrap(w.Short, listWidth-shortColumn, indent)[shortColumn:])
	}
	return b.String() + "\n`mlrsim strategies NAME` explains one, or all of a key or of an axis.\n"
}

// Widths of the list.
const (
	shortColumn = 34
	listWidth   = 120
)

// axisHead is the name of an axis, and its question.
func (s style) axisHead(name string, gap bool) string {
	for _, a := range catalogue.Axes() {
		if a.Name == name {
			return map[bool]string{true: "\n"}[gap] + s.bold(a.Name) + ": " + a.Asks + "\n"
		}
	}
	panic("mlrsim: there is no axis " + name)
}

// group is the head under which a way is listed: its key, and of a data type what it
// is a type of.
func (w *way) group() string {
	switch {
	case w.rule == nil:
		return w.Key
	case !isType(w.rule):
		return w.Key + ", resolvers"
	}
	return w.Key + ", data types for " + kindOf(w.rule)
}

// explainWays tells all about some ways.
func explainWays(chosen []way) string {
	var parts []string
	for _, w := range chosen {
		parts = append(parts, w.explain())
	}
	return strings.Join(parts, "\n")
}

func (w *way) explain() string {
	var b strings.Builder
	b.WriteString(wrap(w.Name+": "+w.Short, pageWidth, ""))
	for paragraph := range strings.SplitSeq(w.Long, "\n\n") {
		b.WriteString("\n" + wrap(paragraph, 76, "  "))
	}
	b.WriteString("\n" + wrap("Axis: "+w.Axis+", the key "+w.Key+".", 76, "  "))
	if w.rule != nil && !w.rule.Certify {
		b.WriteString(wrap("Conflicts are detected by "+detects(w.rule.Detect)+" unless conflicts.detect says otherwise.", 76, "  "))
	}
	if w.Source != "" {
		b.WriteString(wrap("Source: "+w.Source, 76, "  "))
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

		strategy.DetectTimestampBeforeImage: "timestamp-before-image",
	}[d]
}

// wayEntry is a way for other programs.
type wayEntry struct {
	Axis   string   `json:"axis"`
	Key    string   `json:"key"`
	Name   string   `json:"name"`
	Short  string   `json:"short"`
	Long   string   `json:"long"`
	Detect string   `json:"detect,omitempty"` // of a strategy
	Kinds  []string `json:"kinds,omitempty"`  // of a data type: the workloads that it serves
	Source string   `json:"source"`
}

func (e wayEntry) cells() []string {
	return []string{e.Axis, e.Key, e.Name, e.Short, e.Long, e.Detect, strings.Join(e.Kinds, " "), e.Source}
}

func wayEntries(chosen []way) (listing, []entry) {
	var entries []entry
	for _, w := range chosen {
		e := wayEntry{Axis: w.Axis, Key: w.Key, Name: w.Name, Short: w.Short, Long: w.Long, Source: w.Source}
		if w.rule != nil {
			e.Detect = detects(w.rule.Detect)
		}
		if w.rule != nil && isType(w.rule) && w.Name != catalogue.Usual {
			e.Kinds = w.rule.Kinds
		}
		entries = append(entries, e)
	}
	return listing{"axis", "key", "name", "short", "long", "detect", "kinds", "source"}, entries
}

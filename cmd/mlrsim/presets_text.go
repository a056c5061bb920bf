package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/model/strategy"
	"github.com/mlrsim/mlrsim/scenarios"
)

// explainPreset tells all about a real system.
func explainPreset(s style, p *scenarios.Preset) string {
	var b strings.Builder
	b.WriteString(wrap(p.Name+": "+p.System, pageWidth, ""))
	b.WriteString(wrap("Modelled from its documentation, version "+p.Version+".", pageWidth, ""))
	b.WriteString("\n" + wrap(p.Summary, 76, "  "))
	b.WriteString("\n" + s.bold("These keys of a scenario") + "\n\n" + indented(p.YAML(), "  "))
	b.WriteString("\n" + s.bold("What it calls a conflict, and what settles it here") + "\n\n" + typesOf(p))
	b.WriteString("\n" + wrap("Told in: "+cmp.Or(p.Logs, "no place that is known"), 76, "  "))
	b.WriteString(s.items("Modelled", p.Modelled))
	b.WriteString(s.items("Not modelled", p.NotModelled))
	b.WriteString(s.knobs(p.Knobs))
	var sources []string
	for _, r := range p.Sources {
		sources = append(sources, strings.TrimSpace(r.Title+" "+r.URL))
	}
	b.WriteString(s.items("Sources", sources))
	return b.String()
}

// indented puts something before each line that is not empty.
func indented(text, indent string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(indent + line)
	}
	return b.String()
}

// typesOf lists the types of conflict with the system's word, the strategy that settles
// them and, of the decisions, the outcomes that have a name.
func typesOf(p *scenarios.Preset) string {
	var b strings.Builder
	words := len("–")
	for t := range strategy.Types {
		words = max(words, len(p.Word(t)))
	}
	for t := range strategy.Types {
		b.WriteString(fmt.Sprintf("  %-16s%s%s", t, padded(cmp.Or(p.Word(t), "–"), words+2), p.Strategy(t)) + "\n")
	}
	if names := outcomesOf(p); names != "" {
		b.WriteString("\n" + wrap("What became of a change: "+names, 76, "  "))
	}
	return b.String()
}

// outcomesOf says what the system calls decisions: "applied (take), skipped (keep)".
func outcomesOf(p *scenarios.Preset) string {
	var names []string
	for d := strategy.Keep; d <= strategy.Stop; d++ {
		if word := p.Outcome(d.String()); word != d.String() {
			names = append(names, word+" ("+d.String()+")")
		}
	}
	return strings.Join(names, ", ")
}

// items is a list under a heading; nothing if it is empty.
func (s style) items(heading string, items []string) string {
	if len(items) == 0 {
		return ""
	}
	text := "\n" + s.bold(heading) + "\n\n"
	for _, item := range items {
		text += "  - " + wrap(item, 74, "    ")[4:]
	}
	return text
}

// knobs are settings of the system, and how to have them here.
func (s style) knobs(knobs []scenarios.Knob) string {
	if len(knobs) == 0 {
		return ""
	}
	text := "\n" + s.bold("Knobs") + "\n\n"
	for _, k := range knobs {
		text += wrap(k.Name+": "+k.Meaning, 76, "  ")
		for _, set := range k.Set {
			text += "      --set " + quoted(set.Path+"="+set.Value) + "\n"
		}
	}
	return text
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if strings.ContainsAny(word, " {}[]*$'\"") {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}

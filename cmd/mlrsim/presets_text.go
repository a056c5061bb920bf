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
	b.WriteString("\n" + s.bold("The types of conflict: its words, and what settles them") + "\n\n" + typesOf(p))
	b.WriteString("\n" + wrap("Where it tells: "+cmp.Or(p.Logs, "unknown"), 76, "  "))
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

// glued stands for the space between a key and its value, where no line may end.
const glued = ":\x00"

// indented puts something before each line of YAML, and breaks those that are too long
// between entries.
func indented(text, indent string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		own := indent + line[:len(line)-len(strings.TrimLeft(line, " "))]
		broken := wrap(strings.ReplaceAll(line, ": ", glued), pageWidth-len(own)-4, own+"    ")
		b.WriteString(own + strings.ReplaceAll(strings.TrimLeft(broken, " "), glued, ": "))
	}
	return b.String()
}

// typesOf lists the types of conflict with the system's word and the strategy that
// settles them, and then what the system calls what becomes of a change.
func typesOf(p *scenarios.Preset) string {
	var b strings.Builder
	words := 0
	for t := range strategy.Types {
		words = max(words, len(p.AllWords(t)))
	}
	for t := range strategy.Types {
		line := fmt.Sprintf("  %-16s", t)
		if p.Names() {
			line += padded(cmp.Or(p.AllWords(t), "–"), words+2)
		}
		b.WriteString(line + p.Strategy(t) + "\n")
	}
	switch names := outcomesOf(p); {
	case !p.Names():
		b.WriteString("\n" + wrap("It reports no conflicts.", 76, "  "))
	case names != "":
		b.WriteString("\n" + wrap("Its words for what becomes of a change: "+names+".", 76, "  "))
	}
	return b.String()
}

// outcomesOf says what the system calls what becomes of changes: "applied (take);
// skip (keep of delete-missing)".
func outcomesOf(p *scenarios.Preset) string {
	var names []string
	for d, word := range []string{p.Outcomes.Keep, p.Outcomes.Take, p.Outcomes.Both, p.Outcomes.Merge, p.Outcomes.Stop} {
		if word != "" {
			names = append(names, word+" ("+strategy.Decision(d).String()+")")
		}
	}
	text := strings.Join(names, ", ")
	for _, c := range p.Cases {
		if c.Outcome != "" {
			text += "; " + c.Outcome + " (" + string(c.Decision) + " of " + strings.Join(c.Names(), ", ") + ")"
		}
	}
	return text
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

package strategytest

import (
	"fmt"
	"strings"
)

// story tells a history step by step, with what each leader holds after each.
func (w *world) story(h *history, steps []step) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s with detection by %s, %d leaders:\n", w.rule.Name, detectors[w.detect], w.options.Leaders)
	table := [][]string{w.heading()}
	for i := range steps {
		if steps[i].rest && (i == 0 || !steps[i-1].rest) {
			table = append(table, []string{"and then comes the rest:"})
		}
		table = append(table, w.row(&steps[i]))
	}
	layOut(&b, table)
	fmt.Fprintf(&b, "%s.\n", strings.ToUpper(h.wrong[:1])+h.wrong[1:])
	return b.String()
}

// detectors are the kinds of detection as scenario files call them.
var detectors = [...]string{"default", "none", "before-image", "origin", "timestamp", "version-vector", "timestamp-before-image"}

func (w *world) heading() []string {
	row := []string{""}
	for i := range w.options.Leaders {
		row = append(row, w.leader(i))
	}
	return row
}

func (w *world) row(st *step) []string {
	row := []string{w.tell(st)}
	for i := range st.after.leaders {
		row = append(row, w.holds(st.after, i))
	}
	return row
}

// holds is what a reader finds at a leader, - if there is nothing.
func (w *world) holds(s *state, at int) string {
	if values := w.shown(s, at); len(values) > 0 {
		return strings.Join(values, "|")
	}
	return "-"
}

// tell is one step in words.
func (w *world) tell(st *step) string {
	o, at := &st.outcome, w.leader(st.event.at)
	if !st.event.deliver {
		text := fmt.Sprintf("%s commits %s", at, st.after.write(o.write).does())
		if o.shadowed {
			text += ", which does not win over what it holds: shadowed"
		}
		if o.err != nil {
			text += ", which the rule has no answer to: " + o.err.Error()
		}
		return text
	}
	text := fmt.Sprintf("%s comes to %s, which %s", w.called(st.after, o.write), at, o.verdict)
	if o.reported {
		text += " (conflict)"
	}
	if o.err != nil {
		text += ": " + o.err.Error()
	}
	return text
}

// layOut writes rows in columns.
func layOut(b *strings.Builder, table [][]string) {
	widths := make([]int, len(table[0]))
	for _, row := range table {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	for _, row := range table {
		line := " "
		for i, cell := range row {
			line += fmt.Sprintf(" %-*s ", widths[i], cell)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mlrsim/mlrsim/results"
)

// Widths of the table of contrasts: with as many columns it fills the page.
const (
	weighedWidth = 24
	variantWidth = 14
	mostVariants = (pageWidth - weighedWidth) / variantWidth
)

// contrasts sets the run beside its contrasts: a column each, in as many tables as
// they need. Each table begins with the run itself.
func (p *page) contrasts(run *results.Run) {
	names, weighings := results.Variants(run), results.Tradeoff(run)
	for from := 1; from < len(names); from += mostVariants - 1 {
		columns := []int{0}
		for i := from; i < min(len(names), from+mostVariants-1); i++ {
			columns = append(columns, i)
		}
		p.variants(names, columns)
		for _, w := range weighings {
			line := fmt.Sprintf("%-*s", weighedWidth, w.Metric.Short)
			for _, i := range columns {
				line += leftPadded(w.Values[i].String())
			}
			p.WriteString(line + "\n")
		}
		p.WriteString("\n")
	}
}

// variants is the head of a table of contrasts; long names have several lines.
func (p *page) variants(names []string, columns []int) {
	var broken [][]string
	lines := 0
	for _, i := range columns {
		parts := hyphenated(names[i], variantWidth-1)
		broken = append(broken, parts)
		lines = max(lines, len(parts))
	}
	for line := range lines {
		text := fmt.Sprintf("%-*s", weighedWidth, onlyFirst(line, "in contrast"))
		for _, parts := range broken {
			part := ""
			if at := line - (lines - len(parts)); at >= 0 {
				part = parts[at]
			}
			text += leftPadded(part)
		}
		p.WriteString(p.style.bold(strings.TrimRight(text, " ")) + "\n")
	}
}

// leftPadded sets text at the right end of a column.
func leftPadded(text string) string {
	return strings.Repeat(" ", max(1, variantWidth-utf8.RuneCountInString(text))) + text
}

// hyphenated breaks a name into lines, behind hyphens where it has any.
func hyphenated(name string, width int) []string {
	var lines []string
	for runes := []rune(name); len(runes) > 0; {
		end := min(width, len(runes))
		if end < len(runes) {
			if hyphen := strings.LastIndex(string(runes[:end]), "-"); hyphen > 0 {
				end = utf8.RuneCountInString(string(runes[:end])[:hyphen+1])
			}
		}
		lines = append(lines, string(runes[:end]))
		runes = runes[end:]
	}
	return lines
}

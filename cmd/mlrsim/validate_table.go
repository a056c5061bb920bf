package main

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/mlrsim/mlrsim/results"
)

// validationTable prints rows of the validation suite, grouped by section.
type validationTable struct {
	style   style
	quiet   bool // only what does not hold, and of a quick suite only what fails
	quick   bool
	section string
	source  string
}

// Widths of the columns: what a figure is called, four numbers, and the verdict.
const (
	figureColumn = 34
	numberColumn = 11
	tableWidth   = 4 + figureColumn + 4*numberColumn + 2 + len(results.Underpowered)
)

// row prints a row: its title, where it comes from, and its figures.
func (t *validationTable) row(row results.ValidationRow) string {
	var lines []string
	for _, f := range row.Figures {
		if !t.quiet || f.Verdict == results.Fails || f.Verdict == results.Underpowered && !t.quick {
			lines = append(lines, t.figure(f))
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return t.heading(row) + t.title(row) + strings.Join(lines, "")
}

// heading prints the section and the columns, where a section begins.
func (t *validationTable) heading(row results.ValidationRow) string {
	if row.Section == t.section {
		return ""
	}
	gap := ""
	if t.section != "" {
		gap = "\n"
	}
	t.section, t.source = row.Section, ""
	columns := ""
	for _, name := range []string{"expected", "measured", "std. error", "tolerance"} {
		columns += fmt.Sprintf("%*s", numberColumn, name)
	}
	return gap + t.style.bold(fmt.Sprintf("%-*s", 4+figureColumn, row.Section)) + t.style.faint(columns) + "\n"
}

// title prints the row's own name, and its source where that is another than before.
func (t *validationTable) title(row results.ValidationRow) string {
	title := fmt.Sprintf("%s  %s", t.style.bold(row.ID), row.Title)
	if row.Source == t.source {
		return title + "\n"
	}
	t.source = row.Source
	length := utf8.RuneCountInString(row.ID + "  " + row.Title)
	if room := tableWidth - length - utf8.RuneCountInString(row.Source); room >= 2 {
		return title + strings.Repeat(" ", room) + t.style.faint(row.Source) + "\n"
	}
	return title + "\n" + t.style.faint(wrap(row.Source, tableWidth-4, "    "))
}

func (t *validationTable) figure(f results.ValidationFigure) string {
	if f.Stated != "" {
		return t.words(f)
	}
	line := fmt.Sprintf("    %-*s", figureColumn, nameWithUnit(f))
	for _, x := range []float64{f.Expected, f.Measured, f.Error, f.Tolerance} {
		line += fmt.Sprintf("%*s", numberColumn, t.number(x, f))
	}
	return line + "  " + t.verdict(f) + "\n"
}

// number prints one of a figure's numbers with as many decimals as its standard
// error has that matter.
func (t *validationTable) number(x float64, f results.ValidationFigure) string {
	finest := f.Error
	if finest == 0 {
		finest = f.Tolerance
	}
	decimals := 1
	if finest > 0 {
		decimals = 1 - int(math.Floor(math.Log10(finest)))
	}
	return fmt.Sprintf("%.*f", min(max(decimals, 0), 7), x)
}

// words prints a figure that is no number. Long words take two columns each.
func (t *validationTable) words(f results.ValidationFigure) string {
	columns := fmt.Sprintf("%*s%*s%*s", numberColumn, f.Stated, numberColumn, f.Found, 2*numberColumn, "")
	if max(len(f.Stated), len(f.Found)) >= numberColumn {
		columns = fmt.Sprintf("%*s%*s", 2*numberColumn, f.Stated, 2*numberColumn, f.Found)
	}
	return fmt.Sprintf("    %-*s%s  %s\n", figureColumn, f.Name, columns, t.verdict(f))
}

func nameWithUnit(f results.ValidationFigure) string {
	if f.Unit == "" {
		return f.Name
	}
	return f.Name + ", " + f.Unit
}

func (t *validationTable) verdict(f results.ValidationFigure) string {
	switch f.Verdict {
	case results.Holds:
		return t.style.green(f.Verdict)
	case results.Underpowered:
		return t.style.yellow(f.Verdict)
	case results.Fails:
		return t.style.red(f.Verdict) + offBy(f)
	}
	panic("mlrsim: no verdict " + f.Verdict)
}

// offBy says by what part of what was expected a figure is off.
func offBy(f results.ValidationFigure) string {
	if f.Stated != "" || f.Expected == 0 {
		return ""
	}
	return fmt.Sprintf(" %+.2g%%", 100*(f.Measured/f.Expected-1))
}

// end sums up, and says where the results are, if they are anywhere.
func (t *validationTable) end(v *results.Validation, folder string) string {
	var b strings.Builder
	holds, weak, failed := v.Count(results.Holds), v.Count(results.Underpowered), v.Count(results.Fails)
	figures := holds + weak + failed
	if t.section != "" {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s of %s: %d hold", plural(figures, "figure"), plural(len(v.Rows), "row"), holds)
	if weak > 0 {
		fmt.Fprintf(&b, ", %s", t.style.yellow(fmt.Sprintf("%d underpowered", weak)))
	}
	if failed > 0 {
		fmt.Fprintf(&b, ", %s", t.style.red(fmt.Sprintf("%d fail", failed)))
	}
	b.WriteString("\n")
	if v.Quick && weak > 0 {
		b.WriteString("with a small part of the load, which tells little; without --quick there is power\n")
	}
	if folder != "" {
		fmt.Fprintf(&b, "%s  %s\n", t.style.faint("results"), folder)
	}
	return b.String()
}

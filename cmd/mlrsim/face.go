package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/mlrsim/mlrsim/analysis/report"
	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/scenarios"
)

// pageWidth is how wide a summary may be.
const pageWidth = 80

// face is what a person sees of a run: what it was, what it measured, what was
// expected of it, and where the rest is.
func face(s style, j *job) string {
	p := &page{style: s}
	p.title(j)
	p.setting(j.scenario.Scenario, j.run)
	p.table(rowsOf(j.run))
	p.logs(j.run.System)
	p.failures(j.run)
	p.contrasts(j.run)
	p.expectations(j.run.Verdicts)
	p.where(j)
	return p.String()
}

// page is a summary being laid out.
type page struct {
	strings.Builder
	style style
}

func (p *page) title(j *job) {
	p.WriteString(p.style.bold(j.run.Scenario) + fmt.Sprintf("  seed %d\n", j.run.Seed))
	p.WriteString(wrap(j.run.Description, pageWidth, ""))
	if verdict := wrap(report.Verdict(j.run), pageWidth, ""); verdict != "" {
		p.WriteString(p.style.bold(strings.TrimSuffix(verdict, "\n")) + "\n")
	}
	p.WriteString("\n")
}

// setting says what was run, in a few lines.
func (p *page) setting(s *scenarios.Scenario, run *results.Run) {
	config := s.Config
	if s.Preset != nil {
		p.field("as", standsFor(run.System))
	}
	p.field(holderOf(config)+"s", list(run.Leaders, 8))
	p.field("network", networkOf(config.Network))
	if replication := replicationOf(config); replication != "" {
		p.field("mode", replication)
	}
	p.field("strategy", strategyOf(s))
	p.field("clients", clientsOf(config))
	length := results.Duration(int64(run.Duration))
	if run.Warmup > 0 {
		length += ", measured from " + results.Duration(int64(run.Warmup)) + " on"
	}
	p.field("time", length)
	for i, line := range faultLines(run.Faults) {
		p.field(onlyFirst(i, "faults"), line)
	}
	p.WriteString("\n")
}

// onlyFirst is the head of a list's first line; the others have none.
func onlyFirst(i int, head string) string {
	if i > 0 {
		return ""
	}
	return head
}

func (p *page) field(name, value string) {
	first, rest := cut(value, pageWidth-groupWidth)
	fmt.Fprintf(p, "%s%s\n", p.style.faint(fmt.Sprintf("%-*s", groupWidth, name)), first)
	p.WriteString(wrap(rest, pageWidth-groupWidth, strings.Repeat(" ", groupWidth)))
}

// cut breaks text after the last word that ends within width letters.
func cut(text string, width int) (first, rest string) {
	if utf8.RuneCountInString(text) <= width {
		return text, ""
	}
	at := 0
	for i, r := range []rune(text)[:width+1] {
		if r == ' ' {
			at = i
		}
	}
	if at == 0 {
		return text, ""
	}
	runes := []rune(text)
	return string(runes[:at]), string(runes[at+1:])
}

// list names some things, or counts them where they are many.
func list(names []string, most int) string {
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%d: %s, … %s", len(names), strings.Join(names[:2], ", "), names[len(names)-1])
}

// Widths of the table's columns.
const (
	groupWidth  = 12
	labelWidth  = 24
	valueWidth  = 11
	remarkWidth = pageWidth - groupWidth - labelWidth - valueWidth - 3
)

// table prints rows under the names of their groups.
func (p *page) table(rows []row) {
	last := ""
	for _, r := range rows {
		group := ""
		if r.group != last {
			group, last = r.group, r.group
		}
		pad := max(0, valueWidth-utf8.RuneCountInString(r.value))
		line := fmt.Sprintf("%-*s%s%s", labelWidth, r.label, strings.Repeat(" ", pad), p.style.emphasis(r))
		remark, rest := cut(r.remark, remarkWidth)
		if remark != "" {
			line += "   " + p.style.faint(remark)
		}
		fmt.Fprintf(p, "%s%s\n", p.style.bold(fmt.Sprintf("%-*s", groupWidth, group)), line)
		p.WriteString(wrap(rest, remarkWidth, strings.Repeat(" ", pageWidth-remarkWidth)))
	}
	p.WriteString("\n")
}

// emphasis shows at a glance what went wrong.
func (s style) emphasis(r row) string {
	if r.alarming {
		return s.yellow(r.value)
	}
	return r.value
}

// maxHolding is how many expectations that hold a summary lists.
const maxHolding = 8

func (p *page) expectations(verdicts []results.Verdict) {
	lines, more := []string{}, 0
	for _, v := range verdicts {
		if v.Holds == "holds" && len(verdicts) > maxHolding {
			more++
			continue
		}
		lines = append(lines, fitted(verdictLine(p.style, v), v))
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("%s %d hold", p.style.green("✓"), more))
	}
	for i, line := range lines {
		p.WriteString(p.style.bold(fmt.Sprintf("%-*s", groupWidth, onlyFirst(i, "expected"))) + line + "\n")
	}
	if len(lines) > 0 {
		p.WriteString("\n")
	}
}

// verdictLine is an expectation with a mark, and what was measured where it does
// not hold.
func verdictLine(s style, v results.Verdict) string {
	switch v.Holds {
	case "holds":
		return s.green("✓") + " " + v.Text
	case "fails":
		return s.red("✗") + " " + v.Text + "   " + s.faint("("+v.Detail+")")
	case "unknown":
		return s.yellow("?") + " " + v.Text + "   " + s.faint("("+v.Detail+")")
	}
	panic("mlrsim: no verdict " + v.Holds)
}

// fitted breaks a verdict's line before what was measured, if it is too long.
func fitted(line string, v results.Verdict) string {
	if width := 2 + utf8.RuneCountInString(v.Text) + 5 + utf8.RuneCountInString(v.Detail); v.Holds != "holds" && width > pageWidth-groupWidth {
		return strings.Replace(line, v.Text+"   ", v.Text+"\n"+strings.Repeat(" ", groupWidth+2), 1)
	}
	return line
}

// where says where the results are.
func (p *page) where(j *job) {
	folder := filepath.ToSlash(j.folder)
	what := "summary and data"
	if j.figures > 0 {
		what = fmt.Sprintf("report.html, %d figures, data", j.figures)
	}
	p.field("written", folder+"/  "+what)
	p.field("fingerprint", results.FormatFingerprint(j.run.Fingerprint))
}

// failures is what is left of a summary with --quiet: expectations that do not
// hold.
func failures(s style, j *job) string {
	var b strings.Builder
	for _, v := range j.run.Verdicts {
		if v.Holds != "holds" {
			fmt.Fprintf(&b, "%s: %s\n", j.run.Scenario, verdictLine(s, v))
		}
	}
	return b.String()
}

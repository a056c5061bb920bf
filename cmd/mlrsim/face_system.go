package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/mlrsim/mlrsim/results"
)

// standsFor says which real system a run stands for, and how far.
func standsFor(s *results.System) string {
	name := s.Name
	if len(s.But) > 0 {
		name += ", but " + strings.Join(s.But, ", ")
	}
	return fmt.Sprintf("%s: modelled from the documentation of %s, version %s; see `mlrsim presets %s`", name, s.Title, s.Version, s.Name)
}

// logs says what the real system would tell of the run, in its own words; nothing if the
// run stands for none.
func (p *page) logs(s *results.System) {
	if s == nil {
		return
	}
	log := s.Log()
	if len(log) == 0 {
		p.WriteString(p.style.bold(padded("it logs", groupWidth)) + "nothing\n\n")
		return
	}
	width := 0
	for _, r := range log {
		width = max(width, utf8.RuneCountInString(r.Word))
	}
	for i, r := range log {
		head := p.style.bold(padded(onlyFirst(i, "it logs"), groupWidth))
		p.WriteString(head + padded(r.Word, width) + flushRight(r.Times(), valueWidth) + "  " + r.Outcome + "\n")
	}
	p.field("", p.style.faint("where: "+cmp.Or(s.Logs, "unknown")))
	p.WriteString("\n")
}

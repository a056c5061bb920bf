package main

import (
	"strings"

	"github.com/mlrsim/mlrsim/analysis/report"
	"github.com/mlrsim/mlrsim/results"
)

// maxStops is how many appliers that stopped a summary lists, and for each contrast.
const (
	maxStops      = 4
	maxOtherStops = 1
)

// failures says where the strategy failed, in the run and in its contrasts: when, at which
// leader, over which row and why.
func (p *page) failures(run *results.Run) {
	p.accounts("failed", report.Accounts(&run.Failures, run.Leaders, maxStops))
	for i := range run.Contrasts {
		c := &run.Contrasts[i]
		accounts := report.Accounts(&c.Failures, c.Leaders, maxOtherStops)
		if len(accounts) > 0 {
			accounts = append([]report.Account{{Says: "in contrast, " + c.Name + ":"}}, accounts...)
		}
		p.accounts("failed", accounts)
	}
}

// accounts prints a list; what a script is shown of keeps its lines.
func (p *page) accounts(head string, accounts []report.Account) {
	indent := strings.Repeat(" ", groupWidth)
	for i, a := range accounts {
		p.field(onlyFirst(i, head), a.Says)
		p.WriteString(wrap(a.Why, pageWidth-groupWidth-2, indent+"  "))
		for _, line := range a.Shown {
			p.WriteString(p.style.faint(indent+"  "+line) + "\n")
		}
		p.WriteString(wrap(a.Right, pageWidth-groupWidth-4, indent+"    "))
	}
	if len(accounts) > 0 {
		p.WriteString("\n")
	}
}

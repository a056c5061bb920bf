package check

// Causal judges a history by CC, CCv and CM. If some variable is written the same
// value twice, or 0, all three are Unknown and the report says which writes. An empty
// history satisfies all.
//
// With n operations in k sessions it takes time and memory in proportion to n·k, and
// for CM the time again for each session as often as new facts follow from its reads,
// which is a few times in practice.
func Causal(h History) Report {
	var report Report
	c, why := number(h)
	if why != "" {
		report.Reason = why
		return report
	}
	co := c.causalOrder()
	report.findThinAir(c)
	if cycle := co.compute(); cycle != nil {
		report.found(CyclicCO, c.events(cycle)...)
	} else {
		report.findStaleReads(co)
	}
	if len(report.Violations) == 0 {
		report.findConflict(co)
		report.findHappenedBefore(c)
	}
	report.judge()
	return report
}

// findThinAir looks for reads of what nobody wrote.
func (r *Report) findThinAir(c *catalogue) {
	for op, source := range c.source {
		if e := c.event(op); !e.Write && e.Value != 0 && source == none {
			r.found(ThinAirRead, e)
		}
	}
}

// findStaleReads looks for reads of what had been replaced in their causal past. The
// last write of each session will do: if an earlier one comes after the write that was
// read, the last does too.
func (r *Report) findStaleReads(co *relation) {
	for op, source := range co.source {
		e := co.event(op)
		if e.Write {
			continue
		}
		for rival := range co.rivals(op) {
			if e.Value == 0 {
				r.found(WriteCOInitRead, co.event(rival), e)
			} else if source != none && co.precedes(source, rival) {
				r.found(WriteCORead, co.event(source), co.event(rival), e)
			}
		}
	}
}

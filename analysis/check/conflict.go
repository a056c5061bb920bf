package check

// findConflict looks for a cycle of CO and the conflict relation CF: a write precedes
// another of the same variable if it causally precedes a read that returned the other.
// Whoever orders the writes for all must order them so.
func (r *Report) findConflict(co *relation) {
	arbitration := co.causalOrder()
	for op, source := range co.source {
		if source == none {
			continue
		}
		for rival := range co.rivals(op) {
			arbitration.putBefore(rival, source)
		}
	}
	if cycle := arbitration.compute(); cycle != nil {
		r.found(CyclicCF, co.events(cycle)...)
	}
}

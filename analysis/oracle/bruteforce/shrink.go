package bruteforce

import "github.com/mlrsim/mlrsim/model/history"

// Shrink drops events from a record as long as it stays interesting, and returns
// one from which no event can be dropped (Zeller and Hildebrandt 2002, the
// minimizing delta debugging). What it returns is mended, and interesting unless
// the record never was.
func Shrink(run Run, events []history.Event, interesting func([]history.Event) bool) []history.Event {
	for size := len(events) / 2; size > 0; {
		dropped := false
		for from := 0; from+size <= len(events); {
			rest := append(append([]history.Event{}, events[:from]...), events[from+size:]...)
			if ends(rest) && interesting(Mend(run, rest)) {
				events, dropped = Mend(run, rest), true
			} else {
				from += size
			}
		}
		if !dropped {
			size /= 2
		} else {
			size = min(size, len(events)/2)
		}
	}
	return events
}

// ends says that the record has its end.
func ends(events []history.Event) bool {
	if len(events) == 0 {
		return false
	}
	_, ok := events[len(events)-1].(history.End)
	return ok
}

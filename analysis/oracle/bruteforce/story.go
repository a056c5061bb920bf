package bruteforce

import (
	"fmt"
	"strings"

	"github.com/mlrsim/mlrsim/model"
	"github.com/mlrsim/mlrsim/model/history"
	"github.com/mlrsim/mlrsim/model/value"
)

// Story tells a record, a line an event.
func Story(run Run, events []history.Event) string {
	var b strings.Builder
	if run.Valued || run.Alike {
		fmt.Fprintf(&b, "kind %q, rows show %s at first, but for the last %d (alike %t)\n", run.Kind, value.Show(run.Initial), run.Unmade, run.Alike)
	}
	fmt.Fprintf(&b, "%d leaders (without %v at first), %d replicas (0: all), %d rows, measured from %d, load until %d (ns)\n", run.Leaders, run.Absent, run.Replicas, run.Rows, run.Warmup, run.Duration)
	for _, event := range events {
		fmt.Fprintf(&b, "%8d  %s\n", timeOf(event), sentence(event))
	}
	return b.String()
}

func sentence(event history.Event) string {
	switch e := event.(type) {
	case *model.Commit:
		return commitSentence(e)
	case *model.Apply:
		s := fmt.Sprintf("n%d %s #%d of row %d, having met %v, removed %v: %d states", e.Leader, e.Verdict, e.Write.ID, e.Write.Row, e.Met, e.Removed, e.Distinct)
		if len(e.Rivals) > 0 {
			s += fmt.Sprintf(", its name taken by %v", e.Rivals)
		}
		if len(e.Displaced) > 0 {
			s += fmt.Sprintf(", displaces %v", e.Displaced)
		}
		if e.Reported {
			s += fmt.Sprintf(", reports a conflict (%s)", e.Type)
		}
		if e.Value != nil {
			s += ", shows " + e.Value.String()
		}
		return s
	case *model.ReadSeen:
		return fmt.Sprintf("n%d answers session %d, who asked at %d for row %d: %v (read %d, heard %v)", e.Leader, e.Session, e.Began, e.Row, e.Returned, e.Read, e.Heard)
	case *model.Answer:
		return fmt.Sprintf("n%d answers read %d, of row %d", e.Leader, e.Read, e.Row)
	case *model.Probe:
		return fmt.Sprintf("#%d is probed: %v", e.Write, e.Legs)
	case *model.Transfer:
		return fmt.Sprintf("n%d has a copy of n%d's replica (%s): %v", e.Leader, e.From, e.Why, e.Rows)
	case *model.Done:
		return fmt.Sprintf("session %d at n%d, served by n%d: %s, begun at %d, ok %t (refused %t), %d writes from #%d", e.Session, e.Home, e.Leader, e.Kind, e.Began, e.OK, e.Refused, e.Writes, e.First)
	case *model.Message:
		return fmt.Sprintf("n%d sends #%d to n%d, acknowledgement %t", e.From, e.Write, e.To, e.Ack)
	case *model.FaultEvent:
		return fmt.Sprintf("fault %d (%s), begins %t", e.Index, e.Fault.Kind, e.Begin)
	}
	return "the end"
}

func commitSentence(c *model.Commit) string {
	w, what := c.Write, "writes"
	if w.Delete {
		what = "deletes"
	}
	if w.Insert {
		what = "inserts"
	}
	s := fmt.Sprintf("n%d %s #%d to row %d for session %d, replacing %v, stamp %d.%d/%d: %d states", w.Origin, what, w.ID, w.Row, w.Session, c.Replaced, w.Stamp.L, w.Stamp.C, w.Stamp.Origin, c.Distinct)
	if len(c.Beside) > 0 {
		s += fmt.Sprintf(", beside %v", c.Beside)
	}
	if c.Value != nil {
		s += fmt.Sprintf(", %s %s %s %d %d: shows %s", c.Op.Verb, c.Op.Field, value.Show(c.Op.Value), c.Op.N, c.Op.At, c.Value)
	}
	if c.Shadowed {
		s += ", shadowed"
	}
	if c.Late {
		s += ", and only coordinates"
	}
	return s
}

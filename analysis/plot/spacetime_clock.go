package plot

import (
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// clock is the time axis of a space-time diagram: stretches of time, each drawn to
// a scale of its own, with a break between one and the next. Most have one stretch.
type clock []stretch

// stretch is a span of time and where it lies on the paper.
type stretch struct {
	from, to sim.Time
	x0, x1   vg.Length
	instants int // different times at which something happens in it
}

const (
	breakWidth    = vg.Length(14)
	tear          = vg.Length(5)  // of it on either side, until the paper has ended
	clockPad      = vg.Length(12) // from the ends of the paper to the first and last instant
	mostBreaks    = 7
	apart         = vg.Length(10) // that instants of one cluster should have between them
	legibleFlight = vg.Length(18) // so wide should a usual flight be
)

// at is where an instant is drawn; one outside of the clock, at its nearer end.
func (c clock) at(t sim.Time) vg.Length {
	for i, s := range c {
		switch {
		case t < s.from && i == 0:
			return s.x0
		case t < s.from:
			before := c[i-1]
			return between(t, before.to, s.from, before.x1+tear, s.x0-tear)
		case t <= s.to:
			return between(t, s.from, s.to, s.x0, s.x1)
		}
	}
	return c[len(c)-1].x1
}

func between(t, from, to sim.Time, x0, x1 vg.Length) vg.Length {
	if to == from {
		return (x0 + x1) / 2
	}
	return x0 + (x1-x0)*vg.Length(float64(t-from)/float64(to-from))
}

// partOf is the stretch of an instant, or the last before it.
func (c clock) partOf(t sim.Time) stretch {
	part := c[0]
	for _, s := range c {
		if t >= s.from {
			part = s
		}
	}
	return part
}

func (c clock) first() stretch { return c[0] }
func (c clock) last() stretch  { return c[len(c)-1] }

// newClock lays the instants, rising and different, out between x0 and x1. As long
// as usual flights or clusters of events would be too narrow to read, it breaks
// the axis at the longest pause that is long against a flight.
func newClock(instants []sim.Time, flight sim.Time, x0, x1 vg.Length) clock {
	clusters := [][]sim.Time{instants}
	flight = min(flight, span(instants)/10)
	for len(clusters) <= mostBreaks && !legible(clusters, flight, x1-x0) {
		which, after, pause := longestPause(clusters)
		if pause < 4*flight || pause*50 < length(clusters) || pause <= 0 {
			break
		}
		whole := clusters[which]
		clusters = slices.Replace(clusters, which, which+1, whole[:after+1], whole[after+1:])
	}
	if length(clusters)*5 > span(instants)*3 {
		clusters = [][]sim.Time{instants} // breaks that save less than two fifths only confuse
	}
	return layOut(clusters, x0, x1)
}

func span(instants []sim.Time) sim.Time { return instants[len(instants)-1] - instants[0] }

func length(clusters [][]sim.Time) sim.Time {
	sum := sim.Time(0)
	for _, c := range clusters {
		sum += span(c)
	}
	return sum
}

// longestPause finds the longest time without an event inside a cluster.
func longestPause(clusters [][]sim.Time) (which, after int, pause sim.Time) {
	for i, c := range clusters {
		for k := range len(c) - 1 {
			if p := c[k+1] - c[k]; p > pause {
				which, after, pause = i, k, p
			}
		}
	}
	return which, after, pause
}

// legible tells whether, drawn to one scale, flights are wide enough, and no
// cluster that the longest pause would leave is too narrow for its events.
func legible(clusters [][]sim.Time, flight sim.Time, width vg.Length) bool {
	scale := float64(width) / float64(max(1, length(clusters)))
	if flight > 0 && float64(flight)*scale < float64(legibleFlight) {
		return false
	}
	which, after, _ := longestPause(clusters)
	whole := clusters[which]
	if len(whole) < 2 {
		return true
	}
	for _, part := range [][]sim.Time{whole[:after+1], whole[after+1:]} {
		need := min(float64(apart)*float64(len(part)-1), .3*float64(width))
		if float64(span(part))*scale < need {
			return false
		}
	}
	return true
}

// layOut gives each cluster room, half by its length and half by its events.
func layOut(clusters [][]sim.Time, x0, x1 vg.Length) clock {
	room := x1 - x0 - breakWidth*vg.Length(len(clusters)-1) - 2*clockPad*vg.Length(len(clusters))
	whole, steps := float64(max(1, length(clusters))), 0
	for _, c := range clusters {
		steps += len(c)
	}
	var laid clock
	x := x0
	for _, c := range clusters {
		share := float64(len(c)) / float64(steps)
		if len(clusters) > 1 {
			share = (share + float64(span(c))/whole) / 2
		} else {
			share = 1
		}
		inner := room * vg.Length(share)
		laid = append(laid, padded(c, x, inner))
		x += inner + 2*clockPad + breakWidth
	}
	return laid
}

// padded is the stretch of a cluster with a margin of time at both ends.
func padded(instants []sim.Time, x, inner vg.Length) stretch {
	from, to := instants[0], instants[len(instants)-1]
	margin := sim.Time(float64(to-from) * float64(clockPad/inner))
	if to == from {
		margin = sim.Time(time.Millisecond)
	}
	return stretch{from - margin, to + margin, x, x + inner + 2*clockPad, len(instants)}
}

// ticks are round times of the stretch, at least one.
func (s stretch) ticks() []tick {
	const room = 50
	u, suffix := float64(time.Second), " s"
	if s.to < sim.Time(time.Second) {
		u, suffix = float64(time.Millisecond), " ms"
	}
	from, to := max(0, float64(s.from)/u), float64(s.to)/u
	for about := max(1, int(math.Round(float64(s.x1-s.x0)/room))); ; about++ {
		step := roundStep(to-from, about)
		ticks := ticksAt(from, to, step, func(v float64) string { return trimmed(v, decimals(step)) + suffix })
		for i := range ticks {
			ticks[i].at *= u
		}
		if len(ticks) > 0 {
			return ticks
		}
	}
}

// instantsOf are the different times, rising, at which something of the story
// happens: commits, reads, messages, copies, and faults that begin or end among them.
func instantsOf(story *results.Story, faults []results.Interval) []sim.Time {
	var times []sim.Time
	note := func(t sim.Time) {
		if t >= story.From && t <= story.To {
			times = append(times, t)
		}
	}
	for _, w := range story.Writes {
		note(w.At)
	}
	for _, m := range story.Messages {
		note(m.Sent)
		note(m.Arrived)
	}
	for _, r := range story.Reads {
		note(r.At)
	}
	for _, t := range story.Transfers {
		note(t.At)
	}
	if len(times) == 0 {
		return nil
	}
	slices.Sort(times)
	times = append(times, turnsAmong(times, faults, 4*usualFlight(story))...)
	slices.Sort(times)
	return slices.Compact(times)
}

// turnsAmong are the beginnings and ends of faults that lie between two instants
// and near one of them. Others would tear a stretch of their own out of a pause.
func turnsAmong(instants []sim.Time, faults []results.Interval, near sim.Time) []sim.Time {
	var turns []sim.Time
	for _, f := range faults {
		for _, t := range [...]sim.Time{f.From, f.To} {
			next, _ := slices.BinarySearch(instants, t)
			if next > 0 && next < len(instants) && min(t-instants[next-1], instants[next]-t) <= near {
				turns = append(turns, t)
			}
		}
	}
	return turns
}

// usualFlight is the median time that messages of the story take.
func usualFlight(story *results.Story) sim.Time {
	var flights []sim.Time
	for _, m := range story.Messages {
		if m.Arrived != sim.Never && m.Arrived >= m.Sent {
			flights = append(flights, m.Arrived-m.Sent)
		}
	}
	if len(flights) == 0 {
		return 0
	}
	slices.Sort(flights)
	return flights[len(flights)/2]
}

package plot

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/mlrsim/mlrsim/results"
	"github.com/mlrsim/mlrsim/sim"
)

// flight is a message as a slanted line.
type flight struct {
	results.StoryMessage
	from, to vg.Point
	colour   color.RGBA
	arrives  bool // within the picture
	leaves   bool // it is under way when the picture ends
	held     bool // a cut or a crash kept it
	behind   bool // one of many, of a write that met no other
}

// manyFlights is the number from which those of writes without a conflict step back.
const manyFlights = 80

func (s *scene) layFlights() {
	for _, m := range s.story.Messages {
		fromLane, ok := s.lane[m.From]
		toLane, ok2 := s.lane[m.To]
		if !ok || !ok2 || m.Sent > s.story.To || m.Arrived < s.story.From {
			continue
		}
		f := s.fly(m, s.y(fromLane), s.y(toLane))
		f.colour, f.behind = s.flightColour(m.Write)
		s.flights = append(s.flights, f)
	}
	slices.SortStableFunc(s.flights, func(a, b flight) int { return rank(b.behind) - rank(a.behind) })
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *scene) flightColour(write uint64) (c color.RGBA, behind bool) {
	i, ok := s.byID[write]
	if !ok || s.commits[i].behind {
		return faintLine, true
	}
	return s.commits[i].colour, false
}

// fly places a message. What began before the picture or ends after it is cut off
// at its edge; what does not arrive ends under way.
func (s *scene) fly(m results.StoryMessage, y0, y1 vg.Length) flight {
	f := flight{StoryMessage: m, held: s.wasHeld(m)}
	f.from = vg.Point{X: s.clock.at(m.Sent), Y: y0}
	switch {
	case m.Arrived == sim.Never && s.mayBeUnderWay(m):
		f.leaves = true
		f.to = vg.Point{X: s.right, Y: y0 + (y1-y0)*.45}
		return f
	case m.Arrived == sim.Never:
		f.to = vg.Point{X: min(f.from.X+24, max(f.from.X+5, s.clock.partOf(m.Sent).x1-2)), Y: y0 + (y1-y0)*.42}
		return f
	case m.Arrived > s.story.To:
		f.leaves = true
		f.to = vg.Point{X: s.right, Y: along(y0, y1, s.clock.last().to, m)}
	default:
		f.arrives = true
		f.to = vg.Point{X: s.clock.at(m.Arrived), Y: y1}
	}
	if m.Sent < s.clock.first().from {
		f.from = vg.Point{X: s.left, Y: along(y0, y1, s.clock.first().from, m)}
	}
	return f
}

// mayBeUnderWay tells that a message without an arrival was sent so late that the
// story may have ended before it.
func (s *scene) mayBeUnderWay(m results.StoryMessage) bool {
	return m.Sent > s.story.To-4*usualFlight(s.story)
}

// along is the height that a message has reached at an instant.
func along(y0, y1 vg.Length, at sim.Time, m results.StoryMessage) vg.Length {
	return y0 + (y1-y0)*vg.Length(inside(float64(at-m.Sent)/float64(m.Arrived-m.Sent)))
}

// wasHeld tells that a fault on the message's link or receiver lies in its flight
// and that it took much longer than usual.
func (s *scene) wasHeld(m results.StoryMessage) bool {
	if m.Arrived == sim.Never || m.Arrived-m.Sent < 2*quickest(s.story) {
		return false
	}
	return slices.ContainsFunc(s.run.Faults, func(f results.Interval) bool {
		return holds(f, m) && f.From < m.Arrived && m.Sent < f.To
	})
}

// holds tells that a fault can keep a message from its receiver, or back.
func holds(f results.Interval, m results.StoryMessage) bool {
	switch {
	case f.Instant() || f.Kind == "clock":
		return false
	case len(f.Links) == 0 && len(f.Leaders) == 0:
		return f.Kind == "slow" || f.Kind == "loss"
	}
	return slices.Contains(f.Links, [2]int{m.From, m.To}) || slices.Contains(f.Leaders, m.To) || slices.Contains(f.Leaders, m.From)
}

func quickest(story *results.Story) sim.Time {
	least := sim.Never
	for _, m := range story.Messages {
		least = min(least, max(0, m.Arrived-m.Sent))
	}
	return least
}

func (f flight) style(s *scene) draw.LineStyle {
	style := draw.LineStyle{Color: f.colour, Width: 1}
	switch {
	case f.behind:
		style.Width = .4
	case s.crowded():
		style.Width = .7
	}
	if f.held {
		style.Dashes = []vg.Length{4, 1.8}
	}
	return style
}

func (f flight) draw(on sheet, s *scene) {
	style := f.style(s)
	tip := f.to
	if f.arrives {
		tip = f.before(s.markSize() + 2)
	}
	on.line(style, f.from, tip)
	style.Dashes = nil
	switch {
	case f.arrives:
		f.arrow(on, s)
	case !f.leaves:
		drawCross(on, draw.LineStyle{Color: f.colour, Width: 1}, f.to, 2.2)
	}
}

// before is the point so far before the end of the line.
func (f flight) before(distance vg.Length) vg.Point {
	dx, dy := float64(f.to.X-f.from.X), float64(f.to.Y-f.from.Y)
	length := vg.Length(math.Sqrt(dx*dx + dy*dy))
	if length <= distance {
		return f.from
	}
	share := distance / length
	return vg.Point{X: f.to.X - vg.Length(dx)*share, Y: f.to.Y - vg.Length(dy)*share}
}

// arrow puts a small head where the line meets its mark.
func (f flight) arrow(on sheet, s *scene) {
	long, wide := vg.Length(4.6), vg.Length(1.7)
	if s.crowded() {
		long, wide = 3.6, 1.3
	}
	tip, base := f.before(s.markSize()), f.before(s.markSize()+long)
	if tip == base || f.behind {
		return
	}
	nx, ny := -(tip.Y-base.Y)/long*wide, (tip.X-base.X)/long*wide
	on.shape(f.colour, tip, vg.Point{X: base.X + nx, Y: base.Y + ny}, vg.Point{X: base.X - nx, Y: base.Y - ny})
}

// markSize is the radius of the mark at the end of a flight.
func (s *scene) markSize() vg.Length { return s.dot() * .66 }

// drawEnd marks what became of the change.
func (f flight) drawEnd(on sheet, s *scene) {
	if !f.arrives {
		return
	}
	r := s.markSize()
	if f.behind {
		r *= .6
	}
	drawVerdict(on, f.Verdict, f.colour, f.to, r)
	if f.Reported {
		drawReported(on, s.reportAt(f))
	}
}

// drawVerdict: full where the change took, open where it was dropped, a diamond
// where it was kept beside others, a full one where it was merged with them, a square
// where the applier stopped, a grey point where it had been before.
func drawVerdict(on sheet, verdict string, c color.RGBA, at vg.Point, r vg.Length) {
	style := draw.LineStyle{Color: c, Width: .9}
	switch verdict {
	case "took":
		on.disc(c, at, r)
	case "kept":
		on.disc(white, at, r)
		on.ring(style, at, r)
	case "joined":
		corners := diamond(at, r*1.4)
		on.shape(white, corners...)
		on.line(style, append(corners, corners[0])...)
	case "blended":
		on.shape(c, diamond(at, r*1.4)...)
	case "stopped":
		on.shape(vermillion, vg.Point{X: at.X - r, Y: at.Y - r}, vg.Point{X: at.X - r, Y: at.Y + r}, vg.Point{X: at.X + r, Y: at.Y + r}, vg.Point{X: at.X + r, Y: at.Y - r})
	default:
		on.disc(axisGrey, at, r*.55)
	}
}

func diamond(at vg.Point, r vg.Length) []vg.Point {
	return []vg.Point{{X: at.X - r, Y: at.Y}, {X: at.X, Y: at.Y + r}, {X: at.X + r, Y: at.Y}, {X: at.X, Y: at.Y - r}}
}

// reportAt is where the sign of a reported conflict stands: on the side from which
// the message does not come.
func (s *scene) reportAt(f flight) vg.Point {
	if f.from.Y > f.to.Y {
		return vg.Point{X: f.to.X, Y: f.to.Y - s.markSize() - 1.6 - reportHeight}
	}
	return vg.Point{X: f.to.X, Y: f.to.Y + s.markSize() + 1.6}
}

const reportHeight = vg.Length(3.6)

func drawReported(on sheet, at vg.Point) {
	on.shape(vermillion, vg.Point{X: at.X - 2, Y: at.Y}, vg.Point{X: at.X + 2, Y: at.Y}, vg.Point{X: at.X, Y: at.Y + reportHeight})
}

func drawCross(on sheet, style draw.LineStyle, at vg.Point, r vg.Length) {
	on.line(style, vg.Point{X: at.X - r, Y: at.Y - r}, vg.Point{X: at.X + r, Y: at.Y + r})
	on.line(style, vg.Point{X: at.X - r, Y: at.Y + r}, vg.Point{X: at.X + r, Y: at.Y - r})
}
